import type { Expr } from "../syntax/ast";
import type { Binder } from "./binder";
import { bindArgs, emit, receiver } from "./bindCalls";
import type { Bound, Frame, Scope } from "./bound";
import { written } from "./script";
import { choose } from "../types/overloads";
import { named } from "../types/registry";
import { nullReference } from "../values/runtime";

/** `target[index]`: an element of an array, or an indexer of another type. */
export function bindIndex(b: Binder, node: Expr & { kind: "index" }, scope: Scope): Bound {
  const { at } = node;
  const target = b.value(node.target, scope);
  const args = bindArgs(b, node.args, scope);
  const members =
    target.type.kind === "array"
      ? b.findMembers(named(`Array`), args.length > 1 ? "<multi>" : "this[]")
      : b.findMembers(target.type, "this[]");
  if (target.type.kind === "array") {
    const runs = args.map((arg) => b.convert(arg, named(arg.type.name === "long" ? "long" : "int")).run);
    if (runs.length !== target.type.rank)
      b.fail("CS0022", `The array has ${target.type.rank} dimensions`, at);
    type Items = { at(index: number[]): number; items: unknown[] };
    const find = (frame: Frame) => (target.run(frame) ?? nullReference()) as Items;
    const element = (array: Items, ...index: unknown[]) => array.items[array.at(index.map(Number))];
    return {
      type: target.type.element, at,
      ref: (frame) => {
        const array = find(frame);
        const { items } = array;
        const index = array.at(runs.map((run) => Number(run(frame))));
        return { get: () => items[index], set: (value) => void (items[index] = value) };
      },
      run: written(
        (frame) => { const array = find(frame); return array.items[array.at(runs.map((run) => Number(run(frame))))]; },
        (js) => `${js.ref(element)}(${js.value(target.run)} ?? ${js.ref(nullReference)}(), ${js.values(runs)})`,
      ),
      set: (frame, value) => { const array = find(frame); array.items[array.at(runs.map((run) => Number(run(frame))))] = value; },
    }; // prettier-ignore
  }
  if (members.length === 0) return b.fail("CS0021", `'${target.type.name}' has no indexer`, at);
  const chosen = choose(b, scope, members, node.args, args, []);
  if (typeof chosen === "string")
    return b.fail(
      "CS1503",
      `The indexer of '${target.type.name}' does not take (${args.map((arg) => arg.type.name).join(", ")})`,
      at,
    );
  const bound = emit(b, chosen, target, at);
  const setter = chosen.member.set as ((...args: unknown[]) => unknown) | undefined;
  const receive = receiver(target, chosen.member);
  const runs = chosen.args.map((arg, index) => b.convert(arg!, chosen.member.params[index]!.type).run);
  return {
    ...bound,
    set: setter && ((frame, value) => void setter(receive(frame), ...runs.map((run) => run(frame)), value)),
  };
}
