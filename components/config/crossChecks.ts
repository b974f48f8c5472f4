import type { Problem } from "../../common/problem";
import { backendChecks } from "./backendChecks";
import { networkChecks } from "./networkChecks";
import { productChecks } from "./productChecks";
import type { SalvagedConfig } from "./salvage";
import { keyName, type ConfigPath, type Locate } from "./source";

/** Files one problem about the key at `path`. */
export type Report = (
  code: string,
  path: ConfigPath,
  message: string,
  hint: string,
  severity?: Problem["severity"],
) => void;

/** What takes more than one value to see. Works on the sound part of a config, so that it finds its share at once. */
export function crossChecks(config: SalvagedConfig, locate: Locate): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (code, path, message, hint, severity = "error") =>
    void problems.push({
      code,
      severity,
      subject: keyName(path),
      message,
      hint,
      place: locate(path, "value"),
    });
  for (const check of [backendChecks, productChecks, networkChecks, serviceChecks, ingressChecks])
    check(config, report);
  return problems;
}

/** https://learn.microsoft.com/azure/api-management/api-management-features */
function serviceChecks({ apiManagement }: SalvagedConfig, report: Report): void {
  if (!apiManagement) return;
  const { sku, zones, capacity = 1 } = apiManagement;
  if (sku === "Developer" && zones)
    report(
      "CONFIG_ZONES_SKU",
      ["apiManagement", "zones"],
      "The Developer SKU has no availability zones",
      "Take the key out, or write sku: Premium",
    );
  if (sku === "Developer" && capacity > 1)
    report(
      "CONFIG_CAPACITY_SKU",
      ["apiManagement", "capacity"],
      "The Developer SKU has one unit",
      "Write 1, or sku: Premium",
    );
  if (sku === "Premium" && zones && capacity % zones.length !== 0)
    report(
      "CONFIG_ZONES_CAPACITY",
      ["apiManagement", "capacity"],
      `${capacity} units cannot be spread evenly over ${zones.length} zones`,
      `Write a multiple of ${zones.length}`,
    );
  if (zones && new Set(zones).size !== zones.length)
    report(
      "CONFIG_DUPLICATE_ZONE",
      ["apiManagement", "zones"],
      "A zone is named twice",
      "Name each zone once",
    );
}

function ingressChecks({ ingress }: SalvagedConfig, report: Report): void {
  if (!ingress) return;
  const { min = 2, max = 3 } = ingress.capacity ?? {};
  if (min > max)
    report(
      "CONFIG_CAPACITY_ORDER",
      ["ingress", "capacity", "min"],
      `The least capacity, ${min}, is above the most, ${max}`,
      `Write ${max} or less`,
    );
  if (ingress.hostName && !ingress.certificateSecretId)
    report(
      "CONFIG_CERTIFICATE_MISSING",
      ["ingress", "hostName"],
      "A host name needs a certificate",
      "Add ingress.certificateSecretId: https://VAULT.vault.azure.net/secrets/NAME",
    );
}
