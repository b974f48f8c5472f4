import { typeText } from "../collections/typeText";
import { Decimal } from "./decimal";
import type { HostResponse, PolicyValue } from "../host";
import { named } from "../types/registry";
import { Boxed, NetObject, raise, typeOf, unwrap } from "./runtime";
import { enumText, formatEnum } from "./enums";
import { formatNumberOrThrow, realText } from "./formats";
import { Type } from "../types/types";

/** An IResponse as a value: wraps what the host gave. */
export class ResponseValue extends NetObject {
  constructor(readonly response: HostResponse) {
    super();
  }
  get netType() {
    return named("IResponse");
  }
}

/** ToString() of an object in the invariant culture; null gives "". */
export function toStringOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return value ? "True" : "False";
    case "number":
    case "bigint":
      return String(value);
    default:
      if (value instanceof Boxed) {
        if (value.type.name === "char") return String.fromCharCode(value.value as number);
        if (value.type.name === "double" || value.type.name === "float")
          return realText(value.value as number, value.type.name === "float");
        if (value.type.kind === "enum") return enumName(value.type, value.value as number);
        return String(value.value);
      }
      return (
        (value instanceof NetObject ? value.text() : undefined) ??
        typeText(value instanceof Type ? value : typeOf(value)!)
      );
  }
}

export const enumName = enumText;

export interface Formattable {
  format(format: string): string;
}

/** ToString(format), as String.Format and interpolation apply it. */
export function formatValue(value: unknown, format: string): string {
  if (!format) return toStringOf(value);
  const plain = unwrap(value);
  if (plain !== null && typeof plain === "object" && "format" in plain)
    return (plain as Formattable).format(format);
  if (typeof plain === "number" || typeof plain === "bigint" || plain instanceof Decimal) {
    const type = typeOf(value)!;
    if (type.kind === "enum")
      return (
        formatEnum(type, plain as number, format) ??
        raise("FormatException", 'Format string can be only "G", "g", "X", "x", "F", "f", "D" or "d".')
      );
    if (type.name !== "char") return formatNumberOrThrow(plain, format, type.name);
  }
  return toStringOf(value);
}

/** Object.Equals. */
export function valuesEqual(a: unknown, b: unknown): boolean {
  if (a instanceof Boxed)
    return (
      b instanceof Boxed &&
      a.type === b.type &&
      (a.value === b.value || (a.value !== a.value && b.value !== b.value))
    );
  return a instanceof NetObject ? a.equals(b) : a === b;
}

/** Equal objects have equal keys in a JavaScript Map. */
export function keyOf(value: unknown): unknown {
  if (value instanceof Boxed) return `\0${value.type.name}:${String(value.value)}`;
  if (value instanceof Decimal)
    return `\0decimal:${value
      .text()
      .replace(/(\.\d*?)0+$/, "$1")
      .replace(/\.$/, "")}`;
  return value instanceof NetObject && "keyText" in value
    ? `\0${(value as { keyText: string }).keyText}`
    : value;
}

/** Conversions between JavaScript and the boxed .NET values that expressions work with. */
export const fromText = (value: string): PolicyValue => value;
/** A System.Int32; throws a RangeError outside 32 bits. */
export function fromInt(value: number): PolicyValue {
  if ((value | 0) !== value) throw new RangeError(`${value} is no 32-bit integer`);
  return value;
}
export const fromLong = (value: bigint): PolicyValue => BigInt.asIntN(64, value);
export const fromDouble = (value: number): PolicyValue => new Boxed(named("double"), value);
export const fromBool = (value: boolean): PolicyValue => value;
/** An IResponse, as send-request stores it. */
export const fromResponse = (value: HostResponse): PolicyValue => new ResponseValue(value);
/** The response that an IResponse value stands for; undefined for any other value. */
export const toResponse = (value: PolicyValue): HostResponse | undefined =>
  value instanceof ResponseValue ? value.response : undefined;
/** ToString() in the invariant culture, as API Management writes a value into an attribute; null gives "". */
export const toText = (value: PolicyValue): string => toStringOf(value);
/** True or false for a bool and for the texts "true"/"false" in any case; undefined for anything else. */
export function toBool(value: PolicyValue): boolean | undefined {
  const text =
    typeof value === "boolean" || typeof value === "string" ? String(value).trim().toLowerCase() : "";
  return text === "true" ? true : text === "false" ? false : undefined;
}
/** The number of an integer, floating or decimal value, or of a text that is one; undefined for anything else. */
export function toNumber(value: PolicyValue): number | undefined {
  if (value instanceof Boxed && (value.type.name === "char" || value.type.kind === "enum")) return undefined;
  const plain = value instanceof Decimal ? value.toNumber() : unwrap(value);
  if (
    typeof plain === "string" ? plain.trim() === "" : typeof plain !== "number" && typeof plain !== "bigint"
  )
    return undefined;
  const number = Number(plain);
  return Number.isNaN(number) ? undefined : number;
}
/** The bytes of a byte[]; undefined for any other value. */
export function toBytes(value: PolicyValue): Uint8Array | undefined {
  if (!(value instanceof NetObject) || value.netType !== named("byte[]")) return undefined;
  return Uint8Array.from((value as unknown as { items: number[] }).items);
}
/** C# type name and invariant text, for traces. */
export const describe = (value: PolicyValue): { type: string; text: string } => ({
  type: typeOf(value)?.name ?? "null",
  text: toStringOf(value),
});
export const isNull = (value: PolicyValue): boolean => value === null || value === undefined;
