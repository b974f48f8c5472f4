import type { Members } from "../../types/registry";
import { raise, typeOf, unwrap } from "../../values/runtime";

/** Less than zero, zero or more. */
export type Comparer = (a: never, b: never) => number;

/** The six comparison operators of a type whose values have an order. */
export function comparisonOperators(type: string, compare: Comparer): Members {
  const order = compare as (a: unknown, b: unknown) => number;
  const operator = (symbol: string) => `operator bool ${symbol}(${type} left, ${type} right)`;
  return {
    [operator("==")]: (a: unknown, b: unknown) => order(a, b) === 0,
    [operator("!=")]: (a: unknown, b: unknown) => order(a, b) !== 0,
    [operator("<")]: (a: unknown, b: unknown) => order(a, b) < 0,
    [operator(">")]: (a: unknown, b: unknown) => order(a, b) > 0,
    [operator("<=")]: (a: unknown, b: unknown) => order(a, b) <= 0,
    [operator(">=")]: (a: unknown, b: unknown) => order(a, b) >= 0,
  };
}

/**
 * CompareTo and Equals of a value type. Given an object, CompareTo takes null for the smallest value and refuses
 * other types with `mustBe`.
 */
export function comparisonMethods(
  type: string,
  compare: Comparer,
  equals: (a: never, b: never) => boolean,
  mustBe: string,
): Members {
  const order = compare as (a: unknown, b: unknown) => number;
  return {
    [`int CompareTo(${type} value)`]: order,
    "int CompareTo(object value)": (a: unknown, b: unknown) => {
      if (b === null) return 1;
      return typeOf(b)?.name === type ? order(a, unwrap(b)) : raise("ArgumentException", mustBe);
    },
    [`bool Equals(${type} obj)`]: equals,
  };
}
