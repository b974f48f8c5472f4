import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { Json } from "../../resources/inputs";

// OpenAPI's own keywords (discriminator, example, xml) are no errors here; values are never changed.
const options = { strict: false, allErrors: true, logger: false } as const;
const compiled = new WeakMap<Json, ValidateFunction | string>();

/** What is wrong with a value by a schema, each with its place; an error of the schema itself is one problem. */
export function schemaProblems(schema: Json, value: unknown): readonly string[] {
  let check = compiled.get(schema);
  if (check === undefined) compiled.set(schema, (check = compile(schema)));
  if (typeof check === "string") return [`The schema cannot be used: ${check}`];
  return check(value) ? [] : (check.errors ?? []).map(problemText);
}

function compile(schema: Json): ValidateFunction | string {
  const ajv = new Ajv(options);
  addFormats(ajv);
  // Ajv's own compares each object with each other one: seconds for a list of some thousands.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (unique: boolean, items: readonly unknown[]) =>
      !unique || new Set(items.map(comparable)).size === items.length,
    error: { message: "must NOT have duplicate items" },
  });
  try {
    return ajv.compile(schema);
  } catch (error) {
    return (error as Error).message;
  }
}

/** JSON in which the order of an object's names says nothing. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

function problemText({ instancePath, message, params }: ErrorObject): string {
  const where = instancePath === "" ? "the body" : instancePath.slice(1).replaceAll("/", ".");
  const { additionalProperty, allowedValues } = params as Readonly<Record<string, unknown>>;
  const more =
    typeof additionalProperty === "string"
      ? `: ${additionalProperty}`
      : Array.isArray(allowedValues)
        ? `: ${allowedValues.join(", ")}`
        : "";
  return `${where} ${message ?? "is not valid"}${more}`;
}
