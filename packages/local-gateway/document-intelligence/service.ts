import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  jsonResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { newUuid, type Random } from "@azure-genai-gateway/common/random";
import { authenticate, orRefused, Refusal, type AccountAccess } from "../ai-services/account";
import { analysisOf } from "./analyze";
import { chosenPages, pagesOf } from "./read";

export interface DocumentIntelligenceOptions extends AccountAccess {
  readonly clock: Clock;
  readonly random: Random;
  /** Where clients find it: what Operation-Location begins with. Default: the host of the request. */
  readonly endpoint?: string;
  /** Models that it has. Default: read, layout, invoice, receipt, and whatever else begins with `prebuilt-`. */
  readonly models?: readonly string[];
  /** How long an analysis takes, in milliseconds. Default 1,500. */
  readonly analysisMs?: number;
  /** Documents that `urlSource` finds, by their URL. Default none. */
  readonly documents?: Readonly<Record<string, Uint8Array>>;
}

const version = "2024-11-30";
/** https://learn.microsoft.com/azure/ai-services/document-intelligence/service-limits */
const keptMs = 24 * 3_600_000;
const mostPages = 2_000;

interface Analysis {
  readonly model: string;
  readonly begun: number;
  readonly pages: readonly { readonly number: number; readonly text: string }[];
}

/**
 * A simulated account of Document Intelligence: analyses that run for a while, and results that are kept for a day and given to
 * whoever has their id. It reads texts, and PDFs whose streams are not compressed; a picture is a page without words.
 * https://learn.microsoft.com/rest/api/aiservices/document-models/analyze-document
 */
export function createDocumentIntelligence(options: DocumentIntelligenceOptions): HttpHandler {
  const analyses = new Map<string, Analysis>();
  return (request) => Promise.resolve(orRefused(() => answer(request, analyses, options)));
}

const notFound = () => new Refusal(404, "NotFound", "Resource not found.");

function answer(
  request: HttpRequest,
  analyses: Map<string, Analysis>,
  options: DocumentIntelligenceOptions,
): HttpResponse {
  authenticate(request, options);
  const url = new URL(request.url);
  const path = decodeURIComponent(url.pathname);
  if (url.searchParams.get("api-version") !== version)
    throw new Refusal(
      400,
      "InvalidArgument",
      `The parameter api-version is missing, or none that there is: ${version}.`,
    );
  const begins = /^\/documentintelligence\/documentModels\/([^/:]+):analyze$/.exec(path);
  if (begins && request.method === "POST") return begin(request, url, begins[1]!, analyses, options);
  const asks =
    /^\/documentintelligence\/documentModels\/([^/]+)\/analyzeResults\/([^/]+)(\/pdf|\/figures\/[^/]+)?$/.exec(
      path,
    );
  const [, model, id, more] = asks ?? [];
  const found = id === undefined ? undefined : analyses.get(id);
  const now = options.clock.now();
  if (!found || found.model !== model || now - found.begun > keptMs) throw notFound();
  if (request.method === "DELETE") {
    analyses.delete(id!);
    return { status: 204, headers: new HttpHeaders(), body: Buffer.from("") };
  }
  if (request.method !== "GET") throw notFound();
  if (more !== undefined)
    throw new Refusal(400, "NotSimulated", "This simulated account makes neither PDFs nor figures.");
  return jsonResponse(200, resultOf(found, now, options.analysisMs ?? 1_500));
}

function resultOf({ model, begun, pages }: Analysis, now: number, takes: number): unknown {
  const times = {
    createdDateTime: new Date(begun).toISOString(),
    lastUpdatedDateTime: new Date(Math.min(now, begun + takes)).toISOString(),
  };
  if (now - begun < takes) return { status: "running", ...times };
  return { status: "succeeded", ...times, analyzeResult: analysisOf(model, version, pages) };
}

function begin(
  request: HttpRequest,
  url: URL,
  model: string,
  analyses: Map<string, Analysis>,
  options: DocumentIntelligenceOptions,
): HttpResponse {
  if (!(options.models?.includes(model) ?? model.startsWith("prebuilt-"))) throw notFound();
  const pages = pagesOf(documentOf(request, options));
  if (!pages)
    throw new Refusal(
      400,
      "InvalidRequest",
      "Invalid request. InvalidContent: the file is corrupted or its format is not supported.",
    );
  const chosen = chosenPages(url.searchParams.get("pages") ?? undefined, Math.min(mostPages, pages.length));
  if (!chosen) throw new Refusal(400, "InvalidArgument", "The parameter pages is invalid.");
  const id = newUuid(options.random);
  analyses.set(id, {
    model,
    begun: options.clock.now(),
    pages: chosen.map((number) => ({ number, text: pages[number - 1]! })),
  });
  const endpoint = options.endpoint ?? url.origin;
  return {
    status: 202,
    headers: new HttpHeaders({
      "Operation-Location": `${endpoint}/documentintelligence/documentModels/${model}/analyzeResults/${id}?api-version=${version}`,
      "Retry-After": "1",
    }),
    body: Buffer.from(""),
  };
}

function documentOf(
  { headers, body }: HttpRequest,
  { documents = {} }: DocumentIntelligenceOptions,
): Uint8Array {
  const type = headers.get("content-type") ?? "";
  if (!type.startsWith("application/json")) return body;
  let json: { readonly base64Source?: unknown; readonly urlSource?: unknown };
  try {
    json = JSON.parse(Buffer.from(body).toString("utf8")) as typeof json;
  } catch {
    throw new Refusal(400, "InvalidRequest", "Invalid request: the body is no JSON.");
  }
  if (typeof json.base64Source === "string") return Buffer.from(json.base64Source, "base64");
  const fetched = typeof json.urlSource === "string" ? documents[json.urlSource] : undefined;
  if (fetched) return fetched;
  throw new Refusal(
    400,
    "InvalidRequest",
    typeof json.urlSource === "string"
      ? "Invalid request. InvalidContent: could not download the file from the given URL."
      : "Invalid request: base64Source or urlSource is needed.",
  );
}
