import { NetTuple } from "../../collections/tuple";
import { define, named, type Members } from "../../types/registry";
import type { Type } from "../../types/types";
import { generic } from "../../collections/netArray";

const most = 7;
const names = (count: number) => Array.from({ length: count }, (_, index) => `T${index + 1}`);

/** `new` and the items of a tuple type; a ValueTuple's items are variables. */
function itemMembers(count: number, kind: "Tuple" | "ValueTuple"): Members {
  const params = names(count);
  const members: Record<string, Members[string]> = {
    [`new(${params.map((param, index) => `${param} item${index + 1}`).join(", ")})`]: (...args: unknown[]) =>
      make(kind, args.at(-1) as readonly Type[], args.slice(0, -1)),
    "string ToString()": (tuple: NetTuple) => tuple.text(),
  };
  params.forEach((param, index) => {
    const get = (tuple: NetTuple) => tuple.items[index];
    members[`${param} Item${index + 1}`] =
      kind === "Tuple" ? get : [get, (tuple: NetTuple, value: unknown) => tuple.with(index, value)];
  });
  return members;
}

function make(kind: "Tuple" | "ValueTuple", types: readonly Type[], items: unknown[]): NetTuple {
  return new NetTuple(generic(kind, ...types), items);
}

function createMembers(kind: "Tuple" | "ValueTuple"): Members {
  const members: Record<string, Members[string]> = {};
  for (let count = 1; count <= most; count++) {
    const params = names(count);
    const list = params.join(",");
    const args = params.map((param, index) => `${param} item${index + 1}`).join(", ");
    members[`static ${kind}<${list}> Create<${list}>(${args})`] = (...given: unknown[]) =>
      make(kind, given.at(-1) as readonly Type[], given.slice(0, -1));
  }
  return members;
}

for (let count = 1; count <= most; count++) {
  const list = names(count).join(",");
  define("System", `class Tuple<${list}> : IComparable`, itemMembers(count, "Tuple"));
  define("System", `struct ValueTuple<${list}> : IComparable`, {
    ...itemMembers(count, "ValueTuple"),
    [`bool Equals(ValueTuple<${list}> other)`]: (a: NetTuple, b: NetTuple) => a.equals(b),
    [`operator bool ==(ValueTuple<${list}> left, ValueTuple<${list}> right)`]: (a: NetTuple, b: NetTuple) =>
      a.equals(b),
    [`operator bool !=(ValueTuple<${list}> left, ValueTuple<${list}> right)`]: (a: NetTuple, b: NetTuple) =>
      !a.equals(b),
    [`int CompareTo(ValueTuple<${list}> other)`]: (a: NetTuple, b: NetTuple) => a.compareTo(b),
  });
}
define("System", "class Tuple", createMembers("Tuple"));
define("System", "class ValueTuple", {
  "static ValueTuple Create()": () => new NetTuple(named("System.ValueTuple"), []),
  ...createMembers("ValueTuple"),
});
