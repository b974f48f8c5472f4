import { templateResources } from "../../arm-template/readTemplate";
import { type DeploymentScope, localScope } from "../../arm-template/resourceIds";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment } from "../../resources/armId";
import { declaredFromArm } from "./armResource";
import { asRecord, azureType } from "../../resources/inputs";

/**
 * Adds the API Management resources that ARM template deployments hold, as if the program had declared each by itself:
 * some children of a service can be declared in no other way. Problems in them name the deployment.
 */
export function expandTemplates(resources: readonly DeclaredResource[]): readonly DeclaredResource[] {
  return resources.flatMap((deployment) => {
    if (azureType(deployment) !== "resources:Deployment") return [deployment];
    const { template, parameters } = asRecord(deployment.inputs["properties"]) ?? {};
    const scope = scopeOf(deployment.id);
    const held = templateResources(template, { parameters: asRecord(parameters), scope }).flatMap((one) => {
      const ofService = /^microsoft\.apimanagement\/service\//i.test(one.type);
      return (ofService && !one.existing ? declaredFromArm(one, deployment) : undefined) ?? [];
    });
    return [deployment, ...held];
  });
}

function scopeOf(deploymentId: string): DeploymentScope {
  return {
    ...localScope,
    subscriptionId: armSegment(deploymentId, "subscriptions") ?? localScope.subscriptionId,
    group: armSegment(deploymentId, "resourceGroups") ?? localScope.group,
    name: armName(deploymentId),
  };
}
