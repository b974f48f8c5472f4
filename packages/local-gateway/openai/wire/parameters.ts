import { invalidRequest, type ServiceError } from "./errors";
import type { RequestBody } from "../operation";
import { isRecord } from "./validate";

/** Looks at one value of a request; `path` is how errors name it: `tools[0].function.name`. Throws ServiceError. */
export type Check = (value: unknown, path: string) => void;

/** What an operation takes, by name. A parameter that is absent or null is not looked at. */
export type Parameters = Readonly<Record<string, Check>>;

/**
 * Refuses what an operation does not know, then what is of another type or out of range, in OpenAI's wording
 * (as public clients and threads quote it).
 * @param unknown how the operation words what it does not know; the families of the API differ.
 */
export function checkParameters(
  body: RequestBody,
  parameters: Parameters,
  unknown: (names: readonly string[]) => ServiceError = unknownParameter,
  path = "",
): void {
  const strange = Object.keys(body).filter((name) => !Object.hasOwn(parameters, name));
  if (strange.length > 0) throw unknown(strange.map((name) => `${path}${name}`));
  for (const [name, value] of Object.entries(body))
    if (value !== undefined && value !== null) parameters[name]!(value, `${path}${name}`);
}

/** The newer operations name one unknown parameter. */
export function unknownParameter([name = ""]: readonly string[]): ServiceError {
  return invalidRequest("unknown_parameter", `Unknown parameter: '${name}'.`, name);
}

/** Chat, completions and embeddings name all of them, and no code. */
export function unrecognizedArguments(names: readonly string[]): ServiceError {
  const many = names.length > 1 ? "s" : "";
  return invalidRequest(null, `Unrecognized request argument${many} supplied: ${names.join(", ")}`);
}

/** For what is checked elsewhere, or in no way. */
export const anything: Check = () => undefined;

export function wrongType(path: string, expected: string, value: unknown): ServiceError {
  return invalidRequest(
    "invalid_type",
    `Invalid type for '${path}': expected ${expected}, but got ${kindOf(value)} instead.`,
    path,
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number") return Number.isInteger(value) ? "an integer" : "a decimal number";
  if (typeof value === "object") return "an object";
  return typeof value === "undefined" ? "nothing" : `a ${typeof value}`;
}

export const boolean: Check = (value, path) => {
  if (typeof value !== "boolean") throw wrongType(path, "a boolean", value);
};

/** A number from `least` to `most`. */
export function decimal(least: number, most: number): Check {
  return (value, path) => {
    if (typeof value !== "number") throw wrongType(path, "a decimal", value);
    inRange("decimal", value, path, least, most);
  };
}

export function integer(least: number, most?: number): Check {
  return (value, path) => {
    if (typeof value !== "number" || !Number.isInteger(value)) throw wrongType(path, "an integer", value);
    inRange("integer", value, path, least, most);
  };
}

function inRange(kind: "decimal" | "integer", value: number, path: string, least: number, most?: number) {
  if (value < least)
    throw invalidRequest(
      `${kind}_below_min_value`,
      `Invalid '${path}': ${kind} below minimum value. Expected a value >= ${least}, but got ${value} instead.`,
      path,
    );
  if (most !== undefined && value > most)
    throw invalidRequest(
      `${kind}_above_max_value`,
      `Invalid '${path}': ${kind} above maximum value. Expected a value <= ${most}, but got ${value} instead.`,
      path,
    );
}

/** A text of at most so many characters. */
export function text(most?: number, least = 0): Check {
  return (value, path) => {
    if (typeof value !== "string") throw wrongType(path, "a string", value);
    if (value.length < least)
      throw invalidRequest(
        value === "" ? "empty_string" : "string_below_min_length",
        `Invalid '${path}': ${value === "" ? "empty string" : "string too short"}. Expected a string with minimum length ${least}, but got ${value === "" ? "an empty string" : `a string with length ${value.length}`} instead.`,
        path,
      );
    if (most !== undefined && value.length > most)
      throw invalidRequest(
        "string_above_max_length",
        `Invalid '${path}': string too long. Expected a string with maximum length ${most}, but got a string with length ${value.length} instead.`,
        path,
      );
  };
}

export function oneOf(...known: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== "string") throw wrongType(path, `one of ${quoted(known, "or")}`, value);
    if (!known.includes(value)) throw invalidValue(value, known, path);
  };
}

export function invalidValue(given: unknown, known: readonly string[], path: string): ServiceError {
  const value = typeof given === "string" ? given : JSON.stringify(given);
  const shown = value.length > 100 ? `${value.slice(0, 100)}...` : value;
  return invalidRequest(
    "invalid_value",
    `Invalid value: '${shown}'. Supported values are: ${quoted(known, "and")}.`,
    path,
  );
}

function quoted(known: readonly string[], last: string): string {
  const all = known.map((one) => `'${one}'`);
  if (all.length < 3) return all.join(` ${last} `);
  return `${all.slice(0, -1).join(", ")}, ${last} ${all.at(-1)}`;
}

/** A list of `least` to `most` members. */
export function list(of: Check, most?: number, least = 0): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(path, "an array", value);
    if (value.length < least)
      throw invalidRequest(
        value.length === 0 ? "empty_array" : "array_below_min_length",
        `Invalid '${path}': ${value.length === 0 ? "empty array" : "array too short"}. Expected an array with minimum length ${least}, but got ${value.length === 0 ? "an empty array" : `an array with length ${value.length}`} instead.`,
        path,
      );
    if (most !== undefined && value.length > most)
      throw invalidRequest(
        "array_above_max_length",
        `Invalid '${path}': array too long. Expected an array with maximum length ${most}, but got an array with length ${value.length} instead.`,
        path,
      );
    value.forEach((one, index) => of(one, `${path}[${index}]`));
  };
}

/** An object; with `parameters` of these members alone. */
export function object(parameters?: Parameters): Check {
  return (value, path) => {
    if (!isRecord(value)) throw wrongType(path, "an object", value);
    if (parameters) checkParameters(value, parameters, unknownParameter, `${path}.`);
  };
}

/** Takes what one of several checks takes by its JavaScript type. */
export function either(
  byType: Readonly<Partial<Record<"string" | "object" | "array", Check>>>,
  expected: string,
): Check {
  return (value, path) => {
    const kind = Array.isArray(value) ? "array" : typeof value;
    const check = byType[kind as keyof typeof byType];
    if (!check) throw wrongType(path, expected, value);
    check(value, path);
  };
}

const MOST_PAIRS = 16;

/** Up to 16 pairs of texts, keys of up to 64 characters and values of up to 512. */
export const metadata: Check = (value, path) => {
  if (!isRecord(value)) throw wrongType(path, "an object", value);
  const pairs = Object.entries(value);
  if (pairs.length > MOST_PAIRS)
    throw invalidRequest(
      "object_above_max_properties",
      `Invalid '${path}': too many properties. Expected an object with at most ${MOST_PAIRS} properties, but got an object with ${pairs.length} properties instead.`,
      path,
    );
  for (const [key, one] of pairs) {
    // [I]: the wording for a key that is too long.
    if (key.length > 64)
      throw invalidRequest(
        "string_above_max_length",
        `Invalid key in '${path}': string too long. Expected a string with maximum length 64, but got a string with length ${key.length} instead.`,
        path,
      );
    text(512)(one, `${path}.${key}`);
  }
};
