import { createHash } from "node:crypto";
import * as authorization from "@pulumi/azure-native/authorization";
import * as pulumi from "@pulumi/pulumi";

/** Longest names by kind, and whether hyphens may stand in them. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const kinds = {
  resourceGroup: { prefix: "rg", longest: 90 },
  virtualNetwork: { prefix: "vnet", longest: 64 },
  identity: { prefix: "id", longest: 128 },
  logAnalytics: { prefix: "log", longest: 63 },
  applicationInsights: { prefix: "appi", longest: 255 },
  privateLinkScope: { prefix: "ampls", longest: 255 },
  keyVault: { prefix: "kv", longest: 24 },
  /** Also the account's subdomain, which is unique in Azure. */
  openAi: { prefix: "oai", longest: 63 },
  /** Subdomains, as those of other accounts. */
  contentSafety: { prefix: "cs", longest: 63 },
  language: { prefix: "lang", longest: 63 },
  /** Part of a host name. https://learn.microsoft.com/azure/redis/ */
  redis: { prefix: "amr", longest: 60 },
  eventHubNamespace: { prefix: "evhns", longest: 50 },
  apiManagement: { prefix: "apim", longest: 50 },
  /** Also a DNS label. */
  applicationGateway: { prefix: "agw", longest: 63 },
  webApplicationFirewall: { prefix: "waf", longest: 128 },
  publicIp: { prefix: "pip", longest: 80 },
  /** Also the profile's DNS name. */
  trafficManager: { prefix: "traf", longest: 63 },
  actionGroup: { prefix: "ag", longest: 260 },
  alert: { prefix: "alert", longest: 260 },
} as const;

export type NameKind = keyof typeof kinds;

export interface NameParts {
  readonly workload: string;
  readonly environment: string;
  /** Whatever tells this gateway from all others of the same workload and environment, in any subscription. */
  readonly seed: string;
}

/** A resource's name by its kind, and by what tells it from others of the kind: a region, a backend. */
export type NameOf = (kind: NameKind, which?: string) => pulumi.Output<string>;

/**
 * The names of one gateway: the same on every run, and unlike those of any other gateway in the world, for hosts of
 * vaults, accounts, namespaces and services are shared by all of Azure. Neither organization nor project tells stacks
 * apart on a self-managed backend, where both are what a quick start makes them, so the subscription is in the seed.
 * @param names `seed` takes the place of all of it; `component` tells two gateways of one program apart
 * @param parent whose provider says which subscription it is
 */
export function namesOf(
  names: Omit<NameParts, "seed"> & { readonly seed?: string | undefined; readonly component: string },
  parent: pulumi.Resource,
): NameOf {
  const { workload, environment, component } = names;
  const seed =
    names.seed === undefined
      ? authorization
          .getClientConfigOutput({ parent })
          // Where a test plays Azure it may know no subscription.
          .apply((client) => seedOf((client as Partial<typeof client>).subscriptionId ?? "", component))
      : pulumi.output(names.seed);
  return (kind, which) => seed.apply((own) => azureName(kind, { workload, environment, seed: own }, which));
}

function seedOf(subscriptionId: string, component: string): string {
  return [subscriptionId, organization(), pulumi.getProject(), pulumi.getStack(), component].join("/");
}

/** Pulumi's mocks have none unless they are told, and then throw. Self-managed backends call theirs so. */
function organization(): string {
  try {
    return pulumi.getOrganization();
  } catch {
    return "organization";
  }
}

/**
 * A resource's name in Azure: `PREFIX-WORKLOAD[-WHICH]-ENVIRONMENT-HASH`, cut in the middle where it would be too
 * long. The hash keeps names apart that must be unique in all of Azure, and is the same at every run.
 */
export function azureName(kind: NameKind, parts: NameParts, which?: string): string {
  const { prefix, longest } = kinds[kind];
  const hash = createHash("sha256")
    .update([parts.seed, parts.workload, parts.environment, which ?? ""].join("\n"))
    .digest("hex")
    .slice(0, 6);
  const middle = [parts.workload, which, parts.environment]
    .filter((part): part is string => Boolean(part))
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "")
    .slice(0, longest - prefix.length - hash.length - 2)
    .replace(/-+/g, "-")
    .replace(/^-|-$/g, "");
  return [prefix, middle, hash].filter(Boolean).join("-");
}

/** RFC 4122's namespace for URLs: Azure resource ids are paths of one. */
const urlNamespace = Buffer.from("6ba7b8119dad11d180b400c04fd430c8", "hex");

/** A version 5 UUID: the same for the same text, at every run and on every machine. */
export function stableUuid(text: string): string {
  const bytes = createHash("sha1").update(urlNamespace).update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * The name of a role assignment: Azure takes a UUID. Made from what is assigned it is the same at every run, so that
 * an assignment that Azure has and the state has lost does not come up again under another name.
 */
export function roleAssignmentName(scope: string, principalId: string, roleId: string): string {
  return stableUuid([scope.toLowerCase(), principalId.toLowerCase(), roleId].join("\n"));
}
