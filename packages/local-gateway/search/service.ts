import {
  HttpHeaders,
  jsonResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { fieldsOf, matchesFilter, type Document } from "./filter";
import { orRefused, Refusal } from "../ai-services/account";

/** Documents that a test, or whoever starts the stack, gives. */
export interface SearchIndex {
  /** Name of the field that is the key. */
  readonly key: string;
  readonly documents: readonly Document[];
}

export interface SearchOptions {
  /** By name. Default: one, `hotels`, with three documents. */
  readonly indexes?: Readonly<Record<string, SearchIndex>>;
  /** Whether it takes an access token for reading, or for writing; default every one. */
  readonly acceptsToken?: (token: string, writing: boolean) => boolean;
  /** Keys that it takes in `api-key`; default none. */
  readonly keys?: readonly string[];
}

/** Enough to see an answer. */
export const exampleIndexes: Readonly<Record<string, SearchIndex>> = {
  hotels: {
    key: "id",
    documents: [
      { id: "1", name: "Harbour House", city: "Gothenburg", rating: 4.2, description: "Rooms by the water" },
      { id: "2", name: "Forest Inn", city: "Umea", rating: 3.9, description: "Quiet rooms under trees" },
      { id: "3", name: "Station Hotel", city: "Stockholm", rating: 4.6, description: "Rooms by the trains" },
    ],
  },
};

/** https://learn.microsoft.com/azure/search/search-api-versions */
const version = /^\d{4}-\d{2}-\d{2}(-preview)?$/;
const paths =
  /^\/indexes(?:\('([^']+)'\)|\/([^/(]+))\/docs(?:(?:\/search\.post\.|\/)(search|suggest|autocomplete)|(\/(?:search\.)?index)|(\/\$count)|(?:\('([^']+)'\)|\/([^/$]+)))$/;

/**
 * A simulated search service: documents of indexes, found by their words and by simple filters, in place of an index and a
 * ranker. What it cannot do it refuses (400) and says so; it never answers as if it had.
 * https://learn.microsoft.com/rest/api/searchservice/documents
 */
export function createSearch(options: SearchOptions = {}): HttpHandler {
  const indexes = new Map(
    Object.entries(options.indexes ?? exampleIndexes).map(([name, { key, documents }]) => [
      name,
      { key, documents: new Map(documents.map((one) => [String(one[key]), one])) },
    ]),
  );
  return (request) => Promise.resolve(orRefused(() => answer(request, indexes, options)));
}

interface Stored {
  readonly key: string;
  readonly documents: Map<string, Document>;
}

function answer(
  request: HttpRequest,
  indexes: ReadonlyMap<string, Stored>,
  options: SearchOptions,
): HttpResponse {
  const url = new URL(request.url);
  const found = paths.exec(decodeURIComponent(url.pathname));
  authenticate(request, options, found?.[4] !== undefined);
  if (!version.test(url.searchParams.get("api-version") ?? ""))
    throw new Refusal(400, "MissingApiVersion", "The api-version query parameter is missing or invalid.");
  if (!found) throw new Refusal(404, "", "Resource not found.");
  const [, quoted, plain, query, writing, counting, quotedKey, plainKey] = found;
  const name = (quoted ?? plain)!;
  const index = indexes.get(name);
  if (!index) throw new Refusal(404, "", `The index '${name}' was not found.`);
  const key = quotedKey ?? plainKey;
  const wanted =
    request.method === "POST" ? query !== undefined || writing !== undefined : !query && !writing;
  if (!wanted) throw new Refusal(405, "", "Method not allowed.");
  if (counting !== undefined) return textResponse(String(index.documents.size));
  if (key !== undefined) {
    const document = index.documents.get(key);
    if (!document) throw new Refusal(404, "", `No document has the key '${key}'.`);
    return jsonResponse(200, fieldsOf(document, url.searchParams.get("$select") ?? undefined));
  }
  const body = bodyOf(request);
  if (writing !== undefined) return write(index, body);
  return jsonResponse(200, { search, suggest, autocomplete }[query as "search"](index, body));
}

function authenticate({ headers }: HttpRequest, options: SearchOptions, writing: boolean): void {
  const key = headers.get("api-key");
  if (key !== undefined && options.keys?.includes(key)) return;
  const token = /^Bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token === undefined) throw new Refusal(401, "", "Access denied: neither a key nor a token was sent.");
  if (!(options.acceptsToken?.(token, writing) ?? true)) throw new Refusal(403, "", "Authorization failed.");
}

type Body = Readonly<Record<string, unknown>>;

function bodyOf({ body }: HttpRequest): Body {
  try {
    const json: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Body;
  } catch {
    // Told below, as of a body that is another kind of JSON.
  }
  throw new Refusal(400, "InvalidRequestParameter", "The request is invalid: the body is no JSON object.");
}

