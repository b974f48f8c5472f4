import { VirtualClock, systemClock, type Clock } from "../../../packages/common/clock";
import { HttpHeaders, readBody, type HttpHandler, type HttpResponse } from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import { createSimulatedAccount } from "../../../packages/local-gateway/openai";
import type {
  SimulatedAccount,
  SimulatedAccountOptions,
  SimulatedDeployment,
} from "../../../packages/local-gateway/openai/types";
import { createTokenCounter } from "../../../packages/local-gateway/tokens";

export const tokens = createTokenCounter();

/** A deployment of gpt-4.1 with room for anything, unless told otherwise. */
export function deployment(overrides: Partial<SimulatedDeployment> = {}): SimulatedDeployment {
  return {
    name: "chat",
    model: "gpt-4.1",
    modelVersion: "2025-04-14",
    sku: "GlobalStandard",
    capacity: 10_000,
    ...overrides,
  };
}

export const embeddingDeployment = deployment({
  name: "embed",
  model: "text-embedding-3-small",
  modelVersion: "1",
});

export function account(
  deployments: readonly SimulatedDeployment[] = [deployment(), embeddingDeployment],
  clock: Clock = systemClock,
  more: Partial<SimulatedAccountOptions> = {},
): SimulatedAccount {
  return createSimulatedAccount({
    subdomain: "aoai-test",
    region: "swedencentral",
    deployments,
    acceptsToken: (token) => token === "good-token",
    clock,
    random: seededRandom(1),
    tokens,
    ...more,
  });
}

/** An account under a virtual clock, and a way to post to it and let time pass until it has answered. */
export function virtualAccount(
  deployments?: readonly SimulatedDeployment[],
  more?: Partial<SimulatedAccountOptions>,
) {
  const clock = new VirtualClock();
  const made = account(deployments, clock, more);
  return {
    clock,
    account: made,
    call: (path: string, body: unknown, more?: CallOptions) => clock.run(call(made.handle, path, body, more)),
    /** The same for `METHOD /path`, with an answer of any shape; the path begins behind /openai/v1. */
    ask: async (what: string, body: unknown = "") => {
      const [method = "", path = ""] = what.split(" ");
      const answer = await clock.run(call(made.handle, `/openai/v1${path}`, body, { method }));
      return { ...answer, json: answer.json as unknown as Json };
    },
  };
}

/** Members of answers, items and parts that tests look at; which of them are there depends on the call. */
export interface Json {
  id: string;
  object: string;
  type: string;
  role: string;
  text: string;
  status: string;
  deleted: boolean;
  metadata: unknown;
  conversation: unknown;
  encrypted_content: string;
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
  data: Json[];
  output: Json[];
  content: Json[];
  usage: { input_tokens: number; output_tokens: number };
  error: { code: string | null; message: string; param: string | null; type: string };
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export const chatPath = "/openai/deployments/chat/chat/completions?api-version=2024-10-21";

/** Sends a body (JSON, or text as it is) with a good token. */
export function send(
  handle: HttpHandler,
  path: string,
  body: unknown,
  { method = "POST", headers = { Authorization: "Bearer good-token" }, signal }: CallOptions = {},
): Promise<HttpResponse> {
  return handle({
    method,
    url: `https://aoai-test.openai.azure.com${path}`,
    headers: new HttpHeaders({ "Content-Type": "application/json", ...headers }),
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    signal,
  });
}

/** The parts of answers that tests look at; which of them are there depends on the call. */
export interface Answer {
  error: {
    code: string;
    message: string;
    param?: string;
    innererror?: { code: string };
  };
  id: string;
  model: string;
  status: string;
  choices: {
    index: number;
    text: string;
    finish_reason: string | null;
    message: { content: string; tool_calls: { function: { name: string; arguments: string } }[] };
    delta: { role?: string; content?: string };
    logprobs: { content: { token: string; logprob: number; top_logprobs: unknown[] }[] } | null;
    content_filter_offsets?: { start_offset: number; end_offset: number };
    content_filter_results: Record<string, { filtered: boolean }>;
  }[];
  prompt_filter_results?: { prompt_index: number }[];
  usage: {
    prompt_tokens: number;
    completion_tokens: number;
    total_tokens: number;
    prompt_tokens_details: { cached_tokens: number };
    completion_tokens_details: { reasoning_tokens: number };
  };
  data: { id: string; embedding: number[] | string; b64_json: string; content: unknown }[];
  has_more: boolean;
  previous_response_id: string | null;
  output: { id: string; type: string }[];
}

export async function call(handle: HttpHandler, path: string, body: unknown, options?: CallOptions) {
  const response = await send(handle, path, body, options);
  const text = Buffer.from(await readBody(response.body)).toString("utf8");
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (text.startsWith("{") ? JSON.parse(text) : {}) as Answer,
  };
}

/** Data of server-sent events, without `[DONE]`. */
export function events(text: string): Answer[] {
  return text
    .split("\n\n")
    .flatMap((event) => event.split("\n").filter((line) => line.startsWith("data: ")))
    .map((line) => line.slice(6))
    .filter((data) => data !== "[DONE]")
    .map((data) => JSON.parse(data) as Answer);
}
