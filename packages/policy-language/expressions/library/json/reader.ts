import { named } from "../../types/registry";
import { argumentNull, Boxed, BudgetError, checkSize, raise, tick } from "../../values/runtime";
import { parseNumberWord } from "./numbers";
import { readers } from "./readers";
import { JArray, JConstructor, JObject, JValue, type JContainer, type JToken } from "./tokens";
import { Scanner } from "./scanner";

/** More values than this would take hundreds of megabytes as objects. */
const maxTokens = 2_000_000;
/** Deeper text is refused, as Newtonsoft 13 does. */
const maxDepth = 64;

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
export function parseJson(
  text: string | null,
  dates = true,
  target: Target = "JToken",
  ends: Ends = "load",
): JToken {
  const json = text ?? argumentNull("json");
  checkSize(json.length);
  return new Reader(json, dates, target, ends).document();
}

/** What the text is read as: another kind of token is refused. */
export type Target = "JToken" | "JObject" | "JArray";
/** Who reads, which shows in what is said of a text that ends too early. */
export type Ends = "load" | "write" | "deserialize";

/** Where a token stands in its text, for messages about its value. */
export interface Located {
  /** The text of a number or word, as it stands there. */
  readonly raw: string;
  /** What stands behind the message: path, line and position. */
  readonly place: string;
  /** The same behind the first name of an object: so far is read before its type is looked at. */
  inside?: string;
}

/** Reads as {@link parseJson} and keeps where everything stands. */
export function parseLocated(text: string, dates: boolean, ends: Ends) {
  checkSize(text.length);
  const reader = new Reader(text, dates, "JToken", ends);
  reader.places = new Map();
  return { token: reader.document(), places: reader.places as ReadonlyMap<JToken, Located> };
}

class Reader extends Scanner {
  places?: Map<JToken, Located>;

  constructor(
    text: string,
    private readonly dates: boolean,
    private readonly target: Target,
    private readonly ends: Ends,
  ) {
    super(text);
  }

  document(): JToken {
    this.blank();
    if (this.at >= this.text.length) return this.fail(`Error reading ${this.target} from JsonReader`);
    const first = this.text[this.at]!;
    const wanted = { JToken: first, JObject: "{", JArray: "[" }[this.target];
    if (first !== wanted) return this.otherKind(first);
    const from = this.at;
    const token = this.value();
    if (this.places && !this.places.has(token)) this.locate(token, this.text.slice(from, this.at));
    this.blank();
    if (this.at < this.text.length)
      return this.fail(
        `Additional text encountered after finished reading JSON content: ${this.text[this.at]}`,
      );
    return token;
  }

  /** A well-made first token of another kind than the one asked for. */
  private otherKind(first: string): never {
    let found = { "{": "StartObject", "[": "StartArray" }[first];
    if (found) this.at++;
    else found = this.text.startsWith("new ", this.at) ? "StartConstructor" : this.value().kind;
    const wanted = this.target === "JObject" ? "object" : "array";
    return this.fail(
      `Error reading ${this.target} from JsonReader. Current JsonReader item is not an ${wanted}: ${found}`,
    );
  }

  private readonly opened: JContainer[] = [];

  /** The text ends inside of something. */
  private early(): never {
    const inner = this.opened.at(-1);
    if (!inner) return this.fail(`Error reading ${this.target} from JsonReader`);
    if (this.ends === "write") raise("JsonWriterException", "Unexpected end when reading token. Path ''.");
    if (this.ends === "deserialize")
      return this.fail(
        `Unexpected end when deserializing ${inner.kind.toLowerCase()}`,
        "JsonSerializationException",
      );
    const outer = this.opened[0]!;
    const nothing = this.opened.length === 1 && this.path[0] === undefined;
    const loading = outer.netType.name;
    return this.fail(
      nothing
        ? `Error reading ${loading} from JsonReader`
        : `Unexpected end of content while loading ${loading}`,
    );
  }

  private unexpected(): never {
    const found = this.text[this.at];
    if (found === undefined) return this.early();
    if (found === "]" || found === ")") return this.wrongEnd(found);
    return this.fail(`Unexpected character encountered while parsing value: ${found}`);
  }

