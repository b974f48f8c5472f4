import { z } from "zod";

/**
 * The stack's config as users write it. Only what one value can tell stands here; what takes two values to see
 * (names used twice, subnets that overlap, a reserve above the capacity) stands in crossChecks.
 * Messages say what to write; `config/problems` adds the key and the place.
 */

const text = (what: string) => z.string(what).trim().min(1, what);
const count = (what: string) => z.int(what).min(1, what);

/** Lower-case letters, digits and single hyphens inside: what every Azure name made from it can take. */
const shortName = (longest: number) =>
  z
    .string()
    .regex(
      /^[a-z](?:-?[a-z0-9])*$/,
      "Write lower-case letters, digits and single hyphens, starting with a letter",
    )
    .max(longest, `Write at most ${longest} characters`);

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftapimanagement */
const entityName = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
    "Write letters, digits and hyphens, with a letter or digit at both ends",
  )
  .max(80, "Write at most 80 characters");

/** https://learn.microsoft.com/rest/api/cognitiveservices (deployment names). */
const deploymentName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]$/, "Write letters, digits, hyphens, dots and underscores")
  .min(2, "Write at least 2 characters")
  .max(64, "Write at most 64 characters");

const armId = (provider: string, example: string) =>
  z
    .string()
    .regex(
      new RegExp(`^/subscriptions/[^/]+/resourceGroups/[^/]+${provider}$`, "i"),
      `Write the resource's id: ${example}`,
    );

const base = "/subscriptions/.../resourceGroups/...";
const virtualNetworkId = armId(
  "/providers/Microsoft\\.Network/virtualNetworks/[^/]+",
  `${base}/providers/Microsoft.Network/virtualNetworks/NAME`,
);
const subnetId = armId(
  "/providers/Microsoft\\.Network/virtualNetworks/[^/]+/subnets/[^/]+",
  `${base}/providers/Microsoft.Network/virtualNetworks/NAME/subnets/NAME`,
);
const zoneId = armId(
  "/providers/Microsoft\\.Network/privateDnsZones/[^/]+",
  `${base}/providers/Microsoft.Network/privateDnsZones/NAME`,
);

const cidr = z.cidrv4("Write an IPv4 range such as 10.2.4.0/24");
const keyVaultSecretId = z
  .string()
  .regex(
    /^https:\/\/[a-z0-9-]+\.vault\.[a-z0-9.]+\/secrets\/[A-Za-z0-9-]+(\/[0-9a-f]+)?$/i,
    "Write the secret's id: https://VAULT.vault.azure.net/secrets/NAME",
  );
const hostName = z
  .string()
  .regex(
    /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i,
    "Write a DNS name such as genai.example.com",
  );

const subnets = z.strictObject({
  applicationGateway: cidr.optional(),
  privateEndpoints: cidr.optional(),
  apiManagement: cidr.optional(),
  deploy: cidr.optional(),
});

const existing = z.strictObject({
  resourceGroupId: armId("", base).optional(),
  virtualNetworkId: virtualNetworkId.optional(),
  subnetIds: z
    .strictObject({
      applicationGateway: subnetId.optional(),
      privateEndpoints: subnetId.optional(),
      apiManagement: subnetId.optional(),
      deploy: subnetId.optional(),
    })
    .optional(),
  privateDnsZoneIds: z
    .strictObject({
      openAi: zoneId.optional(),
      keyVault: zoneId.optional(),
      eventHub: zoneId.optional(),
    })
    .optional(),
  logAnalyticsWorkspaceId: armId(
    "/providers/Microsoft\\.OperationalInsights/workspaces/[^/]+",
    `${base}/providers/Microsoft.OperationalInsights/workspaces/NAME`,
  ).optional(),
  keyVaultId: armId(
    "/providers/Microsoft\\.KeyVault/vaults/[^/]+",
    `${base}/providers/Microsoft.KeyVault/vaults/NAME`,
  ).optional(),
  /** An API Management service that is there: the gateway is added to it, its other APIs are left alone. */
  apiManagementId: armId(
    "/providers/Microsoft\\.ApiManagement/service/[^/]+",
    `${base}/providers/Microsoft.ApiManagement/service/NAME`,
  ).optional(),
});

/** Where a certificate's vault stands, and whether this stack gives the reader its role there. */
const certificateAccess = {
  /** ARM id of the vault that holds the certificate. Default: the stack's own vault, or existing.keyVaultId. */
  certificateVaultId: armId(
    "/providers/Microsoft\\.KeyVault/vaults/[^/]+",
    `${base}/providers/Microsoft.KeyVault/vaults/NAME`,
  ).optional(),
  /** false: somebody else grants Key Vault Secrets User on it. */
  grantCertificateAccess: z.boolean().default(true),
};

