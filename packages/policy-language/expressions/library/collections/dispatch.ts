import { MapView } from "../../collections/netMap";
import { NetArray } from "../../collections/netArray";
import { raise, typeOf } from "../../values/runtime";
import type { Member, Type } from "../../types/types";
import { ReadOnlyList } from "../../collections/readOnlyList";

type Method = (...args: unknown[]) => unknown;

const found = new Map<Type, Map<string, Method | undefined>>();

/** The member that the value's own class has under that name, for calls by way of an interface. */
function methodOf(type: Type, name: string, arity: number): Method | undefined {
  let methods = found.get(type);
  if (!methods) found.set(type, (methods = new Map<string, Method | undefined>()));
  const key = `${name}/${arity}`;
  if (!methods.has(key)) methods.set(key, lookUp(type, name, arity));
  return methods.get(key);
}

function lookUp(type: Type, name: string, arity: number): Method | undefined {
  for (let one: Type | undefined = type; one; one = one.bases.find((base) => base.kind === "class")) {
    const member = one.own(name).find((candidate) => fits(candidate, arity));
    if (member) return bindTypes(member, member.get as Method);
  }
  return undefined;
}

const fits = (member: Member, arity: number): boolean =>
  !member.isStatic && member.typeParams.length === 0 && member.params.length === arity;

function bindTypes(member: Member, method: Method): Method {
  if (!member.generic) return method;
  const types = member.owner.args;
  return (...args) => method(...args, types);
}

/** Whether a collection refuses changes of its number of elements, and with which words. */
function refusal(value: unknown, name: string): string | undefined {
  if (value instanceof NetArray)
    return name === "Clear" ? "Collection is read-only." : "Collection was of a fixed size.";
  return value instanceof ReadOnlyList || value instanceof MapView ? "Collection is read-only." : undefined;
}

/** Whether the value's class has such a member. */
export const implementsMember = (value: unknown, name: string, arity: number): boolean =>
  methodOf(typeOf(value)!, name, arity) !== undefined;

/** Calls the member that implements an interface's. */
export function dispatch(value: unknown, name: string, ...args: unknown[]): unknown {
  const method = methodOf(typeOf(value)!, name, args.length);
  if (method) return method(value, ...args);
  return raise("NotSupportedException", refusal(value, name) ?? "Specified method is not supported.");
}

/** Sets the element that an interface's indexer names. */
export function dispatchSet(value: unknown, index: unknown, element: unknown): void {
  const type = typeOf(value)!;
  for (let one: Type | undefined = type; one; one = one.bases.find((base) => base.kind === "class")) {
    const member = one.own("this[]").find((candidate) => candidate.params.length === 1 && candidate.set);
    if (member) return void (member.set as Method)(value, index, element);
  }
  raise("NotSupportedException", refusal(value, "set") ?? "Collection is read-only.");
}

export const isReadOnly = (value: unknown): boolean =>
  value instanceof NetArray || value instanceof ReadOnlyList || value instanceof MapView;
