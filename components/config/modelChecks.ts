import { assessDeployment, dateOf, regionOf, type Catalogue } from "@azure-genai-gateway/catalogue";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { defaultSku } from "../skus";
import { formatOf } from "../providers/foundry";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

/**
 * What the catalogue has against regions and deployments, as warnings: a stack that is deployed has to be able to
 * change other things. The day is the catalogue's own, not today's, so that a program declares the same whenever it is
 * run; `check` and `plan` judge by today and refuse what is retired.
 */
export function modelChecks(config: SalvagedConfig, report: Report, catalogue: Catalogue): void {
  const locations: [path: (string | number)[], location: string | undefined][] = [
    [["location"], config.location],
    ...(config.additionalLocations ?? []).map((other, index): [(string | number)[], string | undefined] => [
      ["additionalLocations", index, "location"],
      other?.location,
    ]),
    ...(config.backends ?? []).map((backend, index): [(string | number)[], string | undefined] => [
      ["backends", index, "location"],
      backend?.location,
    ]),
  ];
  for (const [path, location] of locations)
    if (typeof location === "string" && !regionOf(catalogue, location))
      unknownRegion(path, location, report, catalogue);
  for (const [index, backend] of (config.backends ?? []).entries()) {
    const { kind, deployments, existing } = backend ?? {};
    // What is there already is Azure's to judge.
    if (!kind || kind === "external" || (existing && existing.deployments !== "declared")) continue;
    const location = backend?.location ?? config.location;
    for (const [at, deployment] of (deployments ?? []).entries()) {
      const { model, version, versionUpgradeOption = "OnceCurrentVersionExpired" } = deployment ?? {};
      if (!model || !version) continue;
      // Of Foundry's other publishers the catalogue knows neither versions nor regions.
      if (backend?.provider === "foundry" && (deployment?.format ?? formatOf(model)) !== "OpenAI") continue;
      // A SKU of the other kind is told already.
      if (backend?.sku && backend.sku.endsWith("ProvisionedManaged") !== (kind === "ptu")) continue;
      const sku = backend?.sku ?? defaultSku(kind);
      const findings = assessDeployment(
        catalogue,
        { model, version, sku, versionUpgradeOption, ...(typeof location === "string" ? { location } : {}) },
        dateOf(catalogue),
      );
      for (const { code, about, message, hint } of findings) {
        if (code === "MODEL_RETIRES_SOON" || code === "MODEL_NO_UPGRADE") continue;
        const path = ["backends", index];
        const own =
          about === "sku" || about === "location" ? [...path, about] : [...path, "deployments", at, about];
        report(`CONFIG_${code}`, own, message, hint ?? "", "warning");
      }
    }
  }
}

function unknownRegion(
  path: readonly (string | number)[],
  location: string,
  report: Report,
  catalogue: Catalogue,
): void {
  const near = nearestWord(location, [...catalogue.regions.keys()]);
  report(
    "CONFIG_REGION_UNKNOWN",
    path,
    `${location} is none of the regions in the catalogue`,
    near ? `Did you mean ${near}?` : "Check the name, or add the region to a catalogue.yaml of your own",
    "warning",
  );
}
