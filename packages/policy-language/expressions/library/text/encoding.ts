import { define, named } from "../../types/registry";
import { argumentNull, checkSize, NetObject, outOfRange, raise } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "../core/bytes";
import { wellFormed } from "../web/escaping";
import { charArray, charsOf } from "./string";

interface Coding {
  /** The name for the web, as WebName gives it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly preamble: readonly number[];
  readonly codePage: number;
  readonly title: string;
  /** The most bytes that so many characters may take, and the other way round. */
  most(characters: number): number;
  mostOf(bytes: number): number;
  encode(text: string): Uint8Array;
  decode(bytes: Buffer): string;
}

const swapped = (bytes: Buffer) => Buffer.from(bytes).swap16();
const even = (bytes: Buffer) => bytes.subarray(0, bytes.length & ~1);
/** A byte left over at the end stands for a character that was cut off. */
const oddEnd = (bytes: Buffer) => (bytes.length % 2 ? "\ufffd" : "");

/** One byte a character up to `highest`; a question mark stands for the others. */
function narrow(text: string, highest: number): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes.push(code <= highest ? code : 63);
    if (code > 0xffff) bytes.push(63);
  }
  return Uint8Array.from(bytes);
}

function utf32(text: string): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0)!);
  const bytes = Buffer.alloc(points.length * 4);
  points.forEach((point, index) =>
    bytes.writeUInt32LE(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point, index * 4),
  );
  return bytes;
}

function fromUtf32(bytes: Buffer): string {
  let text = "";
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = bytes.readUInt32LE(at);
    text += point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? "\ufffd" : String.fromCodePoint(point);
  }
  return bytes.length % 4 ? `${text}\ufffd` : text;
}

const codings: readonly Coding[] = [
  {
    name: "utf-8", codePage: 65001, title: "Unicode (UTF-8)", most: (n) => (n + 1) * 3, mostOf: (n) => n + 1,
    aliases: ["utf8", "unicode-1-1-utf-8"], preamble: [0xef, 0xbb, 0xbf],
    encode: (text) => Buffer.from(text, "utf8"), decode: (bytes) => bytes.toString("utf8"),
  },
  {
    name: "us-ascii", codePage: 20127, title: "US-ASCII", most: (n) => n + 1, mostOf: (n) => n,
    aliases: ["ascii"], preamble: [],
    encode: (text) => narrow(text, 127),
    decode: (bytes) => Array.from(bytes, (byte) => (byte > 127 ? "?" : String.fromCharCode(byte))).join(""),
  },
  {
    name: "utf-16", codePage: 1200, title: "Unicode", most: (n) => (n + 1) * 2, mostOf: (n) => (n >> 1) + (n & 1) + 1,
    aliases: ["unicode", "utf-16le"], preamble: [0xff, 0xfe],
    encode: (text) => Buffer.from(wellFormed(text), "utf16le"), decode: (bytes) => even(bytes).toString("utf16le") + oddEnd(bytes),
  },
  {
    name: "utf-16BE", codePage: 1201, title: "Unicode (Big-Endian)", most: (n) => (n + 1) * 2, mostOf: (n) => (n >> 1) + (n & 1) + 1,
    aliases: ["unicodefffe"], preamble: [0xfe, 0xff],
    encode: (text) => swapped(Buffer.from(wellFormed(text), "utf16le")),
    decode: (bytes) => swapped(even(bytes)).toString("utf16le") + oddEnd(bytes),
  },
  { name: "utf-32", codePage: 12000, title: "Unicode (UTF-32)", most: (n) => (n + 1) * 4, mostOf: (n) => (n >> 1) + 2, aliases: ["utf-32le"], preamble: [0xff, 0xfe, 0, 0], encode: utf32, decode: fromUtf32 },
  {
    name: "iso-8859-1", codePage: 28591, title: "Western European (ISO)", most: (n) => n + 1, mostOf: (n) => n,
    aliases: ["latin1"], preamble: [],
    encode: (text) => narrow(text, 255), decode: (bytes) => bytes.toString("latin1"),
  },
]; // prettier-ignore

export class TextEncoding extends NetObject {
  /** What StringWriter says it writes. */
  static get utf16(): TextEncoding {
    return unicode!;
  }
  constructor(readonly coding: Coding) {
    super();
  }
  get netType() {
    return named("Encoding");
  }
  bytes(text: string | null, name = "s"): Uint8Array {
    const bytes = this.coding.encode(text ?? argumentNull(name));
    checkSize(bytes.length);
    return bytes;
  }
}

