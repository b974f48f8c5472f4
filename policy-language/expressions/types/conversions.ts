import { typeText } from "../collections/typeText";
import { numericRank, convertNumber, isNumeric } from "../values/numbers";
import { named } from "./registry";
import { box, isNullable, raise, typeOf, unwrap, nullReference } from "../values/runtime";
import { type Member, Type } from "./types";

export type Convert = (value: unknown) => unknown;
export const same: Convert = (value) => value;

export const nullType = Type.special("<null>");
export const voidLike = Type.special("void");
export const throwType = Type.special("<throw>");

/** Whether a reference (or boxed value) of type `from` is a `to`: identity, base classes, interfaces, variance. */
export function isSubtype(from: Type, to: Type): boolean {
  if (from === to) return true;
  if (to.name === "object" && from.kind !== "special") return true;
  if (to.kind === "array" && from.kind === "array")
    return (
      to.rank === from.rank &&
      !to.element.isValueType &&
      !from.element.isValueType &&
      isSubtype(from.element, to.element)
    );
  if (from.definition && from.definition === to.definition && from.args.length) {
    if (from.args.every((arg, index) => arg === to.args[index])) return true;
    if (to.kind !== "interface" && to.kind !== "delegate") return false;
    return from.args.every(
      (arg, index) =>
        arg === to.args[index] ||
        (!arg.isValueType && !to.args[index]!.isValueType && isSubtype(arg, to.args[index]!)),
    );
  }
  return from.bases.some((base) => isSubtype(base, to));
}

const implicitNumeric: Record<string, string> = {
  sbyte: "short int long float double decimal",
  byte: "short ushort int uint long ulong float double decimal",
  short: "int long float double decimal",
  ushort: "int uint long ulong float double decimal",
  int: "long float double decimal",
  uint: "long ulong float double decimal",
  long: "float double decimal",
  ulong: "float double decimal",
  char: "ushort int uint long ulong float double decimal",
  float: "double",
};

function userConversion(kind: "implicit" | "explicit", from: Type, to: Type): Convert | undefined {
  for (const owner of new Set([...chain(from), ...chain(to)])) {
    const member = owner
      .own(kind)
      .find(
        (one: Member) =>
          one.type === to &&
          (one.params[0]!.type === from ||
            (from !== nullType && !from.isValueType && isSubtype(from, one.params[0]!.type))),
      );
    if (member) return member.get as Convert;
  }
  return undefined;
}

function chain(type: Type): Type[] {
  return [type, ...type.bases.filter((base) => base.kind === "class").flatMap(chain)];
}

/** The implicit conversion, or undefined when there is none. Constants and lambdas are the binder's. */
export function implicitConversion(from: Type, to: Type): Convert | undefined {
  if (from === to || from === throwType) return same;
  if (from.name === "void") return undefined;
  if (from === nullType) return !to.isValueType || isNullable(to) ? same : undefined;
  if (isNullable(to)) {
    const inner = implicitConversion(isNullable(from) ? from.element : from, to.element);
    if (inner)
      return inner === same
        ? same
        : isNullable(from)
          ? (value) => (value === null ? null : inner(value))
          : inner;
  }
  if (from.itemNames || to.itemNames || from.definition?.fullName === "System.ValueTuple") {
    const items = tupleConversion(from, to);
    if (items) return items;
  }
  if (implicitNumeric[from.name]?.split(" ").includes(to.name))
    return convertNumber(from.name, to.name, false);
  if (isSubtype(from, to)) return from.isValueType && !to.isValueType ? (value) => box(from, value) : same;
  return (
    userConversion("implicit", from, to) ??
    (isNullable(to) ? userConversion("implicit", from, to.element) : undefined)
  );
}

/** Tuples convert item by item; their items' names do not matter. */
function tupleConversion(from: Type, to: Type): Convert | undefined {
  if (from.definition !== to.definition || from.definition?.fullName !== "System.ValueTuple")
    return undefined;
  const items = from.args.map((arg, index) => implicitConversion(arg, to.args[index]!));
  if (items.some((item) => item === undefined)) return undefined;
  if (items.every((item) => item === same)) return same;
  const get = from.args.map(
    (_, index) => from.own(`Item${index + 1}`)[0]!.get as (value: unknown) => unknown,
  );
  const make = to.own("new").find((one) => one.params.length === to.args.length)!.get as (
    ...args: unknown[]
  ) => unknown;
  return (value) => make(...items.map((item, index) => item!(get[index]!(value))), to.args);
}

function castError(value: unknown, to: Type): never {
  raise(
    "InvalidCastException",
    `Unable to cast object of type '${typeText(typeOf(value)!)}' to type '${typeText(to)}'.`,
  );
}

/** Value types that an object holds as they are. */
const unboxed: Readonly<Record<string, string>> = { int: "number", long: "bigint", bool: "boolean" };

/** What a cast does; undefined when C# would not compile it. */
export function explicitConversion(from: Type, to: Type, checked: boolean): Convert | undefined {
  const implicit = implicitConversion(from, to);
  if (implicit) return implicit;
  const user = userConversion("explicit", from, to);
  if (user) return user;
  if (isNullable(to) && from.isValueType) {
    const inner = explicitConversion(isNullable(from) ? from.element : from, to.element, checked);
    return inner && ((value) => (value === null ? null : inner(value)));
  }
  if (isNullable(from) && to.isValueType) {
    const inner = explicitConversion(from.element, to, checked);
    return (
      inner &&
      ((value) =>
        value === null
          ? raise("InvalidOperationException", "Nullable object must have a value.")
          : inner(value))
    );
  }
  const low = from.kind === "enum" ? "int" : from.name;
  const high = to.kind === "enum" ? "int" : to.name;
  if (isNumeric(low) && isNumeric(high) && (low !== high || from !== to))
    return convertNumber(low, high, checked);
  if (from.isValueType && to.isValueType) return undefined;
  if (to.isValueType) {
    if (!isSubtype(to, from)) return userVia(from, to);
    const inner = isNullable(to) ? to.element : to;
    const plain = unboxed[to.name];
    if (plain && from.name === "object")
      return (value) => {
        if (typeof value === plain) return value;
        return value === null ? nullReference() : castError(value, to);
      };
    return (value) => {
      if (value === null) return isNullable(to) ? null : nullReference();
      const actual = typeOf(value);
      if (actual !== inner && !(inner.kind === "enum" && actual?.name === "int")) castError(value, to);
      return unwrap(value);
    };
  }
  if (from.isValueType) return undefined;
  if (to.name === "string" && from.name === "object")
    return (value) => (typeof value === "string" || value === null ? value : castError(value, to));
  const open =
    to.kind === "interface" || from.kind === "interface" || isSubtype(to, from) || to.kind === "param";
  return open
    ? (value) => (value === null || isSubtype(typeOf(value)!, to) ? value : castError(value, to))
    : undefined;
}

/** A user's conversion followed or preceded by a standard one, for example `(short)token` by way of an int. */
function userVia(from: Type, to: Type): Convert | undefined {
  for (const name of isNumeric(to.name) ? ["int", "long", "double"] : []) {
    const first = userConversion("explicit", from, named(name));
    if (first) {
      const then = convertNumber(name, to.name, false);
      return (value) => then(first(value));
    }
  }
  return undefined;
}

export function wider(a: Type, b: Type): number {
  return numericRank(a.name) - numericRank(b.name);
}
