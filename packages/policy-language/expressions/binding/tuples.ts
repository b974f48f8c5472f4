import type { DeconstructionTarget, Expr, Statement } from "../syntax/ast";
import type { Binder } from "./binder";
import type { Bound, BoundStatement, Frame, Run, Scope } from "./bound";
import { findDefinition } from "../types/registry";
import { written } from "./script";
import { Type } from "../types/types";

type Store = (frame: Frame, value: unknown) => void;

/** The type `(A a, B b)`. Names are the compiler's only: they do not make another type. */
export function tupleType(
  binder: Binder,
  items: readonly Type[],
  names: readonly (string | undefined)[],
  at: number,
): Type {
  const definition = findDefinition("System.ValueTuple", items.length);
  if (!definition) return binder.fail("CS8179", `A tuple of ${items.length} items is too long here`, at);
  return Type.tuple(definition, items, names);
}

export const isTuple = (type: Type): boolean => type.definition?.fullName === "System.ValueTuple";

/** `(a, b)`: of its items' types, or of the type asked for where an item has none. */
export function bindTuple(b: Binder, node: Expr & { kind: "tuple" }, scope: Scope): Bound {
  const items = node.items.map((item) => b.value(item.value, scope));
  const empty = items.find((item) => item.type.name === "void");
  if (empty) b.fail("CS8210", "A tuple's item has no value", empty.at);
  if (items.some((item) => item.untyped))
    return { type: b.untypedTuple, at: node.at, run: () => null, untyped: { kind: "tuple", items } };
  const names = node.items.map((item) => item.name ?? nameOf(item.value));
  const type = tupleType(
    b,
    items.map((item) => item.type),
    names,
    node.at,
  );
  return { ...makeTuple(type, items, node.at), items };
}

/** C# 7.1 takes over the names of the variables and members that a tuple is made of. */
function nameOf(value: Expr): string | undefined {
  return value.kind === "name" || value.kind === "member" ? value.name : undefined;
}

function makeTuple(type: Type, items: readonly Bound[], at: number): Bound {
  const constructor = type.own("new").find((one) => one.params.length === items.length);
  const make = constructor?.get as (...args: unknown[]) => unknown;
  const runs = items.map((item) => item.run);
  const types = type.args;
  const run = written(
    (frame: Frame) => make(...runs.map((one) => one(frame)), types),
    (js) => `${js.ref(make)}(${js.values(runs)}, ${js.ref(types)})`,
  );
  return { type, at, run };
}

/** A tuple literal as another tuple type, item by item. */
export function convertTuple(b: Binder, items: readonly Bound[], to: Type, at: number): Bound {
  if (!isTuple(to) || to.args.length !== items.length)
    return b.fail("CS0029", `A tuple of ${items.length} items does not convert to '${to.name}'`, at);
  return makeTuple(
    to,
    items.map((item, index) => b.convert(item, to.args[index]!)),
    at,
  );
}

interface Part {
  readonly type: Type;
  readonly get: (value: unknown) => unknown;
}

/** What a value comes apart into: the items of a tuple, the key and value of a pair. */
function partsOf(type: Type): readonly Part[] | undefined {
  const names =
    isTuple(type) || type.definition?.fullName === "System.Tuple"
      ? type.args.map((_, index) => `Item${index + 1}`)
      : type.definition?.name === "KeyValuePair"
        ? ["Key", "Value"]
        : undefined;
  return names?.map((name) => {
    const member = type.own(name)[0]!;
    const get = member.get as (value: unknown, types: unknown) => unknown;
    return { type: member.type, get: (value) => get(value, type.args) };
  });
}

function takeApart(
  b: Binder,
  count: number,
  type: Type,
  at: number,
  store: (index: number, type: Type) => Store | undefined,
): Store {
  const parts = partsOf(type);
  if (!parts) return b.fail("CS8129", `'${type.name}' cannot be deconstructed`, at);
  if (parts.length !== count)
    return b.fail("CS8132", `'${type.name}' has ${parts.length} parts, not ${count}`, at);
  const stores = parts.map((part, index) => ({ part, store: store(index, part.type) }));
  return (frame, value) => {
    const values = stores.map(({ part }) => part.get(value));
    stores.forEach(({ store: put }, index) => put?.(frame, values[index]));
  };
}

/** Declares the variables of `var (a, b)` and `(int a, var b)`; `_` is a discard. */
export function bindTargets(
  b: Binder,
  targets: readonly DeconstructionTarget[],
  type: Type,
  scope: Scope,
  at: number,
): Store {
  return takeApart(b, targets.length, type, at, (index, part) => {
    const target = targets[index]!;
    if (target.inner) return bindTargets(b, target.inner, part, scope, target.at);
    if (target.name === "_" || target.name === undefined) return undefined;
    const declared = target.type ? b.typeOfSyntax(target.type) : part;
    let value: unknown;
    const { run } = b.convert({ type: part, at: target.at, run: () => value }, declared);
    const { slot } = b.declare(scope, target.name, declared, target.at);
    return (frame, given) => {
      value = given;
      frame[slot] = run(frame);
    };
  });
}

export function bindDeconstruction(
  b: Binder,
  node: Extract<Statement, { kind: "deconstruct" }>,
  scope: Scope,
): BoundStatement {
  let value = b.value(node.value, scope);
  const declared = node.targets.map((target) => target.type && b.typeOfSyntax(target.type));
  if (declared.every((type) => type !== undefined))
    value = b.convert(value, tupleType(b, declared, [], node.at));
  if (value.untyped) return b.fail("CS8131", "The value to take apart has no type", node.value.at);
  const store = bindTargets(b, node.targets, value.type, scope, node.at);
  return { run: (frame) => void store(frame, value.run(frame)), completes: true };
}

/** `(a, b) = value` with variables that exist. */
export function bindTupleAssignment(
  b: Binder,
  left: Expr & { kind: "tuple" },
  right: Expr,
  scope: Scope,
  at: number,
): Bound {
  const targets = left.items.map(({ value }) =>
    value.kind === "name" && value.name === "_" && !scope.find("_") ? undefined : b.value(value, scope),
  );
  let value = b.value(right, scope);
  if (value.untyped && targets.every((target) => target !== undefined))
    value = b.convert(value, tupleType(b, targets.map((target) => target.type), [], at)); // prettier-ignore
  const store = takeApart(b, targets.length, value.type, at, (index, part) => {
    const target = targets[index];
    if (!target) return undefined;
    if (!target.set) return b.fail("CS0131", "This cannot be assigned to", target.at);
    let given: unknown;
    const { run } = b.convert({ type: part, at: target.at, run: () => given }, target.type);
    return (frame, one) => {
      given = one;
      target.set!(frame, run(frame));
    };
  });
  const run: Run = (frame) => {
    const result = value.run(frame);
    store(frame, result);
    return result;
  };
  return { type: value.type, at, run };
}
