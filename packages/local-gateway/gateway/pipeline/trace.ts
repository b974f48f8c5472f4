import type { PolicyBinding, PolicySection } from "@azure-genai-gateway/policy-language/document";
import type { PolicyValue } from "@azure-genai-gateway/policy-language/expressions/host";
import {
  changesUntold,
  keep,
  keptNow,
  type KeptValue,
} from "@azure-genai-gateway/policy-language/expressions/values/kept";
import type { CallResponse, CallTrace, ExpressionOutcome, PolicyStep } from "../policy";
import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { GatewayCall } from "./call";
import { render } from "./renderTrace";

export interface TraceEntry {
  /** The policy, or `context.Trace`, or the source that a trace policy names. */
  readonly source: string;
  readonly message: string;
  readonly data?: unknown;
  readonly section: PolicySection;
  /** Ms since the epoch. */
  readonly at: number;
  /** Ms since the request came in. */
  readonly atMs: number;
  /** What has changed in the call since the entry before: name and new text, undefined for what is gone. */
  readonly changed: Readonly<Record<string, string | undefined>>;
}

/** What policies did to one request, step by step. */
export interface CallTraceRecord {
  readonly requestId: string;
  readonly method: string;
  /** Without its query: keys may stand there. */
  readonly url: string;
  readonly status: number;
  readonly entries: readonly TraceEntry[];
}

export const noTrace: CallTrace = {
  enabled: false,
  add: () => undefined,
  enter: () => undefined,
  left: () => undefined,
  expression: () => undefined,
};

/** How a step ended. */
export type StepEnd = "ran" | "ended the pipeline" | "failed";

/** What was noted at one moment of a call: references, of which {@link render} makes text. */
export interface NotedEntry {
  readonly source: string;
  readonly message: string;
  readonly data: unknown;
  /** The step that the entry tells of; absent where a step or the pipeline itself noted something. */
  readonly step?: StepRun;
  readonly section: PolicySection;
  readonly atMs: number;
  readonly state: CallState;
}

/** A step that runs, or has run. */
export interface StepRun {
  readonly step: PolicyStep;
  readonly startedMs: number;
  expressions?: NotedExpression[];
}

export interface NotedExpression {
  readonly binding: PolicyBinding & { kind: "expression" };
  readonly value?: KeptValue;
  /** What it threw. */
  readonly error?: unknown;
}

/** The parts of a call that a trace shows; the same object as before where nothing has changed. */
export interface CallState {
  readonly method: string;
  readonly base: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HttpHeaders;
  readonly bodyLength: number;
  readonly backendId: string | undefined;
  readonly response: ResponseState | undefined;
  /** By name, those that have been set or have changed since the state before. */
  readonly variables: readonly (readonly [string, KeptValue])[];
}

export interface ResponseState {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** In bytes; undefined of a stream. */
  readonly bodyLength: number | undefined;
}

/** Bodies longer than this are not kept in memory, as trees of values, for a trace that nobody may look at. */
const LONGEST_KEPT_BODY = 16_384;

/**
 * Notes what happens to a call, with references and counts alone: what nobody looks at is never written as text. Values
 * that may change are kept until they do (see kept.ts). Known secrets are masked when the notes are read.
 */
export class RecordingTrace implements CallTrace {
  readonly enabled = true;
  private readonly noted: NotedEntry[] = [];
  private rendered?: TraceEntry[];
  /** The call while it runs; afterwards its bodies must not be held in memory. */
  private call?: GatewayCall;
  private clock?: Clock;
  private begunAt = 0;
  private section: PolicySection = "inbound";
  private start?: CallState;
  private state?: CallState;
  private requestVersion = -1;
  private requestHeaders?: HttpHeaders;
  private responseVersion = -1;
  private responseHeaders?: HttpHeaders;
  private largestBody = 0;
  /** Variables whose values may change in place, as they were last kept. */
  private readonly changeable = new Map<string, { readonly value: PolicyValue; kept: KeptValue }>();
  /** Steps that are running, innermost last. */
  private readonly running: StepRun[] = [];

  /** @param mask takes secrets out of a text. */
  constructor(private readonly mask: (text: string) => string) {}

  /** The call to watch; it exists only once its trace does. */
  watch(call: GatewayCall): void {
    this.call = call;
    this.clock = call.gateway.clock;
    this.begunAt = call.context.timestamp;
    this.start = this.currentState();
    this.state = this.start;
  }

  /** Made text when first read. */
  get entries(): readonly TraceEntry[] {
    if (this.rendered || !this.start) return this.rendered ?? [];
    const rendered = render(this.start, this.noted, this.begunAt, this.mask);
    if (!this.call) {
      this.rendered = rendered;
      this.noted.length = 0;
    }
    return rendered;
  }

