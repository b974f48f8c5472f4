import { regionName } from "@azure-genai-gateway/common/region";
import type { CreatedResource, ResourceRequest } from "../provider";
import type { ArmIdentity } from "./armId";
import { localTenant, seededBase64, seededHex, seededUuid } from "./seeded";

type Computed = Pick<CreatedResource, "outputs" | "secretOutputs">;
type Compute = (request: ResourceRequest, identity: ArmIdentity) => Computed;

/** What Azure adds to what is asked for, by ARM type; only what programs read. */
export function computedOutputs(request: ResourceRequest, identity: ArmIdentity): Computed {
  const { name, type } = identity;
  const inputs = request.inputs;
  const own = computations[type.arm.toLowerCase()]?.(request, identity) ?? { outputs: {} };
  const outputs: Record<string, unknown> = {
    name,
    type: type.arm,
    provisioningState: "Succeeded",
    ...identityOutputs(inputs, identity),
    ...own.outputs,
  };
  return { outputs, secretOutputs: own.secretOutputs };
}

const computations: Readonly<Record<string, Compute>> = {
  "microsoft.managedidentity/userassignedidentities": (_request, { id }) => ({
    outputs: {
      principalId: seededUuid(`${id}:principal`),
      clientId: seededUuid(`${id}:client`),
      tenantId: localTenant,
    },
  }),
  "microsoft.cognitiveservices/accounts": ({ inputs }, { name }) => {
    const properties = record(inputs["properties"]);
    const subdomain = text(properties["customSubDomainName"]) ?? name;
    const domain = inputs["kind"] === "OpenAI" ? "openai.azure.com" : "cognitiveservices.azure.com";
    const endpoint = `https://${subdomain.toLowerCase()}.${domain}/`;
    return { outputs: { properties: { ...properties, endpoint, provisioningState: "Succeeded" } } };
  },
  "microsoft.cognitiveservices/accounts/deployments": ({ inputs }) => ({
    outputs: { properties: { ...record(inputs["properties"]), provisioningState: "Succeeded" } },
  }),
  "microsoft.cache/redisenterprise": ({ inputs }, { name }) => ({
    outputs: { hostName: `${name}.${regionName(text(inputs["location"]) ?? "local")}.redis.azure.net` },
  }),
  "microsoft.apimanagement/service": ({ inputs }, { id, name }) => {
    const internal = inputs["virtualNetworkType"] === "Internal";
    const host = (part: string) => `https://${name}${part}.azure-api.net`;
    return {
      outputs: {
        gatewayUrl: host(""),
        gatewayRegionalUrl: host(`-${text(inputs["location"]) ?? "local"}-01.regional`),
        managementApiUrl: host(".management"),
        portalUrl: host(".portal"),
        developerPortalUrl: host(".developer"),
        scmUrl: host(".scm"),
        publicIPAddresses: [publicAddress(id)],
        ...(internal ? { privateIPAddresses: [privateAddress(id)] } : {}),
        ...(Array.isArray(inputs["additionalLocations"])
          ? {
              additionalLocations: inputs["additionalLocations"].map(record).map((place) => {
                const region = regionName(text(place["location"]) ?? "");
                return {
                  ...place,
                  gatewayRegionalUrl: host(`-${region}-01.regional`),
                  publicIPAddresses: [publicAddress(`${id}/${region}`)],
                  ...(internal ? { privateIPAddresses: [privateAddress(`${id}/${region}`)] } : {}),
                };
              }),
            }
          : {}),
        createdAtUtc: "2025-01-01T00:00:00Z",
        platformVersion: "stv2.1",
      },
    };
  },
  // Azure does not answer with the keys, only with what was asked for; a program that reads them gave them.
  "microsoft.apimanagement/service/subscriptions": ({ inputs }, { id }) => ({
    outputs: {
      primaryKey: text(inputs["primaryKey"]) ?? seededHex(`${id}:primary`, 32),
      secondaryKey: text(inputs["secondaryKey"]) ?? seededHex(`${id}:secondary`, 32),
      state: inputs["state"] ?? "active",
    },
    secretOutputs: ["primaryKey", "secondaryKey"],
  }),
  "microsoft.operationalinsights/workspaces": (_request, { id }) => ({
    outputs: { customerId: seededUuid(`${id}:customer`) },
  }),
  "microsoft.insights/components": ({ inputs }, { id }) => {
    const instrumentationKey = seededUuid(`${id}:instrumentation`);
    const appId = seededUuid(`${id}:app`);
    const ingestion = `https://${text(inputs["location"]) ?? "local"}-1.in.applicationinsights.azure.com/`;
    const connectionString = `InstrumentationKey=${instrumentationKey};IngestionEndpoint=${ingestion};ApplicationId=${appId}`;
    return {
      outputs: { instrumentationKey, appId, connectionString, applicationId: text(inputs["resourceName"]) },
      secretOutputs: ["instrumentationKey", "connectionString"],
    };
  },
  "microsoft.keyvault/vaults": ({ inputs }, { name }) => ({
    outputs: {
      properties: { ...record(inputs["properties"]), vaultUri: `https://${name}.vault.azure.net/` },
    },
  }),
  "microsoft.keyvault/vaults/secrets": ({ inputs }, { id, name }) => {
    const secretUri = `https://${text(inputs["vaultName"]) ?? ""}.vault.azure.net/secrets/${name}`;
    const secretUriWithVersion = `${secretUri}/${seededHex(id, 32)}`;
    return { outputs: { properties: { ...record(inputs["properties"]), secretUri, secretUriWithVersion } } };
  },
  "microsoft.eventhub/namespaces": (_request, { id, name }) => ({
    outputs: {
      serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
      metricId: `${id.split("/")[2]}:${name}`,
      status: "Active",
    },
  }),
  "microsoft.network/trafficmanagerprofiles": ({ inputs }) => {
    const dns = record(inputs["dnsConfig"]);
    const fqdn = `${text(dns["relativeName"]) ?? ""}.trafficmanager.net`;
    return { outputs: { dnsConfig: { ...dns, fqdn }, profileStatus: inputs["profileStatus"] ?? "Enabled" } };
  },
  "microsoft.network/publicipaddresses": (_request, { id }) => ({
    outputs: { ipAddress: publicAddress(id) },
  }),
  "microsoft.network/privateendpoints": (_request, { id }) => ({
    outputs: {
      networkInterfaces: [{ id: `${id.replace("/privateEndpoints/", "/networkInterfaces/")}.nic` }],
      customDnsConfigs: [{ ipAddresses: [privateAddress(id)] }],
    },
  }),
  "microsoft.resources/deployments": ({ inputs }) => {
    const properties = record(inputs["properties"]);
    const declared = record(record(properties["template"])["outputs"]);
    // Expressions are not evaluated: a literal output comes back, any other as its text.
    return { outputs: { properties: { ...properties, outputs: declared, provisioningState: "Succeeded" } } };
  },
};

