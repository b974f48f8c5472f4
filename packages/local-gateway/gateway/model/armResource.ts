import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { asRecord, type Json } from "../../resources/inputs";

/** A resource as Azure's own API has it: in full its type and name, and its body with `properties` among the rest. */
export interface ArmResource {
  /** `Microsoft.ApiManagement/service/apis` */
  readonly type: string;
  readonly id: string;
  readonly body: Json;
}

/** Provider types of API Management's own resources, by ARM type behind the namespace. */
const apiManagement: Readonly<Record<string, string>> = {
  service: "ApiManagementService",
  "service/apis": "Api",
  "service/apis/diagnostics": "ApiDiagnostic",
  "service/apis/operations": "ApiOperation",
  "service/apis/operations/policies": "ApiOperationPolicy",
  "service/apis/policies": "ApiPolicy",
  "service/apis/schemas": "ApiSchema",
  "service/apis/tools": "ApiTool",
  "service/apiversionsets": "ApiVersionSet",
  "service/backends": "Backend",
  "service/diagnostics": "Diagnostic",
  "service/loggers": "Logger",
  "service/namedvalues": "NamedValue",
  // What named values were called at first.
  "service/properties": "NamedValue",
  "service/policies": "Policy",
  "service/policyfragments": "PolicyFragment",
  "service/products": "Product",
  "service/products/apilinks": "ProductApiLink",
  "service/products/apis": "ProductApi",
  "service/products/policies": "ProductPolicy",
  "service/schemas": "Schema",
  "service/subscriptions": "Subscription",
  "service/users": "User",
};

/** Other resources that the local gateway reads; those of `nested` keep their properties one level down. */
const others: Readonly<Record<string, { readonly type: string; readonly nested?: true }>> = {
  "microsoft.cognitiveservices/accounts": { type: "cognitiveservices:Account", nested: true },
  "microsoft.cognitiveservices/accounts/deployments": { type: "cognitiveservices:Deployment", nested: true },
  "microsoft.keyvault/vaults/secrets": { type: "keyvault:Secret", nested: true },
  "microsoft.managedidentity/userassignedidentities": { type: "managedidentity:UserAssignedIdentity" },
  "microsoft.authorization/roleassignments": { type: "authorization:RoleAssignment" },
  "microsoft.eventhub/namespaces": { type: "eventhub:Namespace" },
  "microsoft.eventhub/namespaces/eventhubs": { type: "eventhub:EventHub" },
  "microsoft.eventhub/namespaces/eventhubs/consumergroups": { type: "eventhub:ConsumerGroup" },
  "microsoft.insights/diagnosticsettings": { type: "monitor:DiagnosticSetting" },
};

/** The type that azure-native has for an ARM type, and how it writes its properties; undefined for what is not read. */
function providerType(armType: string): { readonly type: string; readonly nested?: true } | undefined {
  const lower = armType.toLowerCase();
  const own = /^microsoft\.apimanagement\/(.+)$/.exec(lower)?.[1];
  if (own === undefined) return Object.hasOwn(others, lower) ? others[lower] : undefined;
  return Object.hasOwn(apiManagement, own) ? { type: `apimanagement:${apiManagement[own]}` } : undefined;
}

/**
 * A resource in Azure's own shape as a program would have declared it by azure-native; undefined for a type that the
 * local gateway does not read.
 * @param like what else a declared resource has: its URN, its logical name and so on.
 */
export function declaredFromArm(
  { type: armType, id, body }: ArmResource,
  like: Omit<DeclaredResource, "type" | "id" | "inputs" | "outputs">,
): DeclaredResource | undefined {
  const provider = providerType(armType);
  if (!provider) return undefined;
  const { properties, ...envelope } = body;
  const own = withCurrentNames(provider.type, asRecord(properties) ?? {});
  const inputs = provider.nested ? { ...envelope, properties: own } : { ...withoutNames(envelope), ...own };
  return {
    ...like,
    type: `azure-native:${provider.type}`,
    id,
    inputs: provider.type === "monitor:DiagnosticSetting" ? { ...inputs, resourceUri: extended(id) } : inputs,
    outputs: {},
  };
}

/** Names that properties had in API versions up to 2018-06-01-preview, which templates of that time still use. */
const formerNames: readonly {
  readonly types: RegExp;
  readonly names: Readonly<Record<string, string>>;
}[] = [
  { types: /Policy(?:Fragment)?$/, names: { policyContent: "value", contentFormat: "format" } },
  { types: /:Api$/, names: { contentValue: "value", contentFormat: "format" } },
  { types: /:Subscription$/, names: { productId: "scope", userId: "ownerId" } },
];

/** https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2018-01-01/service/policies */
function withCurrentNames(type: string, properties: Json): Json {
  const former = formerNames.find(({ types }) => types.test(type))?.names ?? {};
  if (!Object.keys(former).some((name) => name in properties)) return properties;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) => {
      const current = Object.hasOwn(former, name) ? former[name]! : name;
      return current !== name && current in properties ? [] : [[current, value] as const];
    }),
  );
}

/** `type` and `name` of the envelope would hide properties of those names, such as a backend's type. */
function withoutNames({ type: _type, name: _name, apiVersion: _apiVersion, ...rest }: Json): Json {
  return rest;
}

/** The resource that an extension resource belongs to. */
const extended = (id: string) => id.replace(/\/providers\/[^/]+\/[^/]+\/[^/]+$/, "");
