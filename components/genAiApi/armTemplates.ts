import { createHash } from "node:crypto";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyDocument } from "./documentMaker";
import type { Named } from "./named";
import type { ServiceReference } from "./types";

/** A child of the service that azure-native cannot declare, as an ARM template of one resource. */
interface TemplateChild {
  /** Below Microsoft.ApiManagement/service. */
  readonly type: string;
  readonly apiVersion: string;
  /** Below the service's name. */
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/**
 * A policy fragment. Not apimanagement.PolicyFragment: its name is an input called `id`, which Pulumi's SDKs leave out
 * of what they send (https://github.com/pulumi/pulumi/issues/13781).
 * A template's resources stay behind when it goes, so a fragment that is no longer used stays until the service goes.
 */
export function declareFragment(
  name: string,
  service: ServiceReference,
  id: string,
  document: PolicyDocument,
  named: Pick<Named, "deploymentPrefix">,
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  return declareTemplate(
    name,
    service,
    {
      type: "policyFragments",
      apiVersion: "2024-05-01",
      path: id,
      properties: { format: "rawxml", value: document.rendered.text },
    },
    named,
    options,
  );
}

/**
 * Switches on API Management's own count of tokens, exact for streams too, as rows of ApiManagementGatewayLlmLog.
 * A template, because the API version that azure-native deploys with does not know largeLanguageModel.
 * Prompts and completions themselves are not logged.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-llm-logs
 */
export function declareLlmLog(
  name: string,
  service: ServiceReference,
  apiId: string,
  named: Pick<Named, "azureMonitorLoggerId" | "deploymentPrefix">,
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  return declareTemplate(
    name,
    service,
    {
      type: "apis/diagnostics",
      apiVersion: "2024-06-01-preview",
      path: `${apiId}/azuremonitor`,
      properties: {
        loggerId: named.azureMonitorLoggerId,
        alwaysLog: "allErrors",
        verbosity: "information",
        sampling: { samplingType: "fixed", percentage: 100 },
        largeLanguageModel: { logs: "enabled" },
      },
    },
    named,
    options,
  );
}

/**
 * The backend that llm-content-safety asks, as the gateway's identity. A template, because the API version that azure-native
 * deploys with has no managed identity among a backend's credentials; public templates have it, and Azure's types do not.
 * https://learn.microsoft.com/azure/api-management/llm-content-safety-policy#prerequisites
 * @param clientId of the user-assigned identity. Default: the service's own
 */
export function declareSafetyBackend(
  name: string,
  service: ServiceReference,
  id: string,
  url: pulumi.Input<string>,
  named: Pick<Named, "deploymentPrefix">,
  options: pulumi.CustomResourceOptions,
  clientId?: pulumi.Input<string>,
): resources.Deployment {
  return declareTemplate(
    name,
    service,
    {
      type: "backends",
      apiVersion: "2024-06-01-preview",
      path: id,
      properties: {
        description: "Azure AI Content Safety",
        protocol: "http",
        url,
        tls: { validateCertificateChain: true, validateCertificateName: true },
        credentials: {
          managedIdentity: {
            resource: "https://cognitiveservices.azure.com",
            ...(clientId === undefined ? {} : { clientId }),
          },
        },
      },
    },
    named,
    options,
  );
}

/** A child of the service that stands in no API version that azure-native deploys with. */
export function declareTemplate(
  name: string,
  service: ServiceReference,
  child: TemplateChild,
  { deploymentPrefix }: Pick<Named, "deploymentPrefix">,
  options: pulumi.CustomResourceOptions,
): resources.Deployment {
  return new resources.Deployment(
    name,
    {
      resourceGroupName: service.resourceGroupName,
      deploymentName: deploymentName(`${deploymentPrefix}${name}`),
      properties: {
        mode: resources.DeploymentMode.Incremental,
        template: {
          $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
          contentVersion: "1.0.0.0",
          resources: [
            {
              type: `Microsoft.ApiManagement/service/${child.type}`,
              apiVersion: child.apiVersion,
              name: pulumi.interpolate`${service.serviceName}/${child.path}`,
              properties: child.properties,
            },
          ],
        },
      },
    },
    options,
  );
}

/**
 * At most 64 characters, of which Azure takes letters, digits and `-_.()`; a name that has to change gets a hash, so that
 * two that are cut alike stay two.
 */
export function deploymentName(name: string): string {
  const allowed = name.replace(/[^A-Za-z0-9_.()-]/g, "-");
  if (allowed === name && name.length <= 64) return name;
  return `${allowed.slice(0, 57)}-${createHash("sha256").update(name).digest("hex").slice(0, 6)}`;
}
