import { named } from "../../types/registry";
import { argumentNull, Boxed, BudgetError, checkSize, raise, tick } from "../../values/runtime";
import { parseNumberWord } from "./numbers";
import { readers } from "./readers";
import { JArray, JObject, JValue, type JToken } from "./tokens";
import { pathPart } from "./writer";

/** More values than this would take hundreds of megabytes as objects. */
const maxTokens = 2_000_000;
/** Deeper text is refused, as Newtonsoft 13 does. */
const maxDepth = 64;

const escapes: Readonly<Record<string, string>> = {
  n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\", "/": "/",
}; // prettier-ignore
const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?$/;
const tickDate = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/;

/** Made once: a regular expression in a function is made anew at every call. */
const bareName = /[\w$]+/y;
const bareWord = /[-+.\w]+/y;
const numberStart = /^[-.\d]/;

/**
 * Reads JSON as Newtonsoft.Json does, which takes more than the standard: comments, single quotes, names without quotes,
 * trailing commas, NaN and Infinity; and texts that are ISO 8601 dates become dates.
 * https://www.newtonsoft.com/json/help/html/ReadingWritingJSON.htm
 */
export function parseJson(text: string | null, dates = true): JToken {
  const json = text ?? argumentNull("json");
  checkSize(json.length);
  return new Reader(json, dates).document();
}

