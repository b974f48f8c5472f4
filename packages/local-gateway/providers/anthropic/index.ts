import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpRequest } from "@azure-genai-gateway/common/http";
import { jsonBody } from "../service/body";
import type { Access, Dialect, Incoming, Route } from "../service/dialect";
import type { LimitKind, LimitStates } from "../service/limits";
import { asRecord, type Json } from "../service/records";
import { checkCount } from "./checks";
import { checkVersioned } from "./checkVersioned";
import { failure, invalid, refused, requestId, required, shouldBe } from "./errors";
import { planMessage } from "./messages";
import { claudeModel, listedModels } from "./models";
import { promptBlocks } from "./prompt";
import { prefixCaches, type PrefixCache } from "../service/prefixCache";

/** Of a request to the Messages API: https://platform.claude.com/docs/en/api/errors#request-size-limits */
const MOST_BYTES = 32 * 1024 * 1024;
const VERSIONS = ["2026-10-21", "2023-06-01", "2023-01-01"];

/** The Claude API at api.anthropic.com: https://platform.claude.com/docs/en/api/overview */
export const anthropic = anthropicAt();

/** What is otherwise where others offer the same API. */
export interface Elsewhere {
  /** What stands before `/v1/messages`; default nothing. */
  readonly base?: string;
  /** Lets a call in, or throws. */
  readonly authenticate?: (request: HttpRequest) => void;
  /** What a model is by the name that is called, which may be a deployment's. */
  readonly model?: Dialect["model"];
}

/** The same API elsewhere, such as in Microsoft Foundry. */
export function anthropicAt(elsewhere: Elsewhere = {}): (clock: Clock) => Dialect {
  return (clock) => dialect(clock, elsewhere);
}

function dialect(clock: Clock, elsewhere: Elsewhere): Dialect {
  const { base = "", model = claudeModel } = elsewhere;
  const cacheOf = prefixCaches(clock);
  return {
    authenticate({ request }, access) {
      if (elsewhere.authenticate) elsewhere.authenticate(request);
      else authenticate(request, access);
    },
    route: (incoming) => route(incoming, base, cacheOf),
    model,
    unknownModel: (name) => failure(404, `model: ${name}`),
    listed: elsewhere.model ? [] : listedModels,
    // The highest tier that is published: https://platform.claude.com/docs/en/api/rate-limits
    defaultLimits: { requests: 4_000, inputTokens: 2_000_000, outputTokens: 400_000 },
    limited: (kind, retryAfterMs, states) => limited(kind, retryAfterMs, states, clock.now()),
    limitHeaders,
    headers: (id) => ({ "request-id": requestId(id), "anthropic-organization-id": ORGANIZATION }),
    refused,
    unavailable: () => failure(529, "Overloaded"),
    filtered: () => invalid("Output blocked by content filtering policy"),
    status: (status, retryAfterMs) => failure(status, faultText(status), retryHeader(retryAfterMs)),
  };
}

const ORGANIZATION = "00000000-0000-4000-8000-000000000000";

/** Claude Code sends its key in either header. https://platform.claude.com/docs/en/api/overview#authentication */
function authenticate({ headers }: HttpRequest, { keys, acceptsToken }: Access): void {
  const key = headers.get("x-api-key");
  const bearer = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (key === undefined && bearer === undefined) throw failure(401, "x-api-key header is required");
  if (key !== undefined) {
    if (key !== "" && (keys === undefined || keys.includes(key))) return;
    throw failure(401, "invalid x-api-key");
  }
  if (keys === undefined || keys.includes(bearer!) || acceptsToken?.(bearer!) === true) return;
  throw failure(401, "Invalid bearer token");
}

