import { policyReferences } from "@azure-genai-gateway/policy-language/references";
import { armReferences, textsIn } from "../references";
import { seededUuid } from "../seeded";
import { isClosed } from "./access";
import { roles } from "./builtInRoles";
import { learn } from "./rule";
import { lastSegment, sameId, type Subject } from "./subject";

/** Why Azure does not delete something that is there. */
export interface DeleteRefusal {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** One reason not to delete, with its page. */
export interface DeleteRule {
  readonly code: string;
  /** Default 409. */
  readonly status?: number;
  /** ARM types in lower case; `*` for all. */
  readonly types: readonly string[];
  readonly source: string;
  /** What keeps it, in words; nothing where it may go. */
  check(subject: Subject, others: readonly Subject[]): string | undefined;
}

const service = "microsoft.apimanagement/service";
/** Extension resources go along with what they extend, and hold nothing. */
const extension =
  /\/providers\/microsoft\.(insights\/diagnosticsettings|authorization\/(locks|roleassignments))\/[^/]+$/;

const inUse = (type: string, code: string, source: string): DeleteRule => ({
  code,
  types: [type],
  source,
  check: (subject, others) => heldBy(subject, others),
});

/** Where references are that do not hold: a traffic manager's endpoint is left with a target that is gone. */
const letsGo = /^microsoft\.network\/trafficmanagerprofiles\//;

function heldBy(subject: Subject, others: readonly Subject[]): string | undefined {
  const by = others.find(
    (other) =>
      !extension.test(other.key) &&
      !letsGo.test(other.type) &&
      armReferences(other.inputs).some(({ id }) => sameId(id, subject.id)),
  );
  return by && `${subject.id} is in use by ${by.id}`;
}

export const deleteRules: readonly DeleteRule[] = [
  {
    code: "ScopeLocked",
    types: ["*"],
    source: `${learn}/azure-resource-manager/management/lock-resources`,
    check(subject, others) {
      if (subject.type === "microsoft.authorization/locks") return undefined;
      const lock = locksOver(subject, others)[0];
      return (
        lock &&
        `The scope '${subject.id}' cannot perform delete operation because following scope(s) are locked: '${lock.text("scope")}'. Please remove the lock and try again.`
      );
    },
  },
  {
    code: "Forbidden",
    status: 403,
    types: ["microsoft.keyvault/vaults/secrets", "microsoft.keyvault/vaults/keys"],
    source:
      "https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/resources/customresources/custom_keyvault.go",
    // azure-native deletes these over the vault's data plane, as whoever deploys and from where they are.
    check(subject, others) {
      const vault = others.find(({ key }) => key === subject.parent?.toLowerCase());
      if (!vault) return undefined;
      if (isClosed(vault))
        return `(ForbiddenByConnection) Public network access is disabled and request is not from a trusted service nor via an approved private link: vault ${vault.name}`;
      if (vault.at("properties.enableRbacAuthorization") !== true || mayDelete(vault, others))
        return undefined;
      return `(ForbiddenByRbac) Caller is not authorized to perform action on resource ${subject.id}: it has no role on the vault's secrets`;
    },
  },
  {
    code: "CannotDeleteResource",
    types: ["microsoft.network/privatednszones", "microsoft.cognitiveservices/accounts"],
    source: `${learn}/azure-resource-manager/troubleshooting/common-deployment-errors`,
    check(subject, others) {
      const child = others.find(({ key }) => key.startsWith(`${subject.key}/`) && !extension.test(key));
      return child && `Can not delete resource before nested resources are deleted: ${child.id}`;
    },
  },
  {
    code: "ValidationError",
    types: [`${service}/products`],
    source: `${learn}/api-management/api-management-howto-add-products`,
    check(subject, others) {
      const held = others.find(
        (other) =>
          other.type === `${service}/subscriptions` &&
          sameId(serviceOf(other.id), serviceOf(subject.id)) &&
          /\/products\/([^/]+)$/i.exec(other.text("scope") ?? "")?.[1]?.toLowerCase() ===
            subject.name.toLowerCase(),
      );
      return held && `${subject.id} is in use by ${held.id}: a product with subscriptions is not deleted`;
    },
  },
  {
    code: "InUseSubnetCannotBeDeleted",
    types: ["microsoft.network/virtualnetworks/subnets"],
    source: `${learn}/virtual-network/virtual-network-manage-subnet#delete-a-subnet`,
    check: (subject, others) => heldBy(subject, others),
  },
  {
    code: "InUseSubnetCannotBeDeleted",
    types: ["microsoft.network/virtualnetworks"],
    source: `${learn}/virtual-network/manage-virtual-network#delete-a-virtual-network`,
    check(subject, others) {
      const subnets = others.filter(
        ({ key, type }) => key.startsWith(`${subject.key}/`) && type.endsWith("/subnets"),
      );
      return subnets
        .map((subnet) =>
          heldBy(
            subnet,
            others.filter((other) => other !== subnet),
          ),
        )
        .find(Boolean);
    },
  },
  {
    code: "Conflict",
    types: ["microsoft.operationalinsights/workspaces", "microsoft.insights/components"],
    source: `${learn}/azure-monitor/fundamentals/private-link-configure#connect-resources-to-the-ampls`,
    check(subject, others) {
      const link = others.find(
        (other) =>
          other.type === "microsoft.insights/privatelinkscopes/scopedresources" &&
          sameId(other.text("linkedResourceId"), subject.id),
      );
      return link && `${subject.id} is in a private link scope: take ${link.id} out first`;
    },
  },
  inUse(
    "microsoft.network/networksecuritygroups",
    "InUseNetworkSecurityGroupCannotBeDeleted",
    `${learn}/virtual-network/manage-network-security-group`,
  ),
  inUse(
    "microsoft.network/publicipaddresses",
    "PublicIPAddressCannotBeDeleted",
    `${learn}/virtual-network/ip-services/virtual-network-public-ip-address`,
  ),
  inUse(
    "microsoft.network/routetables",
    "InUseRouteTableCannotBeDeleted",
    `${learn}/virtual-network/manage-route-table`,
  ),
  inUse(
    "microsoft.network/natgateways",
    "InUseNatGatewayCannotBeDeleted",
    `${learn}/nat-gateway/manage-nat-gateway`,
  ),
  inUse(
    "microsoft.network/applicationgatewaywebapplicationfirewallpolicies",
    "ApplicationGatewayFirewallPolicyInUse",
    `${learn}/web-application-firewall/ag/policy-overview`,
  ),
  ...["backends", "loggers", "certificates", "apiversionsets"].map((kind) =>
    inUse(`${service}/${kind}`, "ValidationError", `${learn}/api-management/backends`),
  ),
  {
    code: "ValidationError",
    types: ["backends", "loggers", "namedvalues", "policyfragments"].map((kind) => `${service}/${kind}`),
    source: `${learn}/api-management/policy-fragments`,
    check: namedByPolicy,
  },
];

export function deleteRefusal(subject: Subject, others: readonly Subject[]): DeleteRefusal | undefined {
  for (const rule of deleteRules) {
    if (!rule.types.includes("*") && !rule.types.includes(subject.type)) continue;
    const message = rule.check(subject, others);
    if (message !== undefined) return { code: rule.code, status: rule.status ?? 409, message };
  }
  return undefined;
}

/** Azure's own locks at the scope or above it. */
export function locksOver(subject: Subject, others: readonly Subject[]): readonly Subject[] {
  return others.filter((other) => {
    if (other.type !== "microsoft.authorization/locks") return false;
    const scope = (other.text("scope") ?? "").toLowerCase().replace(/\/$/, "");
    return scope !== "" && (subject.key === scope || subject.key.startsWith(`${scope}/`));
  });
}

/** What `authorization.getClientConfig` says of whoever deploys. */
export const deployer = seededUuid("local:object");

function mayDelete(vault: Subject, others: readonly Subject[]): boolean {
  const allowed: readonly string[] = [roles.keyVaultAdministrator, roles.keyVaultSecretsOfficer];
  return others.some(
    (other) =>
      other.type === "microsoft.authorization/roleassignments" &&
      other.text("principalId")?.toLowerCase() === deployer &&
      vault.key.startsWith((other.text("scope") ?? "/").toLowerCase()) &&
      allowed.includes(lastSegment(other.text("roleDefinitionId") ?? "").toLowerCase()),
  );
}

const lists = {
  backends: "backends",
  loggers: "loggers",
  namedvalues: "namedValues",
  policyfragments: "fragments",
} as const;

function namedByPolicy(subject: Subject, others: readonly Subject[]): string | undefined {
  const kind = subject.type.slice(service.length + 1) as keyof typeof lists;
  const owner = serviceOf(subject.id);
  const name = kind === "namedvalues" ? (subject.text("displayName") ?? subject.name) : subject.name;
  const by = others.find(
    (other) =>
      sameId(serviceOf(other.id), owner) &&
      [...textsIn(other.inputs)].some(({ text }) => {
        if (kind === "namedvalues" && text.includes(`{{${name}}}`) && !text.trimStart().startsWith("<"))
          return true;
        if (!text.trimStart().startsWith("<")) return false;
        return policyReferences(text, other.name)[lists[kind]].some((reference) => reference.name === name);
      }),
  );
  return by && `${subject.id} is in use by ${by.id}`;
}

function serviceOf(id: string): string | undefined {
  return /^.*\/microsoft\.apimanagement\/service\/[^/]+/i.exec(id)?.[0];
}
