import type { DeclaredResource, Deployment } from "../../local/cloud/resource";
import type { RunBackend } from "./records";

export interface PlannedBackend extends RunBackend {
  /** Of the simulated account behind it. */
  readonly subdomain: string;
  readonly deployments: readonly string[];
}

interface OutputBackend extends Omit<PlannedBackend, "subdomain" | "ptus"> {
  readonly host: string;
}

/** The backends of the program's `backendPlan` output, with the capacity that their accounts declare. */
export function plannedBackends(deployment: Deployment): readonly PlannedBackend[] {
  const plan = deployment.outputs["backendPlan"]?.value as
    { backends?: readonly OutputBackend[] } | undefined;
  return (plan?.backends ?? []).map(({ id, kind, priority, weight, host, deployments }) => {
    const subdomain = host.split(".")[0]!.toLowerCase();
    const ptus = kind === "ptu" ? capacityOf(subdomain, deployment.resources) : 0;
    return { id, kind, priority, weight, subdomain, deployments, ptus };
  });
}

/** Capacity of all deployments of an account: PTUs for a provisioned one. */
function capacityOf(subdomain: string, resources: readonly DeclaredResource[]): number {
  const account = resources.find(
    ({ type, inputs }) =>
      type === "azure-native:cognitiveservices:Account" &&
      (inputs["properties"] as { customSubDomainName?: string } | undefined)?.customSubDomainName ===
        subdomain,
  );
  if (!account) return 0;
  return models(resources)
    .filter(({ id }) => id.startsWith(`${account.id}/`))
    .reduce((sum, { inputs }) => sum + Number((inputs["sku"] as { capacity?: number })?.capacity ?? 0), 0);
}

/** The first declared deployment of a chat and of an embeddings model. */
export function declaredModels({ resources }: Deployment): { chat?: string; embedding?: string } {
  const nameOf = (embedding: boolean) =>
    models(resources)
      .find(({ inputs }) => {
        const { model } = (inputs["properties"] ?? {}) as { model?: { name?: string } };
        return /embedding/i.test(model?.name ?? "") === embedding;
      })
      ?.id.split("/")
      .at(-1);
  return { chat: nameOf(false), embedding: nameOf(true) };
}

function models(resources: readonly DeclaredResource[]): readonly DeclaredResource[] {
  return resources.filter(({ type }) => type === "azure-native:cognitiveservices:Deployment");
}