const [utf8, ascii, unicode, bigEndian, utf32Encoding, latin1] = codings.map(
  (coding) => new TextEncoding(coding),
);
const all = [utf8!, ascii!, unicode!, bigEndian!, utf32Encoding!, latin1!];

function byName(name: string | null): TextEncoding {
  const wanted = (name ?? argumentNull("name")).toLowerCase();
  return (
    all.find(({ coding }) => coding.name.toLowerCase() === wanted || coding.aliases.includes(wanted)) ??
    raise("ArgumentException", `'${name}' is not a supported encoding name. (Parameter 'name')`)
  );
}

function byCodePage(page: number): TextEncoding {
  if (page < 0 || page > 65535) outOfRange("codepage", "Valid values are between 0 and 65535, inclusive.");
  if (page === 0) return utf8!;
  return (
    all.find(({ coding }) => coding.codePage === page) ??
    raise("NotSupportedException", `No data is available for encoding ${page}. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method.`)
  );
} // prettier-ignore

/** A part of a char[] or of a text. */
function piece(chars: NetArray | string | null, index: number, count: number, name = "chars"): string {
  const text = typeof chars === "string" ? chars : charsOf(chars ?? argumentNull(name)).join("");
  if (index < 0 || count < 0) outOfRange(index < 0 ? "index" : "count", "Non-negative number required.");
  if (text.length - index < count)
    outOfRange(name, "Index and count must refer to a location within the buffer.");
  return text.slice(index, index + count);
}

function putInto(values: ArrayLike<number>, array: NetArray | null, at: number, name: string): number {
  const target = array ?? argumentNull(name);
  if (at < 0 || at > target.items.length) outOfRange(`${name.slice(0, 4)}Index`);
  if (values.length > target.items.length - at)
    raise("ArgumentException", `The output ${name === "bytes" ? "byte" : "char"} buffer is too small to contain the encoded data. (Parameter '${name}')`);
  for (let index = 0; index < values.length; index++) target.items[at + index] = values[index];
  return values.length;
} // prettier-ignore

const codes = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
const shownIn =
  (...names: string[]) =>
  ({ coding }: TextEncoding) =>
    names.includes(coding.name);

function slice(array: NetArray | null, index: number, count: number): Buffer {
  const bytes = fromByteArray(array);
  if (index < 0 || count < 0 || index + count > bytes.length)
    outOfRange("bytes", "Index and count must refer to a location within the buffer.");
  return bytes.subarray(index, index + count);
}

