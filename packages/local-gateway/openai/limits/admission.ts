import type { Clock } from "@azure-genai-gateway/common/clock";
import { modelFacts } from "../../tokens/models";
import type { SimulatedDeployment } from "../types";
import { createProvisionedBucket } from "./provisionedBucket";
import { createStandardLimits } from "./standardLimits";

/** What a request is known to need before it is served. */
export interface Estimate {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  /** The caller's cap on the answer, over all choices; undefined when he set none. */
  readonly maxTokens: number | undefined;
}

/** What it then took. */
export type Actual = Pick<Estimate, "promptTokens" | "cachedTokens"> & { readonly completionTokens: number };

export interface Admitted {
  readonly admitted: true;
  readonly headers: Readonly<Record<string, string>>;
  /** Called once, when the answer is whole or broken off. */
  settle(actual: Actual): void;
}

export interface Refused {
  readonly admitted: false;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
}

/** The capacity of one deployment. */
export interface Limits {
  admit(estimate: Estimate): Admitted | Refused;
  /** How much of a provisioned deployment is in use now, 1 being all of it; undefined for those sold by the token. */
  utilization?(): number;
}

/** SKUs that are sold by the unit (PTU) rather than by the token. */
export function isProvisioned(sku: string): boolean {
  return sku.endsWith("ProvisionedManaged");
}

/** Limits of a deployment by its SKU. Batch SKUs and others that take no online calls count as Standard. */
export function createLimits(
  deployment: SimulatedDeployment,
  clock: Clock,
  utilizationWindowMs: number,
): Limits {
  const facts = modelFacts(deployment.model);
  if (isProvisioned(deployment.sku)) {
    // A model that is not sold by PTUs would be refused at deployment; here it counts as gpt-4.1.
    const provisioned = facts.ptu ?? modelFacts("gpt-4.1").ptu!;
    return createProvisionedBucket(clock, {
      inputTpm: deployment.capacity * provisioned.inputTpmPerPtu,
      outputWeight: provisioned.outputWeight,
      windowMs: utilizationWindowMs,
    });
  }
  const tokensPerMinute = deployment.capacity * 1_000;
  return createStandardLimits(clock, {
    deployment: deployment.name,
    tokensPerMinute,
    requestsPerMinute:
      deployment.requestsPerMinute ?? Math.max(1, deployment.capacity * facts.requestsPer1kTokens),
  });
}
