import { AzureError } from "../account/azureError";
import { isPurgeProtected, type LocalCloud, type StoredResource } from "../account/localCloud";
import { localSubscription } from "../azure/seeded";

/** What a subscription has besides its resources; each a default that lets everything pass. */
export interface ArmStandInOptions {
  /** Names that somebody else in the world has. */
  readonly takenNames?: readonly string[];
  /** Of whoever asks. Default: an Owner's. */
  readonly permissions?: readonly ArmPermission[];
  /** Registration states by provider namespace; `Registered` where it is not named. */
  readonly providers?: Readonly<Record<string, string>>;
  /** Quotas of models by location. Default: none is listed. */
  readonly usages?: Readonly<Record<string, readonly ArmUsage[]>>;
  /** Answers a path otherwise; for what Azure refuses or does not answer. */
  readonly intercept?: (method: string, path: string) => ArmResponse | undefined;
}

export interface ArmPermission {
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly condition?: string;
}

export interface ArmUsage {
  /** `OpenAI.GlobalStandard.gpt-5.4` */
  readonly name: string;
  readonly currentValue: number;
  readonly limit: number;
}

export interface ArmResponse {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * The part of Azure Resource Manager's REST API that tells, before anything is made, what would be refused, and that
 * purges: over a local cloud, in ARM's words. Everything else is 404, so that a call that Azure does not have cannot
 * pass here either.
 */
export function answerArm(
  cloud: LocalCloud,
  options: ArmStandInOptions,
  method: string,
  url: string,
  body: unknown,
): ArmResponse {
  const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
  if (!searchParams.get("api-version"))
    return failure(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required.",
    );
  const intercepted = options.intercept?.(method, pathname);
  if (intercepted) return intercepted;
  for (const [verb, pattern, answer] of routes) {
    const match = verb === method && pattern.exec(pathname);
    if (!match) continue;
    const asked = (body ?? {}) as Readonly<Record<string, unknown>>;
    try {
      return answer({ cloud, options, asked, query: searchParams, groups: match.groups ?? {} });
    } catch (error) {
      if (error instanceof AzureError) return failure(error.status, error.code, error.message);
      throw error;
    }
  }
  return failure(404, "InvalidResourceType", `${method} ${pathname} is no call of this stand-in`);
}

interface Call {
  readonly cloud: LocalCloud;
  readonly options: ArmStandInOptions;
  readonly asked: Readonly<Record<string, unknown>>;
  readonly query: URLSearchParams;
  readonly groups: Readonly<Record<string, string>>;
}

const kinds = {
  service: "microsoft.apimanagement/service",
  account: "microsoft.cognitiveservices/accounts",
  vault: "microsoft.keyvault/vaults",
} as const;

const subscription = "^/subscriptions/[^/]+";
const route = (rest: string) => new RegExp(`${subscription}${rest}$`, "i");
const nameGroup = "(?<name>[^/]+)";

const routes: readonly (readonly [string, RegExp, (call: Call) => ArmResponse])[] = [
  ["POST", route("/providers/Microsoft.(ApiManagement|KeyVault|EventHub)/checkNameAvailability"), checkName],
  ["POST", route("/providers/Microsoft.CognitiveServices/checkDomainAvailability"), checkDomain],
  ["POST", /^\/providers\/Microsoft.Network\/checkTrafficManagerNameAvailability$/i, checkName],
  ["GET", route("/providers/Microsoft.Network/locations/[^/]+/CheckDnsNameAvailability"), checkLabel],
  [
    "GET",
    route("/providers/Microsoft.ApiManagement/deletedservices"),
    (call) => deletedList(call, kinds.service),
  ],
  [
    "GET",
    route("/providers/Microsoft.CognitiveServices/deletedAccounts"),
    (call) => deletedList(call, kinds.account),
  ],
  ["GET", route("/providers/Microsoft.KeyVault/deletedVaults"), (call) => deletedList(call, kinds.vault)],
  [
    "GET",
    route(`/providers/Microsoft.ApiManagement/locations/[^/]+/deletedservices/${nameGroup}`),
    (call) => deletedOne(call, kinds.service),
  ],
  [
    "GET",
    route(
      `/providers/Microsoft.CognitiveServices/locations/[^/]+/resourceGroups/[^/]+/deletedAccounts/${nameGroup}`,
    ),
    (call) => deletedOne(call, kinds.account),
  ],
  [
    "GET",
    route(`/providers/Microsoft.KeyVault/locations/[^/]+/deletedVaults/${nameGroup}`),
    (call) => deletedOne(call, kinds.vault),
  ],
  [
    "DELETE",
    route(`/providers/Microsoft.ApiManagement/locations/[^/]+/deletedservices/${nameGroup}`),
    (call) => purged(call, kinds.service),
  ],
  [
    "DELETE",
    route(
      `/providers/Microsoft.CognitiveServices/locations/[^/]+/resourceGroups/[^/]+/deletedAccounts/${nameGroup}`,
    ),
    (call) => purged(call, kinds.account),
  ],
  [
    "POST",
    route(`/providers/Microsoft.KeyVault/locations/[^/]+/deletedVaults/${nameGroup}/purge`),
    (call) => purged(call, kinds.vault),
  ],
  ["GET", route("(/resourceGroups/.+)?/providers/Microsoft.Authorization/permissions"), permissions],
  ["GET", route("/providers"), providers],
  ["GET", route("/providers/Microsoft.CognitiveServices/locations/(?<location>[^/]+)/usages"), usages],
];

function checkName(call: Call): ArmResponse {
  const name = String(call.asked["name"]);
  return isTaken(call, name)
    ? ok({ nameAvailable: false, reason: "AlreadyExists", message: `The name '${name}' is already in use.` })
    : ok({ nameAvailable: true });
}

function checkDomain(call: Call): ArmResponse {
  const name = String(call.asked["subdomainName"]);
  return isTaken(call, name)
    ? ok({ isSubdomainAvailable: false, reason: "Sub domain name is used.", subdomainName: name })
    : ok({ isSubdomainAvailable: true, subdomainName: name });
}

function checkLabel(call: Call): ArmResponse {
  return ok({ available: !isTaken(call, call.query.get("domainNameLabel") ?? "") });
}

function isTaken({ cloud, options }: Call, name: string): boolean {
  const names = [
    ...(options.takenNames ?? []),
    ...[...cloud.resources, ...cloud.softDeleted].map(({ id }) => id.slice(id.lastIndexOf("/") + 1)),
  ];
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}

function deletedList({ cloud }: Call, kind: string): ArmResponse {
  return ok({ value: cloud.softDeleted.filter(({ arm }) => arm.toLowerCase() === kind).map(shown) });
}

function deletedOne({ cloud, groups }: Call, kind: string): ArmResponse {
  const held = heldOf(cloud, kind, groups["name"] ?? "");
  return held ? ok(shown(held)) : failure(404, "ResourceNotFound", "it is not deleted softly");
}

function purged({ cloud, groups }: Call, kind: string): ArmResponse {
  const held = heldOf(cloud, kind, groups["name"] ?? "");
  if (!held) return failure(404, "ResourceNotFound", "it is not deleted softly");
  cloud.purge(held.id);
  return { status: 202 };
}

function heldOf(cloud: LocalCloud, kind: string, name: string): StoredResource | undefined {
  return cloud.softDeleted.find(
    ({ arm, id }) => arm.toLowerCase() === kind && id.toLowerCase().endsWith(`/${name.toLowerCase()}`),
  );
}

/** As each service lists what it keeps. */
function shown(resource: StoredResource): Readonly<Record<string, unknown>> {
  const { id, inputs } = resource;
  const name = id.slice(id.lastIndexOf("/") + 1);
  const location = typeof inputs["location"] === "string" ? inputs["location"] : "";
  const scheduledPurgeDate = "2026-03-01T00:00:00Z";
  const root = `/subscriptions/${localSubscription}/providers`;
  switch (resource.arm.toLowerCase()) {
    case kinds.service:
      return {
        id: `${root}/Microsoft.ApiManagement/locations/${location}/deletedservices/${name}`,
        name,
        location,
        properties: { serviceId: id, scheduledPurgeDate },
      };
    case kinds.account: {
      const group = /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";
      const holder = `${root}/Microsoft.CognitiveServices/locations/${location}/resourceGroups/${group}`;
      return { id: `${holder}/deletedAccounts/${name}`, name, location, properties: { scheduledPurgeDate } };
    }
    default:
      return {
        id: `${root}/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`,
        name,
        properties: {
          vaultId: id,
          location,
          scheduledPurgeDate,
          ...(isPurgeProtected(resource) ? { purgeProtectionEnabled: true } : {}),
        },
      };
  }
}

function permissions({ options }: Call): ArmResponse {
  const given = options.permissions ?? [{ actions: ["*"] }];
  return ok({ value: given.map((one) => ({ notActions: [], dataActions: [], notDataActions: [], ...one })) });
}

function providers({ options }: Call): ArmResponse {
  const value = Object.entries(options.providers ?? {}).map(([namespace, registrationState]) => ({
    namespace,
    registrationState,
  }));
  return ok({ value });
}

function usages({ options, groups }: Call): ArmResponse {
  const listed = options.usages?.[groups["location"] ?? ""] ?? [];
  return ok({
    value: listed.map(({ name, currentValue, limit }) => ({
      name: { value: name },
      currentValue,
      limit,
      unit: "Count",
    })),
  });
}

const ok = (body: unknown): ArmResponse => ({ status: 200, body });
const failure = (status: number, code: string, message: string): ArmResponse => ({
  status,
  body: { error: { code, message } },
});
