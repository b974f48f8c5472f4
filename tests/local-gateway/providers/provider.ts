/* eslint-disable @typescript-eslint/no-unsafe-assignment -- answers are looked at as they came */
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, readBody, type HttpHandler } from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import {
  createSimulatedProvider,
  type ProviderOptions,
} from "../../../packages/local-gateway/providers/service/createProvider";
import type { DialectOf } from "../../../packages/local-gateway/providers/service/dialect";
import { createTokenCounter } from "../../../packages/local-gateway/tokens";

export const tokens = createTokenCounter();

export interface Asked {
  readonly method?: string;
  /** Undefined takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** JSON, or a text as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** What tests read of answers; which of it is there depends on the call. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = any;

export interface Answered {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: Loose;
}

export async function ask(handle: HttpHandler, url: string, asked: Asked = {}): Promise<Answered> {
  const { body, headers = {}, signal } = asked;
  const response = await handle({
    method: asked.method ?? (body === undefined ? "GET" : "POST"),
    url,
    headers: new HttpHeaders(headers),
    body: Buffer.from(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body)),
    signal,
  });
  const bytes = Buffer.from(await readBody(response.body));
  const text = bytes.toString("utf8");
  const json: unknown = /^[{[]/.test(text) && isJson(text) ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, bytes, text, json };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A provider under a virtual clock, and a way to ask it and let time pass until it has answered. */
export function virtualProvider(
  dialect: DialectOf,
  host: string,
  always: Readonly<Record<string, string>>,
  more: Partial<ProviderOptions> = {},
) {
  const clock = new VirtualClock();
  const provider = createSimulatedProvider(dialect, {
    ...{ host, clock, random: seededRandom(1), tokens, access: {} },
    ...more,
  });
  return {
    clock,
    provider,
    ask: (path: string, asked: Asked = {}) =>
      clock.run(
        ask(provider.handle, `https://${host}${path}`, {
          ...asked,
          headers: { ...always, ...asked.headers },
        }),
      ),
  };
}

/** Server-sent events of a text: the name, and the JSON of the data. */
export function events(text: string): readonly { readonly event: string; readonly data: Loose }[] {
  return text
    .split("\n\n")
    .filter((one) => one !== "")
    .map((one) => ({
      event: /^event: (.*)$/m.exec(one)?.[1] ?? "",
      data: JSON.parse(/^data: (.*)$/m.exec(one)![1]!),
    }));
}
