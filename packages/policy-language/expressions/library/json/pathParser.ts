import { Boxed, raise } from "../../values/runtime";
import { named } from "../../types/registry";
import { parseNumberWord } from "./numbers";
import { JValue } from "./tokens";

/** Without a name or index a segment stands for all of them. */
export type Segment =
  | { readonly kind: "root" }
  | { readonly kind: "field"; readonly name?: string }
  | { readonly kind: "fields"; readonly names: readonly string[] }
  | { readonly kind: "index"; readonly index?: number }
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly start?: number; readonly end?: number; readonly step?: number }
  | { readonly kind: "scan"; readonly name?: string }
  | { readonly kind: "scans"; readonly names: readonly string[] }
  | { readonly kind: "filter" | "scanFilter"; readonly filter: Filter };

export type Operand = { readonly value: JValue } | { readonly segments: readonly Segment[] };

export type Filter =
  | { readonly kind: "and" | "or"; readonly parts: Filter[] }
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

/** The longer ones first. */
const operators = ["===", "==", "=~", "!==", "!=", "<>", "<=", "<", ">=", ">"];
const escapes: Readonly<Record<string, string>> = {
  b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", "\\": "\\", '"': '"', "'": "'", "/": "/",
}; // prettier-ignore

const fieldOf = (text: string, scan: boolean): Segment => ({
  kind: scan ? "scan" : "field",
  name: text === "*" ? undefined : text,
});

function fail(message: string): never {
  return raise("JsonException", message);
}

/** Newtonsoft's own dialect: https://www.newtonsoft.com/json/help/html/QueryJsonSelectTokenJsonPath.htm */
class PathParser {
  private at = 0;

  constructor(private readonly text: string) {}

  private blank(): void {
    while (this.text[this.at] === " ") this.at++;
  }

  /** The character here; behind the end that is a mistake. */
  private needed(message: string): string {
    return this.text[this.at] ?? fail(message);
  }

