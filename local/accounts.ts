import type { Clock } from "../common/clock";
import type { Random } from "../common/random";
import type { DeclaredResource } from "./cloud/resource";
import { isModelAudience, mayCallModels } from "./gateway/identity/roles";
import type { TokenIssuer } from "./gateway/identity/tokens";
import { armName, armSegment } from "./gateway/model/armId";
import { readRoleAssignments } from "./gateway/model/identities";
import { azureType, numberOf, property, textOf } from "./gateway/model/inputs";
import type { RoleAssignmentModel } from "./gateway/model/types";
import type { TokenCounter } from "./gateway/policy";
import {
  createSimulatedAccount,
  type Recordings,
  type SimulatedAccount,
  type SimulatedDeployment,
} from "./openai";

export interface AccountsOptions {
  readonly resources: readonly DeclaredResource[];
  readonly identity: TokenIssuer;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: TokenCounter;
  readonly utilizationWindowMs?: number;
  readonly recordings?: Recordings;
}

/**
 * The declared Azure OpenAI accounts, simulated, by subdomain. An account accepts a managed identity's token when a
 * role assignment on it, its group or its subscription allows that identity to call models; nothing else opens it.
 */
export function createAccounts(options: AccountsOptions): ReadonlyMap<string, SimulatedAccount> {
  const assignments = readRoleAssignments(options.resources);
  const accounts = new Map<string, SimulatedAccount>();
  for (const resource of options.resources) {
    if (azureType(resource) !== "cognitiveservices:Account") continue;
    const subdomain = textOf(property(resource, "properties.customSubDomainName"))?.toLowerCase();
    // Without a subdomain of its own an account takes no tokens of managed identities, and there are no keys here.
    if (subdomain === undefined) continue;
    const { clock, random, tokens, utilizationWindowMs, recordings } = options;
    accounts.set(
      subdomain,
      createSimulatedAccount({
        subdomain,
        region: textOf(property(resource, "location")) ?? "",
        deployments: deploymentsOf(resource, options.resources),
        acceptsToken: (token) => accepts(token, resource.id, assignments, options.identity),
        clock,
        random,
        tokens,
        utilizationWindowMs,
        recordings,
      }),
    );
  }
  return accounts;
}

/** The account that answers to a host name of Azure; undefined for any other host. */
export function accountAt(
  hostname: string,
  accounts: ReadonlyMap<string, SimulatedAccount>,
): SimulatedAccount | undefined {
  const match =
    /^([^.]+)\.(?:openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/i.exec(
      hostname,
    );
  return match ? accounts.get(match[1]!.toLowerCase()) : undefined;
}

function deploymentsOf(
  account: DeclaredResource,
  resources: readonly DeclaredResource[],
): readonly SimulatedDeployment[] {
  const name = armName(account.id).toLowerCase();
  return resources.flatMap((resource) => {
    if (azureType(resource) !== "cognitiveservices:Deployment") return [];
    const owner = armSegment(resource.id, "accounts") ?? textOf(resource.inputs["accountName"]);
    if (owner?.toLowerCase() !== name) return [];
    return {
      name: armName(resource.id),
      model: textOf(property(resource, "properties.model.name")) ?? "",
      modelVersion: textOf(property(resource, "properties.model.version")) ?? "",
      sku: textOf(property(resource, "sku.name")) ?? "Standard",
      capacity: numberOf(property(resource, "sku.capacity")) ?? 1,
      spilloverDeploymentName: textOf(property(resource, "properties.spilloverDeploymentName")),
    };
  });
}

function accepts(
  token: string,
  accountId: string,
  assignments: readonly RoleAssignmentModel[],
  identity: TokenIssuer,
): boolean {
  const claims = identity.check(token);
  return (
    claims !== undefined && isModelAudience(claims.aud) && mayCallModels(claims.oid, accountId, assignments)
  );
}
