import { mayBe } from "../types/conversions";
import type { Type } from "../types/types";
import { isNullable } from "../values/runtime";
import type { Bound } from "./bound";
import { fixed } from "./script";

export function literal(type: Type, value: unknown, at: number): Bound {
  return { type, at, constant: { value }, run: fixed(value) };
}

/** Whether a cast between the two may be asked for: what an object is shows at run time. */
export function isReferenceCast(from: Type, to: Type): boolean {
  return mayBe(from, to) || isNullable(to);
}
