import { accessRules } from "./access";
import { apiManagementRules } from "./apiManagement";
import { firewallPolicyRules } from "./applicationGateway/firewallPolicies";
import { gatewayRules } from "./applicationGateway/gateway";
import { partRules } from "./applicationGateway/parts";
import { authorizationRules } from "./authorization";
import { cognitiveServicesRules } from "./cognitiveServices";
import type { RuleContext } from "./context";
import { deploymentRules } from "./deployments";
import { dnsRules } from "./dns";
import { eventHubRules } from "./eventHub";
import { keyVaultRules } from "./keyVault";
import { alertRules } from "./monitor/alerts";
import { diagnosticSettingRules } from "./monitor/diagnosticSettings";
import { privateLinkScopeRules } from "./monitor/privateLinkScopes";
import { workspaceRules } from "./monitor/workspaces";
import { nameRules } from "./names";
import { privateEndpointRules } from "./network/privateEndpoints";
import { publicAddressRules } from "./network/publicAddresses";
import { routeRules } from "./network/routes";
import { securityGroupRules } from "./network/securityGroups";
import { virtualNetworkRules } from "./network/virtualNetworks";
import { orderRules } from "./order";
import { referenceRules } from "./references";
import { regionRules } from "./regions";
import type { Finding, Rule } from "./rule";
import type { Subject } from "./subject";
import { trafficManagerRules } from "./trafficManager";
import { uniqueRules } from "./unique";

/** Every condition that the local cloud knows, in the order in which they are reported. */
export const allRules: readonly Rule[] = [
  ...nameRules,
  ...uniqueRules,
  ...referenceRules,
  ...regionRules,
  ...apiManagementRules,
  ...cognitiveServicesRules,
  ...eventHubRules,
  ...keyVaultRules,
  ...virtualNetworkRules,
  ...securityGroupRules,
  ...routeRules,
  ...publicAddressRules,
  ...privateEndpointRules,
  ...gatewayRules,
  ...partRules,
  ...firewallPolicyRules,
  ...dnsRules,
  ...trafficManagerRules,
  ...diagnosticSettingRules,
  ...alertRules,
  ...workspaceRules,
  ...privateLinkScopeRules,
  ...authorizationRules,
  ...deploymentRules,
  ...accessRules,
  ...orderRules,
];

const forAll = allRules.filter(({ types }) => types.includes("*"));
const byType = new Map<string, readonly Rule[]>();

function rulesOf(type: string): readonly Rule[] {
  let rules = byType.get(type);
  if (!rules) {
    rules = [...forAll, ...allRules.filter(({ types }) => types.includes(type))];
    byType.set(type, rules);
  }
  return rules;
}

export interface Violation {
  readonly rule: Rule;
  readonly finding: Finding;
}

export function* violations(subject: Subject, context: RuleContext): Generator<Violation> {
  for (const rule of rulesOf(subject.type))
    for (const finding of rule.check(subject, context)) yield { rule, finding };
}
