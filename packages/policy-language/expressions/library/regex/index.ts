import { define, named } from "../../types/registry";
import { argumentNull, outOfRange } from "../../values/runtime";
import { NetArray, NetList } from "../../values/sequences";
import { defineEnum } from "../core/enums";
import { defineException } from "../core/exceptions";
import { patterns } from "../json/path";
import { Found, Regex, replacement, type Match } from "./regex";
import { Options } from "./nodes";

defineEnum("System.Text.RegularExpressions", "RegexOptions", {
  None: 0, IgnoreCase: 1, Multiline: 2, ExplicitCapture: 4, Compiled: 8, Singleline: 16, IgnorePatternWhitespace: 32,
  RightToLeft: 64, ECMAScript: 256, CultureInvariant: 512, NonBacktracking: 1024,
}); // prettier-ignore
defineException("System.Text.RegularExpressions", "RegexParseException", "ArgumentException");
defineException("System.Text.RegularExpressions", "RegexMatchTimeoutException", "TimeoutException");

const text = (input: string | null) => input ?? argumentNull("input");
const regexOf = (pattern: string | null, options = 0) =>
  new Regex(pattern ?? argumentNull("pattern"), options);
const strings = (items: string[]) => new NetArray(named("string"), items);
const matchList = (regex: Regex, input: string | null, from = 0) =>
  new Matches(named("Match"), [...regex.matches(text(input), from)]);

define("System.Text.RegularExpressions", "class Capture", {
  "int Index": (one: Found) => one.index,
  "int Length": (one: Found) => one.length,
  "string Value": (one: Found) => one.value,
});
class Captures extends NetList {
  override get netType() {
    return named("CaptureCollection");
  }
}
class Matches extends NetList {
  override get netType() {
    return named("MatchCollection");
  }
}
define("System.Text.RegularExpressions", "class CaptureCollection : IList<Capture>", {
  "int Count": (captures: Captures) => captures.items.length,
  "Capture this[int i]": (captures: Captures, index: number) => captures.items[index] ?? outOfRange("i"),
});
define("System.Text.RegularExpressions", "class Group : Capture", {
  "bool Success": (one: Found) => one.success,
  "string Name": (one: Found) => one.name,
  "CaptureCollection Captures": (one: Found) =>
    new Captures(
      named("Capture"),
      one.captures.map(
        ({ start, end }) => new Found(one.text0, start, end - start, true, one.name, [], "Capture"),
      ),
    ),
});

/** The groups of a match, by number and by name. */
class Groups extends NetList {
  constructor(readonly match: Match) {
    super(named("Group"), match.groups);
  }
  override get netType() {
    return named("GroupCollection");
  }
}
define("System.Text.RegularExpressions", "class GroupCollection : IList<Group>", {
  "int Count": (groups: Groups) => groups.items.length,
  "Group this[int groupnum]": (groups: Groups, number: number) => groups.match.group(number),
  "Group this[string groupname]": (groups: Groups, name: string | null) =>
    groups.match.byName(name ?? argumentNull("groupname")),
  "bool ContainsKey(string key)": (groups: Groups, name: string) => groups.match.regex.numberOf(name) >= 0,
});
define("System.Text.RegularExpressions", "class MatchCollection : IList<Match>", {
  "int Count": (matches: Matches) => matches.items.length,
  "Match this[int i]": (matches: Matches, index: number) => matches.items[index] ?? outOfRange("i"),
});
define("System.Text.RegularExpressions", "class Match : Group", {
  "static Match Empty": () => new Regex("(?!)", 0).match(""),
  "GroupCollection Groups": (match: Match) => new Groups(match),
  "Match NextMatch()": (match: Match) => match.next(),
  "string Result(string replacement)": (match: Match, template: string | null) =>
    replacement(template ?? argumentNull("replacement"), match.regex)(match),
});
define("System.Text.RegularExpressions", "delegate MatchEvaluator");

type Evaluator = (match: Match) => string | null;
const byTemplate = (
  regex: Regex,
  input: string | null,
  template: string | null,
  count?: number,
  from?: number,
) => {
  const whole = text(input);
  const given = template ?? argumentNull("replacement");
  // Most texts that are cleaned are clean: the template is read when there is something to replace.
  let made: ((match: Match) => string) | undefined;
  return regex.replace(whole, (match) => (made ??= replacement(given, regex))(match), count, from);
};
const byEvaluator = (
  regex: Regex,
  input: string | null,
  made: Evaluator | null,
  count?: number,
  from?: number,
) => {
  const evaluate = made ?? argumentNull("evaluator");
  return regex.replace(text(input), (match) => evaluate(match) ?? "", count, from);
};

