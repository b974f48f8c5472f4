import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  emptyBody,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { asHandshake } from "@azure-genai-gateway/common/webSocket";
import { type Transport, TransportError } from "../../http/transport";
import type { BackendModel, SingleBackendModel } from "../model/types";
import { type Call, type ForwardOptions, PolicyFailure } from "../policy";
import { type CallRequest, requestOf } from "../request";
import { closeBody, GatewayResponse } from "../response";
import { unverified } from "../unverifiedTexts";
import { formatQuery, joinUrl, parseQuery, splitUrl } from "../../http/url";
import { inBlocks } from "./blocks";
import { CircuitBreaker } from "./breaker";
import { PoolBalancer, sessionOf } from "./pool";

/** Headers that concern one connection only (RFC 9110, section 7.6.1), and the length, which the transport states. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** As many redirects as clients usually follow. */
const maxRedirects = 10;

/** Where a request goes, once a pool has chosen its member. */
interface Target {
  readonly base: string;
  readonly backend?: SingleBackendModel;
  readonly breaker?: CircuitBreaker;
  /** Set on the answer, so that the client comes back to the same member. */
  readonly cookie?: string;
}

/** Sends calls to backends: chooses a pool's member, adds the backend's credentials, keeps its circuit breaker. */
export class BackendForwarder {
  private readonly breakers = new Map<string, CircuitBreaker>();
  private readonly pools = new Map<string, PoolBalancer>();

  constructor(
    private readonly backends: ReadonlyMap<string, BackendModel>,
    private readonly transport: Transport,
    private readonly clock: Clock,
    /** Whose breakers go on for backends that have not changed. */
    before?: BackendForwarder,
  ) {
    for (const [id, backend] of backends) {
      if (backend.kind === "pool") this.pools.set(id, new PoolBalancer(backend));
      else if (backend.breaker) {
        const kept = before?.breakerOf(id, backend);
        this.breakers.set(id, kept ?? new CircuitBreaker(backend.breaker, clock));
      }
    }
  }

  private breakerOf(id: string, wanted: SingleBackendModel): CircuitBreaker | undefined {
    const mine = this.backends.get(id);
    const same =
      mine?.kind === "single" &&
      mine.url === wanted.url &&
      JSON.stringify(mine.breaker) === JSON.stringify(wanted.breaker);
    return same ? this.breakers.get(id) : undefined;
  }

  /** The backends that get no requests now, by id; for assertions and displays. */
  openBreakers(): readonly string[] {
    return [...this.breakers].flatMap(([id, breaker]) => (breaker.open ? id : []));
  }

  async forward(call: Call, options: ForwardOptions): Promise<GatewayResponse> {
    const target = this.target(call);
    const source = requestOf(call);
    const request = outgoing(call, source, target);
    if (!options.bufferRequestBody) source.streamed();
    const begun = this.clock.now();
    let answer: HttpResponse;
    try {
      answer = await this.send(request, options);
    } catch (error) {
      const failure = this.failure(error, call, target);
      if (call.trace.enabled) this.traceAttempt(call, target, request, begun, failure as Error);
      throw failure;
    }
    target.breaker?.record({
      kind: "status",
      status: answer.status,
      retryAfter: answer.headers.get("Retry-After"),
    });
    if (call.trace.enabled) this.traceAttempt(call, target, request, begun, answer);
    return incoming(answer, options, target);
  }

  private traceAttempt(
    call: Call,
    { backend, breaker }: Target,
    { method, url }: HttpRequest,
    begun: number,
    outcome: HttpResponse | Error,
  ): void {
    const { origin, path } = splitUrl(url);
    const answered = !(outcome instanceof Error);
    call.trace.add("backend", answered ? String(outcome.status) : outcome.message, {
      backendId: backend?.id,
      method,
      url: origin + path,
      tookMs: this.clock.now() - begun,
      ...(answered ? { status: outcome.status, retryAfter: outcome.headers.get("Retry-After") } : {}),
      breakerOpen: breaker?.open ?? false,
    });
  }

  private async send(request: HttpRequest, options: ForwardOptions): Promise<HttpResponse> {
    for (let redirects = 0; ; redirects++) {
      const answer = await this.transport.send(request, options.timeoutMs);
      const location = answer.headers.get("Location");
      const redirected = answer.status >= 300 && answer.status < 400 && location !== undefined;
      if (!options.followRedirects || !redirected || redirects === maxRedirects) return answer;
      await closeBody(answer.body);
      const sameMethod = answer.status === 307 || answer.status === 308;
      request = {
        ...request,
        url: new URL(location, request.url).href,
        method: sameMethod ? request.method : "GET",
        body: sameMethod ? request.body : emptyBody,
      };
    }
  }

