import { raise } from "../../values/runtime";
import { ClassReader } from "./classReader";
import { fold, not, property, sameCase, shorthand } from "./classes";
import { Options, type Node, type Pattern, type Test } from "./nodes";

/** Deeper groups than these are refused: reading and matching recurse. */
const deepest = 200;

const controls: Readonly<Record<string, string>> = {
  t: "\t", n: "\n", r: "\r", f: "\f", v: "\v", a: "\x07", e: "\x1b",
}; // prettier-ignore

/** Reads a pattern. https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference */
export function parsePattern(pattern: string, options: number): Pattern {
  return new PatternReader(pattern, options).whole();
}

export class PatternReader {
  at = 0;
  private depth = 0;
  private unnamed = 0;
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly references: { name: string; at: number }[] = [];

  constructor(
    readonly pattern: string,
    private options: number,
  ) {
    this.countGroups();
  }

  fail(reason: string, at = this.at): never {
    raise("RegexParseException", `Invalid pattern '${this.pattern}' at offset ${at}. ${reason}`);
  }

  has(option: number): boolean {
    return (this.options & option) !== 0;
  }

  whole(): Pattern {
    if (this.has(Options.rightToLeft))
      raise("NotSupportedException", "RegexOptions.RightToLeft is not supported here.");
    const root = this.alternatives();
    if (this.at < this.pattern.length) this.fail("Too many )'s.", this.at + 1);
    for (const { name, at } of this.references)
      if (!this.numbers.has(name))
        this.fail(
          /^\d/.test(name)
            ? `Reference to undefined group number ${name}.`
            : `Reference to undefined group name '${name}'.`,
          at,
        );
    const groups = new Map([[0, "0"]]);
    for (const [name, number] of [...this.numbers].sort((a, b) => a[1] - b[1])) groups.set(number, name);
    return { root, groups };
  }

