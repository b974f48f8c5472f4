import { seededUuid } from "../seeded";
import { roles } from "./builtInRoles";
import type { RuleContext } from "./context";
import { fault, type Finding, learn, type Rule } from "./rule";
import {
  type Json,
  hasSystemIdentity,
  lastSegment,
  record,
  records,
  type Subject,
  text,
  texts,
  userIdentities,
} from "./subject";
import { service, serviceOf } from "./apiManagement/tiers";

const identities = "microsoft.managedidentity/userassignedidentities";
const readsSecrets = [roles.keyVaultSecretsUser, roles.keyVaultSecretsOfficer, roles.keyVaultAdministrator];

/** Who a service signs on as: what it is called, and its principal where that is known here. */
interface Reader {
  readonly what: string;
  readonly principal: string;
  readonly system: boolean;
}

export const accessRules: readonly Rule[] = [
  {
    code: "ValidationError",
    types: [`${service}/namedvalues`, `${service}/certificates`],
    source: `${learn}/api-management/api-management-howto-properties#prerequisites-for-key-vault-integration`,
    *check(subject, context) {
      const url = subject.text("keyVault.secretIdentifier");
      const owner = serviceOf(subject, context);
      if (url === undefined || !owner) return;
      yield* attached(owner, subject.text("keyVault.identityClientId"), "keyVault.identityClientId", context);
      const reader = readerOf(owner, subject.text("keyVault.identityClientId"), context);
      if (reader) yield* readsVault(subject, reader, url, "keyVault", context);
    },
  },
  {
    code: "InvalidParameters",
    types: [service],
    source: `${learn}/api-management/configure-custom-domain#domain-certificate-options`,
    *check(subject, context) {
      for (const [index, host] of subject.records("hostnameConfigurations").entries()) {
        const [url, client] = [text(host["keyVaultId"]), text(host["identityClientId"])];
        if (url === undefined) continue;
        const at = `hostnameConfigurations[${index}]`;
        yield* attached(subject, client, `${at}.identityClientId`, context);
        const reader = readerOf(subject, client, context);
        if (reader) yield* readsVault(subject, reader, url, `${at}.keyVaultId`, context);
      }
    },
  },
  {
    code: "ApplicationGatewayKeyVaultSecretException",
    types: ["microsoft.network/applicationgateways"],
    source: `${learn}/application-gateway/key-vault-certs`,
    *check(subject, context) {
      const identity = userIdentities(subject.inputs)[0];
      if (identity === undefined || !context.holds(identity)) return;
      const reader = {
        what: `the gateway's identity ${lastSegment(identity)}`,
        principal: seededUuid(`${identity}:principal`),
        system: true,
      };
      for (const [index, certificate] of subject.records("sslCertificates").entries()) {
        const url = text(certificate["keyVaultSecretId"]);
        if (url !== undefined)
          yield* readsVault(subject, reader, url, `sslCertificates[${index}].keyVaultSecretId`, context);
      }
    },
  },
  {
    code: "AZURE_ACCESS",
    types: [`${service}/loggers`],
    source: `${learn}/api-management/api-management-howto-log-event-hubs; ${learn}/api-management/api-management-howto-app-insights`,
    check: loggers,
  },
];

/** An identity that is named by its client id has to be one of the service's. What is not in this cloud is trusted. */
function* attached(
  owner: Subject,
  client: string | undefined,
  at: string,
  context: RuleContext,
): Generator<Finding> {
  if (client === undefined || client === "SystemAssigned" || client.includes("{{")) {
    if (!hasSystemIdentity(owner.inputs) && !client?.includes("{{"))
      yield fault(
        at,
        `${client === undefined ? "is not given" : "is SystemAssigned"}, and the service has no system-assigned identity`,
        "identity.type SystemAssigned on the service, or a client id",
      );
    return;
  }
  const own = userIdentities(owner.inputs);
  const known = own.find((id) => seededUuid(`${id}:client`) === client);
  const foreign = own.some((id) => !context.find(id));
  const elsewhere = context.ofType(identities).some(({ id }) => seededUuid(`${id}:client`) === client);
  if (!known && (elsewhere || !foreign))
    yield fault(
      at,
      `is ${client}, which is no identity of the service`,
      "an identity that is attached to the service",
    );
}