  private target(call: Call): Target {
    const { backendId } = call.backend;
    if (backendId === undefined) {
      const base = call.backend.baseUrl ?? "";
      if (base === "") throw new PolicyFailure({ source: "forward-request", ...unverified.backendMissing() });
      return { base };
    }
    const backend = this.backends.get(backendId.toLowerCase());
    if (!backend) {
      throw new PolicyFailure({ source: "forward-request", ...unverified.backendUnknown(backendId) });
    }
    if (backend.kind === "pool") return this.memberOf(call, backend.id);
    const target = this.single(backend);
    if (target.breaker?.open) {
      throw unavailable(unverified.breakerOpen(backend.id));
    }
    return target;
  }

  private memberOf(call: Call, poolId: string): Target {
    const pool = this.pools.get(poolId.toLowerCase())!;
    const { affinityCookie } = pool;
    const session = affinityCookie && cookieOf(call.context.request.headers, affinityCookie);
    const chosen = pool.choose((member) => !this.breakers.get(member.toLowerCase())?.open, session);
    const backend = chosen === undefined ? undefined : this.backends.get(chosen.toLowerCase());
    if (backend?.kind !== "single") {
      throw unavailable(unverified.poolExhausted(poolId));
    }
    if (affinityCookie === undefined || session === sessionOf(backend.id)) return this.single(backend);
    return {
      ...this.single(backend),
      cookie: `${affinityCookie}=${sessionOf(backend.id)}; Path=/; HttpOnly`,
    };
  }

  private single(backend: SingleBackendModel): Target {
    return { base: backend.url, backend, breaker: this.breakers.get(backend.id.toLowerCase()) };
  }

  /**
   * A call that got no answer. The client is told 500, as API Management does; on-error sees the reason.
   * https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies#predefined-errors-for-built-in-steps
   */
  private failure(error: unknown, call: Call, { breaker }: Target): unknown {
    if (!(error instanceof TransportError)) return error;
    const reason = call.signal.aborted ? "ClientConnectionFailure" : error.reason;
    // A client that hangs up says nothing about the backend.
    if (reason !== "ClientConnectionFailure") breaker?.record({ kind: "error", reason });
    return new PolicyFailure({ source: "forward-request", reason, message: error.message });
  }
}

/** The gateway's own 503: nothing was called. */
function unavailable({ statusReason, ...error }: ReturnType<typeof unverified.breakerOpen>): PolicyFailure {
  return new PolicyFailure({ source: "forward-request", ...error }, 503, {}, undefined, statusReason);
}

function outgoing(call: Call, request: CallRequest, { base, backend }: Target): HttpRequest {
  const headers = request.headers.clone();
  dropHopByHop(headers);
  headers.delete("Content-Length");
  if (call.api?.webSocket) asHandshake(headers);
  // The backend gets its own name as Host, unless a policy has set another one than the client's.
  if (headers.get("Host") === splitUrl(request.originalUrl).origin.replace(/^.*:\/\//, ""))
    headers.delete("Host");
  let { query } = request;
  if (backend) {
    for (const [name, values] of backend.headers) headers.set(name, values);
    const signOn = backend.managedIdentity;
    if (signOn) {
      const token = call.gateway.identityToken(signOn.resource, signOn.clientId);
      headers.set("Authorization", `Bearer ${token}`);
    }
    if (backend.query.size > 0) {
      const own = [...backend.query].flatMap(([name, values]) =>
        values.map((value) => [encodeURIComponent(name), encodeURIComponent(value)] as const),
      );
      query = formatQuery([...parseQuery(query), ...own]);
    }
  }
  return {
    method: request.method,
    url: joinUrl(base, request.path, query),
    headers,
    body: request.unsent ?? emptyBody,
    signal: call.signal,
  };
}

function incoming(answer: HttpResponse, options: ForwardOptions, target: Target): GatewayResponse {
  dropHopByHop(answer.headers);
  const body =
    options.bufferResponse && !(answer.body instanceof Uint8Array) ? inBlocks(answer.body) : answer.body;
  const response = new GatewayResponse(answer.status, answer.reason, answer.headers, body);
  if (target.cookie !== undefined) response.headers.append("Set-Cookie", target.cookie);
  response.servedBy = target.backend?.id;
  if (answer.webSocket) response.webSocket = answer.webSocket;
  return response;
}

function cookieOf(headers: Pick<HttpHeaders, "get">, name: string): string | undefined {
  const pairs = (headers.get("Cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

function dropHopByHop(headers: HttpHeaders): void {
  for (const name of hopByHop) headers.delete(name);
}
