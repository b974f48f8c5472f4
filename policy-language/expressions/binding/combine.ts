import type { Binder } from "./binder";
import type { Bound, Frame, Run } from "./bound";
import { isIntegral } from "../values/numbers";
import { named, nullableOf } from "../types/registry";
import type { Type } from "../types/types";

export const equality: ReadonlySet<string> = new Set(["==", "!="]);
export const comparison: ReadonlySet<string> = new Set(["<", ">", "<=", ">="]);
const isTest = (op: string) => equality.has(op) || comparison.has(op);

/** A predefined operator: both sides become `operand`, then `compute` gives a `result`. */
export interface Operation {
  readonly op: string;
  readonly at: number;
  readonly operand: Type;
  readonly result: Type;
  /** Where it is not `operand`: the count of a shift is an int. */
  readonly right?: Type;
  /** One side at least is nullable: null makes the result null, or a test false. */
  readonly lifted: boolean;
  readonly compute: (a: unknown, b: unknown) => unknown;
}

export function combine(binder: Binder, left: Bound, right: Bound, operation: Operation): Bound {
  const { op, at, operand, result, lifted, compute } = operation;
  const typed = (type: Type) => (lifted ? nullableOf(type) : type);
  const a = binder.convert(left, typed(operand)).run;
  const b = binder.convert(right, typed(operation.right ?? operand)).run;
  if (lifted) return { type: isTest(op) ? result : nullableOf(result), at, run: lift(op, a, b, compute) };
  if (left.constant && right.constant) {
    try {
      const value = compute(a([]), b([]));
      return { type: result, at, constant: { value }, run: () => value };
    } catch {
      if (isIntegral(operand.name) && "+-*".includes(op))
        binder.fail("CS0220", "The operation overflows at compile time", at, "use unchecked(...) or a long");
    }
  }
  const run =
    quickTest(op, operand, a, b, right.constant) ??
    quickInteger(op, operand, binder.checked, a, b) ??
    ((frame: Frame) => compute(a(frame), b(frame)));
  return { type: result, at, run };
}

function lift(op: string, a: Run, b: Run, compute: Operation["compute"]): Run {
  return (frame) => {
    const x = a(frame);
    const y = b(frame);
    if (x !== null && y !== null) return compute(x, y);
    return op === "==" ? x === y : op === "!=" ? x !== y : isTest(op) ? false : null;
  };
}

/** Numbers, characters, truth values and enum members compare as JavaScript's own do; decimals are objects. */
function quickTest(op: string, operand: Type, x: Run, y: Run, constant: Bound["constant"]): Run | undefined {
  if (operand.name === "decimal") return undefined;
  const a = x as (frame: Frame) => number;
  const b = y as (frame: Frame) => number;
  if (constant && equality.has(op)) {
    const value = b([]);
    return op === "==" ? (frame) => a(frame) === value : (frame) => a(frame) !== value;
  }
  switch (op) {
    case "==":
      return (frame) => a(frame) === b(frame);
    case "!=":
      return (frame) => a(frame) !== b(frame);
    case "<":
      return (frame) => a(frame) < b(frame);
    case ">":
      return (frame) => a(frame) > b(frame);
    case "<=":
      return (frame) => a(frame) <= b(frame);
    case ">=":
      return (frame) => a(frame) >= b(frame);
    default:
      return undefined;
  }
}

function quickInteger(op: string, operand: Type, checked: boolean, x: Run, y: Run): Run | undefined {
  if (checked || operand !== named("int")) return undefined;
  const a = x as (frame: Frame) => number;
  const b = y as (frame: Frame) => number;
  if (op === "+") return (frame) => (a(frame) + b(frame)) | 0;
  return op === "-" ? (frame) => (a(frame) - b(frame)) | 0 : undefined;
}
