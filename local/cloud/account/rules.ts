import { policyReferences } from "../../../policy-language/references";
import { localSubscription } from "../azure/seeded";
import type { StoredResource } from "./localCloud";
import { armReferences, textsIn } from "./references";

const service = "microsoft.apimanagement/service";

/** The id up to the resource itself: what stands behind it names a part, such as an Application Gateway's listener. */
const partOf = /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/(?:[^/]+\/[^/]+))\/.+$/i;

/**
 * Ids among the inputs that lead nowhere. Other subscriptions' resources are taken on trust, and so are resource
 * groups that this cloud did not make: they were there before.
 */
export function danglingReferences(
  ownId: string,
  inputs: Readonly<Record<string, unknown>>,
  exists: (id: string) => boolean,
): readonly { readonly path: string; readonly id: string }[] {
  return armReferences(inputs).filter(({ id }) => {
    if (!id.toLowerCase().startsWith(`/subscriptions/${localSubscription}/`)) return false;
    if (/\/providers\/microsoft\.authorization\/roledefinitions\//i.test(id)) return false;
    if (id.toLowerCase().startsWith(ownId.toLowerCase())) return false;
    if (!exists(id.replace(/\/providers\/.*$/, ""))) return false;
    const whole = partOf.exec(id)?.[1];
    return !exists(id) && !(whole !== undefined && /applicationgateways/i.test(id) && exists(whole));
  });
}

/** Types that Azure does not delete while one of the given types refers to them; `*` is any. */
const heldBy: Readonly<Record<string, { readonly by: string; readonly code: string }>> = {
  "microsoft.network/virtualnetworks/subnets": { by: "*", code: "InUseSubnetCannotBeDeleted" },
  "microsoft.network/networksecuritygroups": { by: "*", code: "InUseNetworkSecurityGroupCannotBeDeleted" },
  "microsoft.network/publicipaddresses": { by: "*", code: "PublicIPAddressCannotBeDeleted" },
  "microsoft.network/applicationgatewaywebapplicationfirewallpolicies": {
    by: "microsoft.network/applicationgateways",
    code: "ApplicationGatewayFirewallPolicyInUse",
  },
  "microsoft.apimanagement/service/backends": { by: "*", code: "ValidationError" },
  "microsoft.apimanagement/service/loggers": { by: "*", code: "ValidationError" },
};

/** Types that Azure does not delete while they have children. */
const holdsChildren = new Set([
  "microsoft.network/privatednszones",
  "microsoft.cognitiveservices/accounts",
  "microsoft.apimanagement/service/products",
]);

/** Who keeps a resource from being deleted, and ARM's code for it. */
export function heldInUse(
  resource: StoredResource,
  others: readonly StoredResource[],
): { readonly by: StoredResource; readonly code: string } | undefined {
  const arm = resource.arm.toLowerCase();
  const id = resource.id.toLowerCase();
  if (holdsChildren.has(arm)) {
    const child = others.find((other) => countsAsChild(other, id));
    if (child) return { by: child, code: "CannotDeleteResource" };
  }
  const rule = heldBy[arm];
  const byReference =
    rule &&
    others.find(
      (other) =>
        (rule.by === "*" || rule.by === other.arm.toLowerCase()) &&
        armReferences(other.inputs).some((reference) => reference.id.toLowerCase() === id),
    );
  if (rule && byReference) return { by: byReference, code: rule.code };
  const byPolicy = namedByPolicy(resource, others);
  return byPolicy && { by: byPolicy, code: "ValidationError" };
}

/** A product's policy and links go with it; subscriptions to it do not. */
function countsAsChild(other: StoredResource, id: string): boolean {
  if (other.arm.toLowerCase() === `${service}/subscriptions`)
    return String(other.inputs["scope"]).toLowerCase() === id;
  if (id.includes("/products/")) return false;
  return other.id.toLowerCase().startsWith(`${id}/`);
}

function namedByPolicy(
  resource: StoredResource,
  others: readonly StoredResource[],
): StoredResource | undefined {
  const kind = resource.arm.toLowerCase().slice(service.length + 1);
  if (!["backends", "loggers", "namedvalues"].includes(kind)) return undefined;
  const name = resource.id.slice(resource.id.lastIndexOf("/") + 1);
  const owner = serviceOf(resource.id);
  const siblings = others.filter((other) => serviceOf(scopeOf(other)) === owner);
  return siblings.find((other) =>
    [...textsIn(other.inputs)].some(({ text }) => {
      if (kind === "namedvalues" && text === `{{${name}}}`) return true;
      if (!text.trimStart().startsWith("<")) return false;
      const references = policyReferences(text, other.id);
      const list =
        kind === "backends"
          ? references.backends
          : kind === "loggers"
            ? references.loggers
            : references.namedValues;
      return list.some((reference) => reference.name === name);
    }),
  );
}

/** Where an entity stands; a template deployment, in the resource that it makes. */
function scopeOf({ id, inputs }: StoredResource): string {
  if (!/\/providers\/microsoft\.resources\/deployments\//i.test(id)) return id;
  const name =
    [...textsIn(inputs)].find(({ path }) => path.endsWith("template.resources[0].name"))?.text ?? "";
  const group = id.replace(/\/providers\/.*$/, "");
  return `${group}/providers/Microsoft.ApiManagement/service/${name}`;
}

function serviceOf(id: string): string | undefined {
  return /^.*\/microsoft\.apimanagement\/service\/[^/]+/i.exec(id)?.[0].toLowerCase();
}

const networkId = /^.*\/providers\/microsoft\.network\/virtualnetworks\/[^/]+/i;

/**
 * What a change locks while it is under way. API Management takes one writer per API, Azure OpenAI one change per
 * account, private endpoints to it among them, a virtual network one of its subnets or peerings; a peering also keeps
 * the network at its other end (AnotherOperationInProgress).
 */
export function locksOf(
  arm: string,
  id: string,
  inputs: Readonly<Record<string, unknown>>,
): readonly string[] {
  const type = arm.toLowerCase();
  const account = /^.*\/accounts\/[^/]+/i.exec(id)?.[0];
  if (type.startsWith("microsoft.cognitiveservices/accounts") && account) return [account.toLowerCase()];
  if (type === "microsoft.network/privateendpoints")
    return armReferences(inputs).flatMap(({ id: target }) =>
      /\/providers\/microsoft\.cognitiveservices\/accounts\/[^/]+$/i.test(target) ? target.toLowerCase() : [],
    );
  const network = networkId.exec(id)?.[0];
  if (type.startsWith("microsoft.network/virtualnetworks/") && network)
    return [
      network.toLowerCase(),
      ...(type.endsWith("/virtualnetworkpeerings")
        ? armReferences(inputs).flatMap((reference) => networkId.exec(reference.id)?.[0].toLowerCase() ?? [])
        : []),
    ];
  const api = /^.*\/service\/[^/]+\/apis\/[^/]+/i.exec(id)?.[0];
  if (type.startsWith(`${service}/apis`) && api) return [api.toLowerCase()];
  if (type === `${service}/products/apis`)
    return [id.replace(/\/products\/[^/]+\/apis\//i, "/apis/").toLowerCase()];
  return [];
}
