import { CodeError } from "./syntaxError";

export type LiteralType = "int" | "uint" | "long" | "ulong" | "double" | "float" | "decimal";

/** A piece of an interpolated string: text, or a hole with its tokens. */
export type InterpolationPart =
  string | { readonly tokens: readonly Token[]; readonly format?: string; readonly align?: readonly Token[] };

export interface Token {
  readonly kind: "id" | "keyword" | "number" | "string" | "char" | "op" | "interpolated" | "end";
  readonly text: string;
  readonly at: number;
  readonly end: number;
  readonly type?: LiteralType;
  readonly parts?: readonly InterpolationPart[];
}

const keywords = new Set(
  (
    "as base bool break byte case catch char checked class const continue decimal default delegate do double else enum false " +
    "finally float for foreach goto if in int is lock long new null object out params ref return sbyte short sizeof static " +
    "string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using void while"
  ).split(" "),
);

const operators = [
  "<<=", "??", "?.", "=>", "==", "!=", "<=", ">=", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
  "<<", "->", "::", "{", "}", "(", ")", "[", "]", ";", ",", ".", "?", ":", "+", "-", "*", "/", "%", "&", "|", "^", "!", "~", "=", "<", ">",
]; // prettier-ignore

const escapes: Record<string, string> = {
  "'": "'", '"': '"', "\\": "\\", "0": "\0", a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v",
}; // prettier-ignore

/** Splits C# code from `start` to `end` into tokens; the last is of kind "end". `>>` is left as two tokens for generics. */
export function tokenize(code: string, start = 0, end = code.length): Token[] {
  return new Lexer(code, end).run(start);
}

class Lexer {
  private at = 0;

  constructor(
    private readonly code: string,
    private readonly end: number,
  ) {}

  run(start: number): Token[] {
    this.at = start;
    const tokens: Token[] = [];
    for (;;) {
      this.skipBlank();
      if (this.at >= this.end) break;
      tokens.push(this.next());
    }
    tokens.push({ kind: "end", text: "", at: this.end, end: this.end });
    return tokens;
  }

  private skipBlank(): void {
    const { code } = this;
    for (;;) {
      while (this.at < this.end && /[\s\ufeff]/.test(code[this.at]!)) this.at++;
      if (code.startsWith("//", this.at)) {
        while (this.at < this.end && code[this.at] !== "\n") this.at++;
      } else if (code.startsWith("/*", this.at)) {
        const close = code.indexOf("*/", this.at + 2);
        if (close < 0) throw new CodeError("CS1035", "The comment has no end", this.at);
        this.at = close + 2;
      } else return;
    }
  }

  private next(): Token {
    const { code } = this;
    const at = this.at;
    const first = code[at]!;
    if (first === '"') return this.text(at, at + 1, false);
    if (first === "@" && code[at + 1] === '"') return this.text(at, at + 2, true);
    if (first === "$" && code[at + 1] === '"') return this.interpolated(at, at + 2, false);
    if (code.startsWith('$@"', at) || code.startsWith('@$"', at)) return this.interpolated(at, at + 3, true);
    if (first === "'") return this.character(at);
    if (/[0-9]/.test(first) || (first === "." && this.isDigit(at + 1))) return this.number(at);
    const word = /^@?[\p{L}_][\p{L}\p{Nd}_]*/u.exec(code.slice(at, Math.min(this.end, at + 512)))?.[0];
    if (word) {
      this.at = at + word.length;
      const verbatim = word.startsWith("@");
      const kind = !verbatim && keywords.has(word) ? "keyword" : "id";
      return { kind, text: verbatim ? word.slice(1) : word, at, end: this.at };
    }
    const operator = operators.find((one) => code.startsWith(one, at));
    if (!operator) throw new CodeError("CS1056", `Unexpected character '${first}'`, at);
    // `a ?.5 : 1` is a condition, not a null-conditional; `a?` and `.b` may be apart, for C# has no token `?.`.
    const dot = operator.startsWith("?") && operator !== "??" ? this.dotBehind(at + 1) : undefined;
    this.at = dot ?? at + (operator === "?." ? 1 : operator.length);
    return { kind: "op", text: dot ? "?." : operator === "?." ? "?" : operator, at, end: this.at };
  }

  /** The end of a dot that begins no number, behind blanks and comments. */
  private dotBehind(from: number): number | undefined {
    this.at = from;
    this.skipBlank();
    return this.code[this.at] === "." && this.at < this.end && !this.isDigit(this.at + 1)
      ? this.at + 1
      : undefined;
  }

  private isDigit(at: number): boolean {
    return at < this.end && /[0-9]/.test(this.code[at]!);
  }

