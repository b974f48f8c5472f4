import { packageCatalogue, findModel, tokenPriceOf } from "@azure-genai-gateway/catalogue";
import type { VirtualClock } from "@azure-genai-gateway/common/clock";
import {
  emptyBody,
  HttpHeaders,
  type HttpRequest,
  type HttpResponse,
  readBody,
} from "@azure-genai-gateway/common/http";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { Stopper, type StopSignal } from "@azure-genai-gateway/common/stopper";
import { fromPolicyValue, toPolicyValue } from "@azure-genai-gateway/policy-language/plainValues";
import type { Estate } from "../estate/estate";
import type { TokenRequest } from "../estate/openIdProvider";
import type { PreparedEstate } from "../estate/prepareEstate";
import type { Call, CallCompletion } from "../gateway/policy";
import type { CallTraceRecord } from "../gateway/pipeline/trace";
import type { LocalStack, LocalStackOptions } from "../stack/stack";
import { checkAdvance, checkCall } from "./checkInput";
import type { Coverage, CoverageRecorder } from "./coverage";
import { inTestsWords } from "./hints";
import { type Handlers, hostRequest, plainHeaders, withJson } from "./hosts";
import { timeOf } from "./time";
import type { BackendCall, CallCost, CallOptions, CallResult, PolicyGateway } from "./types";

interface Parts {
  readonly clock: VirtualClock;
  readonly handlers: Handlers;
  readonly prepared: PreparedEstate;
  readonly coverage: CoverageRecorder;
  readonly estate: Estate;
}

/** What is noted of one call while it is under way. */
interface Probe {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly backendCalls: BackendCall[];
  call?: Call;
  completion?: CallCompletion & { readonly model?: string };
  record?: CallTraceRecord;
}

/** Turns of the event loop that work without timers may take before it is given up. */
const mostTurns = 10_000;

export class GatewayUnderTest implements PolicyGateway {
  private stack?: LocalStack;
  private readonly probes = new Map<StopSignal, Probe>();
  private readonly byRequestId = new Map<string, Probe>();

  constructor(private readonly parts: Parts) {}

  /** What a stack has to tell of its calls. */
  get hooks(): Pick<LocalStackOptions, "onCall" | "onTrace" | "onSend"> {
    return {
      onCall: (call) => this.began(call),
      onTrace: (record) => {
        const probe = this.byRequestId.get(record.requestId);
        if (probe) probe.record = record;
        this.parts.coverage.add(record);
      },
      onSend: (request, answer) => this.sent(request, answer),
    };
  }

  serve(stack: LocalStack): void {
    this.stack = stack;
  }

  get now(): number {
    return this.parts.clock.now();
  }

  get warnings(): readonly string[] {
    const { prepared } = this.parts;
    return [...prepared.problems, ...prepared.told(this.stack!.warnings)]
      .map(inTestsWords)
      .map(formatProblem);
  }

  async advance(ms: number): Promise<void> {
    checkAdvance(ms);
    return this.parts.clock.advance(ms);
  }

  token(request?: TokenRequest): string {
    return this.parts.prepared.openId.token(request);
  }

  coverage(): Coverage {
    return this.parts.coverage.coverage();
  }

  async call(options: CallOptions = {}): Promise<CallResult> {
    checkCall(options);
    const { clock } = this.parts;
    if (options.at !== undefined) {
      const at = timeOf(options.at);
      if (at < clock.now())
        throw new RangeError(
          `at: ${new Date(at).toISOString()} is before now, ${new Date(clock.now()).toISOString()}`,
        );
      await clock.advance(at - clock.now());
    }
    const recorded = this.stack!.recorded;
    const lists = ["eventHubEvents", "metrics", "traces", "messages"] as const;
    const before = lists.map((name) => recorded[name].length);
    const stop = new Stopper();
    const probe: Probe = { variables: options.variables ?? {}, backendCalls: [] };
    this.probes.set(stop.signal, probe);
    const began = clock.now();
    try {
      const { response, body } = await this.run(
        this.answered({ ...this.request(options), signal: stop.signal }),
      );
      this.parts.handlers.throwMistake();
      const [events, metrics, traces, messages] = lists.map((name, index) =>
        recorded[name].slice(before[index]),
      );
      const { call, record } = probe;
      const text = Buffer.from(body).toString("utf8");
      const lastError = call?.context.lastError;
      return withJson({
        status: response.status,
        reason: response.reason ?? "",
        headers: plainHeaders(response.headers),
        body: text,
        backendCalls: probe.backendCalls,
        variables: Object.fromEntries(
          [...(call?.context.variables ?? [])].map(([name, value]) => [name, fromPolicyValue(value)]),
        ),
        events: events as CallResult["events"],
        metrics: metrics as CallResult["metrics"],
        traces: traces as CallResult["traces"],
        messages: messages as CallResult["messages"],
        trace: record?.entries ?? [],
        error: lastError && {
          source: lastError.source,
          reason: lastError.reason,
          message: lastError.message,
        },
        cost: costOf(probe.completion),
        tookMs: clock.now() - began,
      });
    } finally {
      this.probes.delete(stop.signal);
      if (probe.call) this.byRequestId.delete(probe.call.context.requestId);
    }
  }