function route({ request, url }: Incoming, base: string, cacheOf: (model: string) => PrefixCache): Route {
  if (!url.pathname.startsWith(base)) throw failure(404, "Not Found");
  const path = url.pathname.slice(base.length).replace(/\/+$/, "");
  const model = /^\/v1\/models(?:\/([^/]+))?$/.exec(path);
  const isPost = path === "/v1/messages" || path === "/v1/messages/count_tokens";
  if (!model && !isPost) throw failure(404, "Not Found");
  if (request.method !== (model ? "GET" : "POST")) throw failure(405, "Method Not Allowed");
  const version = checkVersion(request);
  if (model) return modelRoute(model[1], url);
  if (request.body.length > MOST_BYTES) throw failure(413, "Request exceeds the maximum size");
  const type = request.headers.get("content-type") ?? "application/json";
  if (!/^application\/json\b/i.test(type.trim()))
    throw invalid(`Content-Type must be application/json, got ${type.slice(0, 100)}`);
  const { json } = jsonBody(request, (reason) => {
    throw invalid(`The request body is not valid JSON: ${reason}`);
  });
  const name = json.model;
  if (name === undefined || name === null) throw required("model");
  if (typeof name !== "string") throw shouldBe("model", "a valid string");
  if (path === "/v1/messages")
    return {
      name: "messages",
      model: name,
      text: drawnFrom(json),
      plan: (context) => planMessage(json, version, cacheOf(name), context),
    };
  return {
    name: "messages.countTokens",
    answer({ tokens, facts }) {
      const known = facts(name);
      checkCount(json);
      checkVersioned(json, version);
      const blocks = promptBlocks(json, tokens, known.name);
      return { input_tokens: blocks.reduce((sum, one) => sum + one.tokens, 0) };
    },
  };
}

/** An answer says the same, streamed or not, and whether its thought is shown or not. */
function drawnFrom({ stream: _, thinking, ...rest }: Json): string {
  return JSON.stringify([rest, asRecord(thinking).type]);
}

/** https://platform.claude.com/docs/en/api/versioning */
function checkVersion({ headers }: HttpRequest): string {
  const version = headers.get("anthropic-version");
  if (version === undefined) throw invalid("anthropic-version: header is required");
  // [I]: the wording.
  if (!VERSIONS.includes(version)) throw invalid(`anthropic-version: "${version}" is not a valid version`);
  return version;
}

/** https://platform.claude.com/docs/en/api/models/list */
function modelRoute(asked: string | undefined, url: URL): Route {
  const shown = (name: string) => ({
    type: "model",
    id: name,
    display_name: name.replace(/-20\d{6}$/, "").replaceAll("-", " "),
    created_at: "1970-01-01T00:00:00Z",
  });
  if (asked !== undefined)
    return { name: "models.retrieve", answer: ({ facts }) => shown(facts(decodeURIComponent(asked)).name) };
  const limit = Number(url.searchParams.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
    throw shouldBe("limit", "greater than or equal to 1 and less than or equal to 1000");
  return {
    name: "models",
    answer({ models }) {
      const names = models.map(({ name }) => name);
      const after = url.searchParams.get("after_id");
      const from = after === null ? 0 : names.indexOf(after) + 1;
      const data = names.slice(from, from + limit).map(shown);
      return {
        data,
        has_more: names.length > from + limit,
        first_id: data[0]?.id ?? null,
        last_id: data.at(-1)?.id ?? null,
      };
    },
  };
}

const limitNames: Readonly<Partial<Record<LimitKind, string>>> = {
  requests: "requests",
  tokens: "tokens",
  inputTokens: "input-tokens",
  outputTokens: "output-tokens",
};

/** https://platform.claude.com/docs/en/api/rate-limits#response-headers */
function limitHeaders(states: LimitStates, now: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [kind, state] of Object.entries(states)) {
    const head = `anthropic-ratelimit-${limitNames[kind as LimitKind]}`;
    headers[`${head}-limit`] = String(state.limit);
    headers[`${head}-remaining`] = String(state.remaining);
    headers[`${head}-reset`] = `${new Date(now + state.fullInMs).toISOString().slice(0, 19)}Z`;
  }
  return headers;
}

function limited(kind: LimitKind, retryAfterMs: number, states: LimitStates, now: number) {
  const what = (limitNames[kind] ?? kind).replace("-", " ");
  return failure(
    429,
    `This request would exceed your organization's rate limit of ${states[kind]!.limit.toLocaleString("en-US")} ${what} per minute. For details, refer to: https://docs.claude.com/en/api/rate-limits.`,
    { ...retryHeader(retryAfterMs), ...limitHeaders(states, now) },
  );
}

function retryHeader(retryAfterMs: number | undefined): Record<string, string> {
  return retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) };
}

function faultText(status: number): string {
  if (status === 529) return "Overloaded";
  return status === 429
    ? "The simulated model has been told to refuse this call."
    : "The simulated model has been told to fail this call.";
}