  /** A bracket that closes something else than what is open. */
  private wrongEnd(found: string): never {
    const name = { "]": "EndArray", "}": "EndObject", ")": "EndConstructor" }[found]!;
    const open = this.opened.at(-1)?.kind ?? "None";
    this.at++;
    this.path.pop();
    return this.fail(`JsonToken ${name} is not valid for closing JsonType ${open}`);
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
        return this.items(new JArray(), "]");
      case 0x22: // "
      case 0x27: // '
        return this.textValue(this.quoted());
      case 0x2c: // ,
        return new JValue(null, "Undefined");
      default:
        return this.word();
    }
  }

  private open<T extends JContainer>(container: T): T {
    this.opened.push(container);
    this.path.push(undefined);
    this.at++;
    if (this.places) this.locate(container, "");
    if (this.opened.length > maxDepth) this.fail(`The reader's MaxDepth of ${maxDepth} has been exceeded`);
    return container;
  }

  private close(): void {
    this.opened.pop();
    this.path.pop();
    this.at++;
  }

  private locate(token: JToken, raw: string): void {
    this.places!.set(token, { raw, place: this.place() });
  }

  /** A child, noted in the path: that of a value once it has been read, that of a container when it begins. */
  private child(index: number): JToken {
    const last = this.path.length - 1;
    const code = this.text.charCodeAt(this.at);
    if (code === 0x7b || code === 0x5b) {
      this.path[last] = index;
      return this.value();
    }
    const from = this.at;
    const token = this.value();
    this.path[last] = index;
    if (this.places) this.locate(token, this.text.slice(from, this.at));
    return token;
  }

  private object(): JObject {
    const object = this.open(new JObject());
    const last = this.path.length - 1;
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
      this.path[last] = name;
      if (this.places && object.items.length === 0) this.places.get(object)!.inside = this.place();
      this.blank();
      const from = this.at;
      const value = this.value();
      if (this.places && !this.places.has(value)) this.locate(value, this.text.slice(from, this.at));
      object.read(name, value);
      if (!this.comma("}")) break;
    }
    this.close();
    return object;
  }

  private name(): string {
    const first = this.text[this.at];
    if (first === '"' || first === "'") return this.quoted();
    if (first === undefined) return this.early();
    bareName.lastIndex = this.at;
    const name = bareName.exec(this.text)?.[0];
    if (name === undefined) return this.fail(`Invalid property identifier character: ${first}`);
    this.at += name.length;
    const next = this.text[this.at];
    if (next === undefined) this.fail("Unexpected end while parsing unquoted property name");
    if (next !== ":" && !/\s/.test(next))
      this.fail(`Invalid JavaScript property identifier character: ${next}`);
    return name;
  }

  /** The items of an array or the arguments of a constructor. */
  private items<T extends JArray | JConstructor>(container: T, close: "]" | ")"): T {
    this.open(container);
    for (;;) {
      this.blank();
      if (this.text[this.at] === close) break;
      container.read(this.child(container.items.length));
      if (!this.comma(close)) break;
    }
    this.close();
    return container;
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
    if (found === undefined) return this.early();
    if ("]})".includes(found)) return this.wrongEnd(found);
    return this.fail(`After parsing a value an unexpected character was encountered: ${found}`);
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
    if (word === "new" && this.text[this.at + 3] !== undefined) return this.construction();
    if (!numberStart.test(word) || word === "-Infinity") return this.wrongWord();
    const number = parseNumberWord(word);
    const other = word.search(/[^-+.0-9a-fA-FxX]/);
    if (other >= 0) {
      this.at += other;
      return this.fail(`Unexpected character encountered while parsing number: ${word[other]}`);
    }
    this.at += word.length;
    if (number === undefined) return this.fail(`Input string '${word}' is not a valid number`);
    return new JValue(number);
  }

  /** Neither a number nor one of the words: says how far it was one. */
  private wrongWord(): never {
    const { text, at } = this;
    const wanted = words.get(text.startsWith("-I", at) ? "-I" : text[at]!);
    if (!wanted || (wanted === "null" && text[at + 1] !== "u" && text[at + 1] !== undefined))
      return this.unexpected();
    if (text.length - at < wanted.length) {
      this.at = text.length;
      return this.fail("Unexpected end when reading JSON");
    }
    const same = [...wanted].findIndex((letter, index) => text[at + index] !== letter);
    this.at += same < 0 ? wanted.length : same;
    const name = wanted === "true" || wanted === "false" ? "boolean" : wanted;
    return this.fail(`Error parsing ${name} value`);
  }

  /** `new Name(arguments)` */
  private construction(): JConstructor {
    this.at += 3;
    this.blank();
    bareName.lastIndex = this.at;
    const name = bareName.exec(this.text)?.[0] ?? "";
    this.at += name.length;
    this.blank();
    if (this.text[this.at] !== "(")
      return this.fail(
        this.text[this.at] === undefined
          ? "Unexpected end while parsing constructor"
          : `Unexpected character while parsing constructor: ${this.text[this.at]}`,
      );
    return this.items(new JConstructor(name), ")");
  }
}

/** By their first letters. */
const words = new Map(
  ["true", "false", "null", "NaN", "Infinity", "undefined"].map((word) => [word[0]!, word]),
).set("-I", "-Infinity");

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
