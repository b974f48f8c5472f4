import { typeText } from "../collections/typeText";
import { numericRank, convertNumber, isNumeric } from "../values/numbers";
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
  // A loop, for it is asked at run time too, and a closure would be made each time.
  for (const base of from.bases) if (isSubtype(base, to)) return true;
  return false;
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

function chain(type: Type): Type[] {
  return [type, ...type.bases.filter((base) => base.kind === "class").flatMap(chain)];
}

type Kinds = readonly ("implicit" | "explicit")[];
const userConversions = { implicit: new Map<Type, Map<Type, Convert | undefined>>(), explicit: new Map<Type, Map<Type, Convert | undefined>>() }; // prettier-ignore

/** A conversion that some class declares; looked for once, as it is asked for at every overload. */
function userConversion(kind: "implicit" | "explicit", from: Type, to: Type): Convert | undefined {
  const cache = userConversions[kind];
  let known = cache.get(from);
  if (!known) cache.set(from, (known = new Map<Type, Convert | undefined>()));
  if (!known.has(to)) known.set(to, kind === "implicit" ? findImplicit(from, to) : findExplicit(from, to));
  return known.get(to);
}

function operatorsOf(from: Type, to: Type, kinds: Kinds): Member[] {
  if (from.kind === "interface" || to.kind === "interface") return [];
  const plain = (type: Type) => (isNullable(type) ? type.element : type);
  const owners = new Set([...chain(plain(from)), ...chain(plain(to))]);
  return [...owners].flatMap((owner) => kinds.flatMap((kind) => owner.own(kind)));
}

/** The type that all the others convert to (`most`), or that converts to all of them. */
function extreme(types: readonly Type[], most: boolean): Type | undefined {
  return types.find((one) =>
    types.every((other) => one === other || (most ? standard(other, one) : standard(one, other))),
  );
}

/** https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/conversions#1054-user-defined-implicit-conversions */
function findImplicit(from: Type, to: Type): Convert | undefined {
  const source = (one: Member) => one.params[0]!.type;
  const fitting = operatorsOf(from, to, ["implicit"]).filter(
    (one) => standard(from, source(one)) && standard(one.type, to),
  );
  const sources = fitting.map(source);
  const s = sources.includes(from) ? from : extreme(sources, false);
  const targets = fitting.map((one) => one.type);
  const t = targets.includes(to) ? to : extreme(targets, true);
  const member = fitting.find((one) => source(one) === s && one.type === t);
  return member && composed(standard(from, s!)!, member, standard(t!, to)!);
}

/** https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/conversions#1055-user-defined-explicit-conversions */
function findExplicit(from: Type, to: Type): Convert | undefined {
  const source = (one: Member) => one.params[0]!.type;
  const either = (a: Type, b: Type) => standard(a, b) ?? standard(b, a);
  const fitting = operatorsOf(from, to, ["implicit", "explicit"]).filter(
    (one) => either(from, source(one)) && either(one.type, to),
  );
  if (fitting.length === 0) return undefined;
  const sources = fitting.map(source);
  const above = sources.filter((one) => standard(from, one));
  const s = sources.includes(from) ? from : above.length ? extreme(above, false) : extreme(sources, true);
  const targets = fitting.map((one) => one.type);
  const below = targets.filter((one) => standard(one, to));
  const t = targets.includes(to) ? to : below.length ? extreme(below, true) : extreme(targets, false);
  const member = fitting.find((one) => source(one) === s && one.type === t);
  return member && composed(standardCast(from, s!, false)!, member, standardCast(t!, to, false)!);
}

function composed(before: Convert, { get }: Member, after: Convert): Convert {
  const call = get as Convert;
  if (before === same && after === same) return call;
  return (value) => after(call(before(value)));
}

/** The implicit conversion, or undefined when there is none. Constants and lambdas are the binder's. */
export function implicitConversion(from: Type, to: Type): Convert | undefined {
  const known = standard(from, to);
  if (known || from.kind === "special") return known;
  return (
    userConversion("implicit", from, to) ??
    (isNullable(to) ? userConversion("implicit", from, to.element) : undefined)
  );
}

