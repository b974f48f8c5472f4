import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { flagNow, numberNow, textNow, whenReady } from "../bindings";
import { asList, at, textOf } from "../../resources/inputs";
import { type Call, PolicyFailure, type PolicyDefinition, type StepOutcome } from "../policy";
import { requestOf } from "../request";
import { splitUrl } from "../../http/url";
import { callBackend, cognitiveServices } from "./backendCall";
import { answerFromCache, copyResponse } from "./cachedResponse";
import { parseBody, promptParts } from "./promptText";
import { addEntry, nearestEntry } from "./semanticCacheEntries";

/** Not documented; the version that Azure OpenAI lists as its latest stable one. */
const embeddingsQuery = "api-version=2024-10-21";
/** Not documented; that of send-request. */
const embeddingsTimeoutMs = 60_000;

/** What a lookup that missed leaves to the store of the same call. */
interface Miss {
  readonly partition: string;
  readonly embedding: Float32Array;
}

const misses = new WeakMap<Call, Miss>();
const hits = new WeakSet<Call>();

/** Whether a semantic cache has answered the call. */
export function isFromCache(call: Call): boolean {
  return hits.has(call);
}

/** The attributes and vary-by values of one call. */
interface Lookup {
  readonly threshold: number;
  readonly backendId: string;
  readonly deploymentId?: string;
  readonly ignoreSystem: boolean;
  readonly maxMessages: number;
  readonly varyBy: readonly string[];
}

/**
 * Answers a call with the cached response of a prompt that is near enough: `score-threshold` is the greatest cosine
 * distance of the two embeddings, so lower is stricter. The embedding comes from the backend of `embeddings-backend-id`,
 * its URL being that of the deployment's embeddings, as the service's own identity. Caching is skipped when more than
 * `max-message-count` messages remain (system messages not counted where `ignore-system-messages`, default false, is
 * set). A lookup that fails is a miss.
 *
 * Entries are apart by the values of `vary-by`. That they are also apart by API, path, model and `stream` is inferred:
 * an answer of another model, or a stream for a client that asked for none, would be wrong. `cache-id` makes no
 * difference: the local gateway has one cache, and it needs no Redis.
 * https://learn.microsoft.com/azure/api-management/llm-semantic-cache-lookup-policy
 */
function semanticCacheLookup(
  name: "llm-semantic-cache-lookup" | "azure-openai-semantic-cache-lookup",
): PolicyDefinition {
  return {
    name,
    build(element, env) {
      const threshold = required(element, "score-threshold", env);
      const backendId = required(element, "embeddings-backend-id", env);
      const auth = literal(element, "embeddings-backend-auth", env);
      const deploymentId = element.attributes.get("embeddings-deployment-id");
      const ignoreSystem = element.attributes.get("ignore-system-messages");
      const maxMessages = element.attributes.get("max-message-count");
      const varyBy = element.children.flatMap((child) =>
        child.name === "vary-by" && child.text ? [child.text] : [],
      );
      const bindings: (PolicyBinding | undefined)[] = [threshold, backendId, deploymentId, ignoreSystem];
      bindings.push(maxMessages, ...varyBy);
      return {
        name,
        run: (call) =>
          whenReady(call, bindings, () =>
            lookUp(call, auth !== undefined, {
              threshold: numberNow(call, threshold),
              backendId: textNow(call, backendId),
              deploymentId: deploymentId && textNow(call, deploymentId),
              ignoreSystem: flagNow(call, ignoreSystem, false),
              maxMessages: numberNow(call, maxMessages, Infinity),
              varyBy: varyBy.map((binding) => textNow(call, binding)),
            }),
          ),
      };
    },
  };
}

/**
 * Keeps a whole answer of status 200, or of any where `cache-response` is true, for `duration` seconds, under the embedding that the lookup of the same call
 * made; without one it does nothing. A streamed answer is held back until it is whole, as with all response caching.
 * https://learn.microsoft.com/azure/api-management/llm-semantic-cache-store-policy
 */
