import { newUuid } from "@azure-genai-gateway/common/random";
import { constant, define, named } from "../../types/registry";
import { argumentNull, evaluation, NetError, NetObject, raise, setDefault } from "../../values/runtime";
import { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "./bytes";
import { comparisonMethods, comparisonOperators } from "./comparisons";

const messages = {
  unrecognized: "Unrecognized Guid format.",
  length: "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
  dashes: "Dashes are in the wrong position for GUID parsing.",
  digits: "Guid string should only contain hexadecimal characters.",
  braces: "Expected {0xdddddddd, etc}.",
  format: 'Format string can be only "D", "d", "N", "n", "P", "p", "B", "b", "X" or "x".',
};

/** System.Guid, kept as its 32 lower-case hexadecimal digits. */
export class NetGuid extends NetObject {
  constructor(
    readonly digits: string,
    /** With its dashes, where it was read like that. */
    private shown?: string,
  ) {
    super();
  }
  get netType() {
    return named("Guid");
  }
  get keyText() {
    return `guid${this.digits}`;
  }
  /** Five groups, in the order in which the parts are compared too. */
  get value(): string {
    const d = this.digits;
    this.shown ??= [d.slice(0, 8), d.slice(8, 12), d.slice(12, 16), d.slice(16, 20), d.slice(20)].join("-");
    return this.shown;
  }
  override text() {
    return this.value;
  }
  override equals(other: unknown) {
    return other instanceof NetGuid && other.digits === this.digits;
  }
  override hash() {
    const bytes = this.bytes();
    return bytes.readInt32LE(0) ^ bytes.readInt32LE(4) ^ bytes.readInt32LE(8) ^ bytes.readInt32LE(12);
  }
  compareTo(other: NetGuid): number {
    return this.digits < other.digits ? -1 : this.digits > other.digits ? 1 : 0;
  }
  /** As in memory: the first three groups are little-endian numbers. */
  bytes(): Buffer {
    return swapped(Buffer.from(this.digits, "hex"));
  }
  format(format: string | null): string {
    switch ((format || "D").toUpperCase()) {
      case "D":
        return this.value;
      case "N":
        return this.digits;
      case "B":
        return `{${this.value}}`;
      case "P":
        return `(${this.value})`;
      case "X":
        return hexadecimal(this.digits);
      default:
        return raise("FormatException", messages.format);
    }
  }
}

function hexadecimal(digits: string): string {
  const numbers = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16)];
  const rest = digits.slice(16).match(/../g)!;
  const list = (parts: readonly string[]) => parts.map((part) => `0x${part}`).join(",");
  return `{${list(numbers)},{${list(rest)}}}`;
}

function swapped(bytes: Buffer): Buffer {
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}

const bad = (reason: keyof typeof messages) => raise("FormatException", messages[reason]);

const usual = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function parseDashed(text: string): NetGuid {
  if (text.length === 36 && usual.test(text)) return new NetGuid(text.replaceAll("-", ""), text);
  if (text.length !== 36) bad("length");
  if (![8, 13, 18, 23].every((at) => text[at] === "-")) bad("dashes");
  return parseDigits(text.replaceAll("-", ""));
}

function parseDigits(text: string): NetGuid {
  if (text.length !== 32) bad("length");
  return /^[0-9a-f]{32}$/i.test(text) ? new NetGuid(text.toLowerCase()) : bad("digits");
}

function parseEnclosed(text: string, open: string, close: string): NetGuid {
  if (text.length !== 38 || !text.startsWith(open) || !text.endsWith(close)) bad("length");
  return parseDashed(text.slice(1, 37));
}

function parseHexadecimal(text: string): NetGuid {
  const numbers = /^\{0x([0-9a-f]{1,8}),0x([0-9a-f]{1,4}),0x([0-9a-f]{1,4}),\{(.+)\}\}$/i.exec(
    text.replace(/\s/g, ""),
  );
  const last = numbers?.[4]!.split(",").map((part) => /^0x([0-9a-f]{1,2})$/i.exec(part)?.[1]);
  if (!numbers || last?.length !== 8 || last.includes(undefined)) return bad("braces");
  const parts = [numbers[1]!.padStart(8, "0"), numbers[2]!.padStart(4, "0"), numbers[3]!.padStart(4, "0")];
  return parseDigits(parts.join("") + last.map((part) => part!.padStart(2, "0")).join(""));
}

const exact: Readonly<Record<string, (text: string) => NetGuid>> = {
  N: parseDigits,
  D: parseDashed,
  B: (text) => parseEnclosed(text, "{", "}"),
  P: (text) => parseEnclosed(text, "(", ")"),
  X: parseHexadecimal,
};