/** What the language converts implicitly itself. */
function standard(from: Type, to: Type): Convert | undefined {
  if (from === to || from === throwType) return same;
  if (from.name === "void") return undefined;
  if (from === nullType) return !to.isValueType || isNullable(to) ? same : undefined;
  if (isNullable(to)) {
    const inner = standard(isNullable(from) ? from.element : from, to.element);
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
  return undefined;
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
  const known = implicitConversion(from, to) ?? standardCast(from, to, checked);
  if (known || from.kind === "special") return known;
  const user = userConversion("explicit", from, to);
  if (user) return user;
  if (isNullable(to) && from.isValueType) return toNullable(from, to, checked, explicitConversion);
  return isNullable(from) && to.isValueType ? fromNullable(from, to, checked, explicitConversion) : undefined;
}

type Cast = (from: Type, to: Type, checked: boolean) => Convert | undefined;

function toNullable(from: Type, to: Type, checked: boolean, cast: Cast): Convert | undefined {
  const inner = cast(isNullable(from) ? from.element : from, to.element, checked);
  return inner && ((value) => (value === null ? null : inner(value)));
}

function fromNullable(from: Type, to: Type, checked: boolean, cast: Cast): Convert | undefined {
  const inner = cast(from.element, to, checked);
  const empty = () => raise("InvalidOperationException", "Nullable object must have a value.");
  return inner && ((value) => (value === null ? empty() : inner(value)));
}

/** The casts of the language itself: numbers, enums, nullables, boxes and references. */
function standardCast(from: Type, to: Type, checked: boolean): Convert | undefined {
  const implicit = standard(from, to);
  if (implicit) return implicit;
  if (isNullable(to) && from.isValueType) return toNullable(from, to, checked, standardCast);
  if (isNullable(from) && to.isValueType) return fromNullable(from, to, checked, standardCast);
  const low = from.kind === "enum" ? "int" : from.name;
  const high = to.kind === "enum" ? "int" : to.name;
  if (isNumeric(low) && isNumeric(high) && (low !== high || from !== to))
    return convertNumber(low, high, checked);
  if (from.isValueType) return undefined;
  if (to.isValueType) return unboxing(from, to);
  if (to.name === "string" && from.name === "object")
    return (value) => (typeof value === "string" || value === null ? value : castError(value, to));
  return mayBe(from, to)
    ? (value) => (value === null || isSubtype(typeOf(value)!, to) ? value : castError(value, to))
    : undefined;
}

/** Out of an object, a base or an interface, into the value type itself or its nullable. */
function unboxing(from: Type, to: Type): Convert | undefined {
  const inner = isNullable(to) ? to.element : to;
  if (!isSubtype(inner, from)) return undefined;
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

/**
 * Whether a reference of one type may turn out to be of another: casts between such types are left to run time.
 * https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/conversions#1035-explicit-reference-conversions
 */
export function mayBe(from: Type, to: Type): boolean {
  if (from.kind === "special" || isSubtype(from, to) || isSubtype(to, from)) return true;
  if (to.kind === "param" || from.kind === "param") return true;
  if (from.kind === "array" && to.kind === "array")
    return from.rank === to.rank && !from.element.isValueType && !to.element.isValueType && mayBe(from.element, to.element); // prettier-ignore
  if (from.kind === "delegate" && to.kind === "delegate")
    return from.definition === to.definition && from.args.every((arg, index) => arg === to.args[index] || (!arg.isValueType && !to.args[index]!.isValueType)); // prettier-ignore
  const interfaces = [from, to].filter((type) => type.kind === "interface").length;
  if (interfaces === 2) return true;
  if (interfaces === 0) return false;
  const other = from.kind === "interface" ? to : from;
  // Only a class that nothing derives from surely lacks an interface that it does not declare.
  return other.kind === "array" ? from.args.length + to.args.length > 0 : !isSealed(other);
}

/** Classes of .NET that are sealed, among those that expressions can name. */
const sealedTypes = new Set("string StringBuilder XAttribute XName XNamespace".split(" "));

function isSealed(type: Type): boolean {
  return type.isValueType || sealedTypes.has(type.name);
}

export function wider(a: Type, b: Type): number {
  return numericRank(a.name) - numericRank(b.name);
}
