import * as pulumi from "@pulumi/pulumi";
import { regionName } from "@azure-genai-gateway/common/region";
import { kindOf } from "./accountKind";
import { armName } from "./armId";
import { planBackends, type BackendPlan, type PlannableBackend } from "./backendPlan";
import type { BackendConfig, GatewayConfig } from "./config/schema";
import type { NameOf } from "./naming";
import { OpenAiAccount, openAiHost, type ExistingAccountArgs } from "./openAi";
import type { PrivateAccess } from "./privateEndpoint";
import { isInAzure, type Providers } from "./providers";
import type { Site } from "./sites";
import { defaultSku } from "./skus";

export interface AccountsArgs {
  readonly config: GatewayConfig;
  /** The first location first. */
  readonly sites: readonly [Site, ...Site[]];
  readonly nameOf: NameOf;
  /** Principal that calls the models. */
  readonly userPrincipalId: pulumi.Input<string>;
  readonly logAnalyticsWorkspaceId: pulumi.Input<string>;
  readonly protect?: boolean | undefined;
}

export interface DeclaredAccount {
  readonly backend: BackendConfig;
  readonly account: OpenAiAccount;
}

/** What is made of the config's backends, before anything is declared. */
export function planAccounts(
  { config, sites, nameOf }: Pick<AccountsArgs, "config" | "sites" | "nameOf">,
  poolId: string,
  providers: Providers,
): BackendPlan {
  const [, ...others] = sites;
  const existingOf = new Map(config.backends.map(({ name, existing }) => [name, existing]));
  return planBackends(config.backends, {
    location: config.location,
    poolId,
    providers,
    aliases: config.aliases,
    additionalLocations: others.map(({ location }) => location),
    hostOf: (backend) => hostOf(backend, existingOf.get(backend.name), nameOf),
  });
}

function hostOf(
  { name }: PlannableBackend,
  existing: BackendConfig["existing"],
  nameOf: NameOf,
): pulumi.Output<string> {
  if (!existing) return openAiHost(nameOf("openAi", name));
  if (existing.endpoint === undefined) return openAiHost(pulumi.output(existing.accountId).apply(armName));
  return pulumi.output(existing.endpoint).apply((url) => new URL(url).host);
}

/** The account behind every backend: declared, or there already. */
export function declareAccounts(
  name: string,
  args: AccountsArgs,
  options: pulumi.CustomResourceOptions,
): readonly DeclaredAccount[] {
  const { config, sites } = args;
  const [first, ...others] = sites;
  return config.backends
    .filter(({ provider }) => isInAzure(provider))
    .map((backend) => {
      const accountLocation = backend.location ?? config.location;
      // An account is reached in its own region's network where there is one, so that its loss is nobody else's.
      const site = others.find(({ region }) => region === regionName(accountLocation)) ?? first;
      const account = new OpenAiAccount(
        `${name}-${backend.name}`,
        {
          resourceGroupName: first.resourceGroupName,
          tags: config.tags,
          location: site.location,
          accountName: args.nameOf("openAi", backend.name),
          accountLocation,
          kind: kindOf(backend),
          callsAllModels: backend.provider === "foundry",
          sku: backend.sku ?? defaultSku(backend.kind),
          deployments: backend.deployments,
          existing: backend.existing && existingArgs(backend.existing),
          privateAccess: backend.existing?.privateEndpoint === false ? undefined : accessTo(site, backend),
          userPrincipalId: args.userPrincipalId,
          logAnalyticsWorkspaceId: args.logAnalyticsWorkspaceId,
          protect: args.protect,
        },
        options,
      );
      return { backend, account };
    });
}

function existingArgs(existing: NonNullable<BackendConfig["existing"]>): ExistingAccountArgs {
  return {
    accountId: existing.accountId,
    endpoint: existing.endpoint,
    declaresDeployments: existing.deployments === "declared",
    grantsAccess: existing.grantAccess,
  };
}

function accessTo({ network }: Site, backend: BackendConfig): PrivateAccess | undefined {
  if (!network) return undefined;
  const { openAi, cognitiveServices, aiServices } = network.privateDnsZoneIds;
  const further = [cognitiveServices, aiServices].flatMap((id) => id ?? []);
  return {
    subnetId: network.subnetIds.privateEndpoints,
    privateDnsZoneId: openAi,
    furtherPrivateDnsZoneIds: kindOf(backend) === "AIServices" ? further : [],
  };
}