/** Guid.Parse: any of the five formats. */
export function parseGuid(input: string | null): NetGuid {
  const text = (input ?? argumentNull("input")).trim();
  if (text.length < 32) return bad("unrecognized");
  if (text.startsWith("(")) return exact.P!(text);
  if (text.startsWith("{")) return text[9] === "-" ? exact.B!(text) : exact.X!(text);
  return text[8] === "-" ? exact.D!(text) : exact.N!(text);
}

function parseExact(input: string | null, format: string | null): NetGuid {
  const text = (input ?? argumentNull("input")).trim();
  const parse = exact[(format ?? argumentNull("format")).toUpperCase()];
  return parse ? parse(text) : bad("format");
}

export const emptyGuid = new NetGuid("0".repeat(32));

function attempt(parse: () => NetGuid): readonly [boolean, NetGuid] {
  try {
    return [true, parse()];
  } catch (error) {
    if (error instanceof NetError) return [false, emptyGuid];
    throw error;
  }
}

function fromBytes(array: NetArray | null): NetGuid {
  const bytes = fromByteArray(array, "b");
  if (bytes.length !== 16)
    raise("ArgumentException", "Byte array for Guid must be exactly 16 bytes long. (Parameter 'b')");
  return new NetGuid(swapped(bytes).toString("hex"));
}

function fromParts(a: number, b: number, c: number, rest: readonly number[]): NetGuid {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32BE(a, 0);
  bytes.writeInt16BE(b, 4);
  bytes.writeInt16BE(c, 6);
  bytes.set(rest, 8);
  return new NetGuid(bytes.toString("hex"));
}

function fromPartsAndBytes(a: number, b: number, c: number, array: NetArray | null): NetGuid {
  const rest = fromByteArray(array, "d");
  if (rest.length !== 8)
    raise("ArgumentException", "Byte array for Guid must be exactly 8 bytes long. (Parameter 'd')");
  return fromParts(a, b, c, [...rest]);
}

const random = () => parseDashed(newUuid(evaluation().runtime.random));

/** The first 48 bits are the milliseconds since the epoch, so that later ones sort behind. */
function version7(): NetGuid {
  const time = Math.floor(evaluation().runtime.clock.now()).toString(16).padStart(12, "0");
  return new NetGuid(`${time}7${random().digits.slice(13)}`);
}

const compare = (a: NetGuid, b: NetGuid) => a.compareTo(b);

define("System", "struct Guid : IComparable", {
  "Guid Empty": constant(emptyGuid),
  "static Guid NewGuid()": random,
  "static Guid CreateVersion7()": version7,
  "new()": () => emptyGuid,
  "new(string g)": (text: string | null) => parseGuid(text ?? argumentNull("g")),
  "new(byte[] b)": fromBytes,
  "new(int a, short b, short c, byte[] d)": fromPartsAndBytes,
  "new(uint a, ushort b, ushort c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)": (
    a: number,
    b: number,
    c: number,
    ...rest: number[]
  ) => fromPartsAndBytes(a | 0, b, c, new NetArray(named("byte"), rest)),
  "new(int a, short b, short c, byte d, byte e, byte f, byte g, byte h, byte i, byte j, byte k)": (
    a: number,
    b: number,
    c: number,
    ...rest: number[]
  ) => fromParts(a, b, c, rest),
  "static Guid Parse(string input)": parseGuid,
  "static Guid Parse(string input, IFormatProvider provider)": parseGuid,
  "static Guid ParseExact(string input, string format)": parseExact,
  "static bool TryParse(string input, out Guid result)": (text: string | null) =>
    attempt(() => parseGuid(text)),
  "static bool TryParse(string input, IFormatProvider provider, out Guid result)": (text: string | null) =>
    attempt(() => parseGuid(text)),
  "static bool TryParseExact(string input, string format, out Guid result)": (
    text: string | null,
    format: string | null,
  ) => attempt(() => parseExact(text, format)),
  "int Version": (value: NetGuid) => Number.parseInt(value.digits[12]!, 16),
  "int Variant": (value: NetGuid) => Number.parseInt(value.digits[16]!, 16),
  "byte[] ToByteArray()": (value: NetGuid) => toByteArray(value.bytes()),
  "string ToString()": (value: NetGuid) => value.value,
  "string ToString(string format)": (value: NetGuid, format: string | null) => value.format(format),
  "string ToString(string format, IFormatProvider provider)": (value: NetGuid, format: string | null) =>
    value.format(format),
  ...comparisonMethods(
    "Guid",
    compare,
    (a: NetGuid, b: NetGuid) => a.equals(b),
    "Object must be of type GUID.",
  ),
  ...comparisonOperators("Guid", compare),
});
setDefault("System.Guid", () => emptyGuid);
export { parseGuid as guid };
