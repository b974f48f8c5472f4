import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { expandTemplates } from "../gateway/model/expandTemplates";
import { createProvider, type PlayedProvider, type ProviderOptions } from "../providers";
import { documentsOf } from "../resources/documents";
import { hostsNamed, providerAt, providersSaid, type ProviderName } from "../resources/hosts";
import { namedValuesOf } from "../resources/namedValues";

/** What nobody can read from a declaration about providers of models. */
export interface ProviderSettings {
  /** Further hosts that are played, by the provider that they stand for: servers of one's own that speak as OpenAI does. */
  readonly hosts?: Readonly<Record<string, ProviderName>>;
  /** Keys that a host takes; default any that is not empty. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** Limits per minute of a host's models; default those that each provider publishes for large customers. */
  readonly limits?: Readonly<Record<string, ProviderOptions["limits"]>>;
  /** Secret access keys of AWS by access key id, beside those that named values hold. */
  readonly awsCredentials?: Readonly<Record<string, string>>;
  /** Hosts that are really called: nothing plays them. */
  readonly real?: ReadonlySet<string>;
}

type Shared = Pick<ProviderOptions, "clock" | "random" | "tokens">;

interface Entry {
  readonly provider: PlayedProvider;
  readonly declared: string;
}

/**
 * The providers that a declaration names in a backend's address, an API's or a policy, played. One of them that is
 * named again the same way keeps its ledger, limits and faults.
 */
export class Providers {
  /** By host, in lower case. */
  readonly byHost: ReadonlyMap<string, PlayedProvider>;
  private readonly entries = new Map<string, Entry>();

  constructor(
    resources: readonly DeclaredResource[],
    shared: Shared,
    settings: ProviderSettings = {},
    before?: Providers,
  ) {
    const expanded = expandTemplates(resources);
    const secrets = awsCredentialsOf(expanded, settings);
    const said = providersSaid(expanded);
    for (const host of hostsNamed(expanded, documentsOf(expanded))) {
      const name = settings.hosts?.[host] ?? said.get(host) ?? providerAt(host);
      if (!name || settings.real?.has(host)) continue;
      const keys = settings.keys?.[host];
      const limits = settings.limits?.[host];
      const declared = JSON.stringify([name, keys, limits, [...secrets]]);
      const kept = before?.entries.get(host);
      if (kept?.declared === declared) this.entries.set(host, kept);
      else {
        const access = { awsCredentials: secrets, ...(keys ? { keys } : {}) };
        this.entries.set(host, {
          declared,
          provider: createProvider(name, { ...shared, host, access, limits }),
        });
      }
    }
    this.byHost = new Map([...this.entries].map(([host, { provider }]) => [host, provider]));
  }
}

/**
 * Secret access keys by access key id, from named values and what they refer to in key vaults: by the form that AWS gives
 * them, and by their names where a local run has others. Nothing says which belongs to which, so each may sign for each.
 */
function awsCredentialsOf(
  resources: readonly DeclaredResource[],
  { awsCredentials = {} }: ProviderSettings,
): ReadonlyMap<string, readonly string[]> {
  const values = [...namedValuesOf(resources)].map(([name, { value }]) => ({ name, value }));
  const isId = ({ name, value }: (typeof values)[number]) =>
    /^A[KS]IA[A-Z0-9]{16}$/.test(value) || /access-?_?key-?_?id$/i.test(name);
  const isSecret = ({ name, value }: (typeof values)[number]) =>
    /^[A-Za-z0-9/+]{40}$/.test(value) || /secret-?_?(access-?_?)?key$/i.test(name);
  const secrets = values.filter((one) => !isId(one) && isSecret(one)).map(({ value }) => value);
  const credentials = new Map<string, readonly string[]>();
  for (const { value } of values.filter(isId)) credentials.set(value, secrets);
  for (const [id, secret] of Object.entries(awsCredentials))
    credentials.set(id, [...(credentials.get(id) ?? []), secret]);
  return credentials;
}
