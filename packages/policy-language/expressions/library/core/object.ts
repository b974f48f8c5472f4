import { fullTypeName, typeText } from "../../collections/typeText";
import { Decimal } from "../../values/decimal";
import { define, named } from "../../types/registry";
import { Boxed, identityHash, NetObject, typeOf, tickText } from "../../values/runtime";
import type { Type } from "../../types/types";
import { toStringOf, valuesEqual } from "../../values/values";

class PlainObject extends NetObject {
  get netType() {
    return named("object");
  }
}

function hashOfText(text: string): number {
  tickText(text.length);
  let hash = 17;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}

const foldLong = (value: bigint) => Number(BigInt.asIntN(32, value ^ (value >> 32n)));

function hashOfReal(value: number, single: boolean): number {
  const view = new DataView(new ArrayBuffer(8));
  // Both zeros are equal, and so are all NaN.
  const plain = value === 0 ? 0 : value;
  if (single) {
    view.setFloat32(0, plain);
    return view.getInt32(0);
  }
  view.setFloat64(0, plain);
  return view.getInt32(0) ^ view.getInt32(4);
}

function hashOfBoxed({ type, value }: Boxed): number {
  switch (type.name) {
    case "double":
    case "float":
      return hashOfReal(value as number, type.name === "float");
    case "char":
      return (value as number) | ((value as number) << 16);
    case "ulong":
      return foldLong(value as bigint);
    default:
      return typeof value === "number" ? value | 0 : hashOfText(String(value));
  }
}

/** GetHashCode(). That of texts is .NET's only in being equal for equal ones; there it changes from run to run. */
export function hashOf(value: unknown): number {
  switch (typeof value) {
    case "number":
      return value;
    case "bigint":
      return foldLong(value);
    case "boolean":
      return value ? 1 : 0;
    case "string":
      return hashOfText(value);
    default:
      if (value instanceof Boxed) return hashOfBoxed(value);
      if (value instanceof Decimal) return hashOfText(String(value.toNumber()));
      if (value instanceof NetObject) return value.hash();
      return value === null || value === undefined ? 0 : identityHash(value);
  }
}

/** Reflection's short name: `Int32[]`, ``List`1``. */
function shortName(type: Type): string {
  if (type.kind === "array") return `${shortName(type.element)}[${",".repeat(type.rank - 1)}]`;
  const short = type.fullName.split(".").at(-1)!;
  return type.args.length ? `${short}\`${type.args.length}` : short;
}

const namespaceOf = (type: Type): string =>
  type.kind === "array" ? namespaceOf(type.element) : type.fullName.split(".").slice(0, -1).join(".");

const same = (a: unknown, b: unknown) => a === b && (a === null || typeof a === "object");

define("System", "class Object", {
  "new()": () => new PlainObject(),
  "string ToString()": toStringOf,
  "bool Equals(object obj)": valuesEqual,
  "int GetHashCode()": hashOf,
  "Type GetType()": typeOf,
  "static bool Equals(object objA, object objB)": valuesEqual,
  // Equal texts are taken for the same object: most are literals, which .NET interns.
  "static bool ReferenceEquals(object objA, object objB)": (a: unknown, b: unknown) =>
    typeof a === "string" ? a === b : same(a, b),
});
define("System", "class ValueType", {});
define("System", "struct Void");
define("System", "class Type", {
  "string Name": shortName,
  "string FullName": fullTypeName,
  "string Namespace": namespaceOf,
  "string ToString()": typeText,
});
define("System", "interface IComparable", {});
define("System", "interface IDisposable", { "void Dispose()": () => null });
