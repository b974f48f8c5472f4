import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { armName } from "../armId";
import type { GatewayConfig } from "../config/schema";
import type { Named } from "../genAiApi/named";
import type { ServiceReference } from "../genAiApi/types";
import { addDiagnosticAndPolicy, sequenceOf, type LinkedApi } from "../mcp/declare";
import { declareRoleAssignment, roleIds } from "../roleAssignment";
import type { ServiceDocuments } from "./documents";
import { planServices, type ServicePlan } from "./plan";

/** `https://HOST` of a service: what the config says, or by its resource's name. */
function endpointOf({ config, kind, resourceId }: ServicePlan): pulumi.Input<string> {
  if (config.endpoint !== undefined) return config.endpoint.replace(/\/+$/, "");
  return pulumi.output(resourceId ?? "").apply((id) => `https://${armName(id).toLowerCase()}.${kind.domain}`);
}

/** A backend for each service, by its id. None has a key: the gateway signs on as its identity. */
export function declareServiceBackends(
  name: string,
  service: ServiceReference,
  plans: readonly ServicePlan[],
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, apimanagement.Backend> {
  return new Map(
    plans.map((plan) => [
      plan.id,
      new apimanagement.Backend(
        `${name}-backend-${plan.id}`,
        {
          ...service,
          backendId: plan.id,
          // The kind is said, for an address of Cognitive Services does not tell it.
          description: `${plan.kind.title} (service: ${plan.config.kind})`,
          type: apimanagement.BackendType.Single,
          protocol: apimanagement.BackendProtocol.Http,
          url: endpointOf(plan),
          tls: { validateCertificateChain: true, validateCertificateName: true },
        },
        options,
      ),
    ]),
  );
}

/** @returns what products have to be linked to */
export function declareServices(
  name: string,
  service: ServiceReference,
  documents: readonly ServiceDocuments[],
  named: Named,
  options: pulumi.CustomResourceOptions,
): readonly LinkedApi[] {
  return documents.map(({ plan, definition, policy }) => {
    const { id, displayName, path, kind, config } = plan;
    const { sequence, next } = sequenceOf(options);
    const api = sequence.add(
      new apimanagement.Api(
        `${name}-${id}`,
        {
          ...service,
          apiId: id,
          displayName,
          path,
          protocols: [apimanagement.Protocol.Https],
          format: "openapi+json",
          value: definition,
          translateRequiredQueryParametersConduct:
            apimanagement.TranslateRequiredQueryParametersConduct.Query,
          subscriptionRequired: true,
          // Where the service's own clients put their key.
          subscriptionKeyParameterNames: kind.key,
        },
        next(),
      ),
    );
    addDiagnosticAndPolicy({ name, service, named, options }, id, api.name, policy, sequence);
    return { label: id, apiId: api.name, products: config.products, sequence };
  });
}

/** What the gateway's identity may do at a service: read, and write where a product may. */
function roleOf({ kind, writers }: Pick<ServicePlan["config"], "kind" | "writers">): string {
  if (kind === "documentIntelligence") return roleIds.cognitiveServicesUser;
  return writers.length > 0 ? roleIds.searchIndexDataContributor : roleIds.searchIndexDataReader;
}

/** Roles on the services whose resource the config names. */
export function declareServiceAccess(
  name: string,
  { services }: Pick<GatewayConfig, "services">,
  principalId: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): void {
  // Two services may be one resource, with different products and lists.
  const given = new Set<string>();
  for (const { config, resourceId } of planServices(services, { prefix: "" })) {
    if (resourceId === undefined || !config.grantAccess) continue;
    const roleId = roleOf(config);
    if (typeof resourceId === "string") {
      const key = `${resourceId.toLowerCase()} ${roleId}`;
      if (given.has(key)) continue;
      given.add(key);
    }
    declareRoleAssignment(
      `${name}-service-${config.name}-user`,
      { scope: resourceId, principalId, roleId },
      options,
    );
  }
}
