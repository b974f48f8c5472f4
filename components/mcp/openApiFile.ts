import { readFileSync } from "node:fs";
import { parse as parseYaml } from "yaml";
import { isRecord } from "@azure-genai-gateway/common/records";

/** An operation of an OpenAPI document, as far as a tool is made from it. */
export interface OperationFacts {
  /** The operation's own id; absent where the document gives none, and no tool can be made. */
  readonly id?: string | undefined;
  /** `GET /orders/{id}` */
  readonly line: string;
  /** Arguments in the path or the query. */
  readonly hasParameters: boolean;
  readonly hasBody: boolean;
}

/** An OpenAPI 3 document. */
export interface OpenApiFile {
  readonly operations: readonly OperationFacts[];
  /**
   * OpenAPI as JSON with those operations alone, each under the id that {@link operationEntity} has, and without servers:
   * whose address the API has is the config's matter.
   */
  withOperations(ids: ReadonlySet<string>): string;
}

/**
 * The name that the operation of an imported document has as a resource. API Management's page says that it makes lower-case
 * letters, digits and single hyphens of any other, and has been seen to keep some that are legal names; so what is imported
 * has the name already, and a tool leads to its operation in either case.
 * https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#normalization-rules-for-operationid
 * @returns "" for an id that has neither letters nor digits
 */
export function operationEntity(id: string): string {
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 76)
    .replace(/^-+|-+$/g, "");
}

type Json = Record<string, unknown>;
const methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

/** @returns what is wrong with the file, as a sentence, where it is no OpenAPI 3 document */
export function readOpenApiFile(path: string): OpenApiFile | string {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return `There is no file ${path} that can be read`;
  }
  return readOpenApi(text, path);
}

/** @param name as problems name the document */
export function readOpenApi(text: string, name: string): OpenApiFile | string {
  let document: unknown;
  try {
    // YAML contains JSON. Documents for OpenAPI's own tools are of YAML 1.1, which has merge keys.
    document = parseYaml(text, { merge: true });
  } catch (error) {
    return `${name} cannot be read: ${(error instanceof Error ? error.message : String(error)).split("\n")[0]!}`;
  }
  const paths = isRecord(document) ? document["paths"] : undefined;
  if (!isRecord(document) || !isRecord(paths) || !/^3\./.test(String(document["openapi"])))
    return `${name} is no OpenAPI 3 document`;
  const root = document;
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isRecord(item) ? item[method] : undefined;
      return isRecord(operation) ? [factsOf(path, method, isRecord(item) ? item : {}, operation, root)] : [];
    }),
  );
  return {
    operations,
    withOperations: (ids) => JSON.stringify({ ...without(root, "servers"), paths: keep(paths, ids) }),
  };
}

function factsOf(path: string, method: string, item: Json, operation: Json, root: Json): OperationFacts {
  const id = operation["operationId"];
  const parameters = [...listOf(item["parameters"]), ...listOf(operation["parameters"])].map((parameter) =>
    resolved(parameter, root),
  );
  return {
    id: typeof id === "string" && id !== "" ? id : undefined,
    line: `${method.toUpperCase()} ${path}`,
    hasParameters: parameters.some((parameter) => parameter["in"] === "path" || parameter["in"] === "query"),
    hasBody: isRecord(operation["requestBody"]),
  };
}

/** Paths whose operations are all left out go too. */
function keep(paths: Json, ids: ReadonlySet<string>): Json {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([path, item]) => {
      if (!isRecord(item)) return [];
      const kept = Object.fromEntries(
        Object.entries(item).flatMap(([key, value]): readonly (readonly [string, unknown])[] => {
          if (!methods.includes(key)) return key === "servers" ? [] : [[key, value]];
          const id = isRecord(value) ? value["operationId"] : undefined;
          if (!isRecord(value) || typeof id !== "string" || !ids.has(id)) return [];
          // Without a summary the id is what developers see.
          return [[key, { ...value, operationId: operationEntity(id), summary: value["summary"] ?? id }]];
        }),
      );
      return Object.keys(kept).some((key) => methods.includes(key)) ? [[path, kept]] : [];
    }),
  );
}

function resolved(value: unknown, root: Json): Json {
  if (!isRecord(value)) return {};
  const reference = value["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#/")) return value;
  let found: unknown = root;
  for (const key of reference.slice(2).split("/")) found = isRecord(found) ? found[key] : undefined;
  return isRecord(found) ? found : {};
}

function without(record: Json, key: string): Json {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
