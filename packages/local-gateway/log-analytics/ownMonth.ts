import type { GatewayLogRow, LlmLogRow } from "../gateway/policy";
import type { TraceEvent } from "../gateway/sinks";

export interface LogRows {
  readonly llmLogs: readonly LlmLogRow[];
  readonly gatewayLogs: readonly GatewayLogRow[];
  readonly traces: readonly TraceEvent[];
}

/** What queries/usage/own-month.kql asks, once it is filled in. */
export interface OwnMonth {
  readonly whose: { readonly subscription: string } | { readonly caller: string };
  /** Ms since the epoch; the end is outside. */
  readonly from: number;
  readonly to: number;
  /** By product. */
  readonly tariffs: ReadonlyMap<string, string>;
  readonly prices: readonly Price[];
}

interface Price {
  readonly tariff: string;
  readonly deployment: string;
  readonly backend: string;
  readonly prompt: number;
  readonly completion: number;
  readonly longAbove: number;
  readonly longPrompt: number;
  readonly longCompletion: number;
}

/** What a query asks, where it is this one. */
export function readOwnMonth(query: string, from: number, to: number): OwnMonth | undefined {
  const caller = /tostring\(Properties\.caller\) == ("(?:[^"\\]|\\.)*")/.exec(query)?.[1];
  const subscription = /\| where ApimSubscriptionId == ("(?:[^"\\]|\\.)*")/.exec(query)?.[1];
  const tariffs = tableOf(query, "tariffs");
  const prices = tableOf(query, "prices");
  if ((subscription ?? caller) === undefined || !tariffs || !prices) return undefined;
  return {
    whose:
      subscription === undefined
        ? { caller: JSON.parse(caller!) as string }
        : { subscription: JSON.parse(subscription) as string },
    from,
    to,
    tariffs: new Map(rowsOf(tariffs, 2).map(([product, tariff]) => [product as string, tariff as string])),
    prices: rowsOf(prices, 8).map((cells) => {
      const [tariff, deployment, backend] = cells as [string, string, string];
      const [prompt, completion, longAbove, longPrompt, longCompletion] = cells.slice(3) as number[];
      return {
        ...{ tariff, deployment, backend, prompt: prompt!, completion: completion! },
        ...{ longAbove: longAbove!, longPrompt: longPrompt!, longCompletion: longCompletion! },
      };
    }),
  };
}

/** Deployment, calls, prompt, completion, micros, calls without a price: a row a deployment. */
export function ownMonth(
  { whose, from, to, tariffs, prices }: OwnMonth,
  { llmLogs, gatewayLogs, traces }: LogRows,
): readonly (readonly [string, number, number, number, number | null, number])[] {
  const within = (at: number) => at >= from && at < to;
  const own = new Map(
    "caller" in whose
      ? traces
          .filter(
            ({ message, metadata, at }) =>
              message === "GenAI spent" && metadata["caller"] === whose.caller && within(at),
          )
          .map(({ metadata: { request = "", product = "", backend = "" } }) => [
            request,
            { ProductId: product, BackendId: backend },
          ])
      : gatewayLogs
          .filter((row) => row.ApimSubscriptionId === whose.subscription && within(row.TimeGenerated))
          .map((row) => [row.CorrelationId, row]),
  );
  const sums = new Map<string, [number, number, number, number | null, number]>();
  for (const row of llmLogs) {
    const call = own.get(row.CorrelationId);
    if (!call || !within(row.TimeGenerated) || row.DeploymentName === "") continue;
    const deployment = row.DeploymentName.toLowerCase();
    const tariff = tariffs.get(call.ProductId) ?? "";
    const price = prices.find(
      (one) => one.tariff === tariff && one.deployment === deployment && one.backend === call.BackendId,
    );
    const micros = price && costOf(row, price);
    const [calls, prompt, completion, cost, unpriced] = sums.get(deployment) ?? [0, 0, 0, 0, 0];
    sums.set(deployment, [
      calls + 1,
      prompt + row.PromptTokens,
      completion + row.CompletionTokens,
      (cost ?? 0) + (micros ?? 0),
      unpriced + (micros === undefined ? 1 : 0),
    ]);
  }
  return [...sums].map(([deployment, sum]) => [deployment, ...sum]);
}

function costOf({ PromptTokens, CompletionTokens }: LlmLogRow, price: Price): number {
  const isLong = PromptTokens > price.longAbove;
  const exact =
    PromptTokens * (isLong ? price.longPrompt : price.prompt) +
    CompletionTokens * (isLong ? price.longCompletion : price.completion);
  return Math.ceil(Math.round(exact * 1e6) / 1e6);
}

function tableOf(query: string, name: string): string | undefined {
  return new RegExp(`let ${name} = datatable\\([^)]*\\) \\[([\\s\\S]*?)\\];`).exec(query)?.[1];
}

function rowsOf(cells: string, width: number): readonly (readonly unknown[])[] {
  const all = JSON.parse(`[${cells}]`) as readonly unknown[];
  return Array.from({ length: all.length / width }, (_, row) => all.slice(row * width, (row + 1) * width));
}
