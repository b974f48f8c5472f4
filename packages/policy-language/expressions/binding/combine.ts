import type { Binder } from "./binder";
import type { Bound, Frame, Run } from "./bound";
import { isIntegral } from "../values/numbers";
import { named, nullableOf } from "../types/registry";
import type { Type } from "../types/types";
import { fixed, written } from "./script";

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
  if (lifted) {
    const lifting = lift(op, compute);
    const run = written(
      (frame: Frame) => lifting(a(frame), b(frame)),
      (js) => `${js.ref(lifting)}(${js.values([a, b])})`,
    );
    return { type: isTest(op) ? result : nullableOf(result), at, run };
  }
  if (left.constant && right.constant) {
    try {
      const value = compute(a([]), b([]));
      return { type: result, at, constant: { value }, run: fixed(value) };
    } catch {
      if (isIntegral(operand.name) && "+-*".includes(op))
        binder.fail("CS0220", "The operation overflows at compile time", at, "use unchecked(...) or a long");
    }
  }
  const run =
    quickTest(op, operand, a, b, right.constant) ??
    quickInteger(op, operand, binder.checked, a, b) ??
    written(
      (frame: Frame) => compute(a(frame), b(frame)),
      (js) => `${js.ref(compute)}(${js.values([a, b])})`,
    );
  return { type: result, at, run };
}

function lift(op: string, compute: Operation["compute"]): Operation["compute"] {
  return (x, y) => {
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
    const test: Run =
      op === "==" ? (frame: Frame) => a(frame) === value : (frame: Frame) => a(frame) !== value;
    return written(test, (js) => `${js.value(a)} ${op}= ${js.literal(value)}`);
  }
  const test = testOf(op, a, b);
  return test && written(test, (js) => `${js.value(a)} ${equality.has(op) ? `${op}=` : op} ${js.value(b)}`);
}

function testOf(op: string, a: (frame: Frame) => number, b: (frame: Frame) => number): Run | undefined {
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
  if (op !== "+" && op !== "-") return undefined;
  return written(
    op === "+" ? (frame: Frame) => (a(frame) + b(frame)) | 0 : (frame: Frame) => (a(frame) - b(frame)) | 0,
    (js) => `(${js.value(a)} ${op} ${js.value(b)}) | 0`,
  );
}
