import OpenAI, { APIError, AzureOpenAI } from "openai";
import { Agent, fetch as undiciFetch } from "undici";
import { callProvider, type ProviderTarget } from "./providerCalls";

/** Where the calls go and with which keys; all of it read from what the program declared. */
export interface DemoTarget {
  /** Base URL of the entrance, without a trailing slash. */
  readonly url: string;
  /** Path of the Azure OpenAI API, for example `openai`; absent when the stack has it off. */
  readonly azurePath?: string;
  /** Path of the v1 API; absent when the stack has it off. */
  readonly v1Path?: string;
  /** A subscription with room for the calls. */
  readonly key: string;
  /** The only header that a key is looked for in; absent where it may come as `Authorization: Bearer` too. */
  readonly keyHeader?: string;
  /** A subscription with the smallest token limit, to go over it; absent when no product has a limit. */
  readonly limited?: { readonly key: string; readonly tokensPerMinute: number } | undefined;
  readonly chatDeployment: string;
  /** Backends that are asked before all others: an answer of another one has spilled. None: nothing can. */
  readonly firstBackends: readonly string[];
  readonly embeddingDeployment?: string;
  /** Models behind APIs in other providers' wire formats; default none. */
  readonly providers?: readonly ProviderTarget[];
}

/** What one call got. */
export interface DemoResult {
  readonly call: string;
  readonly status: number;
  readonly backend: string;
  readonly tokens: string;
  readonly note: string;
  /** Whether it is what the call is there to show. */
  readonly expected: boolean;
}

const apiVersion = "2024-10-21";
/** Roughly 30,000 tokens: a handful of such calls fills the smallest PTU deployment that Azure sells. */
const longPrompt = "the quick brown fox jumps over the lazy dog ".repeat(3300);
const charactersPerToken = 4.5;
const mostFillingCalls = 40;

/**
 * Makes the calls one after another with the real client; each result is reported as soon as it is there.
 * @param trusted a certificate that the entrance speaks HTTPS with, PEM; default it speaks HTTP
 */
export async function runDemo(
  target: DemoTarget,
  report: (result: DemoResult) => void,
  trusted?: string,
): Promise<void> {
  const dispatcher = trusted === undefined ? undefined : new Agent({ connect: { ca: trusted } });
  try {
    await makeCalls(target, report, dispatcher && trustingFetch(dispatcher));
  } finally {
    await dispatcher?.close();
  }
}

/** Node's own fetch takes no dispatcher of another release of undici, so undici's goes with it. */
function trustingFetch(dispatcher: Agent): typeof fetch {
  const send = (url: string, init: object) => undiciFetch(url, { ...init, dispatcher });
  return send as unknown as typeof fetch;
}

async function makeCalls(
  target: DemoTarget,
  report: (result: DemoResult) => void,
  fetch: typeof globalThis.fetch | undefined,
): Promise<void> {
  const clients = demoClients(target, target.key, fetch);
  report(await attempt("chat", () => chat(clients.deployments ?? clients.v1, target.chatDeployment)));
  report(
    await attempt("chat, streamed", () => streamed(clients.v1 ?? clients.deployments, target.chatDeployment)),
  );
  const { embeddingDeployment } = target;
  if (embeddingDeployment) {
    report(await attempt("embeddings", () => embed(clients.deployments ?? clients.v1, embeddingDeployment)));
  }
  if (clients.v1) {
    report(await attempt("responses (v1)", () => respond(clients.v1, target.chatDeployment)));
  }
  const { limited } = target;
  if (limited) {
    const own = demoClients(target, limited.key, fetch);
    report(
      await attempt(
        "over the limit",
        () => overLimit(own.deployments ?? own.v1, target.chatDeployment, limited.tokensPerMinute),
        429,
      ),
    );
  }
  for (const provider of target.providers ?? [])
    report(await callProvider(target.url, target.key, provider, fetch));
  if (target.firstBackends.length > 0)
    report(await attempt("spill", () => spill(clients.deployments ?? clients.v1, target)));
}

interface DemoClients {
  readonly deployments?: OpenAI;
  readonly v1?: OpenAI;
}

/** Both clients as a user would make them; retries are off so that a 429 is seen and not waited for. */
function demoClients(
  target: DemoTarget,
  apiKey: string,
  fetch: typeof globalThis.fetch | undefined,
): DemoClients {
  const defaultHeaders = target.keyHeader ? { [target.keyHeader]: apiKey } : undefined;
  return {
    deployments:
      target.azurePath === undefined
        ? undefined
        : new AzureOpenAI({
            baseURL: `${target.url}/${target.azurePath}`,
            apiKey,
            apiVersion,
            defaultHeaders,
            maxRetries: 0,
            fetch,
          }),
    v1:
      target.v1Path === undefined
        ? undefined
        : new OpenAI({
            baseURL: `${target.url}/${target.v1Path}`,
            apiKey,
            defaultHeaders,
            maxRetries: 0,
            fetch,
          }),
  };
}

type Outcome = Omit<DemoResult, "call" | "expected">;