const apiManagement = z.strictObject({
  sku: z.enum(["Developer", "Premium", "StandardV2", "PremiumV2"]),
  /** Units. Developer has one, StandardV2 at most 10, PremiumV2 30; Premium as many as zones, or a multiple, where zones are given. */
  capacity: z.int().min(1, "Write 1 or more units").max(31, "Write at most 31 units").default(1),
  zones: z
    .array(z.enum(["1", "2", "3"], 'Write "1", "2" or "3"'))
    .min(1)
    .optional(),
  publisherName: text("Write the name of your organisation").max(100, "Write at most 100 characters"),
  publisherEmail: z.email("Write an address that notifications can go to"),
  customDomain: z.strictObject({ hostName, keyVaultSecretId, ...certificateAccess }).optional(),
  /**
   * `Internal`: no endpoint on the internet. `External`: a public name and certificate of the service's own, while
   * models, vault and hub stay private. Classic tiers; the v2 tiers have the one that is theirs.
   */
  virtualNetworkType: z.enum(["Internal", "External"]).optional(),
  /** Whom notifications come from. Default: Azure's own address. */
  notificationSenderEmail: z.email("Write an address that notifications come from").optional(),
});

/** Zones that a region may not have: an empty list there. */
const zoneList = z.array(z.enum(["1", "2", "3"], 'Write "1", "2" or "3"'));

/** Another region that the gateway stands in. https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region */
const additionalLocation = z.strictObject({
  location: text("Write an Azure region, for example francecentral"),
  /** Units there. Default: as in the first location. */
  capacity: z.int().min(1, "Write 1 or more units").max(31, "Write at most 31 units").optional(),
  /** Availability zones of API Management there; an empty list where the region has none. Default: as in the first location. */
  zones: zoneList.optional(),
  /** Availability zones of the ingress there. Default: as in the first location. */
  ingressZones: zoneList.optional(),
  /** Of the virtual network there; no address of another region's network may be in it. */
  addressSpace: cidr,
  subnets: subnets.optional(),
});

export const provisionedSkus = [
  "ProvisionedManaged",
  "GlobalProvisionedManaged",
  "DataZoneProvisionedManaged",
] as const;
export const standardSkus = ["Standard", "GlobalStandard", "DataZoneStandard"] as const;

/** https://learn.microsoft.com/azure/foundry/openai/how-to/working-with-models#update-strategy */
export const versionUpgradeOptions = [
  "NoAutoUpgrade",
  "OnceCurrentVersionExpired",
  "OnceNewDefaultVersionAvailable",
] as const;

const deployment = z.strictObject({
  name: deploymentName,
  model: text("Write the model's name, for example gpt-5.1"),
  version: text('Write the model\'s version in quotes, for example "2025-11-13"'),
  /** PTUs where the backend is a PTU, thousands of tokens a minute otherwise. */
  capacity: count("Write a whole number from 1"),
  /** What Azure does with the version. NoAutoUpgrade: calls fail from the day that it retires. */
  versionUpgradeOption: z.enum(versionUpgradeOptions).default("OnceCurrentVersionExpired"),
});

/** An account that is there already, in this or another subscription. */
const existingAccount = z.strictObject({
  accountId: armId(
    "/providers/Microsoft\\.CognitiveServices/accounts/[^/]+",
    `${base}/providers/Microsoft.CognitiveServices/accounts/NAME`,
  ),
  /** Default: `https://NAME.openai.azure.com/`. */
  endpoint: z.url({ protocol: /^https$/, error: "Write a URL with https" }).optional(),
  /** `named`: the deployments are there and only named here. `declared`: this stack makes them. */
  deployments: z.enum(["named", "declared"]).default("named"),
  /** A private endpoint of this stack's network to it. */
  privateEndpoint: z.boolean().default(true),
  /** false: somebody else gives the gateway's identity its role. */
  grantAccess: z.boolean().default(true),
});

const backend = z.strictObject({
  name: shortName(24),
  kind: z.enum(["ptu", "payg"]),
  /** Default: the stack's location. */
  location: text("Write an Azure region, for example swedencentral").optional(),
  /** Default: GlobalProvisionedManaged for PTU, GlobalStandard for PAYG. */
  sku: z.enum([...provisionedSkus, ...standardSkus]).optional(),
  /** 1 is asked first. Default: 1 for PTU, 2 for PAYG. */
  priority: z.int().min(1, "Write 1 to 5").max(5, "Write 1 to 5").optional(),
  weight: z.int().min(1, "Write 1 to 100").max(100, "Write 1 to 100").default(1),
  deployments: z.array(deployment).min(1, "Name at least one deployment"),
  /** `AIServices` is a Foundry resource, which serves other models besides. */
  accountKind: z.enum(["OpenAI", "AIServices"]).default("OpenAI"),
  /** Use this account instead of declaring one. */
  existing: existingAccount.optional(),
});

