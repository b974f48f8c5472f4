import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, sameArmId } from "../../resources/armId";
import { asRecord, azureType, property, stringsOf, textOf } from "../../resources/inputs";
import type { IdentityModel, RoleAssignmentModel } from "./types";

/** The identities a service may sign on as: its own, and the user-assigned ones attached to it. */
export function readIdentities(
  service: DeclaredResource,
  resources: readonly DeclaredResource[],
): readonly IdentityModel[] {
  const found: IdentityModel[] = [];
  const type = (textOf(property(service, "identity.type")) ?? "").toLowerCase();
  const ownPrincipal = textOf(property(service, "identity.principalId"));
  if (type.includes("systemassigned") && ownPrincipal !== undefined) {
    found.push({ resourceId: service.id, principalId: ownPrincipal });
  }
  // A program writes a list of ids; Azure answers with a map of them.
  const attached = [service.inputs, service.outputs].flatMap((source) => {
    const value = asRecord(source["identity"])?.["userAssignedIdentities"];
    return Array.isArray(value) ? stringsOf(value) : Object.keys(asRecord(value) ?? {});
  });
  for (const resource of resources) {
    if (azureType(resource) !== "managedidentity:UserAssignedIdentity") continue;
    if (!attached.some((id) => sameArmId(id, resource.id))) continue;
    const clientId = textOf(property(resource, "clientId"));
    const principalId = textOf(property(resource, "principalId"));
    if (clientId !== undefined && principalId !== undefined) {
      found.push({ resourceId: resource.id, clientId, principalId });
    }
  }
  return found;
}

export function readRoleAssignments(resources: readonly DeclaredResource[]): readonly RoleAssignmentModel[] {
  return resources.flatMap((resource) => {
    if (azureType(resource) !== "authorization:RoleAssignment") return [];
    return {
      principalId: textOf(property(resource, "principalId")) ?? "",
      roleId: armName(textOf(property(resource, "roleDefinitionId")) ?? "").toLowerCase(),
      scope: textOf(property(resource, "scope")) ?? "",
    };
  });
}
