import type { DeclaredResource, Deployment } from "../../local/cloud/resource";
import { modelFacts, type ModelFacts } from "../../local/openai/models";
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

/** The first declared deployment of a model of a kind; what is not known is taken for one of chat or embeddings. */
export function declaredModel({ resources }: Deployment, kind: ModelFacts["kind"]): string | undefined {
  return models(resources)
    .find(({ inputs }) => {
      const { model } = (inputs["properties"] ?? {}) as { model?: { name?: string } };
      return modelFacts(model?.name ?? "").kind === kind;
    })
    ?.id.split("/")
    .at(-1);
}

function models(resources: readonly DeclaredResource[]): readonly DeclaredResource[] {
  return resources.filter(({ type }) => type === "azure-native:cognitiveservices:Deployment");
}
