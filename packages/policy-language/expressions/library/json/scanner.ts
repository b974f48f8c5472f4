import { raise } from "../../values/runtime";
import { pathPart } from "./writer";

const escapes: Readonly<Record<string, string>> = {
  n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\", "/": "/",
}; // prettier-ignore

/** Goes through a text of JSON: blanks, comments and quoted texts, and where a message says that it stands. */
export class Scanner {
  protected at = 0;
  /** Names and indexes on the way here, as far as read; made a path of only for a message. */
  protected readonly path: (string | number | undefined)[] = [];

  constructor(protected readonly text: string) {}

  /** Path, line and position, as messages have them: before the first character there is no line yet. */
  protected place(): string {
    const before = this.text.slice(0, this.at);
    const line = this.at === 0 ? 0 : before.split(/\r\n|\r|\n/).length;
    const position = this.at - (Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
    const parts = this.path.map((part) =>
      part === undefined ? "" : typeof part === "number" ? `[${part}]` : pathPart(part),
    );
    const path = parts.join("").replace(/^\./, "");
    return ` Path '${path}', line ${line}, position ${position}.`;
  }

  protected fail(message: string, type = "JsonReaderException"): never {
    raise(type, `${message}${message.endsWith(".") ? "" : "."}${this.place()}`);
  }

  protected blank(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 47) this.comment();
      else if (code <= 32 || code === 0xfeff || code === 0xa0 || code === 0x2028 || code === 0x2029)
        this.at++;
      else return;
    }
  }

  private comment(): void {
    const next = this.text[++this.at];
    if (next === undefined) this.fail("Unexpected end while parsing comment");
    if (next !== "*" && next !== "/") this.fail(`Error parsing comment. Expected: *, got ${next}`);
    const end = this.text.indexOf(next === "*" ? "*/" : "\n", this.at + 1);
    if (end < 0) this.at = this.text.length;
    if (end < 0 && next === "*") this.fail("Unexpected end while parsing comment");
    if (end >= 0) this.at = end + (next === "*" ? 2 : 1);
  }

  /** Where the next backslash stands; looked for once, not for every text. */
  private nextEscape = -1;

  protected quoted(): string {
    const { text } = this;
    const end = text.indexOf(text[this.at]!, this.at + 1);
    if (this.nextEscape <= this.at) {
      const found = text.indexOf("\\", this.at);
      this.nextEscape = found < 0 ? text.length : found;
    }
    if (end < 0 || end > this.nextEscape) return this.quotedWithEscapes();
    const result = text.slice(this.at + 1, end);
    this.at = end + 1;
    return result;
  }

  private quotedWithEscapes(): string {
    const { text } = this;
    const quote = text.charCodeAt(this.at++);
    let result = "";
    let from = this.at;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === quote) break;
      if (code === 0x5c) {
        result += text.slice(from, this.at) + this.escape();
        from = this.at;
      } else if (code === code) this.at++;
      // Behind the end there is no code, which is no number.
      else return this.fail(`Unterminated string. Expected delimiter: ${String.fromCharCode(quote)}`);
    }
    result += text.slice(from, this.at);
    this.at++;
    return result;
  }

  private escape(): string {
    const kind = this.text[this.at + 1] ?? "";
    this.at += 2;
    if (kind !== "u") {
      const plain = escapes[kind];
      if (plain === undefined || !Object.hasOwn(escapes, kind))
        return this.fail(`Bad JSON escape sequence: \\${kind}`);
      return plain;
    }
    const digits = this.text.slice(this.at, this.at + 4);
    if (digits.length < 4) {
      this.at = this.text.length;
      return this.fail("Unexpected end while parsing Unicode escape sequence");
    }
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return this.fail(`Invalid Unicode escape sequence: \\u${digits}`);
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }
}
