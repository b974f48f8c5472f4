import type { OperationContract, ParameterContract } from "../model/contract";
import { asRecord, type Json, stringsOf } from "../../resources/inputs";

/** What API Management has been seen to get wrong, for tests of what a program does then. Default: nothing. */
export interface McpFaults {
  /** Only the last argument reaches the API. https://github.com/Azure-Samples/AI-Gateway/issues/316 */
  readonly oneArgument?: boolean;
  /** A tool with arguments in the path or the query has none of its body. https://github.com/Azure/MCP/issues/38 */
  readonly oneSource?: boolean;
  /**
   * A policy that reads the body of an answer keeps the stream back, and the client waits for ever.
   * https://github.com/microsoft/claims-processing-hack/issues/21
   */
  readonly bodyReading?: boolean;
}

/** Of an argument: where it goes in the call of the operation. */
export interface Argument {
  readonly name: string;
  readonly place: ParameterContract["place"] | "body" | "wholeBody";
  readonly required: boolean;
  readonly schema: Json;
}

/**
 * The arguments of a tool: an operation's parameters, and the properties of its body beside them; a body that is no
 * object is one argument called `body`. [I: API Management documents no rules; that properties of a body become arguments
 * has been seen in https://github.com/Azure/MCP/issues/38.]
 */
export function argumentsOf(
  contract: OperationContract | undefined,
  faults: McpFaults = {},
): readonly Argument[] {
  const parameters = (contract?.parameters ?? []).map((parameter): Argument => ({
    name: parameter.name,
    place: parameter.place,
    required: parameter.required,
    schema: inlined(parameter.schema ?? {}),
  }));
  if (faults.oneSource && parameters.some(({ place }) => place === "path" || place === "query"))
    return parameters;
  const taken = new Set(parameters.map(({ name }) => name));
  return [...parameters, ...bodyArguments(contract).filter(({ name }) => !taken.has(name))];
}

function bodyArguments(contract: OperationContract | undefined): readonly Argument[] {
  const body = contract?.request.find(({ contentType }) => /\bjson$/.test(contentType));
  if (!body?.schema) return [];
  const schema = inlined(body.schema);
  const properties = asRecord(schema["properties"]);
  if (!properties) return [{ name: "body", place: "wholeBody", required: true, schema }];
  const required = new Set(stringsOf(schema["required"]));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    place: "body" as const,
    required: required.has(name),
    schema: asRecord(property) ?? {},
  }));
}

/** The tool's inputSchema: JSON Schema of an object. */
export function inputSchema(all: readonly Argument[]): Json {
  const required = all.filter((argument) => argument.required).map(({ name }) => name);
  return {
    type: "object",
    properties: Object.fromEntries(all.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 ? { required } : {}),
  };
}

/** A schema without references: clients see this one document. What contains itself is left open where it does. */
function inlined(schema: Json): Json {
  return (resolve(schema, schema, []) as Json | undefined) ?? {};
}

function resolve(value: unknown, root: Json, inside: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, root, inside));
  const record = asRecord(value);
  if (!record) return value;
  const reference = record["$ref"];
  if (typeof reference === "string") {
    if (inside.includes(reference)) return {};
    return resolve(pointed(reference, root), root, [...inside, reference]);
  }
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, item]) =>
      key === "components" && record === root ? [] : [[key, resolve(item, root, inside)]],
    ),
  );
}

function pointed(reference: string, root: Json): unknown {
  let current: unknown = root;
  for (const key of reference.replace(/^#\//, "").split("/"))
    current = asRecord(current)?.[key.replaceAll("~1", "/").replaceAll("~0", "~")];
  return current ?? {};
}

/** A call of an operation, below its API's path. */
export interface OperationCall {
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  /** JSON; absent where there is none. */
  readonly body?: string | undefined;
}

/** @returns what is wrong with the arguments, where the operation cannot be called with them */
export function operationCall(
  urlTemplate: string,
  all: readonly Argument[],
  given: Json,
  faults: McpFaults = {},
): OperationCall | string {
  const missing = all.filter(({ name, required }) => required && given[name] === undefined);
  if (missing.length > 0) return `Missing arguments: ${missing.map(({ name }) => name).join(", ")}`;
  const names = Object.keys(given);
  const sent = faults.oneArgument && names.length > 1 ? { [names.at(-1)!]: given[names.at(-1)!] } : given;
  const used = all.filter(({ name }) => sent[name] !== undefined);
  const [template = "", templateQuery = ""] = urlTemplate.split("?");
  const path = template.replace(/\{\*?([^{}]+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(sent[name])),
  );
  const query = used
    .filter(({ name, place }) => place === "query" || templateQuery.includes(`{${name}}`))
    .map(({ name }) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(sent[name]))}`);
  const whole = used.find(({ place }) => place === "wholeBody");
  const properties = used.filter(({ place }) => place === "body").map(({ name }) => [name, sent[name]]);
  const body = whole
    ? JSON.stringify(sent[whole.name])
    : all.some(({ place }) => place === "body")
      ? JSON.stringify(Object.fromEntries(properties))
      : undefined;
  return {
    path: path + (query.length > 0 ? `?${query.join("&")}` : ""),
    headers: used
      .filter(({ place }) => place === "header")
      .map(({ name }) => [name, textOf(sent[name])] as const),
    body,
  };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