  private match(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  whole(): Segment[] {
    let start = this.at;
    this.blank();
    if (this.at === this.text.length || this.text === "$") return [];
    if (this.text[this.at] === "$" && /[.[]/.test(this.text[this.at + 1] ?? "")) start = ++this.at;
    const segments: Segment[] = [];
    if (!this.path(segments, start, false)) {
      const last = this.at;
      this.blank();
      if (this.at < this.text.length) fail(`Unexpected character while parsing path: ${this.text[last]}`);
    }
    return segments;
  }

  /** Takes segments in; gives back whether the text has ended. In a query operators end a path too. */
  private path(segments: Segment[], start: number, query: boolean): boolean {
    let from = start;
    let scan = false;
    let afterIndexer = false;
    let afterDot = false;
    const name = () => {
      if (this.at <= from) return;
      segments.push(fieldOf(this.text.slice(from, this.at).trimEnd(), scan));
      scan = false;
    };
    for (; this.at < this.text.length;) {
      const character = this.text[this.at]!;
      if (character === "[" || character === "(") {
        name();
        segments.push(this.indexer(character === "[" ? "]" : ")", scan));
        scan = false;
        from = ++this.at;
        [afterIndexer, afterDot] = [true, false];
      } else if (character === ".") {
        name();
        if (this.text[this.at + 1] === ".") {
          scan = true;
          this.at++;
        }
        from = ++this.at;
        [afterIndexer, afterDot] = [false, true];
      } else if ("]) ".includes(character) || (query && "=<!>|&".includes(character))) break;
      else {
        if (afterIndexer) fail(`Unexpected character following indexer: ${character}`);
        this.at++;
      }
    }
    const ended = this.at === this.text.length;
    if (this.at > from) name();
    else if (afterDot && (ended || query)) fail("Unexpected end while parsing path.");
    return ended;
  }

  /** From behind the opening bracket up to, and without, the closing one. */
  private indexer(close: string, scan: boolean): Segment {
    this.at++;
    this.needed("Path ended with open indexer.");
    this.blank();
    if (this.text[this.at] === "'") return this.quotedNames(close, scan);
    if (this.text[this.at] === "?") return this.query(close, scan);
    return this.numbers(close);
  }

  private quotedNames(close: string, scan: boolean): Segment {
    const names: string[] = [];
    for (;;) {
      names.push(this.quoted());
      this.blank();
      const next = this.needed("Path ended with open indexer.");
      if (next === close) break;
      if (next !== ",") fail(`Unexpected character while parsing path indexer: ${next}`);
      this.at++;
      this.blank();
      this.needed("Path ended with open indexer.");
    }
    if (names.length > 1) return { kind: scan ? "scans" : "fields", names };
    return { kind: scan ? "scan" : "field", name: names[0]! };
  }

  private quoted(): string {
    let result = "";
    this.at++;
    for (;;) {
      const character = this.needed("Path ended with an open string.");
      this.at++;
      if (character === "'") return result;
      if (character !== "\\" || this.at >= this.text.length) result += character;
      else {
        const kind = this.text[this.at++]!;
        result += escapes[kind] ?? fail(`Unknown escape character: \\${kind}`);
      }
    }
  }

  /** `0`, `0,1`, `1:3`, `-1:`, `::2`, `*` */
  private numbers(close: string): Segment {
    const end = this.text.indexOf(close, this.at);
    const all = this.text.slice(this.at, end < 0 ? undefined : end);
    const wrong = /([^\d\s,:*-])|(\*)\s*\S|\d +([\d-])/.exec(all);
    if (wrong) fail(`Unexpected character while parsing path indexer: ${wrong[1] ?? wrong[2] ?? wrong[3]}`);
    if (end < 0) fail("Path ended with open indexer.");
    this.at = end;
    if (all.trim() === "*") return { kind: "index" };
    const number = (text: string) =>
      /^-?\d+$/.test(text) ? Number(text) : raise("FormatException", `The input string '${text}' was not in a correct format.`); // prettier-ignore
    if (all.includes(":")) {
      const [start, stop, step] = all
        .split(":")
        .map((part) => (part.trim() ? number(part.trim()) : undefined));
      return { kind: "slice", start, end: stop, step };
    }
    const indexes = all.split(",").map((part) => part.trim());
    if (indexes.includes("")) fail("Array index expected.");
    if (indexes.length > 1) return { kind: "indexes", indexes: indexes.map(number) };
    return { kind: "index", index: number(indexes[0]!) };
  }

  private query(close: string, scan: boolean): Segment {
    this.at++;
    const open = this.needed("Path ended with open indexer.");
    if (open !== "(") fail(`Unexpected character while parsing path indexer: ${open}`);
    this.at++;
    const filter = this.filter();
    this.at++;
    this.needed("Path ended with open indexer.");
    this.blank();
    const next = this.text[this.at];
    if (next !== close) fail(`Unexpected character while parsing path indexer: ${next}`);
    return { kind: scan ? "scanFilter" : "filter", filter };
  }

  /** Up to, and without, the bracket that closes it. `&&` and `||` open a group where the other one stood before. */
  private filter(): Filter {
    let root: Filter | undefined;
    let group: Extract<Filter, { kind: "and" | "or" }> | undefined;
    while (this.at < this.text.length) {
      const left = this.operand();
      const bare = ")|&".includes(this.text[this.at]!);
      const op = bare ? "exists" : this.operator();
      const one: Filter = { kind: "compare", op, left, right: bare ? undefined : this.operand() };
      const next = this.text[this.at]!;
      if (next === ")") {
        group?.parts.push(one);
        return root ?? one;
      }
      const kind = next === "&" ? "and" : "or";
      if ((next === "&" || next === "|") && !this.match(next + next)) this.unexpected();
      if (next !== "&" && next !== "|") continue;
      if (group?.kind !== kind) {
        const inner: Extract<Filter, { kind: "and" | "or" }> = { kind, parts: [] };
        group?.parts.push(inner);
        group = inner;
        root ??= inner;
      }
      group.parts.push(one);
    }
    return fail("Path ended with open query.");
  }

  private operator(): string {
    if (this.at + 1 >= this.text.length) fail("Path ended with open query.");
    return operators.find((one) => this.match(one)) ?? fail("Could not read query operator.");
  }

  private unexpected(): never {
    return fail(`Unexpected character while parsing path query: ${this.text[this.at]}`);
  }

  private operand(): Operand {
    this.blank();
    const first = this.needed("Path ended with open query.");
    let operand: Operand;
    if (first === "$" || first === "@") {
      const segments: Segment[] = first === "$" ? [{ kind: "root" }] : [];
      this.at++;
      if (this.path(segments, this.at, true)) fail("Path ended with open query.");
      operand = { segments };
    } else operand = { value: new JValue(this.constant(first)) };
    this.blank();
    this.needed("Path ended with open query.");
    return operand;
  }

  private constant(first: string): unknown {
    if (first === "'") return this.quoted();
    if (first === "/") return this.pattern();
    if (/[\d-]/.test(first)) {
      const start = this.at;
      while (this.at < this.text.length && !/[\s)]/.test(this.text[this.at]!)) this.at++;
      const word = this.text.slice(start, this.at);
      if (/^-?\d+$/.test(word)) return parseNumberWord(word.replace(/^(-?)0+(?=\d)/, "$1"));
      if (/^-?\d+(\.\d*)?([eE][+-]?\d+)?$/.test(word)) return new Boxed(named("double"), Number(word));
    }
    if (this.match("true")) return true;
    if (this.match("false")) return false;
    return this.match("null") ? null : this.unexpected();
  }

  /** `/pattern/i` with its slashes and options. */
  private pattern(): string {
    const literal = /\/(?:[^/\\]|\\.)*\/[a-zA-Z]*/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0] ?? fail("Path ended with an open regex.");
    this.at += found.length;
    return found;
  }
}
