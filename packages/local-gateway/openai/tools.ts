import { invalidRequest } from "./wire/errors";
import { wrongType } from "./wire/parameters";
import { asRecord, isRecord, missing } from "./wire/validate";

/** Letters, digits, underscores and dashes, 64 of them. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Functions that a model may call: their names, and whether their parameters are an object's schema. */
export function checkTools(tools: unknown, path: string): void {
  if (!Array.isArray(tools)) return;
  tools.forEach((one: unknown, index) => {
    const at = `${path}[${index}]`;
    const tool = asRecord(one);
    if (typeof tool.type !== "string") throw missing(`${at}.type`);
    if (tool.type === "function")
      checkFunction(tool.function ?? tool, tool.function === undefined ? at : `${at}.function`);
  });
}

/** A function as chat nests it and as the Responses API does not. */
export function checkFunction(declared: unknown, path: string): void {
  if (!isRecord(declared)) throw wrongType(path, "an object", declared);
  const { name, parameters, strict } = declared;
  if (name === undefined || name === null) throw missing(`${path}.name`);
  const called = checkName(name, `${path}.name`);
  if (parameters === undefined || parameters === null) return;
  if (!isRecord(parameters)) throw wrongType(`${path}.parameters`, "an object", parameters);
  checkSchema(parameters, `Invalid schema for function '${called}'`, `${path}.parameters`, {
    code: "invalid_function_parameters",
    strict: strict === true,
  });
}

/** @returns the name, which is a text of 1 to 64 letters, digits, underscores and dashes. */
export function checkName(name: unknown, path: string): string {
  if (typeof name !== "string") throw wrongType(path, "a string", name);
  if (!NAME.test(name))
    throw invalidRequest(
      "invalid_value",
      `Invalid '${path}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      path,
    );
  return name;
}

export interface SchemaRules {
  readonly code: string | null;
  /** Structured outputs: every object closed, every property required. */
  readonly strict: boolean;
}

const types = new Set(["string", "number", "boolean", "integer", "object", "array", "null"]);
const DEEPEST = 64;

/**
 * The root of a schema must be an object's; of a strict one every object is closed and requires all it has.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/structured-outputs
 */
export function checkSchema(
  schema: Readonly<Record<string, unknown>>,
  head: string,
  param: string,
  rules: SchemaRules,
): void {
  const refuse = (message: string) => invalidRequest(rules.code, `${head}: ${message}`, param);
  const { type } = schema;
  // An empty schema of a function that takes nothing passes.
  if (type !== "object" && (rules.strict || type !== undefined))
    throw refuse(`schema must be a JSON Schema of 'type: "object"', got 'type: "${shown(type)}"'.`);
  look(schema, [], 0);

  function look(value: unknown, place: readonly string[], depth: number): void {
    if (!isRecord(value) || depth > DEEPEST) return;
    const context = `In context=(${place.map((step) => `'${step}'`).join(", ")}${place.length === 1 ? "," : ""})`;
    const stated = Array.isArray(value.type) ? (value.type as readonly unknown[]) : [value.type];
    for (const one of stated)
      if (one !== undefined && (typeof one !== "string" || !types.has(one)))
        throw refuse(`${JSON.stringify(one)} is not valid under any of the given schemas.`);
    if (stated.includes("array") && value.items === undefined && value.prefixItems === undefined)
      throw refuse(`${context}, array schema missing items.`);
    const properties = asRecord(value.properties);
    if (rules.strict && stated.includes("object")) {
      if (value.additionalProperties !== false)
        throw refuse(`${context}, 'additionalProperties' is required to be supplied and to be false.`);
      const required: readonly unknown[] = Array.isArray(value.required) ? value.required : [];
      for (const name of Object.keys(properties))
        if (!required.includes(name))
          throw refuse(
            `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${name}'.`,
          );
    }
    for (const [name, one] of Object.entries(properties))
      look(one, [...place, "properties", name], depth + 1);
    look(value.items, [...place, "items"], depth + 1);
    for (const name of ["anyOf", "allOf", "oneOf"])
      if (Array.isArray(value[name]))
        (value[name] as readonly unknown[]).forEach((one, index) =>
          look(one, [...place, name, String(index)], depth + 1),
        );
    for (const [name, one] of Object.entries(asRecord(value.$defs)))
      look(one, [...place, "$defs", name], depth + 1);
  }
}

function shown(type: unknown): string {
  return typeof type === "string" ? type : type === undefined ? "None" : JSON.stringify(type);
}
