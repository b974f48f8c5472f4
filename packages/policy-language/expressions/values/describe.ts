import type { PolicyValue } from "../host";
import { enumName, toStringOf } from "./values";
import { AnonymousObject } from "../types/anonymous";
import { box, Boxed, checkSize, NetObject, typeOf } from "./runtime";
import { NetMap, Sequence } from "./sequences";
import { JToken } from "../library/json";
import type { Type } from "../types/types";

/** A value with everything that tells it from another one; for measuring, not for policies. */
export interface Description {
  readonly type: string;
  /** Invariant text of a scalar, compact JSON of a token. */
  readonly value?: string;
  /** ToString() of a token. */
  readonly text?: string;
  readonly items?: readonly (Description | null)[];
  readonly entries?: readonly { key: Description | null; value: Description | null }[];
}

const keywords = new Set(["string", "int", "long", "double", "decimal", "bool", "float", "char"]);

/** Reflection's name: `Int32[]`, `List<String>`. */
function reflected(type: Type): string {
  if (type.kind === "array") return `${reflected(type.element)}[]`;
  const short = type.definition?.fullName.split(".").at(-1) ?? type.name;
  return type.args.length ? `${short}<${type.args.map(reflected).join(",")}>` : short;
}

/** How rows name a scalar's type: by keyword where the common ones have it. */
function shortName(type: Type): string {
  if (type.kind === "enum") return `enum ${reflected(type)}`;
  return keywords.has(type.name) ? type.name : reflected(type);
}

export function describeValue(value: PolicyValue): Description | null {
  if (value === null || value === undefined) return null;
  const type = typeOf(value)!;
  if (value instanceof JToken)
    return { type: shortName(type), value: value.write(undefined), text: toStringOf(value) };
  if (value instanceof NetMap)
    return {
      type: reflected(type),
      entries: value.slots.all().map(({ key, value: one }) => ({
        key: describeValue(box(value.keyType, key)),
        value: describeValue(box(value.valueType, one)),
      })),
    };
  if (value instanceof Sequence) {
    const items = [...value].map((item) => describeValue(box(value.element, item)));
    checkSize(items.length);
    // An operator's result has a class that no policy can name.
    return { type: type.kind === "interface" ? "IEnumerable" : reflected(type), items };
  }
  if (value instanceof AnonymousObject) return { type: "AnonymousType", value: toStringOf(value) };
  return { type: shortName(type), value: scalarText(value) };
}

/** Dates with all their digits: their ToString() leaves fractions and zone out. */
function scalarText(value: unknown): string {
  if (value instanceof Boxed && value.type.kind === "enum")
    return enumName(value.type, value.value as number);
  const name = typeOf(value)!.name;
  if ((name === "DateTime" || name === "DateTimeOffset") && value instanceof NetObject && "format" in value)
    return (value as unknown as { format(pattern: string): string }).format("o");
  return toStringOf(value);
}
