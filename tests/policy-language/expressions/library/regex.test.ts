import { expect } from "chai";
import { answer, answerOf, itAnswers } from "../support";

describe("regular expressions", () => {
  itAnswers(String.raw`
    @(Regex.Match("a12b345", @"\d+").Value) ⇒ string 12
    @(Regex.Match("a12b345", @"\d+").NextMatch().Value) ⇒ string 345
    @(Regex.Matches("a1b2", @"[a-z](\d)").Select(m => m.Groups[1].Value).ToArray()) ⇒ [1, 2]
    @(Regex.Match("key=value", @"(?<k>\w+)=(?<v>\w+)").Groups["v"].Index) ⇒ int 4
    @(Regex.Match("x", "y").Success) ⇒ bool False
    @(Regex.Match("x", "y").Value) ⇒ string ${""}
    @(Regex.IsMatch("ABC", "abc", RegexOptions.IgnoreCase)) ⇒ bool True
    @(Regex.IsMatch("ABC", "(?i)abc")) ⇒ bool True
    @(Regex.IsMatch("aBC", "a(?i:bc)")) ⇒ bool True
    @(Regex.IsMatch("a\nb", "a.b")) ⇒ bool False
    @(Regex.IsMatch("a\nb", "a.b", RegexOptions.Singleline)) ⇒ bool True
    @(Regex.Matches("a\nb", "^.", RegexOptions.Multiline).Count) ⇒ int 2
    @(Regex.Match("a\n", "a$").Success) ⇒ bool True
    @(Regex.Match("a\n", @"a\z").Success) ⇒ bool False
    @(Regex.Replace("2026-03-14", @"(\d+)-(\d+)-(\d+)", "$3/$2/$1")) ⇒ string 14/03/2026
    @(Regex.Replace("ab", "(?<x>a)", "[${"${x}"}]")) ⇒ string [a]b
    @(Regex.Replace("a.b", @"\.", "$$&")) ⇒ string a$&b
    @(Regex.Replace("aaa", "a", m => m.Index.ToString())) ⇒ string 012
    @(new Regex("a").Replace("aaa", "b", 2)) ⇒ string bba
    @(Regex.Split("a1b22c", @"\d+")) ⇒ [a, b, c]
    @(Regex.Split("a1b", @"(\d)")) ⇒ [a, 1, b]
    @(Regex.Escape("a.b*c")) ⇒ string a\.b\*c
    @(Regex.Match("foobar", "foo(?=bar)").Value) ⇒ string foo
    @(Regex.Match("foobaz", "foo(?!bar)").Success) ⇒ bool True
    @(Regex.Match("$12", @"(?<=\$)\d+").Value) ⇒ string 12
    @(Regex.Match("aab", "(?>a*)ab").Success) ⇒ bool False
    @(Regex.Match("abab", @"(ab)\1").Success) ⇒ bool True
    @(Regex.Match("<b>x</b>", @"<(?<t>\w)>.*?</\k<t>>").Success) ⇒ bool True
    @(Regex.Match("aaa", "a{2}").Length) ⇒ int 2
    @(Regex.Match("aaa", "a+?").Length) ⇒ int 1
    @(Regex.Match("e5", @"[a-z-[aeiou]]").Success) ⇒ bool False
    @(Regex.Match("(a(b)c)", @"^(?:[^()]|(?<o>\()|(?<-o>\)))+(?(o)(?!))$").Success) ⇒ bool True
    @(Regex.Match("((a)", @"^(?:[^()]|(?<o>\()|(?<-o>\)))+(?(o)(?!))$").Success) ⇒ bool False
    @(Regex.Match("abc", "(a)(?<n>b)(c)").Groups[3].Value) ⇒ string b
    @(Regex.Match("ab1", @"(\w)+").Groups[1].Captures.Count) ⇒ int 3
    @(Regex.IsMatch("é", @"^\w$")) ⇒ bool True
    @(Regex.IsMatch("Ω", @"\p{IsGreek}")) ⇒ bool True
    @(Regex.Match("a b", "a # comment\n [ ] b", RegexOptions.IgnorePatternWhitespace).Success) ⇒ bool True
    @(Regex.Match("x", "(")) ⇒ !System.Text.RegularExpressions.RegexParseException Invalid pattern '(' at offset 1. Not enough )'s.
    @(Regex.Match("x", "a**")) ⇒ !System.Text.RegularExpressions.RegexParseException Invalid pattern 'a**' at offset 3. Nested quantifier '*'.
    @(Regex.Match("x", "[z-a]")) ⇒ !System.Text.RegularExpressions.RegexParseException*
    @(Regex.Match(null, "a")) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'input')
    @(Regex.Match("x", "a", RegexOptions.RightToLeft)) ⇒ !System.NotSupportedException*
  `);

  for (const [name, code] of [
    ["a pattern that tries every split", "@(Regex.IsMatch(new string('a', 40), \"^(a+)+$b\"))"],
    ["alternatives that overlap", "@(Regex.IsMatch(new string('a', 60), \"^(a|a)*$b\"))"],
    ["look-behind over a long text", "@(Regex.Matches(new string('a', 20000), \"(?<=b.*)a\").Count)"],
  ] as const)
    // Once, not also as JavaScript: the matcher is the same, and takes all of the budget.
    it(`stops ${name}`, () => {
      expect(answerOf(code, Infinity)).to.match(
        /^!System\.(TimeoutException|InsufficientExecutionStackException) /,
      );
    });

  it("matches a long text in a simple pattern within the budget", () => {
    expect(answer("@(Regex.Matches(new string('a', 100000), \"a\").Count)")).to.equal("int 100000");
  });
});
