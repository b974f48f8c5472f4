/** What a usage event (`genai-usage/1`) says of its call, as far as the dashboard shows it. */
export interface UsageEvent {
  readonly requestId: string;
  readonly product: string;
  readonly subscription: string;
  /** As the answer named it, or the deployment that was asked; empty where no backend was. */
  readonly model: string;
  readonly spilled: boolean;
  readonly streamed: boolean;
  /** Until the answer began, ms. */
  readonly latencyMs?: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Whether tokens and cost are of an estimate: a stream, whose exact tokens the LLM log has. */
  readonly estimated: boolean;
  /** Millionths of a US dollar; absent where the catalogue knows no price. */
  readonly costMicros?: number;
  /** Of an estimate: US dollars for a million tokens, and what a semantic cache's vector has cost, in millionths. */
  readonly prices?: { readonly prompt: number; readonly completion: number; readonly vectors: number };
  /** Code of the answer, or the limit that refused the call; empty where the event does not say. */
  readonly refusal: string;
}

/** Anybody's policies may write anything to a hub: undefined for what is no usage event of this gateway's. */
export function readUsageEvent(body: string): UsageEvent | undefined {
  if (!body.includes('"genai-usage/1"')) return undefined;
  try {
    const event = JSON.parse(body) as Readonly<Record<string, unknown>>;
    if (event["schema"] !== "genai-usage/1" || typeof event["requestId"] !== "string") return undefined;
    return eventOf(event, event["requestId"]);
  } catch {
    return undefined;
  }
}

function eventOf(event: Readonly<Record<string, unknown>>, requestId: string): UsageEvent {
  const text = (name: string) => (typeof event[name] === "string" ? event[name] : "");
  const figure = (name: string) => (typeof event[name] === "number" ? event[name] : undefined);
  const asked = text("backend") !== "" || event["gatewayCache"] === "hit";
  const [latencyMs, costMicros, prices] = [
    figure("latencyMs"),
    figure("costMicros"),
    pricesOf(event["prices"], event["cost"]),
  ];
  return {
    requestId,
    product: text("product"),
    subscription: text("subscription"),
    // Of a call that nobody was asked for the name is whatever a caller has written.
    model: asked ? text("model") || text("deployment") : "",
    spilled: event["spilled"] === true,
    streamed: event["streamed"] === true,
    promptTokens: figure("promptTokens") ?? 0,
    completionTokens: figure("completionTokens") ?? figure("completionBound") ?? 0,
    estimated: text("tokensFrom") === "estimate",
    refusal: text("refusal"),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(costMicros === undefined ? {} : { costMicros }),
    ...(prices ? { prices } : {}),
  };
}

function pricesOf(given: unknown, cost: unknown): UsageEvent["prices"] {
  const { prompt, completion } = (given ?? {}) as Readonly<Record<string, unknown>>;
  const { embeddings } = (cost ?? {}) as Readonly<Record<string, unknown>>;
  const vectors = typeof embeddings === "number" ? embeddings : 0;
  return typeof prompt === "number" && typeof completion === "number"
    ? { prompt, completion, vectors }
    : undefined;
}

/**
 * What a stream has cost, once its tokens are known, with the vector that the log does not know, in whole millionths of a US dollar: rounded up as the policy and the
 * bill do (docs/decisions/0086), in whole numbers of 10 ** -9 millionths, so that no sum depends on a double.
 */
export function exactMicros(
  { prompt, completion, vectors }: NonNullable<UsageEvent["prices"]>,
  promptTokens: number,
  completionTokens: number,
): number {
  const tokens = BigInt(promptTokens) * nanos(prompt) + BigInt(completionTokens) * nanos(completion);
  const exact = tokens + nanos(vectors);
  const sixth = (exact + 500n) / 1_000n;
  return Number((sixth + 999_999n) / 1_000_000n);
}

/** Prices have nine places at most, of which a double keeps every one. */
function nanos(price: number): bigint {
  const [whole = "0", fraction = ""] = price.toFixed(9).split(".");
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction);
}
