import { parse as parseYaml } from "yaml";
import { openApiContract } from "./contract";
import { asRecord, type Json, records, textOf } from "../../resources/inputs";
import { openApiOfSwagger } from "./swagger";
import type { OperationModel } from "./types";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

export interface ImportedApi {
  readonly serviceUrl?: string;
  readonly operations: readonly OperationModel[];
}

/**
 * What API Management takes from an OpenAPI 3 or Swagger 2.0 document: the first server, and an operation per path and method.
 * Query parameters that are required become part of the operation's template unless the import says otherwise, so a
 * request without them finds no operation.
 * https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#open-api
 * @returns undefined when the text is no such document.
 */
export function importOpenApi(text: string, requiredQuery: "template" | "query"): ImportedApi | undefined {
  const read = asRecord(parse(text));
  const document = read && textOf(read["swagger"])?.startsWith("2") ? openApiOfSwagger(read) : read;
  const paths = asRecord(document?.["paths"]);
  if (!document || !paths) return undefined;
  const operations = Object.entries(paths).flatMap(([path, item]) => {
    const entry = asRecord(item) ?? {};
    return methods.flatMap((method) => {
      const operation = asRecord(entry[method]);
      if (!operation) return [];
      const id = operationName(textOf(operation["operationId"]) ?? `${method}-${path}`);
      const parameters = [...records(entry["parameters"]), ...records(operation["parameters"])];
      return {
        id,
        name: textOf(operation["summary"]) ?? textOf(operation["operationId"]) ?? id,
        method: method.toUpperCase(),
        contract: openApiContract(document, records(entry["parameters"]), operation, (value) =>
          resolve(document, value),
        ),
        urlTemplate: path + (requiredQuery === "template" ? queryTemplate(document, parameters) : ""),
      };
    });
  });
  return { serviceUrl: textOf(records(document["servers"])[0]?.["url"]), operations };
}

function parse(text: string): unknown {
  try {
    // A byte order mark counts as a blank. YAML contains JSON, but JSON.parse is a hundred times faster on the documents that matter.
    return text.trimStart().startsWith("{") ? (JSON.parse(text.trim()) as unknown) : parseYaml(text);
  } catch {
    return undefined;
  }
}

function queryTemplate(document: Json, parameters: readonly Json[]): string {
  const names = parameters
    .map((parameter) => resolve(document, parameter))
    .filter((parameter) => parameter["in"] === "query" && parameter["required"] === true)
    .flatMap((parameter) => textOf(parameter["name"]) ?? []);
  return names.length === 0 ? "" : `?${names.map((name) => `${name}={${name}}`).join("&")}`;
}

function resolve(document: Json, parameter: Json): Json {
  const reference = textOf(parameter["$ref"]);
  if (!reference?.startsWith("#/")) return parameter;
  let current: unknown = document;
  for (const key of reference.slice(2).split("/")) current = asRecord(current)?.[key];
  return asRecord(current) ?? {};
}

/** An operationId that is a legal resource name stays as it is; another is made one. */
function operationName(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(id)) return id;
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 76);
}
