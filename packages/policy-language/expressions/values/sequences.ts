import { setMakeArray } from "../binding/bindCalls";
import { elementTypeOf, iterate } from "../collections/sequence";
import { NetArray } from "../collections/netArray";
import { named } from "../types/registry";
import { box } from "./runtime";
import type { Member, Type } from "../types/types";
import type { Enumerator } from "../collections/enumerator";

export { Sequence, cursorOf, elementsOf, iterate, type Cursor } from "../collections/sequence";
export { generic, NetArray } from "../collections/netArray";
export { NetList } from "../collections/netList";
export { NetMap, Pair } from "../collections/netMap";
export { NetSet } from "../collections/netSet";
export { Lazy } from "../collections/query";

setMakeArray((element, items) => new NetArray(element, items));

/** What foreach sees of a type. */
export interface Enumeration {
  readonly element: Type;
  iterate(value: unknown): Iterable<unknown>;
}

/** The elements of a collection of which only the value knows what they are. */
function* iterateBoxed(value: unknown): Generator<unknown> {
  const element = elementTypeOf(value);
  for (const item of iterate(value)) yield box(element, item);
}

/** Goes through what a class's own GetEnumerator gives. */
function moved(member: Member): Enumeration["iterate"] {
  const open = member.get as (value: unknown) => Enumerator;
  return function* (value) {
    const enumerator = open(value);
    while (enumerator.moveNext()) yield enumerator.current();
  };
}

export function enumeration(type: Type): Enumeration | undefined {
  if (type.name === "string") return { element: named("char"), iterate };
  if (type.kind === "array") return { element: type.element, iterate };
  const own = type.kind === "class" ? type.own("GetEnumerator")[0] : undefined;
  if (own && own.type.args.length === 1) return { element: own.type.element, iterate: moved(own) };
  if (type.definition?.fullName === "System.Collections.Generic.IEnumerable")
    return { element: type.element, iterate };
  if (type.definition?.fullName === "System.Collections.IEnumerable")
    return { element: named("object"), iterate: iterateBoxed };
  let found: Enumeration | undefined;
  for (const base of type.bases) {
    const one = enumeration(base);
    // A generic collection is also one of objects, which says less.
    if (one && (!found || one.iterate !== iterateBoxed)) found = one;
    if (found && found.iterate !== iterateBoxed) return found;
  }
  return found;
}
