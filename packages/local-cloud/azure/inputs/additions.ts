import type { ObjectType, PropertyType } from "./inputTypes";

interface Addition {
  /** ARM types, in small letters. */
  readonly types: readonly string[];
  /** The first API version that has it; absent where every version does. */
  readonly since?: string;
  /** API versions whose types are known in full with what stands here. */
  readonly completes?: readonly string[];
  /** By the name of the object that they are part of, or of an object of their own. */
  readonly objects?: Readonly<Record<string, ObjectType>>;
  /** Values that an enum got later, and older API versions take too: by object and property. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** The page that documents it. */
  readonly source: string;
}

/**
 * What Azure takes and the types do not have: from API versions newer than those that Microsoft's packages for
 * JavaScript are of, or left out of the published specification. By hand, so each with its page.
 */
const list: readonly Addition[] = [
  {
    types: [
      "microsoft.apimanagement/service/diagnostics",
      "microsoft.apimanagement/service/apis/diagnostics",
    ],
    since: "2024-06-01-preview",
    completes: ["2024-06-01-preview"],
    objects: {
      "DiagnosticContract.properties": {
        largeLanguageModel: { type: "object", object: "LLMDiagnosticSettings" },
      },
      LLMDiagnosticSettings: {
        logs: { type: "string", enum: ["enabled", "disabled"] },
        requests: { type: "object", object: "LLMMessageDiagnosticSettings" },
        responses: { type: "object", object: "LLMMessageDiagnosticSettings" },
      },
      LLMMessageDiagnosticSettings: {
        maxSizeInBytes: { type: "number" },
        messages: { type: "string", enum: ["all"] },
      },
    },
    source:
      "https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2024-06-01-preview/service/apis/diagnostics",
  },
  {
    types: ["microsoft.apimanagement/service/apis"],
    since: "2025-09-01-preview",
    completes: ["2025-09-01-preview"],
    objects: {
      "ApiCreateOrUpdateParameter.properties": { mcpProperties: { type: "object", object: "McpProperties" } },
      McpProperties: {
        transportType: { type: "string", enum: ["sse", "streamable"] },
        endpoints: { type: "array", items: { type: "object", object: "McpEndpoint" } },
      },
      McpEndpoint: {
        name: { type: "string", required: true, minLength: 1, maxLength: 300 },
        uriTemplate: { type: "string", pattern: "^/.*$" },
      },
    },
    values: { "ApiCreateOrUpdateParameter.properties": { type: ["mcp"], apiType: ["mcp"] } },
    source:
      "https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2025-09-01-preview/service/apis",
  },
  {
    // The types ask for a logger, and Azure refuses one on the diagnostic `local` (bicep-types-az #2573): which of its
    // diagnostics need one is a rule of the service.
    types: [
      "microsoft.apimanagement/service/diagnostics",
      "microsoft.apimanagement/service/apis/diagnostics",
    ],
    objects: { "DiagnosticContract.properties": { loggerId: { type: "string" } } },
    source: "https://github.com/Azure/bicep-types-az/issues/2573",
  },
  {
    // Missing in every published version (bicep-types-az #2048); that there are these two values is inferred from use.
    types: ["microsoft.insights/components"],
    objects: {
      "ApplicationInsightsComponent.properties": {
        CustomMetricsOptedInType: { type: "string", enum: ["NoDimensions", "WithDimensions"], unsent: true },
      },
    },
    source:
      "https://learn.microsoft.com/azure/api-management/api-management-howto-app-insights#emit-custom-metrics",
  },
  {
    // In the lists of API versions after 2024-05-01. That this one takes it too is inferred: the tier is for sale, and
    // the pages on it name no API version.
    types: ["microsoft.apimanagement/service"],
    values: { ApiManagementServiceSkuProperties: { name: ["PremiumV2"] } },
    source: "https://learn.microsoft.com/azure/api-management/v2-service-tiers-overview",
  },
];

export interface Additions {
  readonly objects: NonNullable<Addition["objects"]>;
  readonly values: NonNullable<Addition["values"]>;
  /** Whether the types of the API version are known in full with what is added. */
  readonly complete: boolean;
}

/** What is to be added to the types of an ARM type for an API version. */
export function additionsOf(arm: string, apiVersion: string): Additions {
  const fitting = list.filter(
    ({ types, since }) => types.includes(arm.toLowerCase()) && (since === undefined || apiVersion >= since),
  );
  return {
    objects: merged(fitting.map(({ objects }) => objects ?? {})),
    values: Object.assign({}, ...fitting.map(({ values }) => values)) as Additions["values"],
    complete: fitting.some(({ completes }) => completes?.includes(apiVersion)),
  };
}

/** Several additions to one object add up. */
function merged(all: readonly Additions["objects"][]): Additions["objects"] {
  const objects: Record<string, ObjectType> = {};
  for (const some of all)
    for (const [name, properties] of Object.entries(some))
      objects[name] = { ...objects[name], ...properties };
  return objects;
}

/** An object's type with what is added to it. */
export function withAdditions(
  name: string,
  object: ObjectType | undefined,
  { objects, values }: Additions,
): ObjectType {
  const all: Record<string, PropertyType> = { ...object, ...objects[name] };
  for (const [property, more] of Object.entries(values[name] ?? {})) {
    const type = all[property];
    if (type?.enum) all[property] = { ...type, enum: [...type.enum, ...more] };
  }
  return all;
}
