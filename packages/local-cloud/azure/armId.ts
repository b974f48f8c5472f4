import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { localSubscription, seededHex, seededUuid } from "./seeded";
import type { ResourceType } from "./resourceTypes";
import { azureTypeName, resourceType } from "./resourceTypes";

type Identified = Pick<DeclaredResource, "type" | "name" | "urn" | "inputs">;

export interface ArmIdentity {
  readonly id: string;
  /** The name's last segment. */
  readonly name: string;
  readonly type: ResourceType;
}

/** Where Azure puts a resource; nothing for a type that is not azure-native's. */
export function armIdentity(resource: Identified): ArmIdentity | undefined {
  const typeName = azureTypeName(resource.type);
  if (!typeName) return undefined;
  const subscription = `/subscriptions/${localSubscription}`;
  const { inputs } = resource;
  if (typeName === "resources:ResourceGroup") {
    const type = { arm: "Microsoft.Resources/resourceGroups", names: ["resourceGroupName"] };
    const name = text(inputs["resourceGroupName"]) ?? automaticName(resource, type);
    return { id: `${subscription}/resourceGroups/${name}`, name, type };
  }
  const type = resourceType(typeName, inputs);
  const names = type.names.map((property, index) => {
    if (property.startsWith("=")) return property.slice(1);
    const given = text(inputs[property]);
    return given ?? (index === type.names.length - 1 ? automaticName(resource, type) : "");
  });
  const [namespace = "", ...segments] = type.arm.split("/");
  const path = segments.map((segment, index) => `${segment}/${names[index] ?? ""}`).join("/");
  const scope = type.scope ? text(inputs[type.scope]) : undefined;
  const group = text(inputs["resourceGroupName"]);
  const holder = scope ?? (group === undefined ? subscription : `${subscription}/resourceGroups/${group}`);
  const id = `${holder.startsWith("/") ? holder : `/${holder}`}/providers/${namespace}/${path}`;
  return { id, name: names.at(-1) ?? "", type };
}

/**
 * The name that azure-native chooses where the program gives none: the logical name, with eight hexadecimal
 * digits for a resource of its own; a child keeps the logical name; a role assignment gets a UUID.
 */
function automaticName(resource: Identified, type: ResourceType): string {
  if (type.arm === "Microsoft.Authorization/roleAssignments") return seededUuid(resource.urn);
  return type.names.length > 1 ? resource.name : `${resource.name}${seededHex(resource.urn, 8)}`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
