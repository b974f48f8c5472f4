import * as cognitiveservices from "@pulumi/azure-native/cognitiveservices";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayConfig } from "./config/schema";
import { declareDiagnostics } from "./diagnostics";
import { guardServices } from "./genAiApi/guards";
import type { NameOf } from "./naming";
import { declarePrivateEndpoint } from "./privateEndpoint";
import { declareRoleAssignment, roleIds } from "./roleAssignment";
import type { Site } from "./sites";

export interface GuardAccountsArgs {
  readonly config: GatewayConfig;
  /** The first location first; the accounts and their endpoints stand there. */
  readonly sites: readonly [Site, ...Site[]];
  readonly nameOf: NameOf;
  /** Principal that asks: the gateway's identity. */
  readonly userPrincipalId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId: pulumi.Input<string>;
  readonly protect?: boolean | undefined;
}

/** `https://NAME.cognitiveservices.azure.com`, once role and private endpoint are there. */
export interface GuardEndpoints {
  readonly contentSafety?: pulumi.Input<string> | undefined;
  readonly language?: pulumi.Input<string> | undefined;
}

export interface GuardAccount {
  readonly accountId: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** Absent without private networking. */
  readonly privateEndpointId?: pulumi.Output<string> | undefined;
}

const accounts = {
  // https://learn.microsoft.com/azure/ai-services/content-safety/quickstart-text
  contentSafety: { label: "content-safety", kind: "ContentSafety", sku: "S0" },
  // https://learn.microsoft.com/azure/ai-services/language-service/concepts/configure-azure-resources
  language: { label: "language", kind: "TextAnalytics", sku: "S" },
} as const;

export type GuardAccountName = keyof typeof accounts;

/**
 * The accounts that guardrails ask, where a product's guardrail needs them, or one that contracts may name: no keys, no public access where the stack
 * has a network, and the role Cognitive Services User for the gateway's identity.
 * https://learn.microsoft.com/azure/ai-services/authentication#authenticate-with-microsoft-entra-id
 */
export function declareGuardAccounts(
  name: string,
  args: GuardAccountsArgs,
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<GuardAccountName, GuardAccount> {
  const services = guardServices(args.config);
  const wanted = (["contentSafety", "language"] as const).filter((service) => services[service]);
  return new Map(wanted.map((service) => [service, declareAccount(name, service, args, options)]));
}

function declareAccount(
  name: string,
  service: GuardAccountName,
  { config, sites, nameOf, userPrincipalId, logAnalyticsWorkspaceId, protect }: GuardAccountsArgs,
  options: pulumi.CustomResourceOptions,
): GuardAccount {
  const [{ location, resourceGroupName, network }] = sites;
  const { label, kind, sku } = accounts[service];
  const accountName = nameOf(service);
  const account = new cognitiveservices.Account(
    `${name}-${label}`,
    {
      resourceGroupName,
      location,
      accountName,
      kind,
      sku: { name: sku },
      identity: { type: cognitiveservices.ResourceIdentityType.SystemAssigned },
      properties: {
        customSubDomainName: accountName,
        disableLocalAuth: true,
        publicNetworkAccess: cognitiveservices.PublicNetworkAccess[network ? "Disabled" : "Enabled"],
        networkAcls: { defaultAction: cognitiveservices.NetworkRuleAction[network ? "Deny" : "Allow"] },
      },
      tags: config.tags,
    },
    pulumi.mergeOptions(options, { protect }),
  );
  const role = declareRoleAssignment(
    `${name}-${label}-user`,
    { scope: account.id, principalId: userPrincipalId, roleId: roleIds.cognitiveServicesUser },
    options,
  );
  const zone = network?.privateDnsZoneIds.cognitiveServices;
  const privateEndpointId = declarePrivateEndpoint(
    `${name}-${label}-endpoint`,
    {
      resourceGroupName,
      location,
      endpointName: pulumi.interpolate`pe-${accountName}`,
      access:
        network && zone
          ? { subnetId: network.subnetIds.privateEndpoints, privateDnsZoneId: zone }
          : undefined,
      serviceId: account.id,
      group: "account",
      tags: config.tags,
    },
    options,
  );
  declareDiagnostics(`${name}-${label}`, account.id, logAnalyticsWorkspaceId, options);
  const endpoint = pulumi
    .all([accountName, account.id, role.id, privateEndpointId])
    .apply(([own]) => `https://${own}.cognitiveservices.azure.com`);
  return { accountId: account.id, endpoint, ...(privateEndpointId ? { privateEndpointId } : {}) };
}
