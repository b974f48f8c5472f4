import { raise } from "../../values/runtime";
import { parseNumberWord } from "./numbers";
import { JValue } from "./tokens";

export type Segment =
  | { readonly kind: "names"; readonly names: readonly string[] }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "all" }
  | { readonly kind: "slice"; readonly start?: number; readonly end?: number; readonly step?: number }
  | { readonly kind: "scan"; readonly name?: string }
  | { readonly kind: "scanFilter"; readonly filter: Filter }
  | { readonly kind: "filter"; readonly filter: Filter };

export type Operand =
  { readonly value: JValue } | { readonly fromRoot: boolean; readonly segments: readonly Segment[] };

export type Filter =
  | { readonly kind: "and" | "or"; readonly parts: readonly Filter[] }
  | { readonly kind: "compare"; readonly op: string; readonly left: Operand; readonly right?: Operand };

const parsed = new Map<string, readonly Segment[]>();

/** Reads a JSONPath; what is none is a JsonException, as in Newtonsoft. */
export function parsePath(path: string): readonly Segment[] {
  let segments = parsed.get(path);
  if (!segments) {
    segments = new PathParser(path).whole();
    if (parsed.size > 500) parsed.clear();
    parsed.set(path, segments);
  }
  return segments;
}

const operators = ["===", "!==", "==", "!=", "<>", "<=", ">=", "=~", "<", ">"];

class PathParser {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  private fail(message: string): never {
    return raise("JsonException", message);
  }

  private blank(): void {
    while (this.text[this.at] === " ") this.at++;
  }

  private accept(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text))
      this.fail(
        this.at >= this.text.length
          ? "Path ended with open indexer."
          : `Unexpected character while parsing path: ${this.text[this.at]}`,
      );
  }

  whole(): Segment[] {
    this.blank();
    if (this.accept("$") && this.at < this.text.length && !".[".includes(this.text[this.at]!))
      this.fail(`Unexpected character while parsing path: ${this.text[this.at]}`);
    const segments = this.segments(true);
    this.blank();
    if (this.at < this.text.length)
      this.fail(`Unexpected character while parsing path: ${this.text[this.at]}`);
    return segments;
  }

  /** What follows a start: `.name`, `..name`, `[...]`. The first name needs no dot at the very start. */
  private segments(bare: boolean): Segment[] {
    const segments: Segment[] = [];
    for (;;) {
      if (this.text[this.at] === "[") segments.push(this.brackets(false));
      else if (this.accept("..")) segments.push(this.scanned());
      else if (this.accept(".") || (bare && segments.length === 0 && this.at < this.text.length)) {
        const name = this.name();
        if (name === "") {
          if (this.at >= this.text.length && segments.length > 0)
            this.fail("Unexpected end while parsing path.");
          this.fail(`Unexpected character while parsing path: ${this.text[this.at] ?? "end"}`);
        }
        segments.push(name === "*" ? { kind: "all" } : { kind: "names", names: [name] });
      } else return segments;
    }
  }

  private scanned(): Segment {
    if (this.text[this.at] === "[") return this.brackets(true);
    const name = this.name();
    if (name === "") this.fail("Unexpected end while parsing path.");
    return name === "*" ? { kind: "scan" } : { kind: "scan", name };
  }

  private name(): string {
    const start = this.at;
    while (this.at < this.text.length && !/[.[\]()\s=!<>&|,]/.test(this.text[this.at]!)) this.at++;
    return this.text.slice(start, this.at);
  }

  private brackets(scan: boolean): Segment {
    this.expect("[");
    this.blank();
    let segment: Segment;
    const first = this.text[this.at];
    if (first === "'" || first === '"') segment = this.names(scan);
    else if (this.accept("?(")) {
      const filter = this.filter();
      this.blank();
      this.expect(")");
      segment = { kind: scan ? "scanFilter" : "filter", filter };
    } else if (this.accept("*")) segment = scan ? { kind: "scan" } : { kind: "all" };
    else segment = this.numbers();
    this.blank();
    this.expect("]");
    return segment;
  }

  private names(scan: boolean): Segment {
    const names: string[] = [];
    do {
      this.blank();
      names.push(this.quoted());
      this.blank();
    } while (this.accept(","));
    return scan && names.length === 1 ? { kind: "scan", name: names[0]! } : { kind: "names", names };
  }

  private quoted(): string {
    const quote = this.text[this.at++]!;
    let result = "";
    for (;;) {
      const character = this.text[this.at++];
      if (character === undefined) return this.fail("Path ended with an open string.");
      if (character === quote) return result;
      result += character === "\\" ? (this.text[this.at++] ?? "") : character;
    }
  }

  private integer(): number | undefined {
    this.blank();
    const digits = /-?\d+/y;
    digits.lastIndex = this.at;
    const found = digits.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    this.blank();
    return found === undefined ? undefined : Number(found);
  }

  /** `0`, `0,1`, `1:3`, `-1:`, `::2` */
  private numbers(): Segment {
    const first = this.integer();
    if (this.accept(":")) {
      const end = this.integer();
      const step = this.accept(":") ? this.integer() : undefined;
      return { kind: "slice", start: first, end, step };
    }
    const indexes = [first];
    while (this.accept(",")) indexes.push(this.integer());
    return indexes.every((index) => index !== undefined)
      ? { kind: "indexes", indexes }
      : this.fail(`Unexpected character while parsing path indexer: ${this.text[this.at] ?? "end"}`);
  }

  private filter(): Filter {
    if (++this.depth > 50) this.fail("The path's filter is nested too deep.");
    const alternatives = [this.conjunction()];
    while ((this.blank(), this.accept("||"))) alternatives.push(this.conjunction());
    this.depth--;
    return alternatives.length === 1 ? alternatives[0]! : { kind: "or", parts: alternatives };
  }

  private conjunction(): Filter {
    const parts = [this.comparison()];
    while ((this.blank(), this.accept("&&"))) parts.push(this.comparison());
    return parts.length === 1 ? parts[0]! : { kind: "and", parts };
  }

  private comparison(): Filter {
    this.blank();
    if (this.accept("(")) {
      const inner = this.filter();
      this.blank();
      this.expect(")");
      return inner;
    }
    const left = this.operand();
    this.blank();
    const op = operators.find((one) => this.accept(one));
    if (op === undefined) {
      if ("value" in left) this.fail("Unexpected character while parsing path query.");
      return { kind: "compare", op: "exists", left };
    }
    this.blank();
    return { kind: "compare", op, left, right: this.operand() };
  }

  private operand(): Operand {
    const first = this.text[this.at];
    if (first === "@" || first === "$") {
      this.at++;
      return { fromRoot: first === "$", segments: this.segments(false) };
    }
    if (first === "'" || first === '"') return { value: new JValue(this.quoted()) };
    if (first === "/") return { value: new JValue(this.pattern()) };
    const word = /[-+.\w]+/y;
    word.lastIndex = this.at;
    const found = word.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    const constants: Record<string, unknown> = { true: true, false: false, null: null };
    const value = Object.hasOwn(constants, found) ? constants[found] : parseNumberWord(found);
    return value === undefined
      ? this.fail(`Unexpected character while parsing path query: ${first ?? "end"}`)
      : { value: new JValue(value) };
  }

  /** `/pattern/i` with its slashes and options. */
  private pattern(): string {
    const literal = /\/(?:[^/\\]|\\.)*\/[a-zA-Z]*/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0];
    if (found === undefined) return this.fail("Path ended with an open regex.");
    this.at += found.length;
    return found;
  }
}
