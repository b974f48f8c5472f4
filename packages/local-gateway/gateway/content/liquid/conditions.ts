import { Moment } from "@azure-genai-gateway/policy-language/expressions/library/dates";
import { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import { changeType } from "./conversions";
import type { Resolver, Scope } from "./scope";
import {
  Double,
  Hash,
  HeaderValues,
  isInteger,
  isList,
  isNone,
  isReal,
  itemsOf,
  LiquidError,
  messageOf,
  Symbolic,
  textOf,
  typeName,
} from "./values";

type Operator = (left: unknown, right: unknown, scope: Scope) => boolean;

const ordered =
  (holds: (order: number) => boolean): Operator =>
  (left, right) =>
    !isNone(left) && !isNone(right) && holds(compare(left, changeType(right, typeName(left))));

const operators: Readonly<Record<string, Operator>> = {
  "==": equal,
  "!=": (left, right) => !equal(left, right),
  "<>": (left, right) => !equal(left, right),
  "<": ordered((order) => order < 0),
  ">": ordered((order) => order > 0),
  "<=": ordered((order) => order <= 0),
  ">=": ordered((order) => order >= 0),
  contains: (left, right, { work }) => {
    if (typeof left === "string") return left.includes(needed(right));
    const items = itemsOf(left, work) ?? [];
    work.step(items.length);
    return items.some((item) => sameKind(item, right) && same(item, right));
  },
  startswith: (left, right) =>
    typeof left === "string"
      ? left.startsWith(needed(right))
      : isList(left) &&
        equal(
          firstOf(left, (item) => !isNone(item)),
          right,
        ),
  endswith: (left, right) =>
    typeof left === "string"
      ? left.endsWith(needed(right))
      : isList(left) &&
        equal(
          firstOf([...left].reverse(), (item) => !isNone(item)),
          right,
        ),
  haskey: (left, right) => left instanceof Hash && typeof right === "string" && left.get(right) !== undefined,
  hasvalue: (left, right, { work }) => {
    if (!(left instanceof Hash)) return false;
    const items = left.items();
    work.step(items.length);
    return items.some((item) => same((item as { value?: unknown }).value, right));
  },
};

const firstOf = (items: readonly unknown[], holds: (item: unknown) => boolean) => items.find(holds) ?? null;

/** Written as they are named, in small letters, or with a capital first: `startsWith`, `startswith`, `StartsWith`. */
const spelled: Readonly<Record<string, string>> = Object.fromEntries(
  ["contains", "startsWith", "endsWith", "hasKey", "hasValue"].flatMap((name) =>
    [name, name.toLowerCase(), name[0]!.toUpperCase() + name.slice(1)].map((one) => [
      one,
      name.toLowerCase(),
    ]),
  ),
);

function needed(value: unknown): string {
  if (isNone(value)) throw new LiquidError("Value cannot be null. (Parameter 'value')");
  if (value instanceof HeaderValues) return textOf(value);
  if (typeof value === "string") return value;
  throw new LiquidError(`Unable to cast object of type '${typeName(value)}' to type 'System.String'.`);
}

/** One comparison, or a value alone: only nil and false do not hold. */
export function comparison(left: Resolver, name: string, right: Resolver): (scope: Scope) => boolean {
  if (name === "") return (scope) => !isFalsy(left(scope));
  const known = operators[Object.hasOwn(spelled, name) ? spelled[name]! : name];
  return (scope) => {
    // The values come first: their mistakes are told before the operator's.
    const values = [left(scope), right(scope)];
    if (!known || !(Object.hasOwn(operators, name) || Object.hasOwn(spelled, name)))
      throw new LiquidError(`Unknown operator ${name}`);
    return known(values[0], values[1], scope);
  };
}

const isFalsy = (value: unknown) => isNone(value) || value === false;

export function equal(left: unknown, right: unknown): boolean {
  if (left instanceof Symbolic) return left.holds(right);
  if (right instanceof Symbolic) return right.holds(left);
  return same(left, right);
}

/** Across types the right one is made into the left one's first, then the other way round. */
function same(left: unknown, right: unknown): boolean {
  if (isNone(left) || isNone(right)) return isNone(left) && isNone(right);
  if (left instanceof HeaderValues) return same(textOf(left), right);
  if (right instanceof HeaderValues) return same(left, textOf(right));
  if (typeName(left) === typeName(right)) return identical(left, right);
  return converted(left, right) ?? converted(right, left) ?? false;
}

function converted(to: unknown, from: unknown): boolean | undefined {
  try {
    return identical(to, changeType(from, typeName(to)));
  } catch (error) {
    if (messageOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Equals() of two values of one type. */
export function identical(left: unknown, right: unknown): boolean {
  if (left instanceof Double && right instanceof Double) return Object.is(left.value, right.value) || left.value === right.value; // prettier-ignore
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right) === 0;
  if (left instanceof Moment) return left.equals(right);
  return left === right;
}

/** Inside lists texts and numbers are never equal. */
function sameKind(left: unknown, right: unknown): boolean {
  if (isNone(left) || isNone(right) || typeName(left) === typeName(right)) return true;
  return (isInteger(left) || isReal(left)) && (isInteger(right) || isReal(right));
}

/** Comparer<object>.Default for two values of one type. */
export function compare(left: unknown, right: unknown): number {
  if (typeof left === "string" && typeof right === "string") return compareTexts(left, right);
  if (isInteger(left) && isInteger(right)) return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  if (left instanceof Double && right instanceof Double) return left.value - right.value;
  if (left instanceof Decimal && right instanceof Decimal) return left.compare(right);
  if (left instanceof Moment && right instanceof Moment) return left.compareTo(right);
  throw new LiquidError("At least one object must implement IComparable.");
}

/** As .NET compares texts in the invariant culture: letters before their case. */
const collator = new Intl.Collator("en");
export const compareTexts = (left: string, right: string): number =>
  // Small letters come before capitals where nothing else differs, in .NET as in ICU.
  collator.compare(left, right);
