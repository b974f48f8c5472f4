import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { accountSubdomain, hostOf, providerAt, providersSaid } from "../resources/hosts";
import { armName, sameArmId } from "../resources/armId";
import { expandTemplates } from "../gateway/model/expandTemplates";
import { azureType, numberOf, property, records, textOf } from "../resources/inputs";
import { isProvisioned } from "../openai";

/** A backend that leads to an Azure OpenAI account or to another provider, as the resources declare it, whatever program they come from. */
export interface DeclaredBackend {
  readonly id: string;
  /** `ptu` where a deployment of the account is provisioned. */
  readonly kind: "ptu" | "payg";
  /** In the first pool that has it; 1 where none does, as API Management takes it. */
  readonly priority: number;
  readonly weight: number;
  /** Whether a pool has it; else only policies know whose turn it is. */
  readonly pooled: boolean;
  /** Of the account, in lower case; another provider's host. */
  readonly subdomain: string;
  /** Names of the account's deployments; none where the account is declared elsewhere. */
  readonly deployments: readonly string[];
  /** What the account's provisioned deployments have together. */
  readonly ptus: number;
}

/** In order of declaration. */
export function declaredBackends(declared: readonly DeclaredResource[]): readonly DeclaredBackend[] {
  const resources = expandTemplates(declared);
  const ofType = (type: string) => resources.filter((one) => azureType(one) === type);
  const accounts = new Map(
    ofType("cognitiveservices:Account").map((account) => [
      textOf(property(account, "properties.customSubDomainName"))?.toLowerCase(),
      account,
    ]),
  );
  const deployments = ofType("cognitiveservices:Deployment");
  const backends = ofType("apimanagement:Backend");
  const said = providersSaid(backends);
  const members = backends.flatMap((backend) => records(property(backend, "pool.services")));
  return backends.flatMap((backend) => {
    const host = hostOf(textOf(property(backend, "url")) ?? "") ?? "";
    const subdomain = accountSubdomain(host) ?? ((said.get(host) ?? providerAt(host)) && host);
    if (subdomain === undefined) return [];
    const account = accounts.get(subdomain);
    const own = account ? deployments.filter(({ id }) => id.startsWith(`${account.id}/`)) : [];
    const provisioned = own.filter((one) => isProvisioned(textOf(property(one, "sku.name")) ?? ""));
    const id = armName(backend.id);
    const member = members.find((one) => sameArmId(armName(textOf(one["id"]) ?? ""), id));
    return {
      id,
      kind: provisioned.length > 0 ? "ptu" : "payg",
      priority: numberOf(member?.["priority"]) ?? 1,
      weight: numberOf(member?.["weight"]) ?? 1,
      pooled: member !== undefined,
      subdomain,
      deployments: own.map((one) => armName(one.id)),
      ptus: provisioned.reduce((sum, one) => sum + (numberOf(property(one, "sku.capacity")) ?? 0), 0),
    };
  });
}

/** Keys of the active subscriptions, by the names that people gave them. */
export function declaredKeys(declared: readonly DeclaredResource[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    expandTemplates(declared)
      .filter((one) => azureType(one) === "apimanagement:Subscription")
      .flatMap((one) => {
        const key = textOf(property(one, "primaryKey")) ?? textOf(one.inputs["primaryKey"]);
        const active = textOf(property(one, "state"))?.toLowerCase() === "active";
        return active && key !== undefined
          ? [[textOf(property(one, "displayName")) ?? armName(one.id), key]]
          : [];
      }),
  );
}
