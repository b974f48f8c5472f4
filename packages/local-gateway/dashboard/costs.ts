import { findModel, tokenPriceOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { isProvisioned, type SimulatedAccount } from "../openai";
import type { TokenTotals } from "./feed";

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

/** What a backend has spent: PTUs by the hour, used or not, and tokens by model and SKU. */
export function spendingOf(
  totals: ReadonlyMap<string, TokenTotals>,
  account: SimulatedAccount | undefined,
  hours: number,
  catalogue: Catalogue,
): Spending {
  const unpriced: string[] = [];
  const spent = { promptTokens: 0, completionTokens: 0 };
  let cost = 0;
  const deployments = (account?.deployments ?? []).map((name) => account!.deployment(name));
  for (const { sku, capacity } of deployments) {
    if (!isProvisioned(sku)) continue;
    const hour = catalogue.ptuHours.get(sku);
    if (hour) cost += hour.price * capacity * hours;
    else unpriced.push(sku);
  }
  for (const [model, { promptTokens, completionTokens }] of totals) {
    spent.promptTokens += promptTokens;
    spent.completionTokens += completionTokens;
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
