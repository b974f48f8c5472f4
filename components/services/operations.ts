import type { ServiceConfig } from "../config/schema";

/** An operation of a service's own API that the gateway offers. */
export interface ServiceOperation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the API's path, as API Management has templates: a parameter is a whole part of the path. */
  readonly path: string;
  readonly summary: string;
}

/**
 * Azure AI Search writes an index as `indexes('NAME')`, which is one part of the path, and its clients do; the form with
 * slashes is the older one, and answers the same. https://learn.microsoft.com/rest/api/searchservice/documents
 */
const search: readonly ServiceOperation[] = [
  ...both("search-documents", "POST", "/docs/search.post.search", "/docs/search", "Search an index"),
  ...both("suggest-documents", "POST", "/docs/search.post.suggest", "/docs/suggest", "Suggest documents"),
  ...both(
    "autocomplete-documents",
    "POST",
    "/docs/search.post.autocomplete",
    "/docs/autocomplete",
    "Complete a word",
  ),
  ...both("count-documents", "GET", "/docs/$count", "/docs/$count", "Count an index's documents"),
  ...both("get-document", "GET", "/{document}", "/docs/{document}", "Get a document by its key"),
];

const writes = both("index-documents", "POST", "/docs/search.index", "/docs/index", "Write documents");

/** https://learn.microsoft.com/rest/api/aiservices/document-models/analyze-document */
const documentIntelligence: readonly ServiceOperation[] = [
  { id: "analyze-document", method: "POST", path: "/documentModels/{call}", summary: "Analyze a document" },
  ...(
    [
      ["get-result", "GET", "", "Get what an analysis has found"],
      ["get-result-pdf", "GET", "/pdf", "Get a searchable PDF of an analysis"],
      ["get-result-figure", "GET", "/figures/{figure}", "Get a figure of an analysis"],
      ["delete-result", "DELETE", "", "Delete what an analysis has found"],
    ] as const
  ).map(([id, method, more, summary]) => ({
    id,
    method,
    path: `/documentModels/{model}/analyzeResults/{result}${more}`,
    summary,
  })),
];

function both(
  id: string,
  method: ServiceOperation["method"],
  path: string,
  plainPath: string,
  summary: string,
): readonly ServiceOperation[] {
  return [
    { id, method, path: `/{index}${path}`, summary },
    {
      id: `${id}-plain`,
      method,
      path: `/indexes/{index}${plainPath}`,
      summary: `${summary}, by a path of slashes`,
    },
  ];
}

/** What the gateway offers of a service; writing only where somebody may. */
export function operationsOf({
  kind,
  writers,
}: Pick<ServiceConfig, "kind" | "writers">): readonly ServiceOperation[] {
  if (kind === "documentIntelligence") return documentIntelligence;
  return writers.length > 0 ? [...search, ...writes] : search;
}

/** In front of the ids of the operations that answer whatever no other does. */
export const notOffered = "not-offered";

/** The API's OpenAPI document: its operations, and one for any other path of each method. */
export function definitionOf(title: string, operations: readonly ServiceOperation[]): string {
  const others = (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).map((method): ServiceOperation => ({
    id: `${notOffered}-${method.toLowerCase()}`,
    method,
    path: "/*",
    summary: `Any other ${method}`,
  }));
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { id, method, path, summary } of [...operations, ...others])
    (paths[path] ??= {})[method.toLowerCase()] = {
      operationId: id,
      summary,
      parameters: [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string" },
      })),
      responses: { "200": { description: "The service's answer" } },
    };
  return JSON.stringify({ openapi: "3.0.1", info: { title, version: "1.0" }, paths });
}
