import type { ExpressionRuntime, PolicyContext } from "../host";
import { named } from "../types/registry";
import { Type } from "../types/types";

/** A value of a value type inside an object. int, long and bool need none: JavaScript's number, bigint and boolean say it. */
export class Boxed {
  constructor(
    readonly type: Type,
    readonly value: unknown,
  ) {}
}

/** Every instance of a registered class that JavaScript has no type of its own for. */
export abstract class NetObject {
  abstract get netType(): Type;
  /** ToString(); undefined gives the type's name. */
  text(): string | undefined {
    return undefined;
  }
  equals(other: unknown): boolean {
    return this === other;
  }
  hash(): number {
    return identityHash(this);
  }
}

const hashes = new WeakMap<object, number>();
let lastHash = 0x5bd1e9;

export function identityHash(value: object): number {
  let hash = hashes.get(value);
  if (hash === undefined)
    hashes.set(value, (hash = lastHash = (Math.imul(lastHash, 1103515245) + 12345) & 0x7fffffff));
  return hash;
}

/** A .NET exception on its way. */
export class NetError extends NetObject {
  readonly data = new Map<unknown, unknown>();
  constructor(
    readonly type: Type,
    readonly message: string,
    readonly inner: NetError | null = null,
  ) {
    super();
  }
  get netType(): Type {
    return this.type;
  }
  override text(): string {
    const own = this.type.fullName + (this.message && `: ${this.message}`);
    if (!this.inner) return own;
    return `${own}\n ---> ${this.inner.text()}\n   --- End of inner exception stack trace ---`;
  }
}

/** The evaluation costs too much; no catch block stops this. */
export class BudgetError extends Error {}

/**
 * The one place where exceptions of expressions are thrown. They are values of the expression and no Error of
 * JavaScript's: a policy may throw one per call, and an Error would take a stack trace each time.
 */
export function throwException(exception: unknown): never {
  throw exception;
}

export function raise(type: string, message: string): never {
  throwException(new NetError(named(type), message));
}

export function nullReference(): never {
  raise("NullReferenceException", "Object reference not set to an instance of an object.");
}

export function argumentNull(name: string): never {
  raise("ArgumentNullException", `Value cannot be null. (Parameter '${name}')`);
}

export function outOfRange(
  name: string,
  detail = "Specified argument was out of the range of valid values.",
): never {
  raise("ArgumentOutOfRangeException", `${detail} (Parameter '${name}')`);
}

/** One evaluation. Expressions run synchronously, so the current one is global. */
interface Running {
  readonly context: PolicyContext;
  readonly runtime: ExpressionRuntime;
  readonly stepsLeft: number;
}

/** Loop passes, calls and elements one evaluation may take: far above any real policy, below a second. */
export const maxSteps = 2_000_000;
/** Characters or elements that one value may hold: the largest body that API Management takes, and room around it. */
export const maxSize = 64_000_000;

let context: PolicyContext | undefined;
let runtime: ExpressionRuntime | undefined;
let stepsLeft = Infinity;

/** The context of the current evaluation. */
export const currentContext = (): PolicyContext => context!;

/** What the current evaluation has of the outside: clock and random numbers. */
export function currentRuntime(): ExpressionRuntime {
  if (!runtime) throw new Error("Nothing is being evaluated");
  return runtime;
}

/** The current evaluation's context and outside. */
export const evaluation = () => ({ context: currentContext(), runtime: currentRuntime() });

/** Gives compiled code its context and a budget of its own; the result goes to {@link leave}. */
export function enter(next: PolicyContext, outside: ExpressionRuntime): Running | undefined {
  const before = context && runtime ? { context, runtime, stepsLeft } : undefined;
  context = next;
  runtime = outside;
  stepsLeft = maxSteps;
  return before;
}

/** Outside compiled code nothing has a budget. */
export function leave(before: Running | undefined): void {
  context = before?.context;
  runtime = before?.runtime;
  stepsLeft = before?.stepsLeft ?? Infinity;
}

