import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { flagNow, numberNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyDefinition, StepOutcome } from "../policy";
import { requestOf } from "../request";
import { queryValue, splitUrl } from "../../http/url";
import { answerFromCache, type CachedResponse, copyResponse } from "./cachedResponse";

/** What cache-lookup leaves to the cache-store of the same call. */
interface Miss {
  readonly key: string;
  readonly downstream: Downstream;
}

interface Downstream {
  readonly type: string;
  readonly mustRevalidate: boolean;
}

interface Entry {
  readonly response: CachedResponse;
  /** Ms since the epoch. */
  readonly expires: number;
}

const misses = new WeakMap<Call, Miss>();

/**
 * Answers a GET from the cache. A request with an Authorization header is looked up (and its answer stored) only with
 * `allow-private-response-caching` (default false). Responses are apart by host and path, and by whatever the
 * `vary-by-...` attributes and elements name; parameters of the query that none of them names make no difference.
 *
 * `downstream-caching-type` (default none) and `must-revalidate` (default true) become Cache-Control. Its exact form is
 * not documented: here `no-store`, or `private` or `public` with the seconds that are left. `caching-type` makes no
 * difference: the local gateway has one cache.
 * https://learn.microsoft.com/azure/api-management/cache-lookup-policy
 */
export const cacheLookup: PolicyDefinition = {
  name: "cache-lookup",
  build(element, env) {
    const byDeveloper = required(element, "vary-by-developer", env);
    const byGroups = required(element, "vary-by-developer-groups", env);
    const allowPrivate = element.attributes.get("allow-private-response-caching");
    const downstreamType = element.attributes.get("downstream-caching-type");
    const mustRevalidate = element.attributes.get("must-revalidate");
    const named = (name: string) =>
      element.children.flatMap((child) => (child.name === name && child.text ? [child.text] : []));
    const headers = named("vary-by-header");
    const parameters = named("vary-by-query-parameter");
    const bindings: (PolicyBinding | undefined)[] = [byDeveloper, byGroups, allowPrivate, downstreamType];
    bindings.push(mustRevalidate, ...headers, ...parameters);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const { request, user } = call.context;
          if (request.method !== "GET") return;
          if (request.headers.has("Authorization") && !flagNow(call, allowPrivate, false)) return;
          const downstream = {
            type: downstreamType ? textNow(call, downstreamType) : "none",
            mustRevalidate: flagNow(call, mustRevalidate, true),
          };
          const { origin, path, query } = splitUrl(requestOf(call).originalUrl);
          // Several parameters may stand in one element.
          const names = parameters.flatMap((binding) => textNow(call, binding).split(";"));
          const key = JSON.stringify([
            origin.toLowerCase(),
            path,
            flagNow(call, byDeveloper, false) ? user?.id : undefined,
            flagNow(call, byGroups, false) ? user?.groups?.map(({ id }) => id).sort() : undefined,
            headers.map((binding) => request.headers.get(textNow(call, binding).trim())),
            names.map((name) => queryValue(query, name.trim())),
          ]);
          return lookUp(call, `\u0001response-cache\n${key}`, downstream);
        }),
    };
  },
};

/**
 * Keeps the response that the cache-lookup of the same call missed, for `duration` seconds: answers with status 200, or
 * what `cache-response` says. A stream is read to its end first. https://learn.microsoft.com/azure/api-management/cache-store-policy
 */
export const cacheStore: PolicyDefinition = {
  name: "cache-store",
  build(element, env) {
    const duration = required(element, "duration", env);
    const cacheResponse = element.attributes.get("cache-response");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [duration, cacheResponse], () => {
          const miss = misses.get(call);
          if (!miss || !call.response) return;
          if (flagNow(call, cacheResponse, call.response.status === 200)) {
            return store(call, miss, numberNow(call, duration));
          }
        }),
    };
  },
};

function lookUp(call: Call, key: string, downstream: Downstream): StepOutcome {
  const { cache, clock } = call.gateway;
  const entry = cache.get(key) as Entry | undefined;
  const now = clock.now();
  if (!entry || entry.expires <= now) {
    misses.set(call, { key, downstream });
    return;
  }
  const outcome = answerFromCache(call, entry.response);
  call.response?.headers.set("Cache-Control", cacheControl(downstream, (entry.expires - now) / 1000));
  return outcome;
}

async function store(call: Call, { key, downstream }: Miss, durationSeconds: number): Promise<void> {
  const response = call.response!;
  const copy = await copyResponse(response);
  const { cache, clock } = call.gateway;
  const entry: Entry = { response: copy, expires: clock.now() + durationSeconds * 1000 };
  cache.set(key, entry, durationSeconds);
  response.headers.set("Cache-Control", cacheControl(downstream, durationSeconds));
}

function cacheControl({ type, mustRevalidate }: Downstream, seconds: number): string {
  if (type !== "private" && type !== "public") return "no-store";
  return `${type}, max-age=${Math.floor(seconds)}${mustRevalidate ? ", must-revalidate" : ""}`;
}