define("System.Text", "class Encoding", {
  "static Encoding UTF8": () => utf8,
  "static Encoding ASCII": () => ascii,
  "static Encoding Unicode": () => unicode,
  "static Encoding BigEndianUnicode": () => bigEndian,
  "static Encoding UTF32": () => utf32Encoding,
  "static Encoding Latin1": () => latin1,
  "static Encoding Default": () => utf8,
  "static Encoding GetEncoding(string name)": byName,
  "static byte[] Convert(Encoding from, Encoding to, byte[] bytes)": (from: TextEncoding, to: TextEncoding, array: NetArray | null) =>
    toByteArray(to.bytes(from.coding.decode(fromByteArray(array)))),
  "static byte[] Convert(Encoding srcEncoding, Encoding dstEncoding, byte[] bytes, int index, int count)":
    (from: TextEncoding, to: TextEncoding, array: NetArray | null, index: number, count: number) => toByteArray(to.bytes(from.coding.decode(slice(array, index, count)))),
  "static Encoding GetEncoding(int codepage)": byCodePage,
  "string BodyName": ({ coding }: TextEncoding) => coding.name,
  "string HeaderName": ({ coding }: TextEncoding) => coding.name,
  "string EncodingName": ({ coding }: TextEncoding) => coding.title,
  "int CodePage": ({ coding }: TextEncoding) => coding.codePage,
  "int WindowsCodePage": ({ coding }: TextEncoding) => (coding.codePage === 20127 || coding.codePage === 28591 ? 1252 : 1200),
  "bool IsSingleByte": shownIn("us-ascii", "iso-8859-1"),
  "bool IsBrowserDisplay": shownIn("utf-8", "iso-8859-1"),
  "bool IsBrowserSave": shownIn("utf-8", "utf-16", "iso-8859-1"),
  "bool IsMailNewsDisplay": shownIn("utf-8", "us-ascii", "iso-8859-1"),
  "bool IsMailNewsSave": shownIn("utf-8", "us-ascii", "iso-8859-1"),
  "bool IsReadOnly": () => true,
  "bool IsAlwaysNormalized()": shownIn("us-ascii"),
  "bool IsAlwaysNormalized(NormalizationForm form)": ({ coding }: TextEncoding, form: number) => coding.name === "us-ascii" || (coding.name === "iso-8859-1" && form === 1),
  "object Clone()": (encoding: TextEncoding) => new TextEncoding(encoding.coding),
  "bool Equals(object value)": (encoding: TextEncoding, other: unknown) => other instanceof TextEncoding && other.coding === encoding.coding,
  "int GetHashCode()": ({ coding }: TextEncoding) => coding.codePage,
  "int GetMaxByteCount(int charCount)": ({ coding }: TextEncoding, count: number) => (count < 0 ? outOfRange("charCount", "Non-negative number required.") : coding.most(count)),
  "int GetMaxCharCount(int byteCount)": ({ coding }: TextEncoding, count: number) => (count < 0 ? outOfRange("byteCount", "Non-negative number required.") : coding.mostOf(count)),
  "int GetByteCount(char[] chars)": (encoding: TextEncoding, chars: NetArray | null) => encoding.bytes(charsOf(chars ?? argumentNull("chars")).join("")).length,
  "int GetByteCount(char[] chars, int index, int count)": (encoding: TextEncoding, chars: NetArray | null, index: number, count: number) => encoding.bytes(piece(chars, index, count)).length,
  "int GetByteCount(string s, int index, int count)": (encoding: TextEncoding, text: string | null, index: number, count: number) => encoding.bytes(piece(text, index, count, "s")).length,
  "byte[] GetBytes(char[] chars, int index, int count)": (encoding: TextEncoding, chars: NetArray | null, index: number, count: number) => toByteArray(encoding.bytes(piece(chars, index, count))),
  "byte[] GetBytes(string s, int index, int count)": (encoding: TextEncoding, text: string | null, index: number, count: number) => toByteArray(encoding.bytes(piece(text, index, count, "s"))),
  "int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)":
    (encoding: TextEncoding, chars: NetArray | null, index: number, count: number, into: NetArray | null, at: number) => putInto(encoding.bytes(piece(chars, index, count)), into, at, "bytes"),
  "int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex)":
    (encoding: TextEncoding, text: string | null, index: number, count: number, into: NetArray | null, at: number) => putInto(encoding.bytes(piece(text, index, count, "s")), into, at, "bytes"),
  "int GetCharCount(byte[] bytes, int index, int count)": (encoding: TextEncoding, array: NetArray | null, index: number, count: number) => encoding.coding.decode(slice(array, index, count)).length,
  "char[] GetChars(byte[] bytes, int index, int count)": (encoding: TextEncoding, array: NetArray | null, index: number, count: number) => charArray(encoding.coding.decode(slice(array, index, count))),
  "int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)":
    (encoding: TextEncoding, array: NetArray | null, index: number, count: number, into: NetArray | null, at: number) => putInto(codes(encoding.coding.decode(slice(array, index, count))), into, at, "chars"),
  "string WebName": ({ coding }: TextEncoding) => coding.name,
  "byte[] GetBytes(string s)": (encoding: TextEncoding, text: string | null) => toByteArray(encoding.bytes(text)),
  "byte[] GetBytes(char[] chars)": (encoding: TextEncoding, chars: NetArray | null) =>
    toByteArray(encoding.bytes(charsOf(chars ?? argumentNull("chars")).join(""))),
  "int GetByteCount(string s)": (encoding: TextEncoding, text: string | null) => encoding.bytes(text).length,
  "int GetCharCount(byte[] bytes)": (encoding: TextEncoding, array: NetArray | null) =>
    encoding.coding.decode(fromByteArray(array)).length,
  "string GetString(byte[] bytes)": (encoding: TextEncoding, array: NetArray | null) =>
    encoding.coding.decode(fromByteArray(array)),
  "string GetString(byte[] bytes, int index, int count)": (encoding: TextEncoding, array: NetArray | null, index: number, count: number) =>
    encoding.coding.decode(slice(array, index, count)),
  "char[] GetChars(byte[] bytes)": (encoding: TextEncoding, array: NetArray | null) =>
    charArray(encoding.coding.decode(fromByteArray(array))),
  "byte[] GetPreamble()": (encoding: TextEncoding) => toByteArray(Uint8Array.from(encoding.coding.preamble)),
}); // prettier-ignore
for (const [name, encoding] of [
  ["UTF8Encoding", utf8],
  ["ASCIIEncoding", ascii],
  ["UnicodeEncoding", unicode],
] as const)
  define("System.Text", `class ${name} : Encoding`, {
    "new()": () => encoding,
    "new(bool encoderShouldEmitUTF8Identifier)": () => encoding,
  });