/** Calls within calls that follow a value's own nesting; far more than any value that was read has (64, 400 for XML). */
const deepest = 400;
let depth = 0;

/** Runs what calls itself for what is inside of a value. The bound is one of this program's, not of the machine's stack. */
export function nested<T>(run: () => T): T {
  if (depth >= deepest) raise("InsufficientExecutionStackException", recursesTooDeep);
  depth++;
  try {
    return run();
  } finally {
    depth--;
  }
}

export const recursesTooDeep = "The expression recurses too deep";

/** Gives what a host runs outside of expressions (a regular expression of a template) the budget of one. @throws BudgetError */
export function limited<T>(run: () => T): T {
  const before = stepsLeft;
  stepsLeft = Math.min(stepsLeft, maxSteps);
  try {
    return run();
  } finally {
    stepsLeft = before;
  }
}

export function tick(cost = 1): void {
  if ((stepsLeft -= cost) < 0) throw new BudgetError("The expression takes too many steps");
}

/**
 * Refuses a value that is too large, and has the making of a large one cost steps.
 * @param added what of it is made now, where the rest has been counted before.
 */
export function checkSize(size: number, added = size): void {
  if (size <= 1000) return;
  if (size > maxSize) throw new BudgetError("The expression makes a value that is too large");
  tick(Math.ceil(added / 200));
}

/** The cost of reading a text of this length from end to end. */
export function tickText(length: number): void {
  if (length > 1000) tick(length >> 7);
}

/** The cost of looking through, or moving up, so many elements that lie side by side. */
export function tickScan(elements: number): void {
  if (elements > 8) tick(elements >> 3);
}

const selfDescribing = new Set(["int", "long", "bool"]);

export function isNullable(type: Type): boolean {
  return type.definition?.fullName === "System.Nullable";
}

/** The value as an object. */
export function box(type: Type, value: unknown): unknown {
  if (!type.isValueType) return value;
  if (isNullable(type)) return value === null ? null : box(type.element, value);
  if (selfDescribing.has(type.name) || value instanceof NetObject || value instanceof Boxed) return value;
  return new Boxed(type, value);
}

export function unwrap(value: unknown): unknown {
  return value instanceof Boxed ? value.value : value;
}

/** Types of unboxed values, looked up once: `typeOf` runs for nearly every conversion. */
const plainTypes = new Map<string, Type>();

function plainType(name: string): Type {
  let type = plainTypes.get(name);
  if (!type) plainTypes.set(name, (type = named(name)));
  return type;
}

let stringType: Type | undefined;
let intType: Type | undefined;

/** The type that GetType() gives; null has none. */
export function typeOf(value: unknown): Type | undefined {
  switch (typeof value) {
    case "string":
      return (stringType ??= named("string"));
    case "number":
      return (intType ??= named("int"));
    case "bigint":
      return plainType("long");
    case "boolean":
      return plainType("bool");
    case "function":
      return (value as { netType?: Type }).netType ?? plainType("Delegate");
    default:
      if (value instanceof Boxed) return value.type;
      if (value instanceof NetObject) return value.netType;
      if (value === null || value === undefined) return undefined;
      return plainType(value instanceof Type ? "Type" : "object");
  }
}

/** What `default(T)` is. */
export function defaultOf(type: Type): unknown {
  if (!type.isValueType || isNullable(type)) return null;
  if (type.kind === "enum") return 0;
  switch (type.name) {
    case "bool":
      return false;
    case "long":
    case "ulong":
      return 0n;
    default:
      return structDefaults.get(type.definition!.fullName)?.(type) ?? 0;
  }
}

const structDefaults = new Map<string, (type: Type) => unknown>();

export function setDefault(fullName: string, make: (type: Type) => unknown): void {
  structDefaults.set(fullName, make);
}
