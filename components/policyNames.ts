/** The logger of every service that writes to Azure Monitor; there is one, and this is its id. */
export const azureMonitorLogger = "azuremonitor";

/** Ids of what the policies name, beside the backends'. */
export interface EntityNames {
  /** Stands in front of all of them, and of the ids of APIs and fragments. */
  readonly prefix: string;
  readonly identityNamedValue: string;
  /** Holds the secret that owners of stored state are named with. */
  readonly ownerNamedValue: string;
  /** In front of a backend's id: holds the URL of its account. */
  readonly accountNamedValue: string;
  /** In front of a backend's id: holds a key of another provider. */
  readonly providerNamedValue: string;
  readonly usageLogger: string;
  readonly applicationInsightsLogger: string;
  /** The pool of all backends; those of additional locations add their region. */
  readonly pool: string;
}

/**
 * @param prefix default none; on a service that others use too it keeps our entities from taking the place of theirs.
 *   Letters, digits and hyphens
 */
export function entityNames(prefix = ""): EntityNames {
  return {
    prefix,
    identityNamedValue: `${prefix}genai-identity-client-id`,
    ownerNamedValue: `${prefix}genai-owner-secret`,
    accountNamedValue: `${prefix}genai-account-`,
    providerNamedValue: `${prefix}genai-provider-`,
    usageLogger: `${prefix}usage-event-hub`,
    applicationInsightsLogger: `${prefix}application-insights`,
    pool: `${prefix}genai-pool`,
  };
}

/** The logger of the Event Hub in an additional location. */
export function usageLoggerOf(names: EntityNames, region: string): string {
  return `${names.usageLogger}-${region}`;
}

/** The step that includes a fragment of ours. */
export function includeOf({ prefix }: Pick<EntityNames, "prefix">, fragment: string): string {
  return `<include-fragment fragment-id="${prefix}${fragment}" />`;
}

/** Where a call's usage is told of, as its API's config has it. */
export function usageIncludes(
  names: Pick<EntityNames, "prefix">,
  usage: { readonly eventHub: boolean; readonly applicationInsights: boolean },
): readonly string[] {
  return [
    ...(usage.eventHub ? [includeOf(names, "usage-event-hub")] : []),
    ...(usage.applicationInsights ? [includeOf(names, "usage-app-insights-calls")] : []),
  ];
}
