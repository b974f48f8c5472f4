import { describe } from "../../../policy-language/expressions/values/values";
import type { PolicyBinding, PolicySection } from "../../../policy-language/document";
import type { CallTrace, ExpressionOutcome } from "../policy";
import { decode, formatQuery, parseQuery } from "../url";
import type { GatewayCall } from "./call";

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
  enter: () => () => undefined,
  expression: () => undefined,
};

/** An expression's value as a trace shows it. */
export interface ExpressionRecord {
  readonly code: string;
  /** Where it stands, as FILE:LINE:COLUMN. */
  readonly place: string;
  /** The .NET type of the value; absent when it threw. */
  readonly type?: string;
  /** The value as text, or the message of the exception. */
  readonly text: string;
}

/** Longest text of a value or an expression that a trace keeps: whole bodies would drown the rest. */
const LONGEST_TEXT = 1_000;

type Snapshot = ReadonlyMap<string, string>;

/** Keeps entries, each with the difference that the step made. Known secrets are masked wherever they turn up. */
export class RecordingTrace implements CallTrace {
  readonly enabled = true;
  readonly entries: TraceEntry[] = [];
  private call?: GatewayCall;
  private last: Snapshot = new Map();
  /** Expressions of the policies that are running, innermost last. */
  private readonly running: ExpressionRecord[][] = [];

  /** @param mask takes secrets out of a text. */
  constructor(private readonly mask: (text: string) => string) {}

  /** The call to watch; it exists only once its trace does. */
  watch(call: GatewayCall): void {
    this.call = call;
    this.last = this.snapshot();
  }

  add(source: string, message: string, data?: unknown): void {
    const now = this.snapshot();
    const changed: Record<string, string | undefined> = {};
    for (const [name, text] of now) if (this.last.get(name) !== text) changed[name] = text;
    for (const name of this.last.keys()) if (!now.has(name)) changed[name] = undefined;
    this.last = now;
    const atMs = this.call?.context.elapsedMs() ?? 0;
    this.entries.push({
      source,
      message: this.mask(message),
      data: data === undefined ? undefined : (JSON.parse(this.mask(JSON.stringify(data))) as unknown),
      section: this.call?.section ?? "inbound",
      at: (this.call?.context.timestamp ?? 0) + atMs,
      atMs,
      changed,
    });
  }

  enter(source: string): (message: string, data: Readonly<Record<string, unknown>>) => void {
    const expressions: ExpressionRecord[] = [];
    this.running.push(expressions);
    return (message, data) => {
      // Not pop: the policies inside a wait end in any order.
      this.running.splice(this.running.indexOf(expressions), 1);
      this.add(source, message, expressions.length > 0 ? { ...data, expressions } : data);
    };
  }

  expression({ code, place }: PolicyBinding & { kind: "expression" }, outcome: ExpressionOutcome): void {
    const found =
      "value" in outcome
        ? describe(outcome.value)
        : { text: outcome.error instanceof Error ? outcome.error.message : String(outcome.error) };
    this.running.at(-1)?.push({
      code: shortened(code),
      place: `${place.file}:${place.line}:${place.column}`,
      ...found,
      text: shortened(found.text),
    });
  }

  private snapshot(): Snapshot {
    const parts = new Map<string, string>();
    if (!this.call) return parts;
    const { context, response, backend } = this.call;
    const set = (name: string, text: string) => void parts.set(name, this.mask(text));
    set("request.method", context.request.method);
    set("request.url", withoutKeys(context.request.url));
    for (const [name, values] of context.request.headers)
      set(`request.headers.${name}`, keyName.test(name) ? "[secret]" : values.join(","));
    set("request.body", `${context.request.content?.length ?? 0} bytes`);
    if (backend.backendId !== undefined) set("backend", backend.backendId);
    if (response) {
      set("response.status", String(response.status));
      for (const [name, values] of response.headers) set(`response.headers.${name}`, values.join(","));
      set("response.body", response.streaming ? "stream" : `${response.bytes()?.length ?? 0} bytes`);
    }
    for (const [name, value] of context.variables) {
      const { type, text } = describe(value);
      set(`variables.${name}`, shortened(`${type} ${text}`));
    }
    return parts;
  }
}

/** Headers and query parameters that carry keys. One that is not this service's own is no less a secret. */
const keyName =
  /^(authorization|proxy-authorization|api-key|x-api-key|cookie|.*subscription-key|sig|code|key)$/i;

function withoutKeys(url: string): string {
  const at = url.indexOf("?");
  if (at < 0) return url;
  const query = parseQuery(url.slice(at + 1)).map(([name, value]) =>
    value !== undefined && keyName.test(decode(name))
      ? ([name, "[secret]"] as const)
      : ([name, value] as const),
  );
  return `${url.slice(0, at)}?${formatQuery(query)}`;
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

/** Masks the secrets' own texts, also as they stand inside JSON; short ones would mask too much. */
export function secretMask(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= 4);
  const texts = known.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  // Tokens of managed identities are made per run; their shape gives them away.
  const tokens = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
  return (text) =>
    texts.reduce((masked, secret) => masked.replaceAll(secret, "[secret]"), text).replace(tokens, "[token]");
}
