import type { Frame, Run } from "./bound";
import { tick, tickText } from "../values/runtime";
import { over, written } from "./script";

type Implementation = (...args: unknown[]) => unknown;

/** Puts back what an out or ref parameter received. */
export type StoreOut = (frame: Frame, value: unknown) => void;

/**
 * The code of a call, shaped by how many arguments it has: spreading an array costs more than most calls do.
 * An implementation with out parameters returns its result followed by their values.
 */
export function emitCall(call: Implementation, args: readonly Run[], outs: readonly StoreOut[]): Run {
  if (outs.length) return over(args, (given) => withOuts(call, given, outs));
  return written(callOf(call, args), (js) => `${js.ref(tick)}(), ${js.ref(call)}(${js.values(args)})`);
}

function callOf(call: Implementation, args: readonly Run[]): Run {
  const [a, b, c, d] = args;
  switch (args.length) {
    case 0:
      return () => (tick(), call());
    case 1:
      return (frame) => (tick(), call(a!(frame)));
    case 2:
      return (frame) => (tick(), call(a!(frame), b!(frame)));
    case 3:
      return (frame) => (tick(), call(a!(frame), b!(frame), c!(frame)));
    case 4:
      return (frame) => (tick(), call(a!(frame), b!(frame), c!(frame), d!(frame)));
    default:
      return (frame) => (tick(), call(...args.map((arg) => arg(frame))));
  }
}

/**
 * The same for methods that read the whole of a text or make another one: what they cost grows with its length, which
 * no loop of the expression's counts.
 * @param whole false where only a part of the text is looked at: then what is made counts alone.
 * @param count how many arguments the call has.
 */
export function countingTexts(call: Implementation, whole: boolean, count: number): Implementation {
  const given = (arg: unknown) => {
    if (whole && typeof arg === "string") tickText(arg.length);
  };
  switch (count) {
    case 1:
      return (a) => (given(a), counted(call(a)));
    case 2:
      return (a, b) => (given(a), given(b), counted(call(a, b)));
    case 3:
      return (a, b, c) => (given(a), given(b), given(c), counted(call(a, b, c)));
    default:
      return (...args) => {
        args.forEach(given);
        return counted(call(...args));
      };
  }
}

function counted(result: unknown): unknown {
  if (typeof result === "string") tickText(result.length);
  else if (typeof result === "object") tick(elementsOf(result) >> 3);
  return result;
}

/** How long the list is that a method has made. */
function elementsOf(result: unknown): number {
  const { items } = (result ?? {}) as { readonly items?: unknown };
  return Array.isArray(items) ? items.length : 0;
}

function withOuts(call: Implementation, args: readonly Run[], outs: readonly StoreOut[]): Run {
  return (frame) => {
    tick();
    const results = call(...args.map((arg) => arg(frame))) as unknown[];
    outs.forEach((store, index) => store(frame, results[index + 1]));
    return results[0];
  };
}

/** A delegate over `body`, whose parameters stand in the first slots of its frame. */
export function emitLambda(modes: readonly ("out" | "ref" | undefined)[], body: Run): Run {
  if (modes.some((mode) => mode !== undefined))
    return over([body], ([given]: Run[]) => emitByReference(modes, given!));
  const params = modes.map((_, index) => `p${index}`);
  return written(
    lambdaOf(modes.length, body),
    (js) =>
      `(${params.join(", ")}) => (${js.ref(tick)}(), ${js.callable(body)}([${["f", "null", ...params].join(", ")}]))`,
  );
}

function lambdaOf(count: number, body: Run): Run {
  switch (count) {
    case 0:
      return (parent) => () => (tick(), body([parent, null]));
    case 1:
      return (parent) => (a: unknown) => (tick(), body([parent, null, a]));
    case 2:
      return (parent) => (a: unknown, b: unknown) => (tick(), body([parent, null, a, b]));
    default:
      return (parent) =>
        (...args: unknown[]) => (tick(), body([parent, null, ...args]));
  }
}

/** As library methods with out parameters: gives the result followed by what the parameters hold at the end. */
function emitByReference(modes: readonly ("out" | "ref" | undefined)[], body: Run): Run {
  return (parent) =>
    (...given: unknown[]) => {
      tick();
      const frame: Frame = [parent, null];
      let next = 0;
      for (const mode of modes) frame.push(mode === "out" ? null : given[next++]);
      const result = body(frame);
      return [result, ...modes.flatMap((mode, index) => (mode ? [frame[index + 2]] : []))];
    };
}
