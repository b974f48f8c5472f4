import type { Problem } from "@azure-genai-gateway/common/problem";
import { ask, list, record, type ArmAccess } from "../azure/arm";
import { purgeCommand, recoverCommand } from "../deploy/softDeleted";
import { problem, type CheckContext, type PreflightCheck } from "./checks";
import { knownText, type PlannedResource } from "./planned";

/** A name that nobody else in the world may have. */
interface WorldName {
  readonly type: string;
  readonly label: string;
  /** Path of the name among the inputs. */
  readonly property: string;
  /** Asks Azure; gives its reason where the name is taken, and nothing where it is free. */
  readonly taken: (arm: ArmAccess, name: string, planned: PlannedResource) => Promise<string | undefined>;
  /** What has been deleted and keeps its name, by lower-case name. */
  readonly deleted?: (arm: ArmAccess) => Promise<ReadonlyMap<string, DeletedResource>>;
}

interface DeletedResource {
  readonly name: string;
  readonly location: string;
  readonly resourceGroup: string;
  /** When Azure forgets it; empty where it does not say. */
  readonly until: string;
  readonly isProtected: boolean;
  /** Id that it had, and will have again when it is recovered. */
  readonly id: string;
}

const subscription = ({ subscriptionId }: ArmAccess) => `/subscriptions/${subscriptionId}`;

const worldNames: readonly WorldName[] = [
  {
    // https://learn.microsoft.com/rest/api/apimanagement/api-management-service/check-name-availability
    type: "apimanagement:ApiManagementService",
    label: "API Management services",
    property: "serviceName",
    taken: async (arm, name) => {
      const path = `${subscription(arm)}/providers/Microsoft.ApiManagement/checkNameAvailability?api-version=2024-05-01`;
      return refusal(await ask(arm, "POST", path, { name }), "nameAvailable");
    },
    // https://learn.microsoft.com/rest/api/apimanagement/deleted-services/list-by-subscription
    deleted: async (arm) => {
      const path = `${subscription(arm)}/providers/Microsoft.ApiManagement/deletedservices?api-version=2024-05-01`;
      return byName(await list(arm, path), "serviceId");
    },
  },
  {
    // https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/check-name-availability
    type: "keyvault:Vault",
    label: "key vaults",
    property: "vaultName",
    taken: async (arm, name) => {
      const path = `${subscription(arm)}/providers/Microsoft.KeyVault/checkNameAvailability?api-version=2023-07-01`;
      return refusal(
        await ask(arm, "POST", path, { name, type: "Microsoft.KeyVault/vaults" }),
        "nameAvailable",
      );
    },
    // https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/list-deleted
    deleted: async (arm) => {
      const path = `${subscription(arm)}/providers/Microsoft.KeyVault/deletedVaults?api-version=2023-07-01`;
      return byName(await list(arm, path), "vaultId");
    },
  },
  {
    // https://learn.microsoft.com/rest/api/aiservices/accountmanagement/check-domain-availability
    type: "cognitiveservices:Account",
    label: "Azure OpenAI accounts",
    property: "properties.customSubDomainName",
    taken: async (arm, name, { inputs }) => {
      const path = `${subscription(arm)}/providers/Microsoft.CognitiveServices/checkDomainAvailability?api-version=2024-10-01`;
      const kind = knownText(inputs, "kind") ?? "OpenAI";
      const asked = { subdomainName: name, type: "Microsoft.CognitiveServices/accounts", kind };
      return refusal(await ask(arm, "POST", path, asked), "isSubdomainAvailable");
    },
    // https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deleted-accounts/list
    deleted: async (arm) => {
      const path = `${subscription(arm)}/providers/Microsoft.CognitiveServices/deletedAccounts?api-version=2024-10-01`;
      return byName(await list(arm, path));
    },
  },
  {
    // https://learn.microsoft.com/rest/api/eventhub/namespaces/check-name-availability
    type: "eventhub:Namespace",
    label: "Event Hubs namespaces",
    property: "namespaceName",
    taken: async (arm, name) => {
      const path = `${subscription(arm)}/providers/Microsoft.EventHub/checkNameAvailability?api-version=2024-01-01`;
      return refusal(await ask(arm, "POST", path, { name }), "nameAvailable");
    },
  },
  {
    // https://learn.microsoft.com/rest/api/virtualnetwork/check-dns-name-availability
    type: "network:PublicIPAddress",
    label: "public DNS labels",
    property: "dnsSettings.domainNameLabel",
    taken: async (arm, name, { inputs }) => {
      const location = (knownText(inputs, "location") ?? "").toLowerCase().replaceAll(" ", "");
      const query = `domainNameLabel=${encodeURIComponent(name)}&api-version=2024-05-01`;
      const path = `${subscription(arm)}/providers/Microsoft.Network/locations/${location}/CheckDnsNameAvailability?${query}`;
      return refusal(await ask(arm, "GET", path), "available");
    },
  },
  {
    // https://learn.microsoft.com/rest/api/trafficmanager/profiles/check-traffic-manager-relative-dns-name-availability
    type: "trafficmanager:Profile",
    label: "Traffic Manager names",
    property: "dnsConfig.relativeName",
    taken: async (arm, name) => {
      const path = "/providers/Microsoft.Network/checkTrafficManagerNameAvailability?api-version=2022-04-01";
      const asked = { name, type: "Microsoft.Network/trafficManagerProfiles" };
      return refusal(await ask(arm, "POST", path, asked), "nameAvailable");
    },
  },
];