/** A system-assigned identity has a principal of its own; user-assigned ones are answered with theirs. */
function identityOutputs(inputs: ResourceRequest["inputs"], { id }: ArmIdentity): Record<string, unknown> {
  const identity = record(inputs["identity"]);
  if (typeof identity["type"] !== "string") return {};
  const system = identity["type"].includes("SystemAssigned");
  const assigned = identity["userAssignedIdentities"];
  const ids = Array.isArray(assigned) ? assigned.filter((item) => typeof item === "string") : [];
  const users = ids.map((user) => [
    user,
    { principalId: seededUuid(`${user}:principal`), clientId: seededUuid(`${user}:client`) },
  ]);
  return {
    identity: {
      ...identity,
      tenantId: localTenant,
      ...(system ? { principalId: seededUuid(`${id}:principal`) } : {}),
      ...(ids.length > 0 ? { userAssignedIdentities: Object.fromEntries(users) as unknown } : {}),
    },
  };
}

/** Out of the blocks kept for documentation (RFC 5737) and for private use. */
function publicAddress(seed: string): string {
  return `203.0.113.${1 + (parseInt(seededHex(seed, 4), 16) % 254)}`;
}

function privateAddress(seed: string): string {
  const number = parseInt(seededHex(seed, 6), 16);
  return `10.2.${(number >> 8) % 256}.${4 + (number % 250)}`;
}

export function seededKey(seed: string): string {
  return seededBase64(seed, 32);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
