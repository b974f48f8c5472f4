import {
  emptyBody,
  HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { newUuid } from "@azure-genai-gateway/common/random";
import { tokensOf, webSocketPair } from "@azure-genai-gateway/common/webSocket";
import { failBefore } from "../../answers/faults";
import { faultTexts } from "../faultTexts";
import { DEFAULT_LATENCY, drawnLatency } from "../../answers/latency";
import type { LedgerEntry } from "../../answers/ledger";
import { type Running, type Serving } from "../serve";
import { resourceNotFound, ServiceError } from "../wire/errors";
import { ga, preview, type Dialect } from "./dialects";
import { RealtimeSession, type SessionOptions } from "./session";

/** The realtime sessions of an account: handshakes in, sockets out. */
export class Realtime {
  private readonly open = new Set<RealtimeSession>();

  /** @param unknown what is answered where the account has no such deployment */
  constructor(
    private readonly running: ReadonlyMap<string, Running>,
    private readonly serving: Serving,
    private readonly unknown: () => ServiceError,
  ) {}

  /** Opens a session, or throws what the service answers. */
  async handshake(
    request: HttpRequest,
    url: URL,
    entry: LedgerEntry,
    common: Record<string, string>,
  ): Promise<HttpResponse> {
    const { dialect, deployment } = routeOf(url);
    Object.assign(entry, { operation: "realtime", deployment, streamed: true });
    const target = this.running.get(deployment.toLowerCase());
    if (!target) throw this.unknown();
    entry.deployment = common["x-ms-deployment-name"] = target.deployment.name;
    if (target.facts.kind !== "realtime") throw notRealtime();
    const { clock, random } = this.serving;
    const { fault } = target.behaviour;
    const failing = fault !== undefined && (fault.share ?? 1) > random.next() ? fault : undefined;
    if (failing) await failBefore(failing, request, clock, faultTexts);
    const nothing = { promptTokens: 0, cachedTokens: 0 };
    const admission = target.limits.admit({ ...nothing, maxTokens: 0 });
    if (!admission.admitted)
      throw new ServiceError(429, "429", admission.message, {}, { ...admission.headers });
    admission.settle({ ...nothing, completionTokens: 0 });
    return this.begin(request, {
      ...this.sessionOf(target, failing?.kind === "contentFilter"),
      dialect,
      entry,
      cutAfter: failing?.kind === "cut" ? failing.afterChunks : undefined,
    });
  }

  /** The account has gone: every connection breaks. */
  breakOff(): void {
    for (const session of [...this.open]) session.breakOff();
  }

  private sessionOf(
    target: Running,
    filtersAnswer: boolean,
  ): Omit<SessionOptions, "dialect" | "entry" | "cutAfter"> {
    const { clock, random, tokens, state, origin } = this.serving;
    const latency = drawnLatency(target.behaviour.latency ?? DEFAULT_LATENCY, random);
    return {
      clock,
      random,
      tokens,
      latency,
      limits: target.limits,
      model: target.deployment.model,
      cachedTokens: (prompt, promptTokens) => target.cache.cachedTokens(prompt, promptTokens),
      generation: (drawn) => ({
        ...target,
        latency,
        tokens,
        state,
        origin,
        filtersAnswer,
        random: drawn,
        id: newUuid(random).replaceAll("-", ""),
        created: Math.floor(clock.now() / 1_000),
      }),
    };
  }

  private begin(request: HttpRequest, options: SessionOptions): HttpResponse {
    const [ours, theirs] = webSocketPair();
    const session: RealtimeSession = new RealtimeSession(ours, options, () => this.open.delete(session));
    this.open.add(session);
    const headers = new HttpHeaders();
    const protocols = tokensOf(request.headers.get("Sec-WebSocket-Protocol"));
    if (protocols.includes("realtime")) headers.set("Sec-WebSocket-Protocol", "realtime");
    session.start();
    return { status: 101, headers, body: emptyBody, webSocket: theirs };
  }
}

/**
 * The deployment and form of the API that a handshake asks for. Throws what the service answers to others.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/realtime-audio-websockets#connection-and-authentication
 */
function routeOf(url: URL): { readonly dialect: Dialect; readonly deployment: string } {
  const path = url.pathname.replace(/\/$/, "");
  const query = url.searchParams;
  const named = (name: string): string => {
    const value = query.get(name);
    if (value) return value;
    throw new ServiceError(400, "MissingParameter", `The query parameter '${name}' is required.`);
  };
  if (path === "/openai/v1/realtime") return { dialect: ga, deployment: named("model") };
  // Without a version the path leads nowhere.
  if (path !== "/openai/realtime" || !query.get("api-version")) throw resourceNotFound();
  return { dialect: preview, deployment: named("deployment") };
}

/** The spelling of the code is the service's own: https://learn.microsoft.com/answers/a/12820829 */
function notRealtime(): ServiceError {
  return new ServiceError(
    400,
    "OpperationNotSupported",
    "The realtime operation does not work with the specified model. Please choose different model and try again.",
  );
}