function readerOf(owner: Subject, client: string | undefined, context: RuleContext): Reader | undefined {
  if (client === undefined || client === "SystemAssigned")
    return hasSystemIdentity(owner.inputs)
      ? {
          what: `the system-assigned identity of ${owner.name}`,
          principal: seededUuid(`${owner.id}:principal`),
          system: true,
        }
      : undefined;
  const id = userIdentities(owner.inputs).find((identity) => seededUuid(`${identity}:client`) === client);
  return id === undefined || !context.find(id)
    ? undefined
    : { what: `the identity ${lastSegment(id)}`, principal: seededUuid(`${id}:principal`), system: false };
}

/** The vault of a URL; nothing for one that is not in this cloud. */
function vaultOf(url: string, context: RuleContext): Subject | undefined {
  const name = /^https:\/\/([\w-]+)\.vault\./i.exec(url)?.[1]?.toLowerCase();
  return context.ofType("microsoft.keyvault/vaults").find((vault) => vault.name.toLowerCase() === name);
}

export function isClosed(vault: Subject): boolean {
  return (
    vault.text("properties.publicNetworkAccess")?.toLowerCase() === "disabled" ||
    vault.text("properties.networkAcls.defaultAction") === "Deny"
  );
}

function* readsVault(
  subject: Subject,
  reader: Reader,
  url: string,
  at: string,
  context: RuleContext,
): Generator<Finding> {
  const vault = vaultOf(url, context);
  if (!vault) return;
  if (isClosed(vault)) {
    // Only the system-assigned identity counts as a trusted service: azure-docs #81078, #88803, #90067, #113840.
    if (!reader.system)
      yield fault(
        at,
        `reads vault ${vault.name}, whose firewall is on, as a user-assigned identity`,
        "the system-assigned identity of the service: leave identityClientId out",
      );
    if (vault.text("properties.networkAcls.bypass") === "None")
      yield fault(
        at,
        `reads vault ${vault.name}, whose firewall lets no trusted services through`,
        "networkAcls.bypass AzureServices",
      );
  }
  const [kind, name] = /\/(secrets|certificates)\/([\w-]+)/i.exec(url)?.slice(1) ?? [];
  if (kind?.toLowerCase() === "secrets" && name !== undefined)
    yield* context.need(
      subject,
      context.find(`${vault.id}/secrets/${name}`),
      `secret '${name}' of vault ${vault.name}`,
    );
  yield* mayRead(subject, reader, vault, at, context);
}

function* mayRead(
  subject: Subject,
  reader: Reader,
  vault: Subject,
  at: string,
  context: RuleContext,
): Generator<Finding> {
  if (vault.at("properties.enableRbacAuthorization") === true) {
    yield* hasRole(
      subject,
      reader,
      vault,
      readsSecrets,
      `${at}: ${reader.what} may not read vault ${vault.name}`,
      "Key Vault Secrets User",
      context,
    );
    return;
  }
  const policies: readonly Json[] = [
    ...vault.records("properties.accessPolicies"),
    ...context
      .ofType("microsoft.keyvault/accesspolicys")
      .filter((item) => item.text("vaultName") === vault.name)
      .flatMap((item): readonly Json[] => records([item.at("policy")])),
  ];
  const own = policies.filter((policy) => text(policy["objectId"])?.toLowerCase() === reader.principal);
  if (
    !own.some((policy) =>
      texts(record(policy["permissions"])?.["secrets"]).some((name) => /^(get|all)$/i.test(name)),
    )
  )
    yield fault(at, `: ${reader.what} may not read vault ${vault.name}`, "an access policy with secrets get");
}

