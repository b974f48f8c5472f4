import type { z } from "@azure-genai-gateway/schema";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { childOf, keysOf } from "./schema/navigate";
import { keyName, type ConfigPath, type Locate } from "./source";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";

type Issue = z.core.$ZodIssue;

/** How the config is parsed, so that an issue has a message only where the schema has words of its own for it. */
export const withoutLibrarysWords = { error: () => "" } as const;

/** What the schema found, in the user's terms: code, key, what stands there, what to write. */
export function schemaProblems(
  issues: readonly Issue[],
  raw: unknown,
  locate: Locate,
  schema: z.ZodType,
): Problem[] {
  return issues.flatMap((issue) => {
    const path = issue.path as ConfigPath;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownKey([...path, key], keysAt(schema, path), locate));
    const found = valueAt(raw, path);
    const { code, message } = describe(issue, path, found, raw);
    return [
      {
        code,
        severity: "error",
        subject: keyName(path),
        message,
        hint: hintOf(issue),
        place: locate(path, "value"),
      } satisfies Problem,
    ];
  });
}

function unknownKey(path: ConfigPath, known: readonly string[], locate: Locate): Problem {
  const near = nearestWord(String(path.at(-1)), known);
  return {
    code: "CONFIG_UNKNOWN_KEY",
    severity: "error",
    subject: keyName(path),
    message: "There is no such key",
    hint: near ? `Did you mean ${near}?` : `Keys here: ${known.join(", ")}`,
    place: locate(path, "key"),
  };
}

function describe(
  issue: Issue,
  path: ConfigPath,
  found: unknown,
  raw: unknown,
): { readonly code: string; readonly message: string } {
  const key = path.at(-1);
  const missing = found === undefined;
  const noCapacity = missing || (typeof found === "number" && found <= 0);
  if (key === "capacity" && path[0] === "backends" && noCapacity) {
    const backend = valueAt(raw, path.slice(0, 2)) as { kind?: unknown } | undefined;
    if (backend?.kind === "ptu")
      return {
        code: "CONFIG_PTU_WITHOUT_CAPACITY",
        message: missing ? "A PTU deployment needs its PTUs" : `${show(found)} PTUs is no capacity`,
      };
  }
  if (missing) return { code: "CONFIG_REQUIRED", message: "The value is missing" };
  // Not shown: it may be the key itself.
  if (path[0] === "backends" && path[2] === "auth" && typeof found === "string" && isSecretKey(path))
    return {
      code: "CONFIG_PLAINTEXT_KEY",
      message: "Something stands here in plain text where a secret's id belongs",
    };
  if (path[0] === "backends" && key === "endpoint" && typeof found === "string" && /[@?]/.test(found))
    return {
      code: "CONFIG_INVALID_FORMAT",
      message: "The URL has a user or a query, and what stands there may be a key",
    };
  if (key === "weight" && typeof found === "number")
    return { code: "CONFIG_WEIGHT_RANGE", message: `A weight of ${show(found)} is not possible` };
  switch (issue.code) {
    case "invalid_type":
      return {
        code: "CONFIG_WRONG_TYPE",
        message: `${show(found)} is ${typeName(found)}, not ${expected(issue.expected)}`,
      };
    case "too_small":
    case "too_big":
      return { code: "CONFIG_OUT_OF_RANGE", message: `${show(found)} is out of range` };
    case "invalid_format":
      return { code: "CONFIG_INVALID_FORMAT", message: `${show(found)} does not have the right form` };
    default:
      return { code: "CONFIG_INVALID_VALUE", message: `${show(found)} is not possible here` };
  }
}

/** Whether a key of a backend's `auth` is, or leads to, a secret. */
function isSecretKey(path: ConfigPath): boolean {
  return (
    path.some((part) => ["apiKey", "accessKeyId", "secretKey", "sessionToken"].includes(String(part))) &&
    path.at(-1) !== "header"
  );
}

/** The schema's own words where it has some, else what zod knows. */
function hintOf(issue: Issue): string {
  if (issue.message !== "") return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `Write ${expected(issue.expected)}`;
    case "invalid_value":
      return `Write one of: ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return `Write ${String(issue.minimum)} or more`;
    case "too_big":
      return `Write ${String(issue.maximum)} or less`;
    default:
      return "See docs/reference.md, which has every key";
  }
}

function expected(type: string): string {
  const names: Record<string, string> = {
    string: "a text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "a map of keys",
    record: "a map of keys",
  };
  return names[type] ?? type;
}

function typeName(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number") return Number.isInteger(value) ? "a number" : "a number with a fraction";
  return expected(typeof value);
}

/** Short, for a config value may be long; maps and lists are named, not printed. */
function show(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === "object" && value !== null) return "The value";
  return String(value);
}

export function valueAt(raw: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (node, part) =>
      typeof node === "object" && node !== null
        ? (node as Record<string | number, unknown>)[part]
        : undefined,
    raw,
  );
}

/** The keys that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: ConfigPath): readonly string[] {
  return keysOf(path.reduce<unknown>(childOf, schema));
}
