import { define } from "../../types/registry";
import { argumentNull, box, defaultOf, isNullable, raise } from "../../values/runtime";
import type { Type } from "../../types/types";
import { compareBoxed } from "./compareBoxed";
import { toStringOf, valuesEqual } from "../../values/values";
import { hashOf } from "./object";

type TypeArgs = readonly Type[];
const boxed = (value: unknown, types: TypeArgs) => (value === null ? null : box(types[0]!, value));

// A value that is there stands for itself, an absent one is null.
define("System", "struct Nullable<T>", {
  "new(T value)": (value: unknown) => value,
  "bool HasValue": (value: unknown) => value !== null,
  "T Value": (value: unknown) =>
    value ?? raise("InvalidOperationException", "Nullable object must have a value."),
  "T GetValueOrDefault()": (value: unknown, types: TypeArgs) => value ?? defaultOf(types[0]!),
  "T GetValueOrDefault(T defaultValue)": (value: unknown, fallback: unknown) => value ?? fallback,
  "string ToString()": (value: unknown, types: TypeArgs) => toStringOf(boxed(value, types)),
  "bool Equals(object other)": (value: unknown, other: unknown, types: TypeArgs) =>
    valuesEqual(boxed(value, types), other),
  "int GetHashCode()": (value: unknown, types: TypeArgs) => hashOf(boxed(value, types)),
});

define("System", "class Nullable", {
  "static Type GetUnderlyingType(Type nullableType)": (type: Type | null) => {
    const given = type ?? argumentNull("nullableType");
    return isNullable(given) ? given.element : null;
  },
  "static int Compare<T>(T? n1, T? n2)": (a: unknown, b: unknown, types: TypeArgs) =>
    a === null || b === null
      ? Number(a !== null) - Number(b !== null)
      : compareBoxed(box(types[0]!, a), box(types[0]!, b)),
  "static bool Equals<T>(T? n1, T? n2)": (a: unknown, b: unknown, types: TypeArgs) =>
    valuesEqual(boxed(a, types), boxed(b, types)),
});
