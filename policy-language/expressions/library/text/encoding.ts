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
    name: "utf-8", aliases: ["utf8", "unicode-1-1-utf-8"], preamble: [0xef, 0xbb, 0xbf],
    encode: (text) => Buffer.from(text, "utf8"), decode: (bytes) => bytes.toString("utf8"),
  },
  {
    name: "us-ascii", aliases: ["ascii"], preamble: [],
    encode: (text) => narrow(text, 127),
    decode: (bytes) => Array.from(bytes, (byte) => (byte > 127 ? "?" : String.fromCharCode(byte))).join(""),
  },
  {
    name: "utf-16", aliases: ["unicode", "utf-16le"], preamble: [0xff, 0xfe],
    encode: (text) => Buffer.from(wellFormed(text), "utf16le"), decode: (bytes) => even(bytes).toString("utf16le") + oddEnd(bytes),
  },
  {
    name: "utf-16BE", aliases: ["unicodefffe"], preamble: [0xfe, 0xff],
    encode: (text) => swapped(Buffer.from(wellFormed(text), "utf16le")),
    decode: (bytes) => swapped(even(bytes)).toString("utf16le") + oddEnd(bytes),
  },
  { name: "utf-32", aliases: ["utf-32le"], preamble: [0xff, 0xfe, 0, 0], encode: utf32, decode: fromUtf32 },
  {
    name: "iso-8859-1", aliases: ["latin1"], preamble: [],
    encode: (text) => narrow(text, 255), decode: (bytes) => bytes.toString("latin1"),
  },
]; // prettier-ignore

class TextEncoding extends NetObject {
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