/** A role that has to be there before; one at a scope above counts. */
export function* hasRole(
  subject: Subject,
  reader: Pick<Reader, "principal" | "what">,
  target: Subject,
  allowed: readonly string[],
  message: string,
  role: string,
  context: RuleContext,
): Generator<Finding> {
  const given = context.ofType("microsoft.authorization/roleassignments").filter((assignment) => {
    const scope = assignment.text("scope")?.toLowerCase().replace(/\/$/, "") ?? "";
    return (
      assignment.text("principalId")?.toLowerCase() === reader.principal &&
      (`/${target.key}/`.includes(`/${scope}/`) ||
        target.key === scope ||
        target.key.startsWith(`${scope}/`)) &&
      allowed.includes(lastSegment(assignment.text("roleDefinitionId") ?? "").toLowerCase())
    );
  });
  if (given.length === 0) yield { message, hint: `role ${role} on ${target.name}, before this resource` };
  else if (!given.some((assignment) => context.waits(subject.resource, assignment.resource)))
    yield {
      code: "AZURE_RACE",
      message: `race: ${message} until ${given[0]!.resource.name} is there`,
      hint: `add dependsOn ${given[0]!.resource.name}`,
    };
}

const isTrue = (value: unknown) => value === true;

function* loggers(subject: Subject, context: RuleContext): Generator<Finding> {
  const owner = serviceOf(subject, context);
  const credentials = record(subject.at("credentials")) ?? {};
  const client = text(credentials["identityClientId"]);
  if (!owner) return;
  if (client !== undefined) yield* attached(owner, client, "credentials.identityClientId", context);
  const reader = client === undefined ? undefined : readerOf(owner, client, context);
  const connection = text(credentials["connectionString"]) ?? "";
  if (subject.text("loggerType") === "azureEventHub") {
    const host = text(credentials["endpointAddress"]) ?? /Endpoint=sb:\/\/([^/;]+)/i.exec(connection)?.[1];
    const namespace = context
      .ofType("microsoft.eventhub/namespaces")
      .find(({ name }) => host?.toLowerCase().split(".")[0] === name.toLowerCase());
    if (!namespace) return;
    if (connection !== "" && isTrue(namespace.at("disableLocalAuth")))
      yield fault(
        "credentials.connectionString",
        `is a key of ${namespace.name}, which takes none`,
        "endpointAddress with identityClientId",
      );
    const hub = context.find(`${namespace.id}/eventhubs/${text(credentials["name"]) ?? ""}`);
    if (text(credentials["name"]) !== undefined)
      yield* context.need(subject, hub, `Event Hub '${text(credentials["name"])}' of ${namespace.name}`);
    if (reader)
      yield* hasRole(
        subject,
        reader,
        hub ?? namespace,
        [roles.eventHubsDataSender, roles.eventHubsDataOwner],
        `${reader.what} may not send to ${namespace.name}`,
        "Azure Event Hubs Data Sender",
        context,
      );
  } else if (subject.text("loggerType") === "applicationInsights") {
    const component = context
      .ofType("microsoft.insights/components")
      .find(
        ({ id, key, contained }) =>
          !contained &&
          (key === subject.text("resourceId")?.toLowerCase() ||
            connection.includes(seededUuid(`${id}:instrumentation`))),
      );
    if (!component) return;
    if (client === undefined && isTrue(component.at("disableLocalAuth")))
      yield fault(
        "credentials.identityClientId",
        `is missing, and ${component.name} takes no keys`,
        "an identity with Monitoring Metrics Publisher",
      );
    if (reader)
      yield* hasRole(
        subject,
        reader,
        component,
        [roles.monitoringMetricsPublisher],
        `${reader.what} may not publish to ${component.name}`,
        "Monitoring Metrics Publisher",
        context,
      );
  }
}