  /** Groups without a name are numbered first, in order; those with one follow. */
  private countGroups(): void {
    const explicit = this.has(Options.explicitCapture);
    const scan = /\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\(\?(?:<(\w+)(?:-\w*)?>|'(\w+)(?:-\w*)?')|\((?!\?)/g;
    for (const match of this.pattern.matchAll(scan)) {
      const name = match[1] ?? match[2];
      if (name !== undefined) this.names.push(name);
      else if (match[0] === "(" && !explicit) this.numbers.set(String(++this.unnamed), this.unnamed);
    }
    let next = this.unnamed;
    for (const name of this.names) {
      if (this.numbers.has(name)) continue;
      if (/^\d+$/.test(name)) this.numbers.set(name, Number(name));
      else {
        do next++;
        while ([...this.numbers.values()].includes(next));
        this.numbers.set(name, next);
      }
    }
    this.unnamed = 0;
  }

  private alternatives(): Node {
    if (++this.depth > deepest) this.fail("The pattern is nested too deep.");
    const parts = [this.sequence()];
    while (this.accept("|")) parts.push(this.sequence());
    this.depth--;
    return parts.length === 1 ? parts[0]! : { kind: "choice", parts };
  }

  accept(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private sequence(): Node {
    const before = this.options;
    const parts: Node[] = [];
    for (;;) {
      this.skipBlank();
      const next = this.pattern[this.at];
      if (next === undefined || next === "|" || next === ")") break;
      if (this.isQuantifier()) this.fail(`Quantifier '${next}' following nothing.`, this.at + 1);
      const atom = this.atom();
      if (atom) parts.push(this.quantified(atom));
    }
    // `(?i)` holds to the end of its group, other alternatives included.
    if (this.pattern[this.at] !== "|") this.options = before;
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  private skipBlank(): void {
    for (;;) {
      if (this.pattern.startsWith("(?#", this.at)) {
        const end = this.pattern.indexOf(")", this.at);
        if (end < 0) this.fail("Unterminated (?#...) comment.", this.pattern.length);
        this.at = end + 1;
      } else if (this.has(Options.ignoreWhitespace) && /\s/.test(this.pattern[this.at] ?? "")) this.at++;
      else if (this.has(Options.ignoreWhitespace) && this.pattern[this.at] === "#") {
        const end = this.pattern.indexOf("\n", this.at);
        this.at = end < 0 ? this.pattern.length : end + 1;
      } else return;
    }
  }

  private isQuantifier(): boolean {
    return /^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.pattern.slice(this.at, this.at + 24));
  }

  private quantified(body: Node): Node {
    this.skipBlank();
    const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/.exec(this.pattern.slice(this.at, this.at + 24));
    if (!match) return body;
    const [all, sign, from, comma, to, lazy] = match;
    this.at += all.length;
    const least = sign ? (sign === "+" ? 1 : 0) : Number(from);
    const most = sign ? (sign === "?" ? 1 : Infinity) : to ? Number(to) : comma ? Infinity : least;
    if (least > most) this.fail("Illegal {x,y} with x > y.");
    this.skipBlank();
    if (this.isQuantifier()) this.fail(`Nested quantifier '${this.pattern[this.at]}'.`, this.at + 1);
    return { kind: "loop", body, least, most, lazy: lazy === "?" };
  }

  private atom(): Node | undefined {
    const character = this.pattern[this.at++]!;
    switch (character) {
      case ".":
        return { kind: "one", test: this.has(Options.singleline) ? () => true : (code) => code !== 10 };
      case "^":
        return { kind: "anchor", at: this.has(Options.multiline) ? "lineStart" : "start" };
      case "$":
        return { kind: "anchor", at: this.has(Options.multiline) ? "lineEnd" : "endBeforeNewline" };
      case "[":
        return { kind: "one", test: new ClassReader(this).read() };
      case "(":
        return this.group();
      case "\\":
        return this.escape();
      default:
        return this.literal(character);
    }
  }

  private literal(text: string): Node {
    const insensitive = this.has(Options.ignoreCase);
    return { kind: "text", text: insensitive ? fold(text) : text, fold: insensitive };
  }

  private group(): Node | undefined {
    const start = this.at;
    if (!this.accept("?")) {
      const isCapture = !this.has(Options.explicitCapture);
      return this.closed({ group: isCapture ? ++this.unnamed : undefined });
    }
    if (this.accept(":")) return this.closed({});
    if (this.accept("=")) return this.look(false, false);
    if (this.accept("!")) return this.look(false, true);
    if (this.accept("<=")) return this.look(true, false);
    if (this.accept("<!")) return this.look(true, true);
    if (this.accept(">")) return { kind: "atomic", body: this.closed({}) };
    if (this.accept("(")) return this.condition();
    const named = /^(?:<(\w*)(?:-(\w+))?>|'(\w*)(?:-(\w+))?')/.exec(this.pattern.slice(this.at));
    if (named) {
      this.at += named[0].length;
      const [name, other] = [named[1] ?? named[3], named[2] ?? named[4]];
      if (!name && !other) this.fail("Invalid group name: Group names must begin with a word character.");
      if (other !== undefined) this.references.push({ name: other, at: this.at });
      return this.closed({
        group: name ? this.numbers.get(name) : undefined,
        uncapture: other === undefined ? undefined : (this.numbers.get(other) ?? 0),
      });
    }
    return this.inlineOptions() ?? this.fail("Unrecognized grouping construct.", start + 1);
  }

  /** `(?i-s)` changes what follows; `(?i-s:...)` what stands in it. */
  private inlineOptions(): Node | undefined | null {
    const match = /^([imnsx]*)(?:-([imnsx]*))?([:)])/i.exec(this.pattern.slice(this.at, this.at + 16));
    if (!match) return null;
    const bits: Record<string, number> = { i: 1, m: 2, n: 4, s: 16, x: 32 };
    const of = (letters: string) => [...letters.toLowerCase()].reduce((sum, one) => sum | bits[one]!, 0);
    const before = this.options;
    this.at += match[0].length;
    this.options = (before | of(match[1]!)) & ~of(match[2] ?? "");
    if (match[3] === ")") return { kind: "empty" };
    const body = this.closed({});
    this.options = before;
    return body;
  }

  private closed(as: { group?: number; uncapture?: number }): Node {
    const before = this.options;
    const body = this.alternatives();
    if (!this.accept(")")) this.fail("Not enough )'s.", this.pattern.length);
    this.options = before;
    return as.group === undefined && as.uncapture === undefined ? body : { kind: "group", body, ...as };
  }

  private look(behind: boolean, negative: boolean): Node {
    return { kind: "look", body: this.closed({}), behind, negative };
  }

  /** `(?(name)yes|no)`; what is no group is a pattern that is looked ahead for. */
  private condition(): Node {
    const name = /^(\w+)\)/.exec(this.pattern.slice(this.at))?.[1];
    const group = name === undefined ? undefined : this.numbers.get(name);
    let test: Node | undefined;
    if (group !== undefined) this.at += name!.length + 1;
    else test = this.closed({});
    const yes = this.sequence();
    const no: Node = this.accept("|") ? this.sequence() : { kind: "empty" };
    if (this.pattern[this.at] === "|") this.fail("Too many | in (?()|).");
    if (!this.accept(")")) this.fail("Not enough )'s.", this.pattern.length);
    return { kind: "if", group, test, yes, no };
  }

  private escape(): Node {
    const letter = this.pattern[this.at];
    if (letter === undefined) return this.fail("Illegal \\ at end of pattern.");
    const anchors = {
      A: "start",
      z: "end",
      Z: "endBeforeNewline",
      G: "here",
      b: "word",
      B: "notWord",
    } as const;
    if (letter in anchors) {
      this.at++;
      return { kind: "anchor", at: anchors[letter as keyof typeof anchors] };
    }
    const reference = this.backReference();
    if (reference) return reference;
    const set = this.classEscape();
    if (set) return { kind: "one", test: set };
    return this.literal(this.characterEscape());
  }

  private backReference(): Node | undefined {
    const match = /^(?:k(?:<(\w+)>|'(\w+)')|([1-9]\d*))/.exec(this.pattern.slice(this.at, this.at + 80));
    if (!match) return undefined;
    const name = match[1] ?? match[2] ?? match[3]!;
    // More than one digit is an octal character unless there is such a group.
    if (match[3] && name.length > 1 && !this.numbers.has(name)) return undefined;
    this.at += match[0].length;
    this.references.push({ name, at: this.at });
    return { kind: "reference", group: this.numbers.get(name) ?? -1, fold: this.has(Options.ignoreCase) };
  }

  /** `\d`, `\p{L}` and the like, in and outside brackets. */
  classEscape(): Test | undefined {
    const letter = this.pattern[this.at]!;
    const short = shorthand(letter, this.has(Options.ecmaScript));
    if (short) {
      this.at++;
      return short;
    }
    if (letter !== "p" && letter !== "P") return undefined;
    const name = /^[pP]\{([\w-]+)\}/.exec(this.pattern.slice(this.at))?.[1];
    if (name === undefined) return this.fail("Malformed \\p{X} character escape.");
    const test = property(name) ?? this.fail(`Unknown property '${name}'.`, this.at + name.length + 3);
    this.at += name.length + 3;
    return letter === "p" ? test : not(test);
  }

  /** The character that an escape stands for; `at` is behind the backslash. */
  characterEscape(): string {
    const rest = this.pattern.slice(this.at, this.at + 8);
    const letter = rest[0]!;
    const coded =
      /^x([0-9a-fA-F]{2})/.exec(rest) ??
      /^u([0-9a-fA-F]{4})/.exec(rest) ??
      /^(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (coded) {
      this.at += coded[0].length;
      return String.fromCharCode(parseInt(coded[1]!, letter === "x" || letter === "u" ? 16 : 8) & 0xffff);
    }
    this.at++;
    if (letter === "x" || letter === "u") return this.fail("Insufficient or invalid hexadecimal digits.");
    if (letter === "c") {
      const control = this.pattern[this.at++]?.toUpperCase().charCodeAt(0) ?? 0;
      return control >= 64 && control < 96
        ? String.fromCharCode(control - 64)
        : this.fail("Unrecognized control character.");
    }
    if (Object.hasOwn(controls, letter)) return controls[letter]!;
    if (/\w/.test(letter)) return this.fail(`Unrecognized escape sequence \\${letter}.`);
    return letter;
  }

  /** The tests of a character alone: all its cases where case is ignored. */
  characterTest(code: number): Test {
    if (!this.has(Options.ignoreCase)) return (one) => one === code;
    const all = sameCase(code);
    return (one) => all.includes(one);
  }
}
