import type { z } from "@azure-genai-gateway/schema";
import { GivenText } from "./given";

interface SchemaNode {
  readonly def?: { readonly innerType?: unknown; readonly type?: string; readonly valueType?: unknown };
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
}

/** Takes optional(), default() and prefault() off. */
function open(schema: unknown): SchemaNode {
  let node = schema as SchemaNode | undefined;
  while (node?.def?.innerType && !(node instanceof GivenText)) node = node.def.innerType;
  return node ?? {};
}

/** What a schema is of: a map with known keys, a map with any keys, a list, or a value. */
export type SchemaKind = "object" | "record" | "array" | "value";

export function kindOf(schema: unknown): SchemaKind {
  const { shape, element, def } = open(schema);
  return shape ? "object" : element ? "array" : def?.valueType ? "record" : "value";
}

/** The schema of a key or an item; undefined for a key that there is not. */
export function childOf(schema: unknown, part: PropertyKey): unknown {
  const { shape, element, def } = open(schema);
  if (shape) return Object.hasOwn(shape, part) ? shape[part as string] : undefined;
  return element ?? def?.valueType;
}

/** The keys that a schema knows. */
export function keysOf(schema: unknown): readonly string[] {
  return Object.keys(open(schema).shape ?? {});
}

/** The schema of the text where an output is taken too; undefined where a plain value is needed. */
export function givenText(schema: unknown): z.ZodType<string, string> | undefined {
  const node = open(schema);
  return node instanceof GivenText ? node.def.innerType : undefined;
}
