import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment, sameArmId } from "../../resources/armId";
import { at, azureType, property, records, textOf } from "../../resources/inputs";

/**
 * Which APIs write rows of ApiManagementGatewayLlmLog. Two declarations are needed, and either alone does nothing:
 * an `azuremonitor` diagnostic (of the API, or of the service) with largeLanguageModel.logs enabled, and a diagnostic
 * setting on the service that names the category GatewayLlmLogs (the group allLogs has been seen to miss it).
 * https://learn.microsoft.com/azure/api-management/api-management-howto-llm-logs
 * @param resources with those of templates expanded: the provider's default API version does not know
 *   largeLanguageModel, so programs declare the diagnostic by a template.
 * @returns a test for an API's id.
 */
export function readLlmLogs(
  service: { readonly id: string; readonly name: string },
  resources: readonly DeclaredResource[],
): (apiId: string) => boolean {
  if (!resources.some((resource) => namesLlmCategory(resource, service.id))) return () => false;
  const apis = new Set<string>();
  let all = false;
  const add = (serviceName: string | undefined, apiId: string | undefined) => {
    if (serviceName?.toLowerCase() !== service.name.toLowerCase()) return;
    if (apiId === undefined) all = true;
    else apis.add(apiId.toLowerCase());
  };
  for (const resource of resources) {
    const type = azureType(resource);
    if (type === "apimanagement:ApiDiagnostic" || type === "apimanagement:Diagnostic") {
      if (isAzureMonitor(armName(resource.id)) && logsModels(property(resource, "largeLanguageModel"))) {
        add(armSegment(resource.id, "service"), armSegment(resource.id, "apis"));
      }
    }
  }
  return (apiId) => all || apis.has(apiId.toLowerCase());
}

function isAzureMonitor(diagnosticId: string): boolean {
  return diagnosticId.toLowerCase() === "azuremonitor";
}

function logsModels(largeLanguageModel: unknown): boolean {
  return textOf(at(largeLanguageModel, "logs"))?.toLowerCase() === "enabled";
}

function namesLlmCategory(resource: DeclaredResource, serviceId: string): boolean {
  const type = azureType(resource);
  if (type !== "monitor:DiagnosticSetting" && type !== "insights:DiagnosticSetting") return false;
  const target = textOf(resource.inputs["resourceUri"]) ?? "";
  // A resourceUri may lack its leading slash.
  if (!sameArmId(`/${target.replace(/^\/+/, "")}`, serviceId)) return false;
  return records(resource.inputs["logs"]).some(
    (log) => log["category"] === "GatewayLlmLogs" && log["enabled"] !== false,
  );
}
