import {
  type HttpBody,
  HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { isHandshake, observedEnd } from "@azure-genai-gateway/common/webSocket";
import type { StopSignal } from "@azure-genai-gateway/common/stopper";
import { newUuid } from "@azure-genai-gateway/common/random";
import type { HostDeployment } from "@azure-genai-gateway/policy-language/expressions/host";
import { debugHeader, type DebugSessions } from "../debug/sessions";
import type { ApiModel, ServiceModel } from "../model/types";
import {
  type Call,
  type GatewayServices,
  PolicyFailure,
  type PolicyDefinition,
  type StepOutcome,
} from "../policy";
import { isFromCache } from "../policies/semanticCache";
import { GatewayResponse } from "../response";
import { runSteps } from "../runSteps";
import { unverified } from "../unverifiedTexts";
import { splitUrl } from "../../http/url";
import { isSendable } from "../wireValues";
import { type Access, Authorizer } from "./authorize";
import { GatewayCall } from "./call";
import { BodyObserver, watchBody } from "./completion";
import type { ServiceDocuments } from "./documents";
import { errorResponse, lastErrorOf, notFound } from "./failures";
import { gatewayLogRow, llmLogRow } from "./logs";
import { type Route, Router } from "./router";
import { SessionObserver } from "./session";
import { type SectionSteps, spliceSections } from "./sections";
import { handshakeSteps } from "./webSocketPolicies";
import { type CallTraceRecord, noTrace, RecordingTrace, secretMask } from "./trace";

export interface PipelineOptions {
  readonly service: ServiceModel;
  readonly documents: ServiceDocuments;
  readonly definitions: readonly PolicyDefinition[];
  readonly gateway: GatewayServices;
  /** When given, calls are traced, which costs time: every one unless `isTraced` says otherwise. */
  readonly onTrace?: (record: CallTraceRecord) => void;
  readonly isTraced?: (operationId: string) => boolean;
  /** Told of each call before its first policy runs. */
  readonly onCall?: (call: Call) => void;
  readonly debug: DebugSessions;
  /** Whether an MCP server's stream that a policy has read never comes: see McpFaults. */
  readonly keepsStreamsBack?: boolean;
  /** A defect of the gateway itself: the client gets a 500, and this hears of it. */
  readonly onDefect: (error: unknown) => void;
}

/** Takes a request through route, access, policies and backend to an answer. */
export class Pipeline {
  private readonly router: Router;
  private readonly authorizer: Authorizer;
  private readonly deployment: HostDeployment;
  private readonly spliced = new Map<string, SectionSteps>();
  private readonly mask: (text: string) => string;

  constructor(private readonly options: PipelineOptions) {
    const { service } = options;
    this.router = new Router(service);
    this.authorizer = new Authorizer(service);
    this.deployment = {
      serviceName: service.name,
      serviceId: service.id,
      region: service.region,
      gatewayId: "managed",
    };
    this.mask = secretMask([
      ...[...service.namedValues.values()].filter(({ secret }) => secret).map(({ value }) => value),
      ...service.subscriptions.flatMap(({ primaryKey, secondaryKey }) => [primaryKey, secondaryKey]),
    ]);
  }

  async handle(request: HttpRequest): Promise<HttpResponse> {
    const { gateway, service, isTraced, debug } = this.options;
    const requestId = newUuid(gateway.random);
    const { route, preflight } = this.route(request);
    const watched = isTraced?.(route.operation?.id ?? "") ?? true;
    const onTrace = watched ? this.options.onTrace : undefined;
    const token = request.headers.get(debugHeader);
    const told = token === undefined ? undefined : new HttpHeaders();
    const debugged = told !== undefined && debug.allows(token!, route.api?.id, told);
    if (told) request = withoutToken(request);
    const trace = onTrace || debugged ? new RecordingTrace(this.mask) : undefined;
    const call = new GatewayCall(request, requestId, gateway, this.deployment, trace ?? noTrace, (id) => {
      const backend = service.backends.get(id.toLowerCase());
      return backend?.kind === "single" ? backend.url : undefined;
    });
    this.options.onCall?.(call);
    trace?.watch(call);
    let steps = this.stepsFor(route, {});
    try {
      this.locate(call, route);
      if (preflight) await this.runPreflight(call, steps);
      else {
        const access = this.authorizer.check(call.api!, call.context.request);
        call.context.setAccess(access, service.users);
        steps = this.stepsFor(route, access);
        await this.runPolicies(call, steps);
      }
    } catch (error) {
      await this.runOnError(call, steps, error);
    }
    for (const action of call.afterPoliciesActions) this.guarded(action);
    const answer = this.answer(call);
    if (trace) {
      const { origin, path } = splitUrl(request.url);
      const { method } = request;
      trace.ended();
      const record: CallTraceRecord = {
        ...{ requestId, method, url: origin + path, status: answer.status },
        // Written as text for whoever reads them, if anybody does.
        get entries() {
          return trace.entries;
        },
      };
      onTrace?.(record);
      if (debugged) {
        debug.keep(record);
        told.set("Apim-Trace-Id", requestId);
      }
    }
    for (const [name, values] of told ?? []) answer.headers.set(name, values);
    return answer;
  }

  /** A preflight for which there is no OPTIONS operation is the business of the operation that it asks about. */
  private route(request: HttpRequest): { readonly route: Route; readonly preflight: boolean } {
    const header = (name: string) => request.headers.get(name);
    const route = this.router.match(request.method, request.url, isHandshake(request), header);
    const asked = request.headers.get("Access-Control-Request-Method");
    if (route.operation || !route.api || request.method !== "OPTIONS" || asked === undefined) {
      return { route, preflight: false };
    }
    return { route: this.router.match(asked.toUpperCase(), request.url, false, header), preflight: true };
  }

  /** Fills in what the route says about the call; throws the 404 that API Management gives where there is none. */
  private locate(call: GatewayCall, route: Route): void {
    const { context } = call;
    const { request } = context;
    // A WebSocket API's URL is that of the backend's socket, and nothing is added to it.
    request.path = route.api?.webSocket && route.rest === "/" ? "" : route.rest;
    request.query = splitUrl(request.originalUrl).query;
    request.matchedParameters = route.parameters;
    if (route.api) {
      call.api = route.api;
      context.setApi(route.api);
      call.backend = { baseUrl: route.api.serviceUrl };
    }
    if (!route.operation) throw notFound();
    call.operation = route.operation;
    const { id, name, method, urlTemplate } = route.operation;
    context.operation = { id, name, method, urlTemplate };
  }

  private stepsFor(route: Route, access: Access): SectionSteps {
    const { documents, definitions } = this.options;
    const { api, operation } = route;
    const key = `${api?.key ?? ""}/${operation?.id ?? ""}/${access.product?.id ?? ""}`;
    let steps = this.spliced.get(key);
    if (!steps) {
      steps = spliceSections(
        [
          api && operation && documents.operation(api.key, operation.id),
          api && documents.api(api.key),
          ...[access.product && documents.product(access.product.id), documents.global].map((wider) =>
            api?.webSocket ? handshakeSteps(wider) : wider,
          ),
        ],
        definitions,
      );
      this.spliced.set(key, steps);
    }
    return steps;
  }

  private async runPolicies(call: GatewayCall, steps: SectionSteps): Promise<void> {
    for (const section of ["inbound", "backend", "outbound"] as const) {
      call.section = section;
      const pending = runSteps(call, steps[section]);
      const outcome: StepOutcome = pending instanceof Promise ? await pending : pending;
      if (outcome === "stop") {
        if (section === "inbound" && isFromCache(call)) await this.runBehindStore(call, steps.outbound);
        return;
      }
      if (section === "backend" && call.afterBackendActions.length > 0) await endBackend(call);
    }
  }

  /** An answer from a semantic cache goes through what stands behind the policy that has stored it. [I] */
  private async runBehindStore(call: GatewayCall, outbound: SectionSteps["outbound"]): Promise<void> {
    const store = outbound.findLastIndex(({ name }) => name.endsWith("-semantic-cache-store"));
    if (store < 0) return;
    call.section = "outbound";
    await runSteps(call, outbound, store + 1);
  }

  /**
   * Browsers send no key with a preflight: a cors policy of inbound answers it, or nothing does. [I]: that no other
   * policy is run; one that answers by itself would otherwise do so to whoever has no key.
   */
  private async runPreflight(call: GatewayCall, steps: SectionSteps): Promise<void> {
    const cors = steps.inbound.filter(({ name }) => name === "cors");
    if ((await runSteps(call, cors)) !== "stop") throw notFound();
  }

  private async runOnError(call: GatewayCall, steps: SectionSteps, error: unknown): Promise<void> {
    this.reportDefect(call, error);
    const { context } = call;
    context.lastError = lastErrorOf(error, call);
    if (call.trace.enabled) call.trace.add("on-error", context.lastError.message, context.lastError);
    call.response = errorResponse(error, context.requestId);
    call.section = "on-error";
    try {
      await runSteps(call, steps["on-error"]);
    } catch (second) {
      // Nothing catches what on-error itself throws: the client gets the plain 500.
      this.reportDefect(call, second);
      context.lastError = lastErrorOf(second, call);
      call.response = errorResponse(second, context.requestId);
    }
  }

  private reportDefect(call: GatewayCall, error: unknown): void {
    if (!(error instanceof PolicyFailure) && !call.signal.aborted) this.options.onDefect(error);
  }

  private answer(call: GatewayCall): HttpResponse {
    const made = call.response ?? new GatewayResponse(200);
    const response = isSendable(made.status, made.reason, made.headers) ? made : this.unsendable(call);
    const body =
      response instanceof GatewayResponse ? response.takeBody() : (response.bytes() ?? Buffer.alloc(0));
    const { status, reason, headers } = response;
    const sent = call.context.request.content;
    if (response instanceof GatewayResponse && response.webSocket) {
      const { webSocket } = response;
      if (status === 101) {
        const observer = new SessionObserver();
        const observed = observedEnd(webSocket, {
          received: (message) => observer.received(message),
          closed: (code) => {
            observer.closed(code);
            this.finish(call, observer, sent, status, observer.complete);
          },
        });
        return { status, reason, headers, body, webSocket: observed };
      }
      // A policy has made another answer of the handshake's.
      response.discard();
    }
    if (this.options.keepsStreamsBack && isReadStream(call, body, headers.get("Content-Type")))
      return { status, reason, headers, body: untilGone(call.signal) };
    const observer = this.observerFor(call, call.api, status, headers.get("Content-Type"));
    const ended = (complete: boolean) => this.finish(call, observer, sent, status, complete);
    return { status, reason, headers, body: this.watched(call, body, observer, ended) };
  }

  /** What on-error has made of a header's name, say, that no policy checks: nothing catches that any more. */
  private unsendable(call: GatewayCall): GatewayResponse {
    const failure = new PolicyFailure({
      source: "gateway",
      ...unverified.valueRefused("The answer has a header, a status or a reason that cannot be sent."),
    });
    call.context.lastError ??= lastErrorOf(failure, call);
    return (call.response = errorResponse(failure, call.context.requestId));
  }

  private observerFor(
    call: GatewayCall,
    api: ApiModel | undefined,
    status: number,
    contentType: string | undefined,
  ): BodyObserver | undefined {
    if (call.afterBodyActions.length === 0 && !api?.llmLogs) return undefined;
    return new BodyObserver(status, isEventStream(contentType));
  }

  private watched(
    call: GatewayCall,
    body: HttpBody,
    observer: BodyObserver | undefined,
    ended: (complete: boolean) => void,
  ): HttpBody {
    if (!(body instanceof Uint8Array)) return watchBody(body, observer, call.signal, ended);
    observer?.add(body);
    ended(!call.signal.aborted);
    return body;
  }

  private finish(
    call: GatewayCall,
    observer: BodyObserver | SessionObserver | undefined,
    sent: Uint8Array | undefined,
    status: number,
    complete: boolean,
  ): void {
    const { gateway } = this.options;
    if (observer) {
      observer.complete = complete;
      for (const action of call.afterBodyActions) this.guarded(() => action(observer));
      if (call.api?.llmLogs) {
        this.guarded(() => {
          const row = llmLogRow(call, observer, sent ?? new Uint8Array(0), gateway.tokens);
          if (row) gateway.sinks.llmLog(row);
        });
      }
    }
    this.guarded(() => gateway.sinks.gatewayLog(gatewayLogRow(call, status)));
  }

  /** Late counters and log rows must not break an answer that is ready, or has already gone out. */
  private guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.options.onDefect(error);
    }
  }
}

