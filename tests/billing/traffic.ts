/**
 * Calls of which it is known what they have cost, and what of them arrives: events, some of them twice, some late, and
 * rows of the LLM log, some of them twice. The truth is added up from the calls by hand, in whole numbers, and reads
 * neither events nor rows.
 */
export interface Call {
  readonly id: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly product: string;
  readonly useCase: string | null;
  readonly costCenter: string | null;
  readonly model: (typeof models)[number];
  readonly kind: "stated" | "stream" | "refused" | "failed";
  readonly prompt: bigint;
  readonly completion: bigint;
  /** Of a stream: whether its row of the log is there. */
  readonly logged: boolean;
  /** What a semantic cache has asked for, in 10 ** -9 millionths of a dollar: in no row of the log. */
  readonly vectors: bigint;
}

/** Prices in 10 ** -9 dollars a million tokens, which are 10 ** -9 millionths a token. */
const models = [
  { name: "gpt-5.4", version: "-2026-03-05", prompt: 2_500_000_000n, completion: 15_000_000_000n },
  { name: "gpt-4.1-nano", version: "-2025-04-14", prompt: 100_000_000n, completion: 400_000_000n },
  { name: "claude-sonnet-4-5", version: "-20250929", prompt: 3_300_000_000n, completion: 16_500_000_000n },
  { name: "text-embedding-3-small", version: "", prompt: 20_000_000n, completion: 0n },
  { name: "tiny", version: "", prompt: 10_000n, completion: 1n },
] as const;

const teams = [
  { product: "chat", useCase: "sales/bot/prod", costCenter: "4711" },
  { product: "chat", useCase: "sales/bot/test", costCenter: "4711" },
  { product: "batch", useCase: "it/search/prod", costCenter: "0815" },
  { product: "lab", useCase: null, costCenter: null },
] as const;

const bound = 4_000n;
const day = 24 * 60 * 60 * 1_000;
/** Two days before a month ends. */
const start = Date.parse("2026-10-30T00:00:00Z");

/** @param random gives numbers from 0 to 1, without 1. */
export function madeCall(index: number, random: () => number): Call {
  const pick = <One>(list: readonly One[]) => list[Math.floor(random() * list.length)]!;
  const share = random();
  const { product, useCase, costCenter } = pick(teams);
  return {
    id: `call-${index}`,
    at: start + Math.floor(random() * 4 * day),
    product,
    useCase,
    costCenter,
    model: pick(models),
    kind: share < 0.55 ? "stated" : share < 0.9 ? "stream" : share < 0.97 ? "refused" : "failed",
    prompt: BigInt(Math.floor(random() * 50_000)),
    completion: BigInt(Math.floor(random() * Number(bound))),
    logged: random() < 0.98,
    vectors: random() < 0.2 ? BigInt(Math.floor(random() * 90)) * 100_000_000n : 0n,
  };
}

export const spends = ({ kind }: Call) => kind === "stated" || kind === "stream";

/** Whole millionths, as the gateway rounds a call up: of nothing, nothing. */
function micros({ model, vectors }: Call, prompt: bigint, completion: bigint): bigint {
  const exact = prompt * model.prompt + completion * model.completion + vectors;
  // As the policy: to six places, halves up, then up to a whole one.
  const sixth = (exact + 500n) / 1_000n;
  return (sixth + 999_999n) / 1_000_000n;
}

/** What a call has cost as far as can be known, in millionths of a dollar; `told` by its event alone. */
export function trueCost(call: Call): { readonly exact: bigint; readonly told: bigint } {
  if (!spends(call)) return { exact: 0n, told: 0n };
  const exact = micros(call, call.prompt, call.completion);
  if (call.kind === "stated") return { exact, told: exact };
  const told = micros(call, call.prompt + 7n, bound);
  return { exact: call.logged ? exact : told, told };
}

export function eventOf(call: Call): Readonly<Record<string, unknown>> {
  const { id, at, product, useCase, costCenter, model, kind, prompt, completion } = call;
  const spent = spends(call);
  const asked = kind !== "refused";
  return {
    schema: "genai-usage/1",
    requestId: id,
    time: new Date(at).toISOString(),
    product,
    ...(useCase === null ? {} : { useCase, costCenter, businessUnit: useCase.split("/")[0] }),
    subscription: `${product}-one`,
    deployment: model.name,
    model: spent ? `${model.name}${model.version}` : "",
    backend: asked ? "payg" : "",
    provider: asked ? "azure-openai" : null,
    region: "swedencentral",
    status: kind === "refused" ? 429 : kind === "failed" ? 502 : 200,
    streamed: kind === "stream",
    tokensFrom: kind === "stated" ? "response" : kind === "stream" ? "estimate" : "none",
    promptTokens: Number(spent ? (kind === "stream" ? prompt + 7n : prompt) : 0n),
    completionTokens: kind === "stream" ? null : Number(spent ? completion : 0n),
    cachedTokens: 0,
    costMicros: Number(trueCost(call).told),
    priceFrom: spent ? "2026-10-06" : null,
    ...(spent && call.vectors > 0n ? { cost: { embeddings: Number(call.vectors) / 1e9 } } : {}),
    ...(kind === "stream"
      ? {
          completionBound: Number(bound),
          prices: { prompt: Number(model.prompt) / 1e9, completion: Number(model.completion) / 1e9 },
        }
      : {}),
  };
}

export function logRowOf({ id, at, prompt, completion, model }: Call): Readonly<Record<string, unknown>> {
  return {
    TimeGenerated: new Date(at).toISOString(),
    CorrelationId: id,
    ModelName: `${model.name}${model.version}`,
    SequenceNumber: 0,
    PromptTokens: Number(prompt),
    CompletionTokens: Number(completion),
  };
}

/** Rows of the log are there of what was answered. */
export const isLogged = (call: Call) => spends(call) && call.logged;

export const keyOf = (call: Call) =>
  [
    new Date(call.at).toISOString().slice(0, 10),
    call.product,
    call.useCase ?? "-",
    call.kind === "refused" ? "-" : call.model.name,
  ].join(" ");