/** @param refusal a status that the call is there to show, beside an answer */
async function attempt(call: string, make: () => Promise<Outcome>, refusal?: number): Promise<DemoResult> {
  try {
    return { call, ...(await make()), expected: true };
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const refused = error as APIError<number | undefined, Headers | undefined>;
    const wait = refused.headers?.get("retry-after");
    return {
      call,
      status: refused.status ?? 0,
      expected: refused.status === refusal,
      backend: refused.headers?.get("x-gateway-backend") ?? "–",
      tokens: "–",
      note: `${refused.message}${wait ? ` (Retry-After ${wait} s)` : ""}`,
    };
  }
}

function required(client: OpenAI | undefined): OpenAI {
  if (!client) throw new Error("The stack has both APIs off: turn on apis.azureOpenAi or apis.openAiV1");
  return client;
}

async function chat(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const { data, response } = await required(client)
    .chat.completions.create({
      model,
      messages: [{ role: "user", content: "Say hello." }],
      max_completion_tokens: 24,
    })
    .withResponse();
  return {
    ...answered(response),
    tokens: tokensOf(data.usage?.prompt_tokens, data.usage?.completion_tokens),
    note: quote(data.choices[0]?.message.content),
  };
}

async function streamed(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const started = performance.now();
  const { data, response } = await required(client)
    .chat.completions.create({
      model,
      messages: [{ role: "user", content: "Count to ten." }],
      max_completion_tokens: 24,
      stream: true,
      stream_options: { include_usage: true },
    })
    .withResponse();
  let firstAfter: number | undefined;
  let chunks = 0;
  let usage: OpenAI.CompletionUsage | null | undefined;
  for await (const chunk of data) {
    firstAfter ??= performance.now() - started;
    chunks += 1;
    usage = chunk.usage ?? usage;
  }
  const whole = performance.now() - started;
  return {
    ...answered(response),
    tokens: tokensOf(usage?.prompt_tokens, usage?.completion_tokens),
    note: `${chunks} chunks, the first after ${Math.round(firstAfter ?? 0)} ms, the last after ${Math.round(whole)} ms`,
  };
}

async function embed(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const { data, response } = await required(client)
    .embeddings.create({ model, input: ["a laptop", "a cloud"] })
    .withResponse();
  return {
    ...answered(response),
    tokens: tokensOf(data.usage.prompt_tokens, undefined),
    note: `${data.data.length} vectors of ${data.data[0]?.embedding.length ?? 0}`,
  };
}

async function respond(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const { data, response } = await required(client)
    .responses.create({ model, input: "Say hello.", max_output_tokens: 24 })
    .withResponse();
  return {
    ...answered(response),
    tokens: tokensOf(data.usage?.input_tokens, data.usage?.output_tokens),
    note: quote(data.output_text),
  };
}

/** Calls until the limit refuses; the refusal surfaces as the client's own RateLimitError. */
async function overLimit(
  client: OpenAI | undefined,
  model: string,
  tokensPerMinute: number,
): Promise<Outcome> {
  // Some two fifths of it: one that could never fit is a mistake of the call's, and another answer.
  const content = longPrompt.slice(0, Math.floor(tokensPerMinute * 0.4 * charactersPerToken));
  let last: Outcome | undefined;
  for (let call = 0; call < mostFillingCalls; call += 1) {
    const { data, response } = await required(client)
      .chat.completions.create({ model, messages: [{ role: "user", content }], max_completion_tokens: 1 })
      .withResponse();
    last = {
      ...answered(response),
      tokens: tokensOf(data.usage?.prompt_tokens, data.usage?.completion_tokens),
      note: `${call + 1} calls stayed within the limit`,
    };
  }
  return last!;
}

/** Fills the backends of the first priority with long prompts until a call is answered by another one. */
async function spill(
  client: OpenAI | undefined,
  { chatDeployment: model, firstBackends }: DemoTarget,
): Promise<Outcome> {
  const first = firstBackends.join(" and ");
  let last: Outcome | undefined;
  for (let call = 0; call < mostFillingCalls; call += 1) {
    const { data, response } = await required(client)
      .chat.completions.create({
        model,
        // Each begins differently: what a PTU has in its prompt cache costs it nothing.
        messages: [{ role: "user", content: `${call}. ${longPrompt}` }],
        max_completion_tokens: 1,
      })
      .withResponse();
    last = {
      ...answered(response),
      tokens: tokensOf(data.usage?.prompt_tokens, data.usage?.completion_tokens),
      note: `${first} had no room after ${call} long calls`,
    };
    if (!firstBackends.includes(last.backend)) return last;
  }
  return { ...last!, note: `${mostFillingCalls} long calls, and ${first} still had room` };
}

function answered(response: Response): Pick<Outcome, "status" | "backend"> {
  return { status: response.status, backend: response.headers.get("x-gateway-backend") ?? "–" };
}

function tokensOf(prompt: number | undefined, completion: number | undefined): string {
  return completion === undefined ? `${prompt ?? "?"}` : `${prompt ?? "?"} + ${completion}`;
}

function quote(text: string | null | undefined): string {
  const line = (text ?? "").replace(/\s+/g, " ").trim();
  return line.length > 60 ? `“${line.slice(0, 59)}…”` : `“${line}”`;
}
