import OpenAI, { APIError, AzureOpenAI } from "openai";
import type { DemoResult, DemoTarget } from "./demo";

const apiVersion = "2024-10-21";
/** Roughly 30,000 tokens: a handful of such calls fills the smallest PTU deployment that Azure sells. */
const longPrompt = "the quick brown fox jumps over the lazy dog ".repeat(3300);
const longTokens = 30_000;
const charactersPerToken = 4.5;
const mostFillingCalls = 40;

export interface DemoClients {
  readonly deployments?: OpenAI;
  readonly v1?: OpenAI;
}

/** Both clients as a user would make them; retries are off so that a 429 is seen and not waited for. */
export function demoClients(
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

export type Outcome = Omit<DemoResult, "call" | "expected">;

/** @param refusal the status that the call is there to show, in place of an answer */
export async function attempt(
  call: string,
  make: () => Promise<Outcome>,
  refusal?: number,
): Promise<DemoResult> {
  try {
    const outcome = await make();
    return { call, ...outcome, expected: refusal === undefined || outcome.status === refusal };
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const refused = error as APIError<number | undefined, Headers | undefined>;
    const wait = refused.headers?.get("retry-after");
    return {
      call,
      status: refused.status ?? 0,
      expected: refused.status === refusal,
      backend: refused.headers?.get("x-gateway-backend") ?? "",
      requestId: refused.headers?.get("x-gateway-request-id") ?? "",
      // The client puts the status in front, which the line has already.
      note: `${refused.message.replace(/^\d{3} /, "")}${wait ? ` (Retry-After ${wait} s)` : ""}`,
    };
  }
}

function required(client: OpenAI | undefined): OpenAI {
  if (!client) throw new Error("The stack has both APIs off: turn on apis.azureOpenAi or apis.openAiV1");
  return client;
}

export async function chat(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const { data, response } = await required(client)
    .chat.completions.create({
      model,
      messages: [{ role: "user", content: "Say hello." }],
      max_completion_tokens: 24,
    })
    .withResponse();
  return {
    ...answered(response),
    tokens: [data.usage?.prompt_tokens, data.usage?.completion_tokens],
    note: quote(data.choices[0]?.message.content),
  };
}

export async function streamed(client: OpenAI | undefined, model: string): Promise<Outcome> {
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
    tokens: [usage?.prompt_tokens, usage?.completion_tokens],
    note: `${chunks} chunks in ${Math.round(firstAfter ?? 0)} to ${Math.round(whole)} ms`,
  };
}

export async function embed(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const { data, response } = await required(client)
    .embeddings.create({ model, input: ["a laptop", "a cloud"] })
    .withResponse();
  return {
    ...answered(response),
    tokens: [data.usage.prompt_tokens],
    note: `${data.data.length} vectors of ${data.data[0]?.embedding.length ?? 0}`,
  };
}

export async function respond(client: OpenAI | undefined, model: string): Promise<Outcome> {
  const { data, response } = await required(client)
    .responses.create({ model, input: "Say hello.", max_output_tokens: 24 })
    .withResponse();
  return {
    ...answered(response),
    tokens: [data.usage?.input_tokens, data.usage?.output_tokens],
    note: quote(data.output_text),
  };
}

/** Calls until the limit refuses; the refusal surfaces as the client's own RateLimitError. */
export async function overLimit(
  client: OpenAI | undefined,
  model: string,
  tokensPerMinute: number,
): Promise<Outcome> {
  // Some two fifths of it: one that could never fit is a mistake of the call's, and another answer.
  const content = longPrompt.slice(0, Math.floor(tokensPerMinute * 0.4 * charactersPerToken));
  let last: Outcome | undefined;
  for (let call = 0; call < mostFillingCalls; call += 1)
    last = { ...(await filling(client, model, content)).outcome, note: `${call + 1} calls were within it` };
  return last!;
}

/** Fills the backends of the first priority with long prompts until a call is answered by another one. */
export async function spill(
  client: OpenAI | undefined,
  model: string,
  firstBackends: readonly string[],
): Promise<Outcome> {
  const first = firstBackends.join(" and ");
  let last: Outcome | undefined;
  for (let call = 0; call < mostFillingCalls; call += 1) {
    last = (await filling(client, model, numbered(call))).outcome;
    if (!firstBackends.includes(last.backend))
      return { ...last, note: `${first} had no room after ${counted(call)}` };
  }
  return { ...last!, note: `${counted(mostFillingCalls)}, and ${first} still had room` };
}

/**
 * Calls an alias with long prompts until another of its models answers; reports a call wherever another backend or model
 * has answered than before.
 * @param tokensPerMinute what the key's product may use: no more than that is sent
 */
export async function fillAlias(
  client: OpenAI | undefined,
  { name, models }: { readonly name: string; readonly models: readonly string[] },
  tokensPerMinute: number,
  report: (result: DemoResult) => void,
): Promise<void> {
  const call = `alias ${name}`;
  const most = Math.min(mostFillingCalls, Math.floor((0.8 * tokensPerMinute) / longTokens));
  let before: Outcome | undefined;
  let served: string | undefined;
  let [same, all] = [0, 0];
  for (; all < most && (served === undefined || served === models[0]); all += 1) {
    let model: string | undefined;
    const result = await attempt(call, async () => {
      const { outcome, model: who } = await filling(client, name, numbered(all));
      model = who;
      return outcome;
    });
    // Without the header nobody knows who has answered, which is what the calls are there for.
    const changed = model !== served || result.backend !== before?.backend;
    if (!result.expected || model === undefined) return report({ ...result, expected: false });
    if (changed) {
      const why = before ? `, ${before.backend} had no room after ${counted(same)}` : "";
      report({ ...result, note: `x-genai-model: ${model}${why}` });
      same = 0;
    }
    [before, served, same] = [result, model, same + 1];
  }
  if (served === models[0] && before)
    report({ call, ...before, expected: true, note: `${counted(all)}, and ${served} still had room` });
}

const counted = (calls: number) => `${calls} long ${calls === 1 ? "call" : "calls"}`;

/** Each begins differently: what a PTU has in its prompt cache costs it nothing. */
const numbered = (call: number) => `${call}. ${longPrompt}`;

/** A long prompt with next to no answer. */
async function filling(client: OpenAI | undefined, model: string, content: string) {
  const { data, response } = await required(client)
    .chat.completions.create({ model, messages: [{ role: "user", content }], max_completion_tokens: 1 })
    .withResponse();
  const tokens = [data.usage?.prompt_tokens, data.usage?.completion_tokens] as const;
  const outcome: Outcome = { ...answered(response), tokens, note: "" };
  return { outcome, model: response.headers.get("x-genai-model") ?? undefined };
}

function answered(response: Response): Pick<Outcome, "status" | "backend" | "requestId"> {
  return {
    status: response.status,
    backend: response.headers.get("x-gateway-backend") ?? "",
    requestId: response.headers.get("x-gateway-request-id") ?? "",
  };
}

function quote(text: string | null | undefined): string {
  const line = (text ?? "").replace(/\s+/g, " ").trim();
  return line.length > 24 ? `“${line.slice(0, 23)}…”` : `“${line}”`;
}
