import { defaultOrder } from "../library/collections/comparers";
import { box, defaultOf, NetObject, raise, setDefault } from "../values/runtime";
import type { Type } from "../types/types";
import { toStringOf, valuesEqual } from "../values/values";
import { keyPart, textHash } from "./equality";
import { typeText } from "./typeText";

/** A Tuple<...> or ValueTuple<...>; its items are those of the item types, not boxed. */
export class NetTuple extends NetObject {
  constructor(
    readonly netType: Type,
    readonly items: unknown[],
  ) {
    super();
  }
  boxed(): unknown[] {
    return this.items.map((item, index) => box(this.netType.args[index]!, item));
  }
  with(index: number, value: unknown): NetTuple {
    const items = [...this.items];
    items[index] = value;
    return new NetTuple(this.netType, items);
  }
  get keyText(): string {
    return `tuple${this.netType.id}:${this.boxed().map(keyPart).join("")}`;
  }
  override text(): string {
    return `(${this.boxed().map(toStringOf).join(", ")})`;
  }
  override equals(other: unknown): boolean {
    if (!(other instanceof NetTuple) || other.netType !== this.netType) return false;
    const theirs = other.boxed();
    return this.boxed().every((item, index) => valuesEqual(item, theirs[index]));
  }
  /** As the first item that differs says. */
  compareTo(other: unknown): number {
    if (other === null) return 1;
    if (!(other instanceof NetTuple) || other.netType !== this.netType)
      return raise(
        "ArgumentException",
        `Argument must be of type ${typeText(this.netType)}. (Parameter 'other')`,
      );
    for (let index = 0; index < this.items.length; index++) {
      const order = defaultOrder(this.netType.args[index]!)(this.items[index], other.items[index]);
      if (order !== 0) return order;
    }
    return 0;
  }
  override hash(): number {
    return textHash(this.keyText);
  }
}

setDefault("System.ValueTuple", (type) => new NetTuple(type, type.args.map(defaultOf)));
