import { z } from "@azure-genai-gateway/schema";
import { packageProviders, type OpenAiApiName, type ProviderApiName, type Providers } from "../../providers";
import { about, pages } from "./about";
import { additionalLocations, apiManagement, trafficManager } from "./apiManagement";
import { aliases } from "./aliases";
import { apisOf } from "./apis";
import { backendsOf } from "./backends";
import { contracts } from "./contracts";
import { existing } from "./existing";
import { given } from "./given";
import { guardrails } from "./guardrails";
import { entra } from "./identity";
import { agents, mcpServers } from "./mcp";
import { ingress, network } from "./network";
import { products } from "./products";
import { services } from "./services";
import { size } from "./size";
import { alerts, eventHub, monitoring } from "./telemetry";
import { usage } from "./usage";
import { regionText, shortName, text } from "./texts";

/** What a user may write: defaults left out. */
export type { GatewayConfigInput } from "../input";
export { batchSkus, provisionedSkus, standardSkus, versionUpgradeOptions } from "./backends";

/**
 * The stack's config as users write it, with the prose that editors, the plugin's schema and the reference page show:
 * `npm run generate:schema` after a change. Only what one value can tell stands here; what takes two values to see
 * (names used twice, subnets that overlap, a reserve above the capacity) stands in crossChecks.
 */
export const gatewayConfigSchema = z
  .strictObject({
    size,
    location: regionText("swedencentral").meta(
      about("Azure region of the stack, the first location where there are several.", {
        example: "swedencentral",
        page: pages.regions,
      }),
    ),
    environment: shortName(8).meta(
      about("Part of every name: lower-case letters, digits and single hyphens, at most 8 characters.", {
        example: "dev",
      }),
    ),
    workload: shortName(12).meta(
      about("Part of every name: lower-case letters, digits and single hyphens, at most 12 characters.", {
        example: "genai",
      }),
    ),
    tags: z
      .record(z.string(), given(z.string()).meta(about("Value of the tag.", { example: "dev" })))
      .default({})
      .meta(about("Tags of every resource.", { page: pages.tags })),
    protect: z
      .boolean()
      .default(false)
      .meta(
        about("Whether Pulumi refuses to delete API Management, Azure OpenAI and Key Vault.", {
          page: "https://www.pulumi.com/docs/iac/concepts/options/protect/",
        }),
      ),
    lock: z
      .enum(["None", "CanNotDelete"])
      .default("None")
      .meta(
        about(
          "Azure's own lock on what holds data, names or capacity: unlike `protect` it binds the portal and other programs too.",
          { page: pages.locks },
        ),
      ),
    naming: z
      .strictObject({
        seed: text("Write a text that no other gateway has")
          .optional()
          .meta(
            about(
              "What tells this gateway's names in Azure from all others'. Stacks made before 0.2 keep their names with `ORGANIZATION/PROJECT/STACK`.",
              {
                example: "organization/azure-genai-gateway/dev",
                otherwise: "subscription, project, stack and the component's name",
              },
            ),
          ),
      })
      .prefault({})
      .meta(about("How names in Azure are made.")),
    existing,
    keyVault: z
      .strictObject({
        purgeProtection: z
          .boolean()
          .default(true)
          .meta(
            about(
              "Whether a deleted vault can be purged by nobody. Once on it cannot be switched off, and the vault's name stays taken for 90 days after a delete.",
              { page: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview" },
            ),
          ),
      })
      .prefault({})
      .meta(about("The Key Vault that the stack declares.")),
    network,
    apiManagement,
    additionalLocations,
    trafficManager,
    backends: backendsOf(packageProviders),
    aliases,
    apis: apisOf(packageProviders),
    entra,
    products,
    contracts,
    guardrails,
    mcpServers,
    agents,
    services,
    eventHub,
    monitoring,
    alerts,
    usage,
    ingress,
  })
  .meta(about("A GenAI gateway on Azure API Management in front of private Azure OpenAI accounts."));

export type ConfigSchema = typeof gatewayConfigSchema;

/**
 * The schema of a config that may name a program's own providers too. Its types say what the package's has: an own
 * provider's name is a text like theirs, and its API has the keys of theirs.
 */
export function configSchemaOf(providers: Providers): ConfigSchema {
  if (providers === packageProviders) return gatewayConfigSchema;
  return gatewayConfigSchema.extend({ backends: backendsOf(providers), apis: apisOf(providers) });
}

/** A checked config with every default put in. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
export type BackendConfig = GatewayConfig["backends"][number];
export type AdditionalLocation = GatewayConfig["additionalLocations"][number];
export type AliasConfig = GatewayConfig["aliases"][number];
export type DeploymentConfig = BackendConfig["deployments"][number];
export type { AnyApiName, ProviderApiName, ProviderName } from "../../providers";
export { apiNames } from "../../providers";
export type ApiName = OpenAiApiName;
export type ApiConfig = GatewayConfig["apis"][ApiName];
export type ProviderApiConfig = GatewayConfig["apis"][ProviderApiName];
export type ProductConfig = GatewayConfig["products"][number];
export type ContractsConfig = GatewayConfig["contracts"];
export type GuardrailConfig = GatewayConfig["guardrails"][number];
export type EntraConfig = NonNullable<GatewayConfig["entra"]>;
export type IdentityConfig = NonNullable<ProductConfig["identity"]>;
export type McpServerConfig = GatewayConfig["mcpServers"][number];
export type AgentConfig = GatewayConfig["agents"][number];
export type ServiceConfig = GatewayConfig["services"][number];
export type Budget = NonNullable<ProductConfig["budget"]>;
export type TokenQuota = NonNullable<ProductConfig["tokenQuota"]>;