const meta = /[\\*+?|{[()^$.#\s]/g;
const blanks: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f" };

define("System.Text.RegularExpressions", "class Regex", {
  "new(string pattern)": (pattern: string | null) => regexOf(pattern),
  "new(string pattern, RegexOptions options)": regexOf,
  "new(string pattern, RegexOptions options, TimeSpan matchTimeout)": regexOf,
  "RegexOptions Options": (regex: Regex) => regex.options,
  "bool IsMatch(string input)": (regex: Regex, input: string | null) => regex.match(text(input)).success,
  "bool IsMatch(string input, int startat)": (regex: Regex, input: string | null, from: number) => regex.match(text(input), from).success,
  "Match Match(string input)": (regex: Regex, input: string | null) => regex.match(text(input)),
  "Match Match(string input, int startat)": (regex: Regex, input: string | null, from: number) => regex.match(text(input), from),
  "Match Match(string input, int beginning, int length)": (regex: Regex, input: string | null, from: number, length: number) => {
    const given = text(input);
    if (from < 0 || from > given.length) outOfRange("beginning");
    if (length < 0 || from + length > given.length) outOfRange("length");
    return regex.within(given, from, length);
  },
  "string[] Split(string input, int count, int startat)": (regex: Regex, input: string | null, count: number, from: number) => strings(regex.split(text(input), count, from)),
  "static MatchCollection Matches(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)": (input: string | null, pattern: string | null, options: number) => matchList(regexOf(pattern, options), input),
  "static string[] Split(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)": (input: string | null, pattern: string | null, options: number) => strings(regexOf(pattern, options).split(text(input))),
  "MatchCollection Matches(string input)": matchList,
  "MatchCollection Matches(string input, int startat)": matchList,
  "int Count(string input)": (regex: Regex, input: string | null) => [...regex.matches(text(input))].length,
  "string Replace(string input, string replacement)": byTemplate,
  "string Replace(string input, string replacement, int count)": byTemplate,
  "string Replace(string input, string replacement, int count, int startat)": byTemplate,
  "string Replace(string input, MatchEvaluator evaluator)": byEvaluator,
  "string Replace(string input, MatchEvaluator evaluator, int count)": byEvaluator,
  "string[] Split(string input)": (regex: Regex, input: string | null) => strings(regex.split(text(input))),
  "string[] Split(string input, int count)": (regex: Regex, input: string | null, count: number) => strings(regex.split(text(input), count)),
  "string[] GetGroupNames()": (regex: Regex) => strings([...regex.pattern.groups.values()]),
  "int[] GetGroupNumbers()": (regex: Regex) => new NetArray(named("int"), [...regex.pattern.groups.keys()]),
  "int GroupNumberFromName(string name)": (regex: Regex, name: string | null) => regex.numberOf(name ?? argumentNull("name")),
  "string GroupNameFromNumber(int i)": (regex: Regex, number: number) => (number < 0 ? outOfRange("i") : (regex.pattern.groups.get(number) ?? "")),
  "static bool IsMatch(string input, string pattern)": (input: string | null, pattern: string | null) => regexOf(pattern).match(text(input)).success,
  "static bool IsMatch(string input, string pattern, RegexOptions options)": (input: string | null, pattern: string | null, options: number) => regexOf(pattern, options).match(text(input)).success,
  "static bool IsMatch(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)": (input: string | null, pattern: string | null, options: number) => regexOf(pattern, options).match(text(input)).success,
  "static Match Match(string input, string pattern)": (input: string | null, pattern: string | null) => regexOf(pattern).match(text(input)),
  "static Match Match(string input, string pattern, RegexOptions options)": (input: string | null, pattern: string | null, options: number) => regexOf(pattern, options).match(text(input)),
  "static Match Match(string input, string pattern, RegexOptions options, TimeSpan matchTimeout)": (input: string | null, pattern: string | null, options: number) => regexOf(pattern, options).match(text(input)),
  "static MatchCollection Matches(string input, string pattern)": (input: string | null, pattern: string | null) => matchList(regexOf(pattern), input),
  "static MatchCollection Matches(string input, string pattern, RegexOptions options)": (input: string | null, pattern: string | null, options: number) => matchList(regexOf(pattern, options), input),
  "static int Count(string input, string pattern)": (input: string | null, pattern: string | null) => [...regexOf(pattern).matches(text(input))].length,
  "static string Replace(string input, string pattern, string replacement)": (input: string | null, pattern: string | null, template: string | null) => byTemplate(regexOf(pattern), input, template),
  "static string Replace(string input, string pattern, string replacement, RegexOptions options)": (input: string | null, pattern: string | null, template: string | null, options: number) => byTemplate(regexOf(pattern, options), input, template),
  "static string Replace(string input, string pattern, string replacement, RegexOptions options, TimeSpan matchTimeout)": (input: string | null, pattern: string | null, template: string | null, options: number) => byTemplate(regexOf(pattern, options), input, template),
  "static string Replace(string input, string pattern, MatchEvaluator evaluator)": (input: string | null, pattern: string | null, made: Evaluator | null) => byEvaluator(regexOf(pattern), input, made),
  "static string Replace(string input, string pattern, MatchEvaluator evaluator, RegexOptions options)": (input: string | null, pattern: string | null, made: Evaluator | null, options: number) => byEvaluator(regexOf(pattern, options), input, made),
  "static string[] Split(string input, string pattern)": (input: string | null, pattern: string | null) => strings(regexOf(pattern).split(text(input))),
  "static string[] Split(string input, string pattern, RegexOptions options)": (input: string | null, pattern: string | null, options: number) => strings(regexOf(pattern, options).split(text(input))),
  "static string Escape(string str)": (value: string | null) => (value ?? argumentNull("str")).replace(meta, (one) => blanks[one] ?? `\\${one}`),
  "static string Unescape(string str)": (value: string | null) => (value ?? argumentNull("str")).replace(/\\([\s\S])/g, (_, one: string) => ({ n: "\n", r: "\r", t: "\t", f: "\f" } as Record<string, string>)[one] ?? one),
}); // prettier-ignore

patterns.test = (pattern, flags, input) => {
  const bits = {
    i: Options.ignoreCase,
    m: Options.multiline,
    s: Options.singleline,
    x: Options.explicitCapture,
  };
  const options = [...flags].reduce((sum, flag) => sum | (bits[flag as keyof typeof bits] ?? 0), 0);
  return new Regex(pattern, options).match(input).success;
};
