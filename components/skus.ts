import { batchSkus, type BackendConfig } from "./config/schema";

/** Whether deployments of a SKU are for batch jobs, which no call goes to. */
export function isBatchSku(sku: string): boolean {
  return (batchSkus as readonly string[]).includes(sku);
}

/** Of a backend that states none. */
export function defaultSku(kind: BackendConfig["kind"]): "GlobalProvisionedManaged" | "GlobalStandard" {
  return kind === "ptu" ? "GlobalProvisionedManaged" : "GlobalStandard";
}
