import { randomBytes } from "node:crypto";
import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { CallTraceRecord } from "../pipeline/trace";

/** The request header that carries a debug token. */
export const debugHeader = "Apim-Debug-Authorization";

/** Longest life of a token, as on Azure. */
const LONGEST_LIFE = 3_600_000;
const MOST_TRACES = 500;
const MOST_TOKENS = 1_000;

/**
 * Who may have a call traced, and the traces that came of it, as API Management has it: a token for one API and an
 * hour at most, sent as Apim-Debug-Authorization; the answer then names its trace in Apim-Trace-Id.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-api-inspector#enable-tracing-for-an-api
 */
export class DebugSessions {
  private readonly tokens = new Map<string, { readonly apiId: string; readonly expires: number }>();
  private readonly traces = new Map<string, CallTraceRecord>();

  constructor(private readonly clock: Clock) {}

  /** @param lifeMs default and at most an hour. */
  issue(apiId: string, lifeMs: number = LONGEST_LIFE): string {
    const token = randomBytes(32).toString("base64url");
    const expires = this.clock.now() + Math.min(lifeMs, LONGEST_LIFE);
    put(this.tokens, token, { apiId: apiId.toLowerCase(), expires }, MOST_TOKENS);
    return token;
  }

  /** Whether a call to an API is to be traced; where a token does not do, `answer` is told why as Azure tells it. */
  allows(token: string, apiId: string | undefined, answer: HttpHeaders): boolean {
    const known = this.tokens.get(token);
    if (!known) return false;
    if (known.expires <= this.clock.now()) answer.set(`${debugHeader}-Expired`, "1");
    else if (known.apiId !== apiId?.toLowerCase()) answer.set(`${debugHeader}-WrongAPI`, known.apiId);
    else return true;
    return false;
  }

  /** Keeps the newest 500. */
  keep(record: CallTraceRecord): void {
    put(this.traces, record.requestId, record, MOST_TRACES);
  }

  trace(id: string): CallTraceRecord | undefined {
    return this.traces.get(id);
  }
}

function put<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.set(key, value);
  if (map.size <= most) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
