import type { ObjectType } from "./inputTypes";

interface Addition {
  /** ARM types, in small letters. */
  readonly types: readonly string[];
  /** The first API version that has it; absent where every version does. */
  readonly since?: string;
  /** API versions whose types are known in full with what stands here. */
  readonly completes?: readonly string[];
  /** By the name of the object that they are part of, or of an object of their own. */
  readonly objects: Readonly<Record<string, ObjectType>>;
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
];

/** What is to be added to the types of an ARM type for an API version. */
export function additionsOf(
  arm: string,
  apiVersion: string,
): { readonly additions: Readonly<Record<string, ObjectType>>; readonly complete: boolean } {
  const fitting = list.filter(
    ({ types, since }) => types.includes(arm.toLowerCase()) && (since === undefined || apiVersion >= since),
  );
  return {
    additions: Object.assign({}, ...fitting.map(({ objects }) => objects)) as Record<string, ObjectType>,
    complete: fitting.some(({ completes }) => completes?.includes(apiVersion)),
  };
}
