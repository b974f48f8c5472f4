import { findModel, tokenPriceOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { isProvisioned, type SimulatedAccount } from "../openai";
import type { TokenTotals, ToldCosts } from "./feed";

/** What the costs on the page are of. */
export interface PriceNote {
  /** Day of the catalogue. */
  readonly asOf: string;
  /** What was used and has no price there. */
  readonly unpriced: readonly string[];
}

interface Spending extends TokenTotals {
  /** US dollars, at list prices. */
  readonly cost: number;
  readonly unpriced: readonly string[];
}

/**
 * What a backend has spent: PTUs by the hour, used or not; of others what the usage events of its calls say, and for calls
 * without one (policies that are not this gateway's) tokens by model and SKU, at list prices.
 */
export function spendingOf(
  totals: ReadonlyMap<string, TokenTotals>,
  account: SimulatedAccount | undefined,
  hours: number,
  catalogue: Catalogue,
  { micros, untold }: ToldCosts = { micros: 0, untold: totals },
): Spending {
  const unpriced: string[] = [];
  const spent = { promptTokens: 0, completionTokens: 0 };
  const deployments = (account?.deployments ?? []).map((name) => account!.deployment(name));
  // What a product is charged for a PTU's tokens is no money that the backend costs.
  let cost = deployments.some(({ sku }) => isProvisioned(sku)) ? 0 : micros / 1_000_000;
  for (const { sku, capacity } of deployments) {
    if (!isProvisioned(sku)) continue;
    const hour = catalogue.ptuHours.get(sku);
    if (hour) cost += hour.price * capacity * hours;
    else unpriced.push(sku);
  }
  for (const { promptTokens, completionTokens } of totals.values()) {
    spent.promptTokens += promptTokens;
    spent.completionTokens += completionTokens;
  }
  for (const [model, { promptTokens, completionTokens }] of untold) {
    if (promptTokens + completionTokens === 0) continue;
    const name = findModel(catalogue, model)?.name ?? model;
    const deployment = deployments.find((one) => findModel(catalogue, one.model)?.name === name);
    if (!deployment || isProvisioned(deployment.sku)) continue;
    const price = tokenPriceOf(catalogue, name, deployment.sku);
    if (!price) unpriced.push(`${model} under ${deployment.sku}`);
    else cost += (promptTokens * price.input + completionTokens * (price.output ?? 0)) / 1_000_000;
  }
  return { ...spent, cost, unpriced };
}
