import { argumentNull, box, NetObject } from "../values/runtime";
import type { Type } from "../types/types";
import { toStringOf, valuesEqual } from "../values/values";
import { equalityOf, keyPart, type Equality } from "./equality";
import { generic } from "./netArray";
import { Sequence, type Cursor } from "./sequence";
import { Slots } from "./slots";
import { typeText } from "./typeText";

/** KeyValuePair<K, V>. */
export class Pair extends NetObject {
  constructor(
    readonly keyType: Type,
    readonly valueType: Type,
    readonly key: unknown,
    readonly value: unknown,
  ) {
    super();
  }
  get netType(): Type {
    return generic("KeyValuePair", this.keyType, this.valueType);
  }
  private get boxed(): readonly [unknown, unknown] {
    return [box(this.keyType, this.key), box(this.valueType, this.value)];
  }
  get keyText(): string {
    return `pair${this.keyType.id},${this.valueType.id}:${this.boxed.map(keyPart).join("")}`;
  }
  override text(): string {
    return `[${this.boxed.map(toStringOf).join(", ")}]`;
  }
  override equals(other: unknown): boolean {
    return (
      other instanceof Pair &&
      other.netType === this.netType &&
      this.boxed.every((value, index) => valuesEqual(value, other.boxed[index]))
    );
  }
}

interface Entry {
  readonly key: unknown;
  value: unknown;
}

/** Dictionary<K, V>. */
export class NetMap extends Sequence {
  readonly slots: Slots<Entry>;
  constructor(
    readonly keyType: Type,
    readonly valueType: Type,
    comparer?: Equality | null,
  ) {
    super();
    this.slots = new Slots(equalityOf(comparer, keyType));
  }
  get element(): Type {
    return generic("KeyValuePair", this.keyType, this.valueType);
  }
  get netType(): Type {
    return generic("Dictionary", this.keyType, this.valueType);
  }
  override get size(): number {
    return this.slots.size;
  }
  override cursor(): Cursor {
    return this.slots.cursor((entry) => new Pair(this.keyType, this.valueType, entry.key, entry.value));
  }

  get(key: unknown): Entry | undefined {
    return this.slots.find(key ?? argumentNull("key"));
  }
  has(key: unknown): boolean {
    return this.get(key) !== undefined;
  }
  set(key: unknown, value: unknown): void {
    const entry = this.get(key);
    if (entry) entry.value = value;
    else this.slots.add({ key, value });
  }
  /** Whether the key was not there yet. */
  tryAdd(key: unknown, value: unknown): boolean {
    if (this.has(key)) return false;
    this.slots.add({ key, value });
    return true;
  }
  delete(key: unknown): Entry | undefined {
    return this.slots.delete(key ?? argumentNull("key"));
  }
  contains(pair: unknown): boolean {
    const entry = this.get((pair as Pair).key);
    return (
      entry !== undefined &&
      valuesEqual(box(this.valueType, entry.value), box(this.valueType, (pair as Pair).value))
    );
  }
}

/** Dictionary<K, V>.Keys and Values: views that follow the dictionary. */
export class MapView extends Sequence {
  constructor(
    readonly map: NetMap,
    private readonly part: "key" | "value",
  ) {
    super();
  }
  get element(): Type {
    return this.part === "key" ? this.map.keyType : this.map.valueType;
  }
  get netType(): Type {
    return generic(
      this.part === "key" ? "KeyCollection" : "ValueCollection",
      this.map.keyType,
      this.map.valueType,
    );
  }
  override text(): string {
    const { keyType, valueType } = this.map;
    const name = this.part === "key" ? "KeyCollection" : "ValueCollection";
    return `System.Collections.Generic.Dictionary\`2+${name}[${typeText(keyType)},${typeText(valueType)}]`;
  }
  override get size(): number {
    return this.map.size;
  }
  override cursor(): Cursor {
    return this.map.slots.cursor((entry) => entry[this.part]);
  }
  contains(value: unknown): boolean {
    if (this.part === "key") return this.map.has(value);
    const equality = equalityOf(null, this.element);
    return this.map.slots.all().some((entry) => equality.same(entry.value, value));
  }
}
