import type { Expr, Initializer } from "../syntax/ast";
import type { Binder } from "./binder";
import { arrayOf, bindArgs, emit, makeArray } from "./bindCalls";
import { bindAssign } from "./bindAssignments";
import type { Bound, Frame, Run, Scope } from "./bound";
import { fixed, over, through } from "./script";
import { choose, commonType } from "../types/overloads";
import { named } from "../types/registry";
import { checkSize, defaultOf, raise, tick } from "../values/runtime";
import { Type } from "../types/types";

export function bindNew(b: Binder, node: Expr & { kind: "new" }, scope: Scope): Bound {
  const { at } = node;
  const type = b.typeOfSyntax(node.type);
  let made: Bound;
  if (type.kind === "delegate" && node.args.length === 1)
    made = b.convert(b.value(node.args[0]!.value, scope), type);
  else {
    const constructors = type.own("new");
    const args = bindArgs(b, node.args, scope);
    if (type.isValueType && args.length === 0 && !constructors.some((one) => one.params.length === 0)) {
      const value = defaultOf(type);
      made = { type, at, run: fixed(value) };
    } else if (constructors.length === 0)
      return b.fail(type.kind === "interface" ? "CS0144" : "CS1729", `'${type.name}' cannot be created`, at);
    else {
      const chosen = choose(b, scope, constructors, node.args, args, []);
      if (typeof chosen === "string")
        return b.fail(
          chosen === "CS1501" || chosen === "CS7036" ? "CS1729" : chosen,
          `'${type.name}' is not created from (${args.map((arg) => arg.type.name).join(", ")})`,
          at,
        );
      made = { ...emit(b, chosen, undefined, at), type };
    }
  }
  return node.init ? bindInitializer(b, made, node.init, scope) : made;
}

function bindInitializer(b: Binder, made: Bound, init: Initializer, scope: Scope): Bound {
  const inner = scope.inner();
  const local = inner.declare("<new>", made.type);
  const target: Expr = { kind: "name", name: "<new>", at: init.at };
  const runs: Run[] = [];
  for (const element of init.elements ?? [])
    runs.push(
      b.expression(
        b,
        {
          kind: "call",
          at: init.at,
          target: { kind: "member", at: init.at, target, name: "Add" },
          args: element.map((value) => ({ value })),
        },
        inner,
      ).run,
    );
  for (const member of init.members ?? []) {
    const left: Expr = member.index
      ? { kind: "index", at: member.at, target, args: member.index.map((value) => ({ value })) }
      : { kind: "member", at: member.at, target, name: member.name! };
    if ("kind" in member.value)
      runs.push(
        bindAssign(b, { kind: "assign", at: member.at, op: "=", left, right: member.value }, inner).run,
      );
    else runs.push(bindInitializer(b, b.value(left, inner), member.value, inner).run);
  }
  const run = over([made.run, ...runs], ([create, ...fill]: Run[]) => (frame: Frame) => {
    const value = create!(frame);
    frame[local.slot] = value;
    for (const one of fill) {
      one(frame);
      frame[local.slot] = value;
    }
    return value;
  });
  return { type: made.type, at: made.at, run };
}

export function bindNewArray(b: Binder, node: Expr & { kind: "newArray" }, scope: Scope): Bound {
  const { at } = node;
  const element = node.type && b.typeOfSyntax(node.type);
  if (node.init) {
    if (element)
      return bindArrayInitializer(
        b,
        { at, elements: node.init.map((one) => [one as Expr]) },
        Type.array(element, node.rank),
        scope,
      );
    const items = node.init.map((one) => b.value(one as Expr, scope));
    const common = commonType(b, items);
    if (!common) return b.fail("CS0826", "The elements have no type in common", at, "name the array's type");
    const runs = items.map((item) => b.convert(item, common).run);
    return { type: Type.array(common), at, run: arrayOf(common, runs) };
  }
  const sizes = node.sizes.map((size) => b.convert(b.value(size, scope), named("int")).run);
  return {
    type: Type.array(element!, node.rank), at,
    run: (frame) => {
      const lengths = sizes.map((size) => size(frame) as number);
      if (lengths.some((length) => length < 0)) raise("OverflowException", "Arithmetic operation resulted in an overflow.");
      const total = lengths.reduce((a, c) => a * c, 1);
      checkSize(total);
      // Unlike a text, an array takes its memory at once.
      tick(total >> 2);
      const array = makeArray(element!, Array.from({ length: total }, () => defaultOf(element!))) as { lengths: number[] };
      array.lengths = lengths;
      return array;
    },
  }; // prettier-ignore
}

export function bindArrayInitializer(b: Binder, init: Initializer, type: Type, scope: Scope): Bound {
  if (type?.kind !== "array") return b.fail("CS0622", "Only an array is initialised like this", init.at);
  const flat: Run[] = [];
  const lengths: number[] = [];
  const visit = (elements: readonly (readonly Expr[])[], depth: number) => {
    lengths[depth] = elements.length;
    for (const [one] of elements) {
      const nested = one as unknown as Initializer;
      if (nested.elements) visit(nested.elements, depth + 1);
      else flat.push(b.convert(b.value(one!, scope), type.element).run);
    }
  };
  visit(init.elements ?? [], 0);
  const shaped = (array: { lengths: number[] }) => {
    array.lengths = lengths;
    return array;
  };
  return { type, at: init.at, run: through(shaped, arrayOf(type.element, flat)) };
}
