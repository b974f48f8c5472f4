import type { Clock } from "@azure-genai-gateway/common/clock";
import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Random } from "@azure-genai-gateway/common/random";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { createContentSafety } from "../content-safety";
import { isModelAudience, mayCallModels } from "../gateway/identity/roles";
import { documentsOf } from "../resources/documents";
import { accountHosts, accountSubdomain } from "../resources/hosts";
import { withFoundry } from "../providers/foundry";
import { guardKind } from "./guardServices";
import { Providers, type ProviderSettings } from "./providers";
import type { TokenIssuer } from "../gateway/identity/tokens";
import { armName, armSegment } from "../resources/armId";
import { expandTemplates } from "../gateway/model/expandTemplates";
import { readRoleAssignments } from "../gateway/model/identities";
import { azureType, numberOf, property, textOf } from "../resources/inputs";
import type { RoleAssignmentModel } from "../gateway/model/types";
import type { TokenCounter } from "../tokens/tokenCounter";
import {
  createSimulatedAccount,
  type Recordings,
  type SimulatedAccount,
  type SimulatedAccountOptions,
  type SimulatedDeployment,
} from "../openai";

export interface AccountsOptions {
  readonly identity: TokenIssuer;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: TokenCounter;
  readonly utilizationWindowMs?: number;
  readonly recordings?: Recordings;
  /**
   * Which accounts take any key, any identity, and any deployment where none is declared: those that backends and policies
   * name and nobody declares (`undeclared`), or all (`all`); those of nobody's declaration exist only then. Default none.
   */
  readonly open?: OpenAccounts;
  readonly providers?: ProviderSettings;
}

export type OpenAccounts = "none" | "undeclared" | "all";

interface Entry {
  readonly account: SimulatedAccount;
  /** What it was made from: an account that is declared the same way goes on. */
  readonly declared: string;
  /** Changes when the program's role assignments do. */
  rights: Rights;
}

type NewAccount = Pick<SimulatedAccountOptions, "subdomain" | "region" | "deployments">;

interface Rights {
  readonly accountId: string;
  readonly assignments: readonly RoleAssignmentModel[];
}

/**
 * The declared Azure OpenAI accounts, simulated, and the providers that stand beside them. An account accepts a managed identity's token when a role assignment
 * on it, its group or its subscription allows that identity to call models; nothing else opens it.
 */
export class Accounts {
  /** By subdomain, in lower case; other providers by their host. */
  readonly byName: ReadonlyMap<string, SimulatedAccount>;
  private readonly entries = new Map<string, Entry>();
  private readonly newRights = new Map<string, Rights>();
  private readonly providers: Providers;

  /**
   * @param before accounts of the program's last evaluation: what has not changed keeps ledger, limits and faults.
   * @param others hosts in Azure's domains that services answer which are no models
   */
  constructor(
    resources: readonly DeclaredResource[],
    private readonly options: AccountsOptions,
    before?: Accounts,
    others: ReadonlySet<string> = new Set(),
  ) {
    const assignments = readRoleAssignments(resources);
    for (const resource of resources) {
      if (azureType(resource) !== "cognitiveservices:Account" || guardKind(resource)) continue;
      const subdomain = textOf(property(resource, "properties.customSubDomainName"))?.toLowerCase();
      // Without a subdomain of its own an account takes no tokens of managed identities, and there are no keys here.
      if (subdomain === undefined) continue;
      const region = textOf(property(resource, "location")) ?? "";
      const deployments = deploymentsOf(resource, resources);
      const rights = { accountId: resource.id, assignments };
      this.add({ subdomain, region, deployments }, rights, options.open === "all", before);
    }
    if (options.open === "undeclared" || options.open === "all") {
      const expanded = expandTemplates(resources);
      for (const subdomain of accountHosts(expanded, documentsOf(expanded), others))
        if (!this.entries.has(subdomain))
          this.add({ subdomain, region: "", deployments: [] }, { accountId: "", assignments }, true, before);
    }
    this.providers = new Providers(resources, options, options.providers, before?.providers);
    this.byName = new Map<string, SimulatedAccount>([
      ...[...this.entries].map(([name, { account }]) => [name, account] as const),
      ...this.providers.byHost,
    ]);
  }

  /** From now on the role assignments of this evaluation count, for accounts that were kept, too. */
  adopt(): void {
    for (const [name, rights] of this.newRights) this.entries.get(name)!.rights = rights;
  }

  private add(account: NewAccount, rights: Rights, open: boolean, before: Accounts | undefined): void {
    const { subdomain, region, deployments } = account;
    const declared = JSON.stringify([region, deployments, open]);
    const kept = before?.entries.get(subdomain);
    this.entries.set(
      subdomain,
      kept?.declared === declared ? kept : this.made(account, declared, rights, open),
    );
    this.newRights.set(subdomain, rights);
  }

  private made(account: NewAccount, declared: string, rights: Rights, open: boolean): Entry {
    const { identity, open: _, providers: __, ...others } = this.options;
    const acceptsToken = (token: string) => accepts(token, entry.rights, identity);
    const made = createSimulatedAccount({
      ...account,
      ...others,
      open,
      acceptsToken,
    });
    const whole = withFoundry(made, { ...account, ...others, open, acceptsToken });
    const entry: Entry = { declared, rights, account: open ? withContentSafety(whole) : whole };
    return entry;
  }
}

/** An account of many services answers for content safety at the same address; it finds nothing to object to. */
function withContentSafety(account: SimulatedAccount): SimulatedAccount {
  const moderate = createContentSafety();
  const handle: HttpHandler = (request) =>
    new URL(request.url).pathname.startsWith("/contentsafety/") ? moderate(request) : account.handle(request);
  return Object.create(account, { handle: { value: handle } }) as SimulatedAccount;
}

/** The account or the provider that answers to a host name; undefined for any other host. */
export function accountAt(
  hostname: string,
  accounts: ReadonlyMap<string, SimulatedAccount>,
): SimulatedAccount | undefined {
  const subdomain = accountSubdomain(hostname);
  return accounts.get(subdomain ?? hostname.toLowerCase());
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

function accepts(token: string, { accountId, assignments }: Rights, identity: TokenIssuer): boolean {
  const claims = identity.check(token);
  return (
    claims !== undefined && isModelAudience(claims.aud) && mayCallModels(claims.oid, accountId, assignments)
  );
}
