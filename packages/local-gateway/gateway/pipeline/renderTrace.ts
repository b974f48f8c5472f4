import type { PolicySection } from "@azure-genai-gateway/policy-language/document";
import { placeOf } from "../runSteps";
import { decode, formatQuery, joinUrl, parseQuery } from "../../http/url";
import type { CallState, NotedEntry, NotedExpression, TraceEntry } from "./trace";

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

/** Longest text of a value or an expression that a trace shows: whole bodies would drown the rest. */
const LONGEST_TEXT = 1_000;

type Snapshot = Map<string, string>;

/**
 * Entries as people read them, each with the difference to the entry before.
 * @param start how the call was before its first step.
 * @param at when the request came in, ms since the epoch.
 * @param mask takes secrets out of a text.
 */
export function render(
  start: CallState,
  noted: readonly NotedEntry[],
  at: number,
  mask: (text: string) => string,
): TraceEntry[] {
  const variables: Snapshot = new Map();
  let state = start;
  let last = snapshot(state, variables, mask);
  return noted.map((entry) => {
    const changed: Record<string, string | undefined> = {};
    if (entry.state !== state) {
      ({ state } = entry);
      const now = snapshot(state, variables, mask);
      for (const [name, text] of now) if (last.get(name) !== text) changed[name] = text;
      for (const name of last.keys()) if (!now.has(name)) changed[name] = undefined;
      last = now;
    }
    const data = dataOf(entry);
    return {
      source: entry.source,
      message: mask(entry.message),
      data: data === undefined ? undefined : (JSON.parse(mask(JSON.stringify(data))) as unknown),
      section: entry.section,
      at: at + entry.atMs,
      atMs: entry.atMs,
      changed,
    };
  });
}

function dataOf({ data, step, section, atMs }: NotedEntry): unknown {
  if (!step) return data;
  const place = placeOf(step.step);
  const { startedMs, expressions } = step;
  return {
    ...{ section: section satisfies PolicySection, scope: place?.scope, path: place?.path },
    ...(place ? { at: `${place.at.file}:${place.at.line}:${place.at.column}` } : {}),
    ...{ startedMs, tookMs: atMs - startedMs },
    ...(expressions ? { expressions: expressions.map(expressionRecord) } : {}),
  };
}

function expressionRecord({ binding: { code, place }, value, error }: NotedExpression): ExpressionRecord {
  return {
    code: shortened(code),
    place: `${place.file}:${place.line}:${place.column}`,
    ...(value ? { type: value.type } : {}),
    text: shortened(value ? value.text : error instanceof Error ? error.message : String(error)),
  };
}

/** @param variables those known so far; takes in what the state says of them. */
function snapshot(state: CallState, variables: Snapshot, mask: (text: string) => string): Snapshot {
  const parts: Snapshot = new Map();
  const { method, base, path, query, headers, bodyLength, backendId, response } = state;
  const set = (name: string, text: string) => void parts.set(name, mask(text));
  set("request.method", method);
  set("request.url", withoutKeys(joinUrl(base, path, query)));
  for (const [name, values] of headers)
    set(`request.headers.${name}`, keyName.test(name) ? "[secret]" : values.join(","));
  set("request.body", `${bodyLength} bytes`);
  if (backendId !== undefined) set("backend", backendId);
  if (response) {
    set("response.status", String(response.status));
    for (const [name, values] of response.headers) set(`response.headers.${name}`, values.join(","));
    set("response.body", response.bodyLength === undefined ? "stream" : `${response.bodyLength} bytes`);
  }
  for (const [name, { type, text }] of state.variables)
    variables.set(`variables.${name}`, mask(shortened(`${type} ${text}`)));
  for (const [name, text] of variables) parts.set(name, text);
  return parts;
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
