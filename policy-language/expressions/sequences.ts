import { named, findDefinition } from "./registry";
import { box, identityHash, NetObject, outOfRange, raise, tick } from "./runtime";
import { Type } from "./types";
import { setMakeArray } from "./binder";
import { keyOf } from "./values";

/** Anything with elements: those of value types are not boxed. */
export abstract class Sequence extends NetObject implements Iterable<unknown> {
  abstract readonly element: Type;
  abstract [Symbol.iterator](): Iterator<unknown>;
  override hash(): number {
    return identityHash(this);
  }
}

const generic = (name: string, ...args: Type[]) => Type.of(findDefinition(name, args.length)!, args);

export class NetArray extends Sequence {
  lengths: number[];
  constructor(
    readonly element: Type,
    readonly items: unknown[],
  ) {
    super();
    this.lengths = [items.length];
  }
  get netType() {
    return Type.array(this.element, this.lengths.length);
  }
  at(index: readonly number[]): number {
    let at = 0;
    index.forEach((one, dimension) => {
      if (one < 0 || one >= this.lengths[dimension]!)
        raise("IndexOutOfRangeException", "Index was outside the bounds of the array.");
      at = at * this.lengths[dimension]! + one;
    });
    return at;
  }
  [Symbol.iterator]() {
    return this.items[Symbol.iterator]();
  }
}
setMakeArray((element, items) => new NetArray(element, items));

export class NetList extends Sequence {
  constructor(
    readonly element: Type,
    public items: unknown[],
    readonly kind = "List",
  ) {
    super();
  }
  get netType() {
    return generic(this.kind, this.element);
  }
  check(index: number): number {
    if (index < 0 || index >= this.items.length)
      outOfRange(
        "index",
        "Index was out of range. Must be non-negative and less than the size of the collection.",
      );
    return index;
  }
  *[Symbol.iterator]() {
    const { length } = this.items;
    for (let index = 0; index < this.items.length; index++) {
      yield this.items[index];
      if (this.items.length !== length)
        raise("InvalidOperationException", "Collection was modified; enumeration operation may not execute.");
    }
  }
}

/** A sequence computed when it is enumerated. */
export class Lazy extends Sequence {
  constructor(
    readonly element: Type,
    private readonly start: () => Iterable<unknown>,
    readonly key?: { type: Type; value: unknown },
    readonly order?: readonly ((a: unknown, b: unknown) => number)[],
    readonly unordered?: Iterable<unknown>,
  ) {
    super();
  }
  get netType() {
    return this.key
      ? generic("IGrouping", this.key.type, this.element)
      : this.order
        ? generic("IOrderedEnumerable", this.element)
        : generic("IEnumerable", this.element);
  }
  *[Symbol.iterator]() {
    for (const item of this.start()) {
      tick();
      yield item;
    }
  }
}

export class Pair extends NetObject {
  constructor(
    readonly keyType: Type,
    readonly valueType: Type,
    readonly key: unknown,
    readonly value: unknown,
  ) {
    super();
  }
  get netType() {
    return generic("KeyValuePair", this.keyType, this.valueType);
  }
}

export class NetMap extends Sequence {
  readonly entries = new Map<unknown, readonly [unknown, unknown]>();
  constructor(
    readonly keyType: Type,
    readonly valueType: Type,
    readonly fold = false,
  ) {
    super();
  }
  get element() {
    return generic("KeyValuePair", this.keyType, this.valueType);
  }
  get netType() {
    return generic("Dictionary", this.keyType, this.valueType);
  }
  private key(key: unknown) {
    const plain = keyOf(box(this.keyType, key));
    return this.fold && typeof plain === "string" ? plain.toUpperCase() : plain;
  }
  get(key: unknown) {
    return this.entries.get(this.key(key));
  }
  set(key: unknown, value: unknown) {
    this.entries.set(this.key(key), [key, value]);
  }
  delete(key: unknown) {
    return this.entries.delete(this.key(key));
  }
  *[Symbol.iterator]() {
    for (const [key, value] of this.entries.values())
      yield new Pair(this.keyType, this.valueType, key, value);
  }
}

export function* iterate(value: unknown): Generator<unknown> {
  if (typeof value === "string")
    for (let index = 0; index < value.length; index++) yield value.charCodeAt(index);
  else yield* value as Iterable<unknown>;
}

/** What foreach sees of a type. */
export function enumeration(
  type: Type,
): { element: Type; iterate(value: unknown): Iterable<unknown> } | undefined {
  if (type.name === "string") return { element: named("char"), iterate };
  if (type.kind === "array") return { element: type.element, iterate };
  const enumerator = type.own("<enumerates>")[0];
  if (enumerator)
    return { element: enumerator.type, iterate: enumerator.get as (value: unknown) => Iterable<unknown> };
  if (type.definition?.name === "IEnumerable" && type.args.length === 1)
    return { element: type.element, iterate };
  if (type.definition?.name === "IEnumerable") return { element: named("object"), iterate: function* (value) { const element = (value as Sequence).element; for (const item of iterate(value)) yield box(typeof value === "string" ? named("char") : element ?? named("object"), item); } }; // prettier-ignore
  for (const base of type.bases) {
    const found = enumeration(base);
    if (found) return found;
  }
  return undefined;
}
