import { provisionedSize, type Catalogue } from "@azure-genai-gateway/catalogue";
import type { Report } from "./report";
import { modelChecks } from "./modelChecks";
import type { SalvagedConfig } from "./salvage";
import { batchSkus, provisionedSkus, standardSkus } from "./schema";

type Backend = NonNullable<NonNullable<SalvagedConfig["backends"]>[number]>;
type Deployment = NonNullable<NonNullable<Backend["deployments"]>[number]>;
interface Offer {
  readonly backend: Backend;
  readonly deployment: Deployment;
  readonly path: readonly (string | number)[];
}

export function backendChecks(config: SalvagedConfig, report: Report, catalogue: Catalogue): void {
  const names = new Map<string, number>();
  const offers: Offer[] = [];
  for (const [index, backend] of (config.backends ?? []).entries()) {
    if (!backend) continue;
    const path = ["backends", index];
    const first = backend.name === undefined ? undefined : names.get(backend.name);
    if (first !== undefined)
      report(
        "CONFIG_DUPLICATE_BACKEND",
        [...path, "name"],
        `backends[${first}] has the name "${backend.name}" too`,
        "Give each backend a name of its own",
      );
    else if (backend.name !== undefined) names.set(backend.name, index);
    checkSku(backend, path, report);
    checkDeployments(backend, path, offers, report, catalogue);
  }
  modelChecks(config, report, catalogue);
  checkOffers(config, offers, report);
}

function checkSku({ kind, sku }: Backend, path: readonly (string | number)[], report: Report): void {
  if (!kind || !sku) return;
  const provisioned = (provisionedSkus as readonly string[]).includes(sku);
  if (kind === "ptu" && !provisioned)
    report(
      "CONFIG_SKU_KIND",
      [...path, "sku"],
      `${sku} is pay-as-you-go, the backend a PTU`,
      `Write one of: ${provisionedSkus.join(", ")}`,
    );
  if (kind === "payg" && provisioned)
    report(
      "CONFIG_SKU_KIND",
      [...path, "sku"],
      `${sku} is provisioned, the backend pay-as-you-go`,
      `Write one of: ${[...standardSkus, ...batchSkus].join(", ")}`,
    );
}

function checkDeployments(
  backend: Backend,
  path: readonly (string | number)[],
  offers: Offer[],
  report: Report,
  catalogue: Catalogue,
): void {
  const names = new Set<string>();
  for (const [index, deployment] of (backend.deployments ?? []).entries()) {
    if (!deployment) continue;
    const own = [...path, "deployments", index];
    const name = deployment.name?.toLowerCase();
    if (name !== undefined && names.has(name))
      report(
        "CONFIG_DUPLICATE_DEPLOYMENT",
        [...own, "name"],
        `The backend has a deployment "${deployment.name}" already`,
        "Name each deployment of a backend once",
      );
    if (name !== undefined) names.add(name);
    offers.push({ backend, deployment, path: own });
    if (backend.kind === "ptu") checkPtus(backend, deployment, own, report, catalogue);
  }
}

function checkPtus(
  { sku = "GlobalProvisionedManaged" }: Backend,
  { model = "", capacity }: Deployment,
  path: readonly (string | number)[],
  report: Report,
  catalogue: Catalogue,
): void {
  const size = provisionedSize(catalogue, model, sku);
  if (!size || capacity === undefined) return;
  if (capacity < size.minimum)
    report(
      "CONFIG_PTU_BELOW_MINIMUM",
      [...path, "capacity"],
      `${capacity} PTUs are fewer than ${model} takes under ${sku}`,
      `Write ${size.minimum} or more`,
    );
  else if ((capacity - size.minimum) % size.step !== 0)
    report(
      "CONFIG_PTU_STEP",
      [...path, "capacity"],
      `${model} under ${sku} comes in steps of ${size.step} PTUs from ${size.minimum}`,
      `Write ${capacity - ((capacity - size.minimum) % size.step)} or ${capacity + size.step - ((capacity - size.minimum) % size.step)}`,
    );
}

/** What the backends offer under one deployment name has to belong together. */
function checkOffers(config: SalvagedConfig, offers: readonly Offer[], report: Report): void {
  const byName = new Map<string, Offer[]>();
  for (const offer of offers) {
    const name = offer.deployment.name?.toLowerCase();
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), offer]);
  }
  const spills = (["azureOpenAi", "openAiV1"] as const).some((name) => {
    const api = config.apis?.[name];
    return api?.enabled !== false && api?.spillToPayg !== false;
  });
  for (const sharing of byName.values()) {
    const [first, ...others] = sharing as [Offer, ...Offer[]];
    for (const other of others) {
      if (
        first.deployment.model &&
        other.deployment.model &&
        first.deployment.model !== other.deployment.model
      )
        report(
          "CONFIG_DEPLOYMENT_MODEL",
          [...other.path, "model"],
          `Deployment "${other.deployment.name}" is ${first.deployment.model} on backend "${first.backend.name}"`,
          "Use one model for one deployment name, or another name",
        );
    }
    // A backend of which the kind is not known may well be the one to spill to.
    if (spills && sharing.every(({ backend }) => backend.kind === "ptu"))
      report(
        "CONFIG_SPILL_NOWHERE",
        [...first.path, "name"],
        `No pay-as-you-go backend has deployment "${first.deployment.name}", so nothing can spill`,
        "Add the deployment to a backend of kind payg, or write spillToPayg: false for every API",
      );
  }
}