class Reader {
  private at = 0;
  /** Names and indexes on the way here; made a path of only for a message. */
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly text: string,
    private readonly dates: boolean,
  ) {}

  document(): JToken {
    this.blank();
    if (this.at >= this.text.length) return this.fail("Error reading JToken from JsonReader", false);
    const token = this.value();
    this.blank();
    if (this.at < this.text.length)
      return this.fail(
        `Additional text encountered after finished reading JSON content: ${this.text[this.at]}`,
      );
    return token;
  }

  private fail(message: string, placed = true): never {
    if (!placed) raise("JsonReaderException", `${message}. Path '', line 0, position 0.`);
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    const position = this.at - (before.lastIndexOf("\n") + 1);
    const parts = this.path.map((part) => (typeof part === "number" ? `[${part}]` : pathPart(part)));
    const path = parts.join("").replace(/^\./, "");
    raise("JsonReaderException", `${message}. Path '${path}', line ${line}, position ${position}.`);
  }

  private unexpected(): never {
    const found = this.text[this.at];
    if (found === undefined) return this.fail("Unexpected end of content while loading JToken");
    return this.fail(`Unexpected character encountered while parsing value: ${found}`);
  }

  private blank(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === 47) this.comment();
      else if (code <= 32 || code === 0xfeff || code === 0xa0 || code === 0x2028 || code === 0x2029)
        this.at++;
      else return;
    }
  }

  private comment(): void {
    const next = this.text[this.at + 1];
    const close = next === "*" ? "*/" : next === "/" ? "\n" : this.unexpected();
    const end = this.text.indexOf(close, this.at + 2);
    if (end < 0 && next === "*") this.fail("Unexpected end while parsing comment");
    this.at = end < 0 ? this.text.length : end + close.length;
  }

  private tokens = 0;

  private value(): JToken {
    // Reading costs by size: a long list of numbers is data, and no loop of the expression's.
    if ((++this.tokens & 15) === 0) {
      if (this.tokens > maxTokens) throw new BudgetError(`JSON of more than ${maxTokens} values is not read`);
      tick();
    }
    this.blank();
    switch (this.text.charCodeAt(this.at)) {
      case 0x7b: // {
        return this.object();
      case 0x5b: // [
        return this.array();
      case 0x22: // "
      case 0x27: // '
        return this.textValue(this.quoted());
      default:
        return this.word();
    }
  }

  private depth = 0;

  private open(): void {
    if (++this.depth > maxDepth) this.fail(`The reader's MaxDepth of ${maxDepth} has been exceeded`);
    this.at++;
  }

  private close(): void {
    this.depth--;
    this.at++;
  }

  private object(): JObject {
    this.open();
    const object = new JObject();
    for (;;) {
      this.blank();
      if (this.text.charCodeAt(this.at) === 0x7d) break;
      const name = this.name();
      this.blank();
      if (this.text.charCodeAt(this.at) !== 0x3a)
        this.fail(
          `Invalid character after parsing property name. Expected ':' but got: ${this.text[this.at] ?? "\0"}`,
        );
      this.at++;
      this.path.push(name);
      object.read(name, this.value());
      this.path.pop();
      if (!this.comma("}")) break;
    }
    this.close();
    return object;
  }

  private name(): string {
    const first = this.text[this.at];
    if (first === '"' || first === "'") return this.quoted();
    bareName.lastIndex = this.at;
    const name = bareName.exec(this.text)?.[0];
    if (name === undefined)
      return first === undefined
        ? this.unexpected()
        : this.fail(`Invalid property identifier character: ${first}`);
    this.at += name.length;
    return name;
  }

  private array(): JArray {
    this.open();
    const array = new JArray();
    for (;;) {
      this.blank();
      const first = this.text.charCodeAt(this.at);
      if (first === 0x5d) break;
      this.path.push(array.items.length);
      array.read(first === 0x2c ? new JValue(null, "Undefined") : this.value());
      this.path.pop();
      if (!this.comma("]")) break;
    }
    this.close();
    return array;
  }

  /** Whether another element may follow; `close` itself is left to the caller. */
  private comma(close: string): boolean {
    this.blank();
    const found = this.text[this.at];
    if (found === ",") {
      this.at++;
      return true;
    }
    if (found === close) return false;
    if (found === undefined) return this.unexpected();
    return this.fail(`After parsing a value an unexpected character was encountered: ${found}`);
  }

  /** Where the next backslash stands; looked for once, not for every text. */
  private nextEscape = -1;

  private quoted(): string {
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
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return this.fail(`Invalid Unicode escape sequence: \\u${digits}`);
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  private textValue(text: string): JValue {
    if (!this.dates || text.length < 6) return new JValue(text);
    const ticks = text.charCodeAt(0) === 0x2f ? tickDate.exec(text)?.[1] : undefined;
    if (ticks !== undefined && readers.ticks) return new JValue(readers.ticks(Number(ticks)));
    if (text.length >= 19 && text.length <= 40 && text.charCodeAt(10) === 0x54 && isoDate.test(text)) {
      const date = readers.isoDate?.(text);
      if (date !== undefined && date !== null) return new JValue(date);
    }
    return new JValue(text);
  }

  /** Digits alone, not too many for a number to hold, and nothing of a word behind them. */
  private plainInteger(): JValue | undefined {
    const { text, at: start } = this;
    let end = start;
    let value = 0;
    for (let code = text.charCodeAt(end); code >= 0x30 && code <= 0x39; code = text.charCodeAt(++end))
      value = value * 10 + (code - 0x30);
    const length = end - start;
    if (length === 0 || length > 15 || (length > 1 && text.charCodeAt(start) === 0x30)) return undefined;
    const next = text.charCodeAt(end);
    if (next !== 0x2c && next !== 0x7d && next !== 0x5d && next !== 0x0a && next !== 0x0d && next !== 0x20)
      return undefined;
    this.at = end;
    return new JValue(BigInt(value));
  }

  private word(): JToken {
    const integer = this.plainInteger();
    if (integer) return integer;
    bareWord.lastIndex = this.at;
    const word = bareWord.exec(this.text)?.[0];
    if (word === undefined) return this.unexpected();
    const constant = constants.get(word);
    if (constant) {
      this.at += word.length;
      return constant();
    }
    if (!numberStart.test(word)) return this.unexpected();
    const number = parseNumberWord(word);
    if (number === undefined) return this.fail(`Input string '${word}' is not a valid number`);
    this.at += word.length;
    return new JValue(number);
  }
}

const real = (value: number) => () => new JValue(new Boxed(named("double"), value));
const constants = new Map<string, () => JValue>([
  ["true", () => new JValue(true)],
  ["false", () => new JValue(false)],
  ["null", () => new JValue(null)],
  ["undefined", () => new JValue(null, "Undefined")],
  ["NaN", real(NaN)],
  ["Infinity", real(Infinity)],
  ["-Infinity", real(-Infinity)],
]);
