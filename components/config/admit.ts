import * as pulumi from "@pulumi/pulumi";
import type { z } from "@azure-genai-gateway/schema";
import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { isLater, type Later } from "./later";
import type { ConfigSchema } from "./schema";
import { childOf, givenText, kindOf } from "./schema/navigate";
import { keyName, type ConfigPath, type Locate } from "./source";

export interface Admission {
  /** The config in maps and lists of its own, with outputs in no other places than where the schema takes them. */
  readonly raw: unknown;
  readonly problems: readonly Problem[];
  /** Where something stood that has its problem already. */
  readonly refused: readonly ConfigPath[];
}

/**
 * What a program may hand over and a stack file could not: outputs, promises, functions, instances of classes, maps
 * that contain themselves. The schema is asked about the rest.
 */
export function admit(raw: unknown, locate: Locate, schema: ConfigSchema): Admission {
  const admission = new Admitter(locate);
  return { raw: admission.take(raw, schema, [], []), ...admission };
}

/** What the schema found, but for what stood where something was refused. */
export function unrefused(
  issues: readonly z.core.$ZodIssue[],
  { refused }: Admission,
): readonly z.core.$ZodIssue[] {
  return issues.filter(
    ({ path }) => !refused.some((gone) => gone.every((part, depth) => part === path[depth])),
  );
}

class Admitter {
  readonly problems: Problem[] = [];
  readonly refused: ConfigPath[] = [];
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  take(value: unknown, schema: unknown, path: ConfigPath, around: readonly object[]): unknown {
    if (isLater(value)) return this.#later(value, schema, path);
    const foreign = foreignKind(value);
    if (foreign)
      return this.#refuse(
        "CONFIG_NOT_DATA",
        path,
        `The value is ${foreign}, which no stack file could hold`,
        "Write texts, numbers, true or false, lists and maps",
      );
    if (typeof value !== "object" || value === null) return value;
    if (around.includes(value))
      return this.#refuse("CONFIG_CYCLE", path, "The value contains itself", "Write a copy of what is meant");
    const inside = [...around, value];
    const kind = kindOf(schema);
    if (Array.isArray(value))
      return kind === "array"
        ? Array.from(value, (item: unknown, index) =>
            this.take(item, childOf(schema, index), [...path, index], inside),
          )
        : [];
    if (kind !== "object" && kind !== "record") return {};
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
      const child = childOf(schema, key);
      // The schema refuses the key, whatever stands there.
      return [key, child === undefined ? null : this.take(item, child, [...path, key], inside)];
    });
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  #later(value: Later, schema: unknown, path: ConfigPath): unknown {
    const text = givenText(schema);
    if (text) return checkedWhenKnown(value, text, path);
    return this.#refuse(
      "CONFIG_NOT_PLAIN",
      path,
      pulumi.Output.isInstance(value)
        ? "The value comes from a resource, or is secret, so it is not known while the gateway is planned"
        : "The value is a promise, so it is not known while the gateway is planned",
      "Write a plain value, or take it from the stack's config; for what is there already, give its id under existing",
    );
  }

  #refuse(code: string, path: ConfigPath, message: string, hint: string): undefined {
    this.refused.push(path);
    const subject = keyName(path) || undefined;
    this.problems.push({
      code,
      severity: "error",
      subject,
      message,
      hint,
      place: this.#locate(path, "value"),
    });
    return undefined;
  }
}

/** What an output becomes is checked as a plain text would be, but not shown: it may be secret. */
function checkedWhenKnown(
  value: Later,
  schema: z.ZodType<string, string>,
  path: ConfigPath,
): pulumi.Output<string> {
  return pulumi.output(value as pulumi.Input<string>).apply((known: unknown) => {
    const result = schema.safeParse(known);
    if (result.success) return result.data;
    const isText = typeof known === "string";
    throw new ProblemsError(
      "The stack's config has mistakes",
      result.error.issues.map(({ message }) => ({
        code: "CONFIG_OUTPUT_FORMAT",
        severity: "error",
        subject: keyName(path),
        message: isText
          ? "What the output became does not have the right form"
          : `The output became ${kindOfValue(known)}, not a text`,
        hint: isText ? message : "Hand over an output that becomes a text, such as the id of a resource",
      })),
    );
  });
}

function kindOfValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : `a ${typeof value}`;
}

/** What is no data: undefined for texts, numbers, booleans, null, lists and plain maps. */
function foreignKind(value: unknown): string | undefined {
  switch (typeof value) {
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "bigint":
      return "a bigint";
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null || Array.isArray(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain map of another realm has a prototype of its own, which has none.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const { name } = (prototype as { readonly constructor?: { readonly name?: string } }).constructor ?? {};
  return name ? `an instance of ${name}` : "an instance of a class";
}
