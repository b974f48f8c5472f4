import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment } from "../../resources/armId";
import { property, textOf } from "../../resources/inputs";
import type { McpModel, OperationModel, ToolModel } from "./types";

export function isMcp(resource: DeclaredResource): boolean {
  return [property(resource, "apiType"), property(resource, "type")].some(
    (type) => textOf(type)?.toLowerCase() === "mcp",
  );
}

/**
 * Whether tools are made from operations shows in the tools: an API that is passed through has none.
 * https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2025-09-01-preview/service/apis/tools
 */
export function mcpModel(resource: DeclaredResource, tools: readonly DeclaredResource[]): McpModel {
  const passedThrough = textOf(property(resource, "serviceUrl")) !== undefined && tools.length === 0;
  return passedThrough ? {} : { tools: tools.map(toolModel) };
}

function toolModel(resource: DeclaredResource): ToolModel {
  const operation = textOf(property(resource, "operationId")) ?? "";
  return {
    name: textOf(property(resource, "displayName")) ?? armName(resource.id),
    description: textOf(property(resource, "description")),
    // In full, or from /apis on.
    apiId: armSegment(operation, "apis") ?? /\/?apis\/([^/]+)\//i.exec(operation)?.[1] ?? "",
    operationId: armName(operation),
  };
}

/**
 * What clients of streamable HTTP call, at the one endpoint that API Management has for it. How its operations are called
 * in context.Operation is not documented. [I]
 * https://learn.microsoft.com/azure/api-management/export-rest-mcp-server
 */
export const mcpOperations: readonly OperationModel[] = ["POST", "GET", "DELETE"].map((method) => ({
  id: `mcp-${method.toLowerCase()}`,
  name: `MCP ${method}`,
  method,
  urlTemplate: "/mcp",
}));
