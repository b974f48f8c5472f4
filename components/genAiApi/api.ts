import * as apimanagement from "@pulumi/azure-native/apimanagement";
import type * as pulumi from "@pulumi/pulumi";
import { applicationInsightsDiagnostic } from "../apiManagement/observability";
import type { ApiConfig, ProviderApiConfig } from "../config/schema";
import { usualKey } from "../providers/callerKeys";
import type { ApiDocuments, ProviderApiDocuments } from "./documents";
import { declareLlmLog } from "./armTemplates";
import { waitsFor, type Named } from "./named";
import { apiFacts } from "./parameters";
import { Sequence } from "./sequence";
import type { ServiceReference } from "./types";

/**
 * One API and what belongs to it, one after another: definition, diagnostics, policies.
 * @returns the API, and the sequence that whoever else touches it has to join
 */
export function declareApi(
  name: string,
  service: ServiceReference,
  config: ApiConfig | ProviderApiConfig,
  documents: ApiDocuments | ProviderApiDocuments,
  named: Named,
  options: pulumi.CustomResourceOptions,
): { readonly api: apimanagement.Api; readonly sequence: Sequence } {
  const { id, definition } = documents;
  const facts = "facts" in documents ? documents.facts : apiFacts[documents.name];
  const sequence = new Sequence();
  const next = (more: readonly pulumi.Resource[] = []): pulumi.CustomResourceOptions => ({
    ...options,
    dependsOn: [...sequence.before, ...more],
  });
  const api = sequence.add(
    new apimanagement.Api(
      `${name}-${id}`,
      {
        ...service,
        apiId: id,
        displayName: facts.displayName,
        path: config.path,
        protocols: [apimanagement.Protocol.Https],
        format: "openapi+json",
        value: definition,
        // api-version stays a query parameter; as part of the URL template it would be matched on.
        translateRequiredQueryParametersConduct: apimanagement.TranslateRequiredQueryParametersConduct.Query,
        subscriptionRequired: true,
        // The names that the API's own SDKs use.
        subscriptionKeyParameterNames: "facts" in documents ? documents.facts.key : usualKey,
      },
      next(),
    ),
  );
  const child = { ...service, apiId: api.name };
  sequence.add(
    new apimanagement.ApiDiagnostic(
      `${name}-${id}-diagnostic`,
      {
        ...child,
        ...applicationInsightsDiagnostic(named),
      },
      next(),
    ),
  );
  if ("llmLog" in config.usage && config.usage.llmLog)
    sequence.add(declareLlmLog(`${name}-${id}-llm-log`, service, id, named, next()));
  sequence.add(
    new apimanagement.ApiPolicy(
      `${name}-${id}-policy`,
      { ...child, policyId: "policy", format: "rawxml", value: documents.policy.rendered.text },
      next(waitsFor(documents.policy, named)),
    ),
  );
  for (const operation of documents.operations)
    sequence.add(
      new apimanagement.ApiOperationPolicy(
        `${name}-${id}-${operation.operationId}-policy`,
        {
          ...child,
          operationId: operation.operationId,
          policyId: "policy",
          format: "rawxml",
          value: operation.rendered.text,
        },
        next(waitsFor(operation, named)),
      ),
    );
  return { api, sequence };
}
