import {
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
} from "@azure-genai-gateway/common/http";
import {
  blocklistMatches,
  categories,
  type Category,
  type ContentSafetyRuleSet,
  isAttack,
  severities,
} from "./rules";

export interface ContentSafetyOptions {
  readonly rules?: ContentSafetyRuleSet;
  /** Keys it takes in Ocp-Apim-Subscription-Key; default none. */
  readonly keys?: readonly string[];
  /** Whether it takes an access token; default every one. */
  readonly acceptsToken?: (token: string) => boolean;
}

/** https://learn.microsoft.com/azure/ai-services/content-safety/overview#input-requirements, in Unicode code points. */
const maxCharacters = 10_000;
const maxDocuments = 5;

/**
 * A simulated Content Safety resource: text:analyze and text:shieldPrompt by given rules. A stack takes it through
 * `hosts`, under the host name of the URL that a declared backend has.
 * https://learn.microsoft.com/rest/api/contentsafety/text-operations
 */
export function createContentSafety(options: ContentSafetyOptions = {}): HttpHandler {
  return (request) => Promise.resolve(answer(request, options));
}

function answer(request: HttpRequest, options: ContentSafetyOptions): HttpResponse {
  try {
    authenticate(request, options);
    const url = new URL(request.url);
    const operation = /^\/contentsafety\/(text:analyze|text:shieldPrompt)$/.exec(url.pathname)?.[1];
    if (!operation || request.method !== "POST") throw new Refusal(404, "NotFound", "Resource not found");
    if (!url.searchParams.get("api-version")) {
      throw new Refusal(400, "InvalidRequest", "The api-version query parameter is required.");
    }
    const body = bodyOf(request);
    const rules = options.rules ?? {};
    return jsonResponse(200, operation === "text:analyze" ? analyze(body, rules) : shield(body, rules));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message } = error;
    return jsonResponse(status, { error: { code, message } }, { "x-ms-error-code": code });
  }
}

/** Codes are the service's own; of the messages nothing is published. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

function authenticate({ headers }: HttpRequest, options: ContentSafetyOptions): void {
  const key = headers.get("Ocp-Apim-Subscription-Key");
  if (key !== undefined && options.keys?.includes(key)) return;
  const token = /^Bearer\s+(.+)$/i.exec(headers.get("Authorization") ?? "")?.[1];
  if (token !== undefined && (options.acceptsToken?.(token) ?? true)) return;
  throw new Refusal(
    401,
    "401",
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
  );
}

type Body = Readonly<Record<string, unknown>>;

function bodyOf({ body }: HttpRequest): Body {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw invalid("The request body is not valid JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid("The request body is not a JSON object.");
  }
  return value as Body;
}

function analyze(body: Body, rules: ContentSafetyRuleSet) {
  const text = textOf(body, "text");
  const asked = namesOf(body, "categories");
  const unknown = asked.find((name) => !(categories as readonly string[]).includes(name));
  if (unknown !== undefined) throw invalid(`The category ${unknown} is not supported.`);
  const outputType = body["outputType"] ?? "FourSeverityLevels";
  if (outputType !== "FourSeverityLevels" && outputType !== "EightSeverityLevels") {
    throw invalid("outputType is neither FourSeverityLevels nor EightSeverityLevels.");
  }
  const lists = namesOf(body, "blocklistNames");
  const missing = lists.find((name) => !Object.hasOwn(rules.blocklists ?? {}, name));
  if (missing !== undefined) throw new Refusal(404, "NotFound", `The blocklist ${missing} was not found.`);
  const blocklistsMatch = blocklistMatches(rules, text, lists);
  const halts = body["haltOnBlocklistHit"] === true && blocklistsMatch.length > 0;
  const wanted = asked.length > 0 ? (asked as readonly Category[]) : categories;
  return {
    blocklistsMatch,
    categoriesAnalysis: halts ? [] : severities(rules, text, wanted, outputType === "FourSeverityLevels"),
  };
}

function shield(body: Body, rules: ContentSafetyRuleSet) {
  const documents = namesOf(body, "documents");
  if (documents.length > maxDocuments) throw invalid(`At most ${maxDocuments} documents are allowed.`);
  limit("documents", documents.join(""));
  const prompt = body["userPrompt"];
  if (prompt === undefined && documents.length === 0) throw invalid("userPrompt or documents is required.");
  return {
    userPromptAnalysis:
      prompt === undefined ? null : { attackDetected: isAttack(rules, textOf(body, "userPrompt")) },
    documentsAnalysis: documents.map((document) => ({ attackDetected: isAttack(rules, document) })),
  };
}

function textOf(body: Body, name: string): string {
  const text = body[name];
  if (typeof text !== "string" || text === "") throw invalid(`The field ${name} is required.`);
  limit(name, text);
  return text;
}

function limit(name: string, text: string): void {
  if (text.length > maxCharacters && Array.from(text).length > maxCharacters) {
    throw invalid(`The length of ${name} exceeds the maximum of ${maxCharacters} characters.`);
  }
}

function namesOf(body: Body, name: string): readonly string[] {
  const list: unknown = body[name] ?? [];
  if (Array.isArray(list) && list.every((one) => typeof one === "string")) return list;
  throw invalid(`The field ${name} is not an array of texts.`);
}

function invalid(message: string): Refusal {
  return new Refusal(400, "InvalidRequestBody", message);
}
