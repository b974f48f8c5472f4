import { constant, define, type Members } from "../../types/registry";
import { argumentNull, checkSize, outOfRange, raise } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { toByteArray } from "./bytes";

interface Layout {
  readonly name: string;
  readonly size: number;
  write(view: DataView, value: never): void;
  read(view: DataView, at: number): unknown;
}

/** Little-endian, as on every machine that runs API Management. */
const layouts: Readonly<Record<string, Layout>> = {
  bool: { name: "Boolean", size: 1, write: (view, value: boolean) => view.setUint8(0, value ? 1 : 0), read: (view, at) => view.getUint8(at) !== 0 },
  char: { name: "Char", size: 2, write: (view, value: number) => view.setUint16(0, value, true), read: (view, at) => view.getUint16(at, true) },
  short: { name: "Int16", size: 2, write: (view, value: number) => view.setInt16(0, value, true), read: (view, at) => view.getInt16(at, true) },
  ushort: { name: "UInt16", size: 2, write: (view, value: number) => view.setUint16(0, value, true), read: (view, at) => view.getUint16(at, true) },
  int: { name: "Int32", size: 4, write: (view, value: number) => view.setInt32(0, value, true), read: (view, at) => view.getInt32(at, true) },
  uint: { name: "UInt32", size: 4, write: (view, value: number) => view.setUint32(0, value, true), read: (view, at) => view.getUint32(at, true) },
  long: { name: "Int64", size: 8, write: (view, value: bigint) => view.setBigInt64(0, value, true), read: (view, at) => view.getBigInt64(at, true) },
  ulong: { name: "UInt64", size: 8, write: (view, value: bigint) => view.setBigUint64(0, value, true), read: (view, at) => view.getBigUint64(at, true) },
  float: { name: "Single", size: 4, write: (view, value: number) => view.setFloat32(0, value, true), read: (view, at) => view.getFloat32(at, true) },
  double: { name: "Double", size: 8, write: (view, value: number) => view.setFloat64(0, value, true), read: (view, at) => view.getFloat64(at, true) },
}; // prettier-ignore

function bytesOf(layout: Layout, value: never): Uint8Array {
  const bytes = new Uint8Array(layout.size);
  layout.write(new DataView(bytes.buffer), value);
  return bytes;
}

const indexMessage = "Index was out of range. Must be non-negative and less than the size of the collection.";

function read(layout: Layout, array: NetArray | null, start: number): unknown {
  const items = (array ?? argumentNull("value")).items as number[];
  if (start < 0 || start >= items.length) outOfRange("startIndex", indexMessage);
  if (start > items.length - layout.size)
    raise(
      "ArgumentException",
      "Destination array is not long enough to copy all the items in the collection. Check array index and length. (Parameter 'value')",
    );
  return layout.read(new DataView(Uint8Array.from(items.slice(start, start + layout.size)).buffer), 0);
}

/** Pairs of digits with dashes between them. */
function dashed(array: NetArray | null, start: number, length?: number): string {
  const items = (array ?? argumentNull("value")).items as number[];
  const count = length ?? items.length - start;
  if (start < 0 || (start >= items.length && start > 0))
    outOfRange("startIndex", "StartIndex cannot be less than zero.");
  if (count < 0) outOfRange("length", "Value must be positive.");
  if (start > items.length - count)
    raise(
      "ArgumentException",
      "Destination array is not long enough to copy all the items in the collection. Check array index and length. (Parameter 'value')",
    );
  checkSize(count * 3);
  const hex = items.slice(start, start + count).map((one) => one.toString(16).padStart(2, "0"));
  return hex.join("-").toUpperCase();
}

/** The bits of one type seen as another. */
function reinterpret(from: string, to: string): (value: never) => unknown {
  return (value) => layouts[to]!.read(new DataView(bytesOf(layouts[from]!, value).buffer), 0);
}

function perType(): Members {
  const members: Record<string, Members[string]> = {};
  for (const [type, layout] of Object.entries(layouts)) {
    members[`static byte[] GetBytes(${type} value)`] = (value: never) => toByteArray(bytesOf(layout, value));
    members[`static ${type} To${layout.name}(byte[] value, int startIndex)`] = (
      array: NetArray | null,
      start: number,
    ) => read(layout, array, start);
  }
  return members;
}

define("System", "class BitConverter", {
  ...perType(),
  "bool IsLittleEndian": constant(true),
  "static string ToString(byte[] value)": (array: NetArray | null) => dashed(array, 0),
  "static string ToString(byte[] value, int startIndex)": (array: NetArray | null, start: number) =>
    dashed(array, start),
  "static string ToString(byte[] value, int startIndex, int length)": dashed,
  "static long DoubleToInt64Bits(double value)": reinterpret("double", "long"),
  "static ulong DoubleToUInt64Bits(double value)": reinterpret("double", "ulong"),
  "static double Int64BitsToDouble(long value)": reinterpret("long", "double"),
  "static double UInt64BitsToDouble(ulong value)": reinterpret("ulong", "double"),
  "static int SingleToInt32Bits(float value)": reinterpret("float", "int"),
  "static uint SingleToUInt32Bits(float value)": reinterpret("float", "uint"),
  "static float Int32BitsToSingle(int value)": reinterpret("int", "float"),
  "static float UInt32BitsToSingle(uint value)": reinterpret("uint", "float"),
});