/** Whether the names that are to be made can be had: not taken by somebody else, and not kept by what was deleted. */
export const nameChecks: readonly PreflightCheck[] = worldNames.map((kind) => ({
  label: `the names of ${kind.label}`,
  applies: (planned) => namesOf(kind, planned).length > 0,
  run: async (context) => {
    const wanted = namesOf(kind, context.planned);
    const deleted = (await kind.deleted?.(context.arm)) ?? new Map<string, DeletedResource>();
    const found = await Promise.all(
      wanted.map(async ({ name, planned }) => {
        const kept = deleted.get((resourceNameOf(kind, planned) ?? name).toLowerCase());
        if (kept) return keptProblem(context, planned, kept);
        const reason = await kind.taken(context.arm, name, planned);
        return reason === undefined ? undefined : takenProblem(planned, name, reason);
      }),
    );
    return found.filter((one) => one !== undefined);
  },
}));

/** Names that the preview knows, of what is made; a replacement that keeps its name has it already. */
function namesOf({ type, property }: WorldName, planned: readonly PlannedResource[]) {
  return planned.flatMap((one) => {
    if (one.type !== type || !one.made) return [];
    const name = knownText(one.inputs, property);
    return name === undefined || name === knownText(one.before, property) ? [] : { name, planned: one };
  });
}

function resourceNameOf({ type, property }: WorldName, { inputs }: PlannedResource): string | undefined {
  return knownText(inputs, type === "cognitiveservices:Account" ? "accountName" : property);
}

function takenProblem({ name }: PlannedResource, wanted: string, reason: string): Problem {
  return problem(
    "PREFLIGHT_NAME_TAKEN",
    "error",
    name,
    `the name ${wanted} is taken (${reason})`,
    "the name is unique in the world, and somebody else has it, perhaps as something deleted in another subscription: write another naming.seed or workload in the stack file",
  );
}

function keptProblem(
  { stack, planned: all }: CheckContext,
  planned: PlannedResource,
  kept: DeletedResource,
): Problem {
  const until = kept.until === "" ? "" : ` until ${kept.until}`;
  const type = `azure-native:${planned.type}`;
  const purge = `purge it with \`${purgeCommand(type, kept)}\``;
  const recover = recoverCommand(type, kept);
  // It comes back into its resource group, which the stack would make as well: then both are brought in.
  const group = all.find(
    ({ type: other, made, inputs }) =>
      other === "resources:ResourceGroup" &&
      made &&
      knownText(inputs, "resourceGroupName")?.toLowerCase() === kept.resourceGroup.toLowerCase(),
  );
  const groupId = kept.id.replace(/\/providers\/.*$/i, "");
  const place = knownText(group?.inputs, "location") ?? kept.location;
  const commands = recover && [
    ...(group ? [`az group create --name ${kept.resourceGroup} --location ${place}`] : []),
    recover,
    `azure-genai-gateway import ${stack} ${group ? `${group.name} ${groupId} ` : ""}${planned.name} ${kept.id}`,
  ];
  const back =
    commands && `bring it back with ${commands.map((command) => `\`${command}\``).join(", then ")}`;
  return problem(
    "PREFLIGHT_NAME_SOFT_DELETED",
    "error",
    planned.name,
    `${kept.name} was deleted, and Azure keeps its name${until}`,
    kept.isProtected
      ? `purge protection keeps it from being purged: ${back ?? "wait"}`
      : `${purge}${back ? `, or ${back}` : ""}`,
  );
}

function refusal(body: unknown, available: string): string | undefined {
  const answer = record(body);
  // Only a clear no counts: an answer of another shape says nothing about the name.
  if (answer[available] !== false) return undefined;
  const { reason, message } = answer;
  return (
    ([message, reason].find((text) => typeof text === "string" && text !== "") as string | undefined) ??
    "Azure says no more"
  );
}

function byName(
  resources: readonly Record<string, unknown>[],
  idProperty?: string,
): ReadonlyMap<string, DeletedResource> {
  return new Map(
    resources.map((resource) => {
      const properties = record(resource["properties"]);
      const text = (value: unknown) => (typeof value === "string" ? value : "");
      const own = text(resource["id"]);
      const name = text(resource["name"]) || own.slice(own.lastIndexOf("/") + 1);
      const former = idProperty ? text(properties[idProperty]) : formerId(own);
      return [
        name.toLowerCase(),
        {
          name,
          location:
            text(properties["location"]) ||
            text(resource["location"]) ||
            (/\/locations\/([^/]+)/i.exec(own)?.[1] ?? ""),
          resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(former)?.[1] ?? "",
          until: text(properties["scheduledPurgeDate"]),
          isProtected: properties["purgeProtectionEnabled"] === true,
          id: former,
        },
      ];
    }),
  );
}

/** The id that a deleted account had: its own has the location in front of the group. */
function formerId(id: string): string {
  return id.replace(
    /^(\/subscriptions\/[^/]+)\/providers\/([^/]+)\/locations\/[^/]+\/resourceGroups\/([^/]+)\/deletedAccounts\/([^/]+)$/i,
    "$1/resourceGroups/$3/providers/$2/accounts/$4",
  );
}