  private async answered(request: HttpRequest): Promise<{ response: HttpResponse; body: Uint8Array }> {
    const response = await this.stack!.handle(request);
    return { response, body: await readBody(response.body) };
  }

  /** Moves virtual time on until the work is done; it stands still while the test's own functions are at work. */
  private async run<T>(work: Promise<T>): Promise<T> {
    const { clock, handlers } = this.parts;
    let settled = false;
    const done = () => void (settled = true);
    work.then(done, done);
    for (let idle = 0; !settled;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled || handlers.working > 0) continue;
      if (clock.fireNext()) idle = 0;
      else if (++idle > mostTurns) throw new Error("The call waits for something that never comes");
    }
    return work;
  }

  private began(call: Call): void {
    const probe = this.probes.get(call.signal);
    if (!probe) return;
    probe.call = call;
    this.byRequestId.set(call.context.requestId, probe);
    for (const [name, value] of Object.entries(probe.variables))
      call.context.variables.set(name, toPolicyValue(value));
    call.afterBody((completion) => (probe.completion = completion));
  }

  /** Which call a request is sent for is not known to who sends it; of those under way the one it was made by is. */
  private sent(request: HttpRequest, answer: Promise<HttpResponse>): void {
    const probe = (request.signal && this.probes.get(request.signal)) ?? [...this.probes.values()].at(-1);
    if (!probe || !URL.canParse(request.url)) return;
    const { index: _index, ...seen } = hostRequest(request, 0);
    const noted: BackendCall & { status?: number } = withJson({
      ...seen,
      host: new URL(request.url).hostname,
      at: this.now,
    });
    probe.backendCalls.push(noted);
    answer.then(
      ({ status }) => (noted.status = status),
      () => undefined,
    );
  }

  private request(options: CallOptions): HttpRequest {
    const { method, path = "/", body, clientAddress = "203.0.113.7" } = options;
    const headers = new HttpHeaders(options.headers);
    const isText = typeof body === "string" || body instanceof Uint8Array;
    if (body !== undefined && !isText && !headers.has("Content-Type"))
      headers.set("Content-Type", "application/json");
    const bytes =
      body === undefined
        ? emptyBody
        : body instanceof Uint8Array
          ? body
          : Buffer.from(isText ? body : JSON.stringify(body));
    const { service } = this.stack!.gateway;
    const url = `${service.gatewayUrl}/${path.replace(/^\/+/, "")}`;
    const key = this.keyOf(options.key);
    if (key !== undefined) {
      const header = this.keyHeader(path);
      if (!headers.has(header)) headers.set(header, key);
    }
    if (!headers.has("Host")) headers.set("Host", new URL(service.gatewayUrl).host);
    return {
      method: method ?? (body === undefined ? "GET" : "POST"),
      url,
      headers,
      body: bytes,
      clientAddress,
    };
  }

  private keyOf(key: string | null | undefined): string | undefined {
    if (key === null) return undefined;
    const { subscriptions } = this.stack!.gateway.service;
    const lone = /document/.test(this.parts.estate.form) ? "local" : undefined;
    const wanted = key ?? lone;
    if (wanted === undefined) return undefined;
    const named = subscriptions.find(({ id, name }) =>
      [id, name].some((one) => one.toLowerCase() === wanted.toLowerCase()),
    );
    return named?.primaryKey ?? wanted;
  }

  /** The header in which the API behind a path takes keys. */
  private keyHeader(path: string): string {
    const lower = `/${path.replace(/^\/+/, "").toLowerCase()}/`;
    const apis = this.stack!.gateway.service.apis.filter((api) =>
      lower.startsWith(`/${api.path.toLowerCase()}/`.replace("//", "/")),
    );
    const [api] = apis.sort((left, right) => right.path.length - left.path.length);
    return api?.keyHeader ?? "Ocp-Apim-Subscription-Key";
  }
}

function costOf(completion: Probe["completion"]): CallCost | undefined {
  const usage = completion?.usage;
  const model = completion?.model;
  if (!usage || model === undefined) return undefined;
  const { promptTokens, cachedTokens, completionTokens } = usage;
  const catalogue = packageCatalogue();
  const name = findModel(catalogue, model)?.name ?? model;
  const price = tokenPriceOf(catalogue, name, "GlobalStandard");
  const tokens = { model, promptTokens, cachedTokens, completionTokens };
  if (!price) return tokens;
  const cached = price.cachedInput ?? price.input;
  const dollars =
    ((promptTokens - cachedTokens) * price.input +
      cachedTokens * cached +
      completionTokens * (price.output ?? 0)) /
    1e6;
  return { ...tokens, dollars };
}