const usage = z
  .strictObject({
    eventHub: z.boolean().default(true),
    applicationInsights: z.boolean().default(true),
    llmLog: z.boolean().default(true),
  })
  .prefault({});

const api = (path: string) =>
  z
    .strictObject({
      enabled: z.boolean().default(true),
      path: z
        .string()
        .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "Write the path without slashes at its ends")
        .default(path),
      loadBalancing: z.enum(["round-robin", "weighted", "latency"]).default("weighted"),
      spillToPayg: z.boolean().default(true),
      usage,
      /** https://learn.microsoft.com/azure/api-management/forward-request-policy: more may not be honoured. */
      backendTimeoutSeconds: z.int().min(1, "Write 1 to 240").max(240, "Write 1 to 240").default(240),
      priority: z
        .strictObject({
          capacityTokensPerMinute: count("Write tokens per minute, 1 or more"),
          reservedTokensPerMinute: count("Write tokens per minute, 1 or more"),
        })
        .optional(),
    })
    .prefault({});

/** https://learn.microsoft.com/azure/api-management/llm-token-limit-policy */
const quota = z.strictObject({
  tokens: count("Write a number of tokens, 1 or more"),
  period: z.enum(["Hourly", "Daily", "Weekly", "Monthly", "Yearly"]),
});

const share = z.number("Write a share between 0 and 1").min(0, "Write 0 to 1").max(1, "Write 0 to 1");

const price = z
  .number("Write US dollars for a million tokens")
  .min(0, "Write 0 or more")
  .max(10_000, "Write 10000 at most");

/**
 * Money, in US dollars at the prices given here, which are the reader's own contract's. Checked with the precision of
 * https://learn.microsoft.com/azure/api-management/quota-by-key-policy: a month is 30 days.
 */
const budget = z.strictObject({
  dollars: z
    .number("Write US dollars")
    .min(0.01, "Write 0.01 dollars or more")
    .max(200_000, "Write 200000 dollars at most"),
  period: z.enum(["Daily", "Weekly", "Monthly"]).default("Monthly"),
  promptPerMillion: price,
  completionPerMillion: price,
});

const generation = z.int("Write a whole number from 1").min(1, "Write a whole number from 1").default(1);

const subscription = z.strictObject({
  name: entityName,
  /** Another number makes another key; the other key goes on working meanwhile. */
  keyGeneration: z.strictObject({ primary: generation, secondary: generation }).prefault({}),
});

const product = z.strictObject({
  name: entityName,
  displayName: text("Write the name that developers see").max(300, "Write at most 300 characters"),
  priority: z.enum(["high", "low"]).default("low"),
  /** Default: every API that is enabled. */
  apis: z.array(z.string()).min(1, "Name at least one API, or leave the key out for all").optional(),
  tokensPerMinute: count("Write tokens per minute, 1 or more").optional(),
  subscriptionTokensPerMinute: count("Write tokens per minute, 1 or more").optional(),
  tokenQuota: quota.optional(),
  subscriptionTokenQuota: quota.optional(),
  budget: budget.optional(),
  subscriptionBudget: budget.optional(),
  subscriptions: z.array(subscription).default([]),
});

