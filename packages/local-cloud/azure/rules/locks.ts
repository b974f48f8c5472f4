import { armReferences } from "../references";
import { learn } from "./rule";
import type { Json } from "./subject";
import { record, text } from "./subject";

/**
 * What a change keeps others from changing while it is under way. The same rows order a program's resources at its
 * evaluation and refuse the second of two at run time.
 */
export interface LockRule {
  /** What Azure answers to the second. */
  readonly code: string;
  readonly status: number;
  /** What shares the lock, in words. */
  readonly what: string;
  readonly source: string;
  /** @param type in lower case; gives ids in lower case */
  locks(type: string, id: string, inputs: Json): readonly string[];
}

const service = "microsoft.apimanagement/service";
const networkId = /^.*\/providers\/microsoft\.network\/virtualnetworks\/[^/]+/i;

export const lockRules: readonly LockRule[] = [
  {
    code: "RequestConflict",
    status: 409,
    what: "deployments and private endpoints of account",
    source: `${learn}/ai-services/openai/how-to/create-resource; https://github.com/hashicorp/terraform-provider-azurerm/issues/20491`,
    locks(type, id, inputs) {
      const account = /^.*\/accounts\/[^/]+/i.exec(id)?.[0];
      if (type.startsWith("microsoft.cognitiveservices/accounts") && account) return [account.toLowerCase()];
      if (type !== "microsoft.network/privateendpoints") return [];
      return armReferences(inputs).flatMap(({ id: target }) =>
        /\/providers\/microsoft\.cognitiveservices\/accounts\/[^/]+$/i.test(target)
          ? target.toLowerCase()
          : [],
      );
    },
  },
  {
    code: "AnotherOperationInProgress",
    status: 429,
    what: "subnets and peerings of network",
    source: `${learn}/networking/troubleshoot-failed-state`,
    // A peering counts at both its ends.
    locks(type, id, inputs) {
      const network = networkId.exec(id)?.[0];
      if (!type.startsWith("microsoft.network/virtualnetworks/") || !network) return [];
      const remote = type.endsWith("/virtualnetworkpeerings")
        ? text(record(inputs["remoteVirtualNetwork"])?.["id"])?.toLowerCase()
        : undefined;
      return [network.toLowerCase(), ...(remote === undefined ? [] : [remote])];
    },
  },
  {
    code: "PessimisticConcurrencyConflict",
    status: 409,
    what: "children of API",
    source: `${learn}/api-management/troubleshoot-response-timeout-and-errors; https://github.com/hashicorp/terraform-provider-azurerm/issues/6666`,
    locks(type, id) {
      const api = /^.*\/service\/[^/]+\/apis\/[^/]+/i.exec(id)?.[0];
      if (type.startsWith(`${service}/apis`) && api) return [api.toLowerCase()];
      return type === `${service}/products/apis`
        ? [id.replace(/\/products\/[^/]+\/apis\//i, "/apis/").toLowerCase()]
        : [];
    },
  },
  {
    code: "PreconditionFailed",
    status: 412,
    what: "subscriptions of",
    source:
      "https://github.com/hashicorp/terraform-provider-azurerm/issues/8303; https://github.com/hashicorp/terraform-provider-azurerm/issues/30112",
    locks(type, id, inputs) {
      if (type !== `${service}/subscriptions`) return [];
      const owner = /^.*\/service\/[^/]+/i.exec(id)?.[0] ?? "";
      const product = /\/products\/[^/]+$/i.exec(text(inputs["scope"]) ?? "")?.[0];
      const user = /\/users\/[^/]+$/i.exec(text(inputs["ownerId"]) ?? "")?.[0];
      return [product, user].flatMap((part) => (part === undefined ? [] : `${owner}${part}`.toLowerCase()));
    },
  },
];

export interface Lock {
  readonly key: string;
  readonly rule: LockRule;
}

export function locksOf(arm: string, id: string, inputs: Json): readonly Lock[] {
  return lockRules.flatMap((rule) => rule.locks(arm.toLowerCase(), id, inputs).map((key) => ({ key, rule })));
}
