import { keyPart, textHash } from "../collections/equality";
import { define } from "./registry";
import { box, NetObject } from "../values/runtime";
import { Type } from "./types";
import { toStringOf, valuesEqual } from "../values/values";

export class AnonymousObject extends NetObject {
  constructor(
    readonly netType: Type,
    readonly members: ReadonlyMap<string, unknown>,
  ) {
    super();
  }
  /** Member values as objects. */
  boxed(): [string, unknown][] {
    return [...this.members].map(([name, value]) => [name, box(this.netType.own(name)[0]!.type, value)]);
  }
  get keyText(): string {
    return `new${this.netType.id}:${this.boxed()
      .map(([, value]) => keyPart(value))
      .join("")}`;
  }
  override text(): string {
    return `{ ${this.boxed()
      .map(([name, value]) => `${name} = ${toStringOf(value)}`)
      .join(", ")} }`;
  }
  override equals(other: unknown): boolean {
    return (
      other instanceof AnonymousObject &&
      other.netType === this.netType &&
      this.boxed().every(([name, value]) => valuesEqual(value, new Map(other.boxed()).get(name)))
    );
  }
  override hash(): number {
    return textHash(this.keyText);
  }
}

const types = new Map<string, Type>();

export function anonymousType(members: readonly { name: string; type: Type }[]): Type {
  const key = members.map((one) => `${one.name}:${one.type.id}`).join();
  let type = types.get(key);
  if (!type) {
    const definition = define("<anonymous>", "class AnonymousType", {});
    const made: Type = Type.of({
      ...definition,
      fullName: `<>f__AnonymousType${types.size}`,
      members: () =>
        members.map(({ name, type }) => ({
          kind: "property" as const,
          name,
          owner: made,
          isStatic: false,
          extension: false,
          typeParams: [],
          params: [],
          type,
          get: (self: AnonymousObject) => self.members.get(name),
          generic: false,
        })),
    });
    type = made;
    types.set(key, type);
  }
  return type;
}

export function anonymousObject(
  type: Type,
  members: readonly (readonly [string, unknown])[],
): AnonymousObject {
  return new AnonymousObject(type, new Map(members));
}