export const gatewayConfigSchema = z.strictObject({
  location: text("Write an Azure region, for example swedencentral"),
  environment: shortName(8),
  workload: shortName(12),
  tags: z.record(z.string(), z.string()).default({}),
  /** Protects API Management, Azure OpenAI and Key Vault from deletion. */
  protect: z.boolean().default(false),
  /** Azure's own lock on what holds data, names or capacity: it binds the portal and other programs too. */
  lock: z.enum(["None", "CanNotDelete"]).default("None"),
  naming: z
    .strictObject({
      /**
       * What tells this gateway's names in Azure from all others'. Default: subscription, project, stack and the
       * component's name. Stacks made before 0.2 keep their names with `ORGANIZATION/PROJECT/STACK`.
       */
      seed: text("Write a text that no other gateway has").optional(),
    })
    .prefault({}),
  existing: existing.prefault({}),
  keyVault: z
    .strictObject({
      /** Once on it cannot be switched off, and the vault's name stays taken for 90 days after a delete. */
      purgeProtection: z.boolean().default(true),
    })
    .prefault({}),
  network: z
    .strictObject({
      /** false: no virtual network and no private endpoints, for a cheap start. */
      private: z.boolean().default(true),
      addressSpace: cidr.default("10.2.0.0/16"),
      subnets: subnets.optional(),
    })
    .prefault({}),
  apiManagement,
  additionalLocations: z
    .array(additionalLocation)
    .max(5, "Describe at most 5 additional locations")
    .default([]),
  /** In front of the ingress of every region, where there are several. */
  trafficManager: z
    .strictObject({
      routing: z.enum(["Performance", "Priority"]).default("Performance"),
      /** How long clients may keep an answer, so how long some go on to a region that is lost. */
      dnsTtlSeconds: z
        .int()
        .min(0, "Write 0 to 3600 seconds")
        .max(3600, "Write 0 to 3600 seconds")
        .default(30),
    })
    .prefault({}),
  backends: z.array(backend).min(1, "Describe at least one backend").max(30, "Describe at most 30 backends"),
  apis: z.strictObject({ azureOpenAi: api("openai"), openAiV1: api("openai/v1") }).prefault({}),
  products: z.array(product).min(1, "Describe at least one product"),
  eventHub: z
    .strictObject({
      capacity: z.int().min(1, "Write 1 to 40").max(40, "Write 1 to 40").default(1),
      retentionDays: z.int().min(1, "Write 1 to 7").max(7, "Write 1 to 7").default(7),
      partitions: z.int().min(1, "Write 1 to 32").max(32, "Write 1 to 32").default(4),
      /** Lets Azure add throughput units up to this many when they are needed. Default: it does not. */
      maximumThroughputUnits: z.int().min(1, "Write 1 to 40").max(40, "Write 1 to 40").optional(),
      /** Who may read usage events, besides the gateway that writes them. */
      dataReceivers: z
        .array(
          z.strictObject({
            principalId: z.guid("Write the principal's object id, a UUID"),
            principalType: z.enum(["User", "Group", "ServicePrincipal"]).default("ServicePrincipal"),
          }),
        )
        .default([]),
    })
    .prefault({}),
  monitoring: z
    .strictObject({
      retentionDays: z.int().min(30, "Write 30 to 730").max(730, "Write 30 to 730").default(30),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      /** Whom alerts go to; without an address there are none. */
      emails: z.array(z.email("Write an address that alerts can go to")).default([]),
      /** Share of a product's calls in ten minutes that are refused with 429. */
      refusedShare: share.default(0.05),
      /** Share of calls in ten minutes that provisioned capacity has no room for. */
      spilledShare: share.default(0.5),
      /** Percent, over 15 minutes. */
      ptuUtilization: z.number().min(1, "Write 1 to 100").max(100, "Write 1 to 100").default(90),
      /** What the gateway adds to a call, of 95 in 100 calls. */
      gatewayMilliseconds: z.int().min(1, "Write milliseconds, 1 or more").default(1000),
    })
    .prefault({}),
  ingress: z
    .strictObject({
      enabled: z.boolean().default(true),
      capacity: z
        .strictObject({
          min: z.int().min(0, "Write 0 to 125").max(125, "Write 0 to 125").default(2),
          max: z.int().min(2, "Write 2 to 125").max(125, "Write 2 to 125").default(3),
        })
        .prefault({}),
      /** Availability zones of gateway and public address; an empty list where the region has none. */
      zones: zoneList.default(["1", "2", "3"]),
      /** The name that clients call; needs a certificate. */
      hostName: hostName.optional(),
      /** Id of the certificate's secret in Key Vault. */
      certificateSecretId: keyVaultSecretId.optional(),
      ...certificateAccess,
      /** true: plain HTTP instead of HTTPS, so keys and prompts can be read on the way. */
      plainHttp: z.boolean().default(false),
    })
    .prefault({}),
});

/** A checked config with every default put in. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
/** What a user may write: defaults left out. */
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;
export type BackendConfig = GatewayConfig["backends"][number];
export type AdditionalLocation = GatewayConfig["additionalLocations"][number];
export type DeploymentConfig = BackendConfig["deployments"][number];
export type ApiName = keyof GatewayConfig["apis"];
export type ApiConfig = GatewayConfig["apis"][ApiName];
export type ProductConfig = GatewayConfig["products"][number];
export type Budget = NonNullable<ProductConfig["budget"]>;
export type TokenQuota = NonNullable<ProductConfig["tokenQuota"]>;
export const apiNames: readonly ApiName[] = ["azureOpenAi", "openAiV1"];
