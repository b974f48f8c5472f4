import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { Json } from "../model/inputs";

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
  try {
    return ajv.compile(schema);
  } catch (error) {
    return (error as Error).message;
  }
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
