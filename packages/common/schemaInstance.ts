import { asRecord } from "./records";

type Schema = Readonly<Record<string, unknown>>;

/** Nesting beyond which optional parts and recursive alternatives are left out. */
const DEEP = 12;
/** A schema may ask for more than any model can write; it gets this much. */
const MOST_ITEMS = 1_000;
const MOST_CHARACTERS = 100_000;

/**
 * A small value that a JSON schema allows, as a model bound to it would answer. Understands what structured outputs
 * allow (https://learn.microsoft.com/azure/foundry/openai/how-to/structured-outputs); a `pattern` is not looked at.
 */
export function schemaInstance(schema: unknown): unknown {
  const root = asRecord(schema);
  return instance(root, root, 0);
}

function instance(schema: Schema, root: Schema, depth: number): unknown {
  if (depth > DEEP * 2) return null;
  if (typeof schema.$ref === "string") return instance(resolve(schema.$ref, root), root, depth + 1);
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if ("default" in schema) return schema.default;
  for (const key of ["anyOf", "oneOf"]) {
    const options = list(schema[key]);
    if (options.length === 0) continue;
    const simple = depth > DEEP ? options.find((option) => asRecord(option).type === "null") : undefined;
    return instance(asRecord(simple ?? options[0]), root, depth + 1);
  }
  if (list(schema.allOf).length > 0) {
    const parts = list(schema.allOf).map((part) => instance(asRecord(part), root, depth + 1));
    return parts.every((part) => typeof part === "object" && part !== null)
      ? Object.fromEntries(parts.flatMap((part) => Object.entries(part)))
      : parts[0];
  }
  return ofType(typeOf(schema, depth), schema, root, depth);
}

function typeOf(schema: Schema, depth: number): unknown {
  if (Array.isArray(schema.type)) {
    const types = schema.type as readonly unknown[];
    if (depth > DEEP && types.includes("null")) return "null";
    return types.find((type) => type !== "null") ?? "null";
  }
  if (schema.type !== undefined) return schema.type;
  if (schema.properties !== undefined) return "object";
  return schema.items !== undefined ? "array" : "string";
}

function ofType(type: unknown, schema: Schema, root: Schema, depth: number): unknown {
  switch (type) {
    case "object": {
      const properties = asRecord(schema.properties);
      const needed = Array.isArray(schema.required) ? schema.required : Object.keys(properties);
      const entries = needed
        .filter((name): name is string => typeof name === "string")
        .map((name) => [name, instance(asRecord(properties[name]), root, depth + 1)] as const);
      return Object.fromEntries(entries);
    }
    case "array": {
      const least = Math.min(
        MOST_ITEMS,
        typeof schema.minItems === "number" ? Math.max(0, schema.minItems) : 0,
      );
      return Array.from({ length: least }, () => instance(asRecord(schema.items), root, depth + 1));
    }
    case "integer":
    case "number":
      return numberFor(schema, type === "integer");
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return stringFor(schema);
  }
}

function numberFor(schema: Schema, whole: boolean): number {
  const step = typeof schema.multipleOf === "number" ? schema.multipleOf : whole ? 1 : 0;
  let value = 0;
  if (typeof schema.minimum === "number") value = Math.max(value, schema.minimum);
  if (typeof schema.exclusiveMinimum === "number")
    value = Math.max(value, schema.exclusiveMinimum + (step || Number.EPSILON * 4));
  if (typeof schema.maximum === "number" && value > schema.maximum) value = schema.maximum;
  if (typeof schema.maximum === "number" && schema.maximum < 0) value = schema.maximum;
  if (step > 0) value = Math.ceil(value / step) * step;
  return value;
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  duration: "PT1M",
  email: "someone@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "00000000-0000-4000-8000-000000000000",
  uri: "https://example.com/",
};

function stringFor(schema: Schema): string {
  const known = typeof schema.format === "string" ? formats[schema.format] : undefined;
  let text = known ?? "text";
  if (typeof schema.minLength === "number")
    text = text.padEnd(Math.min(schema.minLength, MOST_CHARACTERS), "x");
  if (typeof schema.maxLength === "number") text = text.slice(0, schema.maxLength);
  return text;
}

function resolve(ref: string, root: Schema): Schema {
  if (!ref.startsWith("#")) return {};
  let found: unknown = root;
  for (const step of ref.slice(1).split("/").filter(Boolean))
    found = asRecord(found)[step.replaceAll("~1", "/").replaceAll("~0", "~")];
  return asRecord(found);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