  private number(at: number): Token {
    const rest = this.code.slice(at, Math.min(this.end, at + 200));
    const match =
      /^(0[xX][0-9a-fA-F_]+|0[bB][01_]+)([uUlL]*)/.exec(rest) ??
      /^((?:[0-9][0-9_]*)?(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]+)?)([uUlLfFdDmM]*)/.exec(rest)!;
    const digits = match[1]!.replaceAll("_", "");
    const suffix = match[2]!.toLowerCase();
    this.at = at + match[0].length;
    const real = !/^0[xXbB]/.test(digits) && /[.eE]/.test(digits);
    const type = real || /[fdm]/.test(suffix) ? realType(suffix) : integerType(BigInt(digits), suffix);
    if (!type) throw new CodeError("CS1021", "The integer constant is too large", at);
    const text = real || /[fdm]/.test(suffix) ? digits : BigInt(digits).toString();
    return { kind: "number", text, type, at, end: this.at };
  }

  private character(at: number): Token {
    this.at = at + 1;
    const value = this.code[this.at] === "\\" ? this.escape() : this.code[this.at++]!;
    if (value === "'" && this.code[this.at - 1] === "'" && this.code[this.at - 2] !== "\\")
      throw new CodeError("CS1011", "The character literal is empty", at);
    if (this.code[this.at] !== "'")
      throw new CodeError("CS1012", "A character literal holds one character", at);
    this.at++;
    return { kind: "char", text: value, at, end: this.at };
  }

  private text(at: number, from: number, verbatim: boolean): Token {
    this.at = from;
    let value = "";
    for (;;) {
      const part = this.textCharacter(at, verbatim);
      if (part === undefined) return { kind: "string", text: value, at, end: this.at };
      value += part;
    }
  }

  /** One character of a string, or undefined at its closing quote. */
  private textCharacter(opened: number, verbatim: boolean): string | undefined {
    const { code } = this;
    const character = code[this.at];
    if (this.at >= this.end || (!verbatim && (character === "\n" || character === "\r")))
      throw new CodeError("CS1010", "The string has no end", opened);
    if (character === '"') {
      if (verbatim && code[this.at + 1] === '"') {
        this.at += 2;
        return '"';
      }
      this.at++;
      return undefined;
    }
    if (character === "\\" && !verbatim) return this.escape();
    this.at++;
    return character!;
  }

  private escape(): string {
    const at = this.at;
    const kind = this.code[at + 1] ?? "";
    const hex = { u: /^[0-9a-fA-F]{4}/, U: /^[0-9a-fA-F]{8}/, x: /^[0-9a-fA-F]{1,4}/ }[kind];
    if (hex) {
      const digits = hex.exec(this.code.slice(at + 2, at + 10))?.[0];
      const point = digits ? parseInt(digits, 16) : NaN;
      if (!digits || point > 0x10ffff) throw new CodeError("CS1009", "Unrecognised escape sequence", at);
      this.at = at + 2 + digits.length;
      return String.fromCodePoint(point);
    }
    const value = Object.hasOwn(escapes, kind) ? escapes[kind] : undefined;
    if (value === undefined) throw new CodeError("CS1009", "Unrecognised escape sequence", at);
    this.at = at + 2;
    return value;
  }

  private interpolated(at: number, from: number, verbatim: boolean): Token {
    this.at = from;
    const parts: InterpolationPart[] = [];
    let text = "";
    for (;;) {
      const two = this.code.slice(this.at, this.at + 2);
      if (two === "{{" || two === "}}") {
        text += two[0];
        this.at += 2;
      } else if (two[0] === "{") {
        if (text) parts.push(text);
        text = "";
        parts.push(this.hole(at, verbatim));
      } else if (two[0] === "}") {
        throw new CodeError("CS8086", "A '}' in an interpolated string is written '}}'", this.at);
      } else {
        const part = this.textCharacter(at, verbatim);
        if (part === undefined) break;
        text += part;
      }
    }
    if (text) parts.push(text);
    return { kind: "interpolated", text: "", parts, at, end: this.at };
  }

  /** From `{` to its `}`: tokens up to a comma, colon or brace outside brackets; then alignment and format. */
  private hole(opened: number, verbatim: boolean): InterpolationPart {
    this.at++;
    const tokens: Token[] = [];
    let align: Token[] | undefined;
    let depth = 0;
    let questions = 0;
    for (;;) {
      this.skipBlank();
      if (this.at >= this.end)
        throw new CodeError("CS8076", "The interpolated expression has no end", opened);
      const character = this.code[this.at]!;
      if (depth === 0 && character === "}") break;
      if (depth === 0 && character === ":" && questions === 0) break;
      const token = this.next();
      if (token.kind === "op") {
        if ("([{".includes(token.text)) depth++;
        else if (")]}".includes(token.text)) depth--;
        else if (token.text === "?" && depth === 0) questions++;
        else if (token.text === ":" && depth === 0) questions--;
        else if (token.text === "," && depth === 0 && !align) {
          align = [];
          continue;
        }
      }
      (align ?? tokens).push(token);
    }
    let format: string | undefined;
    if (this.code[this.at] === ":") {
      this.at++;
      format = "";
      // A format is part of the string: its escapes are the string's.
      while (this.code[this.at] !== "}") {
        const part = this.textCharacter(opened, verbatim);
        if (part === undefined)
          throw new CodeError("CS8076", "The interpolated expression has no end", opened);
        format += part;
      }
    }
    const end: Token = { kind: "end", text: "", at: this.at, end: this.at };
    if (tokens.length === 0) throw new CodeError("CS1733", "An expression is expected", this.at);
    this.at++;
    return { tokens: [...tokens, end], format, align: align && [...align, end] };
  }
}

function realType(suffix: string): LiteralType | undefined {
  return ({ "": "double", d: "double", f: "float", m: "decimal" } as const)[suffix];
}

function integerType(value: bigint, suffix: string): LiteralType | undefined {
  const candidates: readonly LiteralType[] | undefined = (
    {
      "": ["int", "uint", "long", "ulong"],
      u: ["uint", "ulong"],
      l: ["long", "ulong"],
      ul: ["ulong"],
      lu: ["ulong"],
    } as Record<string, readonly LiteralType[]>
  )[suffix];
  const limits: Record<string, bigint> = {
    int: 2n ** 31n - 1n,
    uint: 2n ** 32n - 1n,
    long: 2n ** 63n - 1n,
    ulong: 2n ** 64n - 1n,
  };
  return candidates?.find((type) => value <= limits[type]!);
}