function semanticCacheStore(
  name: "llm-semantic-cache-store" | "azure-openai-semantic-cache-store",
): PolicyDefinition {
  return {
    name,
    build(element, env) {
      const duration = required(element, "duration", env);
      const whatever = element.attributes.get("cache-response");
      return {
        name,
        run: (call) =>
          whenReady(call, [duration, whatever], () =>
            store(call, numberNow(call, duration), flagNow(call, whatever, call.response?.status === 200)),
          ),
      };
    },
  };
}

export const azureOpenAiSemanticCacheLookup = semanticCacheLookup("azure-openai-semantic-cache-lookup");
export const azureOpenAiSemanticCacheStore = semanticCacheStore("azure-openai-semantic-cache-store");
export const llmSemanticCacheLookup = semanticCacheLookup("llm-semantic-cache-lookup");
export const llmSemanticCacheStore = semanticCacheStore("llm-semantic-cache-store");

async function lookUp(call: Call, signOn: boolean, lookup: Lookup): Promise<StepOutcome> {
  const body = parseBody(call.context.request.body.bytes());
  const parts = promptParts(body).filter(({ role }) => !(lookup.ignoreSystem && role === "system"));
  if (parts.length === 0 || parts.length > lookup.maxMessages) return;
  const embedding = await embeddingOf(call, parts.map(({ text }) => text).join("\n"), signOn, lookup);
  if (!embedding) return;
  const partition = partitionOf(call, body, lookup.varyBy);
  const { cache, clock } = call.gateway;
  const hit = nearestEntry(cache, partition, embedding, lookup.threshold, clock.now());
  if (hit) {
    call.trace.add("semantic cache", `hit at distance ${hit.distance}`);
    hits.add(call);
    return answerFromCache(call, hit.entry.response);
  }
  call.trace.add("semantic cache", "miss");
  misses.set(call, { partition, embedding });
}

async function store(call: Call, durationSeconds: number, wanted: boolean): Promise<void> {
  const miss = misses.get(call);
  const { response } = call;
  if (!miss || !response || !wanted) return;
  const copy = await copyResponse(response);
  const { cache, clock } = call.gateway;
  const now = clock.now();
  const entry = { embedding: miss.embedding, response: copy, expires: now + durationSeconds * 1000 };
  addEntry(cache, miss.partition, entry, now);
}

/** Undefined when the backend gives none, whatever the reason: caching never fails a call. */
async function embeddingOf(
  call: Call,
  input: string,
  signOn: boolean,
  { backendId, deploymentId }: Lookup,
): Promise<Float32Array | undefined> {
  try {
    const response = await callBackend(call, {
      backendId,
      path: deploymentId ? `/openai/deployments/${encodeURIComponent(deploymentId)}/embeddings` : "",
      query: embeddingsQuery,
      body: { input },
      token: signOn ? call.gateway.identityToken(cognitiveServices, undefined) : undefined,
      timeoutMs: embeddingsTimeoutMs,
    });
    const embedding = at(asList(at(parseBody(response.bytes()), "data"))[0], "embedding");
    const values = asList(embedding).filter((value) => typeof value === "number");
    if (response.status === 200 && values.length > 0) return Float32Array.from(values);
    call.trace.add("semantic cache", `the embeddings backend answered with status ${response.status}`);
  } catch (error) {
    if (!(error instanceof PolicyFailure)) throw error;
    call.trace.add("semantic cache", error.message);
  }
  return undefined;
}

function partitionOf(call: Call, body: unknown, varyBy: readonly string[]): string {
  const { path } = splitUrl(requestOf(call).originalUrl);
  const stream = at(body, "stream") === true;
  return JSON.stringify([call.context.api?.id, path, textOf(at(body, "model")), stream, varyBy]);
}
