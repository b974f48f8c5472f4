import { guidOf } from "../arm-template/functions";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { openAiUserRole } from "../gateway/identity/roles";
import { asRecord, azureType, property, textOf } from "../resources/inputs";
import type { EstateDocument } from "../resources/documents";
import { EstateBuilder, groupProviders } from "./estate";
import { namedValuesOf, substituteNamedValues } from "../resources/namedValues";

/**
 * The resources with identities that work: the service's own, every user-assigned one that is declared or that a policy
 * names by its client id, all attached to the service, and all with the right to call models. Whether they have it on
 * Azure is said in other templates than this one, if at all.
 */
export function withIdentities(
  resources: readonly DeclaredResource[],
  documents: readonly EstateDocument[],
): readonly DeclaredResource[] {
  const complete = resources.map((one) =>
    azureType(one) === "managedidentity:UserAssignedIdentity" ? withIds(one) : one,
  );
  const declared = complete.filter((one) => azureType(one) === "managedidentity:UserAssignedIdentity");
  const known = new Set(declared.map((one) => textOf(property(one, "clientId"))?.toLowerCase()));
  const added = new EstateBuilder();
  const attached = declared.map(({ id }) => id);
  const principals = declared.map((one) => textOf(property(one, "principalId")) ?? "");
  for (const clientId of clientIds(complete, documents)) {
    if (known.has(clientId.toLowerCase())) continue;
    const id = `${groupProviders}/Microsoft.ManagedIdentity/userAssignedIdentities/${clientId.replace(/[^\w-]/g, "-")}`;
    const principalId = guidOf(id, "principal");
    attached.push(id);
    principals.push(principalId);
    added.add("Microsoft.ManagedIdentity/userAssignedIdentities", id, {
      properties: { clientId, principalId },
    });
  }
  const services = complete.map((one) =>
    azureType(one) === "apimanagement:ApiManagementService" ? withAttached(one, attached) : one,
  );
  for (const one of services)
    if (azureType(one) === "apimanagement:ApiManagementService")
      principals.push(textOf(property(one, "identity.principalId")) ?? "");
  for (const principalId of principals)
    added.add("Microsoft.Authorization/roleAssignments", roleAssignmentId(principalId), {
      properties: {
        principalId,
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${openAiUserRole}`,
        scope: groupProviders.replace(/\/resourceGroups\/.*$/, ""),
      },
    });
  return [...services, ...added.build("list of resources").resources];
}

const roleAssignmentId = (principalId: string) =>
  `${groupProviders}/Microsoft.Authorization/roleAssignments/${guidOf(principalId, openAiUserRole)}`;

/** The ids that a template is told of an identity: see runtimeProperties. */
function withIds(identity: DeclaredResource): DeclaredResource {
  const { id, inputs } = identity;
  return {
    ...identity,
    inputs: { clientId: guidOf(id, "client"), principalId: guidOf(id, "principal"), ...inputs },
  };
}

function withAttached(service: DeclaredResource, ids: readonly string[]): DeclaredResource {
  const identity = asRecord(service.inputs["identity"]) ?? {};
  const type = textOf(identity["type"]) ?? "";
  return {
    ...service,
    inputs: {
      location: "westeurope",
      ...service.inputs,
      identity: {
        type: /SystemAssigned/i.test(type)
          ? type
          : ["SystemAssigned", ...(type === "" ? [] : [type])].join(", "),
        principalId: guidOf(service.id, "principal"),
        userAssignedIdentities: ids,
      },
    },
  };
}

/** Client ids that stand in policies as they are, or as a named value. */
function clientIds(
  resources: readonly DeclaredResource[],
  documents: readonly EstateDocument[],
): ReadonlySet<string> {
  const values = namedValuesOf(resources);
  const found = documents.flatMap(({ text }) =>
    [...text.matchAll(/\bclient-id\s*=\s*["']([^"'@]+)["']/g)].map(([, id]) =>
      substituteNamedValues(id!.trim(), values),
    ),
  );
  return new Set(found.filter((id) => id !== "" && !id.includes("{{")));
}