/** A debug token is the gateway's business: no policy and no backend sees it. */
function withoutToken(request: HttpRequest): HttpRequest {
  const headers = request.headers.clone();
  headers.delete(debugHeader);
  return { ...request, headers };
}

/**
 * Lets policies read what a whole answer states; a stream of events is left to flow, and so is what can state nothing,
 * such as speech. [I]: that API Management keeps back no more than it reads.
 */
async function endBackend(call: GatewayCall): Promise<void> {
  const { response } = call;
  const type = response?.headers.get("Content-Type");
  const statesNothing = /^(?:audio|image|video)\/|^application\/octet-stream/i.test(type ?? "");
  if (response?.streaming && !isEventStream(type) && !statesNothing) await response.buffer();
  for (const action of call.afterBackendActions) action();
}

function isEventStream(contentType: string | undefined): boolean {
  return contentType?.includes("text/event-stream") === true;
}

/** A stream of an MCP server that is in memory as a whole: a policy has read it. */
function isReadStream(call: GatewayCall, body: HttpBody, contentType: string | undefined): boolean {
  return call.api?.mcp !== undefined && body instanceof Uint8Array && isEventStream(contentType);
}

/** Says nothing until the client has gone. */
async function* untilGone(signal: StopSignal): AsyncGenerator<Uint8Array> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  yield* [];
}
