import type { DeclaredResource } from "../../cloud/resource";
import { templateResources } from "./armTemplate";
import { asRecord, azureType } from "./inputs";

/** Provider types by ARM type; those of one level above `properties`, as the provider has them, are alike in both. */
const providerTypes: Readonly<Record<string, string>> = {
  "service/apis": "Api",
  "service/apis/diagnostics": "ApiDiagnostic",
  "service/apis/operations": "ApiOperation",
  "service/apis/operations/policies": "ApiOperationPolicy",
  "service/apis/policies": "ApiPolicy",
  "service/apiversionsets": "ApiVersionSet",
  "service/backends": "Backend",
  "service/diagnostics": "Diagnostic",
  "service/loggers": "Logger",
  "service/namedvalues": "NamedValue",
  "service/policies": "Policy",
  "service/policyfragments": "PolicyFragment",
  "service/products": "Product",
  "service/products/apis": "ProductApi",
  "service/products/policies": "ProductPolicy",
  "service/subscriptions": "Subscription",
};

/**
 * Adds the API Management resources that ARM template deployments hold, as if the program had declared each by itself:
 * some children of a service can be declared in no other way. Problems in them name the deployment.
 */
export function expandTemplates(resources: readonly DeclaredResource[]): readonly DeclaredResource[] {
  return resources.flatMap((deployment) => {
    if (azureType(deployment) !== "resources:Deployment") return [deployment];
    const { template, parameters } = asRecord(deployment.inputs["properties"]) ?? {};
    const group = deployment.id.replace(/\/providers\/.*$/i, "");
    const held = templateResources(template, parameters).flatMap(({ type, name, properties }) => {
      const [namespace, ...types] = type.split("/");
      const provider = providerTypes[types.join("/").toLowerCase()];
      if (namespace?.toLowerCase() !== "microsoft.apimanagement" || provider === undefined) return [];
      const names = name.split("/");
      const path = types.map((part, index) => `${part}/${names[index] ?? ""}`).join("/");
      return {
        ...deployment,
        type: `azure-native:apimanagement:${provider}`,
        id: `${group}/providers/${namespace}/${path}`,
        inputs: properties,
        outputs: {},
      };
    });
    return [deployment, ...held];
  });
}
