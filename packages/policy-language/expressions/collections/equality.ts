import { box, isNullable, tick, tickText } from "../values/runtime";
import type { Type } from "../types/types";
import { keyOf as keyOfObject, valuesEqual } from "../values/values";

/** What an IEqualityComparer<T> is at run time. Values are those of T, not boxed. */
export interface Equality {
  same(a: unknown, b: unknown): boolean;
  /** A key of a JavaScript Map: equal values have equal ones, and only they. */
  keyOf(value: unknown): unknown;
}

/** What an IComparer<T> is at run time: less than zero, zero or more. */
export interface Ordering {
  compare(a: unknown, b: unknown): number;
}

/** JavaScript's numbers, texts and booleans are equal when .NET's are, NaN and -0 included, and make good keys. */
const plainEquality: Equality = {
  same: (a, b) => a === b || (a !== a && b !== b),
  keyOf: (value) => {
    // A text that was put together is made flat and hashed.
    if (typeof value === "string" && value.length > 1000) tick(value.length >> 5);
    return value;
  },
};

const objectEquality: Equality = { same: valuesEqual, keyOf: keyOfObject };

const plainStructs = new Set("bool byte sbyte short ushort int uint long ulong float double char".split(" "));

function isPlain(type: Type): boolean {
  if (isNullable(type)) return isPlain(type.element);
  return type.name === "string" || type.kind === "enum" || plainStructs.has(type.name);
}

const known = new Map<Type, Equality>();

/** EqualityComparer<T>.Default. */
export function defaultEquality(type: Type): Equality {
  let found = known.get(type);
  if (!found) known.set(type, (found = isPlain(type) ? plainEquality : objectEqualityOf(type)));
  return found;
}

function objectEqualityOf(type: Type): Equality {
  if (!type.isValueType) return objectEquality;
  return {
    same: (a, b) => valuesEqual(box(type, a), box(type, b)),
    keyOf: (value) => keyOfObject(box(type, value)),
  };
}

export const equalityOf = (comparer: Equality | null | undefined, type: Type): Equality =>
  comparer ?? defaultEquality(type);

let identities = 0;
const identityOf = new WeakMap<object, number>();

/** A text that only values equal to this one have: what structural keys are made of. */
export function keyPart(value: unknown): string {
  const key = keyOfObject(value);
  switch (typeof key) {
    case "string":
      return `s${key.length}:${key}`;
    case "object":
    case "function": {
      if (key === null) return "_";
      let id = identityOf.get(key);
      if (id === undefined) identityOf.set(key, (id = ++identities));
      return `o${id};`;
    }
    default:
      return `${typeof key === "bigint" ? "l" : "n"}${String(key)};`;
  }
}

/** A hash code for what a text stands for. */
export function textHash(text: string): number {
  tickText(text.length);
  let hash = text.length;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
  return hash;
}
