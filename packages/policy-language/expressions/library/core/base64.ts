import { argumentNull, checkSize, outOfRange, raise } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import type { Members } from "../../types/registry";
import { fromByteArray, toByteArray } from "./bytes";
import { defineEnum } from "./enums";

defineEnum("System", "Base64FormattingOptions", { None: 0, InsertLineBreaks: 1 }, "flags");

const lineLength = 76;

function slice(array: NetArray | null, offset: number, length: number): Buffer {
  const bytes = fromByteArray(array, "inArray");
  if (length < 0)
    outOfRange(
      "length",
      "Index was out of range. Must be non-negative and less than or equal to the size of the collection.",
    );
  if (offset < 0) outOfRange("offset", "Value must be positive.");
  if (offset > bytes.length - length)
    outOfRange("offset", "Offset and length must refer to a position in the string.");
  return bytes.subarray(offset, offset + length);
}

function encode(bytes: Buffer, options: number): string {
  if (options !== 0 && options !== 1)
    raise("ArgumentException", `Illegal enum value: ${options}. (Parameter 'options')`);
  checkSize(bytes.length);
  const text = bytes.toString("base64");
  return options === 0 ? text : text.replace(new RegExp(`(.{${lineLength}})(?=.)`, "g"), "$1\r\n");
}

/** Also of texts that Buffer would read: only the alphabet, white space, and the padding that is due. */
function decode(text: string | null): NetArray {
  const given = text ?? argumentNull("s");
  checkSize(given.length);
  const plain = given.replace(/[ \t\r\n]/g, "");
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain))
    raise(
      "FormatException",
      "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.",
    );
  return toByteArray(Buffer.from(plain, "base64"));
}

function decodeHex(text: string | null): NetArray {
  const given = text ?? argumentNull("s");
  checkSize(given.length);
  if (given.length % 2 !== 0)
    raise("FormatException", "The input is not a valid hex string as its length is not a multiple of 2.");
  if (!/^[\da-f]*$/i.test(given))
    raise("FormatException", "The input is not a valid hex string as it contains a non-hex character.");
  return toByteArray(Buffer.from(given, "hex"));
}

const hex = (bytes: Buffer) => bytes.toString("hex").toUpperCase();

/** System.Convert's texts of bytes. */
function toChars(array: NetArray | null, offset: number, length: number, into: NetArray | null, at: number, options: number): number {
  const target = into ?? argumentNull("outArray");
  const text = encode(slice(array, offset, length), options);
  if (at < 0 || at + text.length > target.items.length)
    outOfRange("offsetOut", "Either offset did not refer to a position in the string, or there is an insufficient length of destination character array.");
  for (let index = 0; index < text.length; index++) target.items[at + index] = text.charCodeAt(index);
  return text.length;
} // prettier-ignore

export const base64Members: Members = {
  "static string ToBase64String(byte[] inArray)": (array: NetArray | null) =>
    encode(fromByteArray(array, "inArray"), 0),
  "static string ToBase64String(byte[] inArray, Base64FormattingOptions options)": (
    array: NetArray | null,
    options: number,
  ) => encode(fromByteArray(array, "inArray"), options),
  "static string ToBase64String(byte[] inArray, int offset, int length)": (
    array: NetArray | null,
    offset: number,
    length: number,
  ) => encode(slice(array, offset, length), 0),
  "static string ToBase64String(byte[] inArray, int offset, int length, Base64FormattingOptions options)": (
    array: NetArray | null,
    offset: number,
    length: number,
    options: number,
  ) => encode(slice(array, offset, length), options),
  "static int ToBase64CharArray(byte[] inArray, int offsetIn, int length, char[] outArray, int offsetOut)": (
    array: NetArray | null,
    offset: number,
    length: number,
    into: NetArray | null,
    at: number,
  ) => toChars(array, offset, length, into, at, 0),
  "static int ToBase64CharArray(byte[] inArray, int offsetIn, int length, char[] outArray, int offsetOut, Base64FormattingOptions options)":
    toChars,
  "static byte[] FromBase64String(string s)": decode,
  "static byte[] FromBase64CharArray(char[] inArray, int offset, int length)": (
    array: NetArray | null,
    offset: number,
    length: number,
  ) => {
    const chars = (array ?? argumentNull("inArray")).items as number[];
    if (offset < 0 || length < 0 || offset > chars.length - length) outOfRange("offset");
    return decode(
      chars
        .slice(offset, offset + length)
        .map((char) => String.fromCharCode(char))
        .join(""),
    );
  },
  "static string ToHexString(byte[] inArray)": (array: NetArray | null) =>
    hex(fromByteArray(array, "inArray")),
  "static string ToHexString(byte[] inArray, int offset, int length)": (
    array: NetArray | null,
    offset: number,
    length: number,
  ) => hex(slice(array, offset, length)),
  "static string ToHexStringLower(byte[] inArray)": (array: NetArray | null) =>
    fromByteArray(array, "inArray").toString("hex"),
  "static byte[] FromHexString(string s)": decodeHex,
};