  /** The call has been answered: its notes are kept, the call itself is not, nor are large bodies. */
  ended(): void {
    this.call = undefined;
    this.requestHeaders = undefined;
    this.responseHeaders = undefined;
    this.changeable.clear();
    if (this.largestBody > LONGEST_KEPT_BODY) void this.entries;
  }

  add(source: string, message: string, data?: unknown): void {
    this.note(source, message, data, undefined);
  }

  enter(step: PolicyStep): StepRun {
    const run: StepRun = { step, startedMs: (this.clock?.now() ?? 0) - this.begunAt };
    this.running.push(run);
    return run;
  }

  left(run: StepRun, end: StepEnd): void {
    if (this.running.at(-1) === run) this.running.pop();
    // The policies inside a wait end in any order.
    else this.running.splice(this.running.indexOf(run), 1);
    this.note(run.step.name, end, undefined, run);
  }

  expression(binding: PolicyBinding & { kind: "expression" }, outcome: ExpressionOutcome): void {
    const run = this.running.at(-1);
    if (!run) return;
    const noted =
      "value" in outcome ? { binding, value: keep(outcome.value) } : { binding, error: outcome.error };
    if (run.expressions) run.expressions.push(noted);
    else run.expressions = [noted];
  }

  private note(source: string, message: string, data: unknown, step: StepRun | undefined): void {
    const { call, clock } = this;
    // What comes after the answer (counters of a stream) is noted with the state at its end.
    if (call) {
      this.section = call.section;
      this.state = this.currentState();
    }
    if (!this.state || !clock) return;
    const { section, state } = this;
    const entry = { source, message, data, step, section, atMs: clock.now() - this.begunAt, state };
    if (this.rendered) this.rendered.push(...render(state, [entry], this.begunAt, this.mask));
    else this.noted.push(entry);
  }

  private currentState(): CallState {
    const { context, response, backend } = this.call!;
    const { request } = context;
    const { method, base, path, query } = request;
    const bodyLength = request.content?.length ?? 0;
    const { backendId } = backend;
    const headers = this.headersOf(request.headers);
    const responseState = response && this.responseState(response);
    const variables = this.changedVariables();
    const before = this.state;
    if (bodyLength > this.largestBody) this.largestBody = bodyLength;
    if (
      before &&
      variables.length === 0 &&
      headers === before.headers &&
      responseState === before.response &&
      path === before.path &&
      query === before.query &&
      base === before.base &&
      method === before.method &&
      bodyLength === before.bodyLength &&
      backendId === before.backendId
    )
      return before.variables.length === 0 ? before : { ...before, variables };
    return { method, base, path, query, headers, bodyLength, backendId, response: responseState, variables };
  }

  /** A copy, made anew after a change. */
  private headersOf(headers: HttpHeaders): HttpHeaders {
    const last = this.state?.headers;
    if (last && this.requestHeaders === headers && this.requestVersion === headers.version) return last;
    this.requestHeaders = headers;
    this.requestVersion = headers.version;
    return headers.clone();
  }

  private responseState(response: CallResponse): ResponseState {
    const { status, headers } = response;
    const bodyLength = response.streaming ? undefined : (response.bytes()?.length ?? 0);
    if (bodyLength !== undefined && bodyLength > this.largestBody) this.largestBody = bodyLength;
    const last = this.state?.response;
    const sameHeaders = this.responseHeaders === headers && this.responseVersion === headers.version;
    if (last && sameHeaders && last.status === status && last.bodyLength === bodyLength) return last;
    this.responseHeaders = headers;
    this.responseVersion = headers.version;
    return { status, headers: sameHeaders && last ? last.headers : headers.clone(), bodyLength };
  }

  private changedVariables(): CallState["variables"] {
    const set = this.call!.context.variablesSet;
    if (set.length === 0 && this.changeable.size === 0) return none;
    const changed: (readonly [string, KeptValue])[] = [];
    for (const [name, { value, kept }] of this.changeable) {
      if (!changesUntold(value) && keptNow(value) === kept) continue;
      const now = keep(value);
      this.changeable.set(name, { value, kept: now });
      if (now.text !== kept.text) changed.push([name, now]);
    }
    for (const name of set) {
      const value = this.call!.context.variables.get(name);
      const kept = keep(value);
      if (changesUntold(value) || keptNow(value) !== undefined) this.changeable.set(name, { value, kept });
      else this.changeable.delete(name);
      changed.push([name, kept]);
    }
    set.length = 0;
    return changed;
  }
}

const none: CallState["variables"] = [];

/** Masks the secrets' own texts, also as they stand inside JSON; short ones would mask too much. */
export function secretMask(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= 4);
  const texts = known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  // Tokens of managed identities are made per run; their shape gives them away.
  const tokens = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
  return (text) =>
    texts.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text).replace(tokens, "[token]");
}
