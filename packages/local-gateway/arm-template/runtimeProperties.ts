import { guidOf } from "./functions";
import type { Json } from "../resources/inputs";

/**
 * What Azure adds to a resource of its own accord, as far as gateways are configured with it: addresses follow from
 * names, ids are made up. Resources are known by their id, for most of those that templates refer to stand elsewhere.
 */
export function runtimeProperties(id: string, body: Json): Json {
  const type = /\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i.exec(id);
  const name = type?.[2] ?? id.split("/").at(-1) ?? "";
  const host = name.toLowerCase();
  const principals = {
    clientId: guidOf(id, "client"),
    principalId: guidOf(id, "principal"),
    tenantId: "00000000-0000-0000-0000-000000000000",
  };
  switch (type?.[1]?.toLowerCase()) {
    case "microsoft.apimanagement/service":
      return {
        gatewayUrl: `https://${host}.azure-api.net`,
        managementApiUrl: `https://${host}.management.azure-api.net`,
        developerPortalUrl: `https://${host}.developer.azure-api.net`,
        publicIPAddresses: [],
      };
    case "microsoft.cognitiveservices/accounts": {
      const { customSubDomainName } = (body["properties"] ?? {}) as { customSubDomainName?: unknown };
      const subdomain = typeof customSubDomainName === "string" ? customSubDomainName.toLowerCase() : host;
      const openAi = `https://${subdomain}.openai.azure.com/`;
      const kind = typeof body["kind"] === "string" ? body["kind"].toLowerCase() : "openai";
      return {
        endpoint: kind === "openai" ? openAi : `https://${subdomain}.cognitiveservices.azure.com/`,
        endpoints: {
          "OpenAI Language Model Instance API": openAi,
          "Azure AI Model Inference API": `https://${subdomain}.services.ai.azure.com/`,
          "AI Foundry API": `https://${subdomain}.services.ai.azure.com/`,
          "Content Safety": `https://${subdomain}.cognitiveservices.azure.com/`,
        },
      };
    }
    case "microsoft.insights/components": {
      const key = guidOf(id, "instrumentation");
      return {
        InstrumentationKey: key,
        ConnectionString: `InstrumentationKey=${key}`,
        AppId: guidOf(id, "app"),
      };
    }
    case "microsoft.managedidentity/userassignedidentities":
      return principals;
    case "microsoft.keyvault/vaults":
      return { vaultUri: `https://${host}.vault.azure.net/` };
    case "microsoft.web/sites":
      return { defaultHostName: `${host}.azurewebsites.net`, hostNames: [`${host}.azurewebsites.net`] };
    case "microsoft.app/containerapps":
      return {
        configuration: { ingress: { fqdn: `${host}.local.azurecontainerapps.io` } },
        latestRevisionFqdn: `${host}.local.azurecontainerapps.io`,
      };
    case "microsoft.search/searchservices":
      return { endpoint: `https://${host}.search.windows.net` };
    case "microsoft.eventhub/namespaces":
    case "microsoft.servicebus/namespaces":
      return { serviceBusEndpoint: `https://${host}.servicebus.windows.net:443/` };
    case "microsoft.storage/storageaccounts":
      return {
        primaryEndpoints: {
          blob: `https://${host}.blob.core.windows.net/`,
          queue: `https://${host}.queue.core.windows.net/`,
          table: `https://${host}.table.core.windows.net/`,
        },
      };
    case "microsoft.operationalinsights/workspaces":
      return { customerId: guidOf(id, "workspace") };
    case "microsoft.cache/redis":
      return { hostName: `${host}.redis.cache.windows.net`, sslPort: 6380 };
    case "microsoft.cache/redisenterprise":
      return { hostName: `${host}.westeurope.redisenterprise.cache.azure.net` };
    case "microsoft.signalrservice/webpubsub":
      return { hostName: `${host}.webpubsub.azure.com` };
    default:
      return /\/secrets\/[^/]+$/i.test(id) ? secretUris(id) : principals;
  }
}

function secretUris(id: string): Json {
  const vault = /\/vaults\/([^/]+)/i.exec(id)?.[1]?.toLowerCase() ?? "";
  const secretUri = `https://${vault}.vault.azure.net/secrets/${id.split("/").at(-1)}`;
  return { secretUri, secretUriWithVersion: `${secretUri}/${guidOf(id).replaceAll("-", "")}` };
}