const known = new Set([
  ...[
    "search",
    "searchMode",
    "searchFields",
    "queryType",
    "filter",
    "orderby",
    "select",
    "top",
    "skip",
    "count",
  ],
  ...["suggesterName", "autocompleteMode", "semanticConfiguration", "answers", "captions"],
]);

/** Documents with their scores, best first: the number of the query's words that they have. */
function scored({ documents }: Stored, body: Body): (readonly [score: number, document: Document])[] {
  const unknown = Object.entries(body).find(
    ([name, value]) => !known.has(name) && value !== undefined && value !== null,
  );
  if (unknown)
    throw new Refusal(400, "NotSimulated", `This simulated service does not know '${unknown[0]}'.`);
  const words = textOf(body["search"])
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
  const everything = words.length === 0;
  const fields = textOf(body["searchFields"])
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  return [...documents.values()]
    .filter((document) => matchesFilter(document, textOf(body["filter"])))
    .map((document) => {
      const text = Object.entries(document)
        .filter(
          ([name, value]) => typeof value === "string" && (fields.length === 0 || fields.includes(name)),
        )
        .map(([, value]) => String(value).toLowerCase())
        .join(" ");
      const own = new Set(text.split(/[^\p{L}\p{N}]+/u));
      const score = words.filter((word) => own.has(word)).length;
      const enough = body["searchMode"] === "all" ? score === words.length : score > 0;
      return [everything || enough ? Math.max(1, score) : 0, document] as const;
    })
    .filter(([score]) => score > 0)
    .sort(([one], [other]) => other - one);
}

function search(index: Stored, body: Body): unknown {
  const all = ordered(scored(index, body), textOf(body["orderby"]));
  const skip = Number(body["skip"] ?? 0);
  const top = Math.min(1_000, Number(body["top"] ?? 50));
  return {
    ...(body["count"] === true ? { "@odata.count": all.length } : {}),
    value: all.slice(skip, skip + top).map(([score, document]) => ({
      "@search.score": score,
      ...(body["queryType"] === "semantic" ? { "@search.rerankerScore": Math.min(4, score) } : {}),
      ...fieldsOf(document, textOf(body["select"]) || undefined),
    })),
  };
}

function ordered(
  all: (readonly [number, Document])[],
  orderBy: string,
): readonly (readonly [number, Document])[] {
  const found = /^(\w+)(?: (asc|desc))?$/.exec(orderBy.trim());
  if (!found) return all;
  const [, field, direction] = found;
  const sign = direction === "desc" ? -1 : 1;
  return all.sort(([, one], [, other]) => {
    const [left, right] = [one[field!], other[field!]];
    return (
      sign *
      (typeof left === "number" && typeof right === "number"
        ? left - right
        : String(left).localeCompare(String(right)))
    );
  });
}

/** Of suggestions the word that is being written is the beginning of one of the document's. */
function suggest(index: Stored, body: Body): unknown {
  const begun = textOf(body["search"]).toLowerCase();
  return {
    value: scored(index, { ...body, search: "*" }).flatMap(([, document]) => {
      const text = Object.values(document).find(
        (value) =>
          typeof value === "string" &&
          value
            .toLowerCase()
            .split(/\s+/)
            .some((word) => word.startsWith(begun)),
      );
      return text === undefined ? [] : [{ "@search.text": text, [index.key]: document[index.key] }];
    }),
  };
}

function autocomplete(index: Stored, body: Body): unknown {
  const begun = textOf(body["search"]).toLowerCase();
  const words = scored(index, { ...body, search: "*" }).flatMap(([, document]) =>
    Object.values(document).flatMap((value) =>
      typeof value === "string" ? value.toLowerCase().split(/\s+/) : [],
    ),
  );
  const found = [...new Set(words.filter((word) => word.startsWith(begun)))].sort();
  return { value: found.map((text) => ({ text, queryPlusText: text })) };
}

/** https://learn.microsoft.com/rest/api/searchservice/documents */
function write({ key, documents }: Stored, body: Body): HttpResponse {
  const actions = body["value"];
  if (!Array.isArray(actions) || actions.length === 0)
    throw new Refusal(400, "InvalidRequestParameter", "The request is invalid: value has no documents.");
  const results = (actions as Document[]).map((one) => {
    const { "@search.action": action = "upload", ...document } = one;
    const id = textOf(document[key]);
    const before = documents.get(id);
    if (id === "" || (action === "merge" && !before))
      return { key: id, status: false, errorMessage: "Document not found.", statusCode: 404 };
    if (action === "delete") documents.delete(id);
    else documents.set(id, action === "upload" ? document : { ...before, ...document });
    return {
      key: id,
      status: true,
      errorMessage: null,
      statusCode: before || action === "delete" ? 200 : 201,
    };
  });
  return jsonResponse(results.every(({ status }) => status) ? 200 : 207, { value: results });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textResponse(text: string): HttpResponse {
  return {
    status: 200,
    headers: new HttpHeaders({ "Content-Type": "text/plain" }),
    body: Buffer.from(text),
  };
}
