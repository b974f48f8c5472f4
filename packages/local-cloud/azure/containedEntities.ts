import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { recordOf } from "@azure-genai-gateway/common/records";
import type { ArmIdentity } from "./armId";

/** Something that Azure makes as part of another resource: it exists as soon as that one does. */
export interface ContainedEntity {
  readonly identity: ArmIdentity;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** What a template deployment or an imported API brings with it; only what is named outright, not by an ARM expression. */
export function containedEntities(
  resource: DeclaredResource,
  { id, type }: ArmIdentity,
): readonly ContainedEntity[] {
  if (type.arm === "Microsoft.Resources/deployments") return templateEntities(resource, id);
  if (type.arm === "Microsoft.ApiManagement/service/apis") return importedOperations(resource, id);
  if (type.arm === "Microsoft.Network/virtualNetworks") return inlineSubnets(resource, id);
  return [];
}

function templateEntities(resource: DeclaredResource, deploymentId: string): readonly ContainedEntity[] {
  const scope = deploymentId.replace(/\/providers\/.*$/, "");
  return records(recordOf(recordOf(resource.inputs["properties"])?.["template"])?.["resources"]).flatMap(
    (entity) => {
      const { type, name } = entity;
      if (typeof type !== "string" || typeof name !== "string") return [];
      const [namespace = "", ...segments] = type.split("/");
      const names = name.split("/");
      const path = segments.map((segment, index) => `${segment}/${names[index] ?? ""}`).join("/");
      return {
        identity: {
          id: `${scope}/providers/${namespace}/${path}`,
          name: names.at(-1) ?? "",
          type: { arm: type, names: segments.map((_, index) => `=${names[index] ?? ""}`) },
        },
        inputs: templateInputs(entity),
      };
    },
  );
}

/**
 * As azure-native would take them: the properties beside location, SKU and the rest, and also as `properties`. An API has
 * an apiVersion and a type of its own, which are not the template's.
 */
function templateInputs({
  properties,
  type: _type,
  name: _name,
  apiVersion: _apiVersion,
  ...rest
}: Json): Json {
  return { ...rest, ...recordOf(properties), properties: recordOf(properties) ?? {} };
}

function inlineSubnets(network: DeclaredResource, networkId: string): readonly ContainedEntity[] {
  return records(network.inputs["subnets"]).flatMap((subnet) => {
    const { name } = subnet;
    if (typeof name !== "string") return [];
    return {
      identity: {
        id: `${networkId}/subnets/${name}`,
        name,
        type: { arm: "Microsoft.Network/virtualNetworks/subnets", names: ["", `=${name}`] },
      },
      inputs: subnet,
    };
  });
}

/**
 * An API that is imported from OpenAPI has its operations from the start, and a WebSocket API the one that it can have:
 * https://learn.microsoft.com/azure/api-management/websocket-api#onhandshake-operation
 */
function importedOperations(api: DeclaredResource, apiId: string): readonly ContainedEntity[] {
  const { format, value, apiType } = api.inputs;
  const operation = (name: string): ContainedEntity => ({
    identity: {
      id: `${apiId}/operations/${name}`,
      name,
      type: { arm: "Microsoft.ApiManagement/service/apis/operations", names: ["", "", `=${name}`] },
    },
    inputs: {},
  });
  if (apiType === "websocket") return [operation("onHandshake")];
  if (typeof value !== "string" || typeof format !== "string" || !format.startsWith("openapi+json"))
    return [];
  return operationIds(value).map(operation);
}

function operationIds(openApi: string): readonly string[] {
  let document: unknown;
  try {
    document = JSON.parse(openApi);
  } catch {
    return [];
  }
  return Object.values(recordOf(recordOf(document)?.["paths"]) ?? {}).flatMap((path) =>
    Object.values(recordOf(path) ?? {}).flatMap((operation) => {
      const id = recordOf(operation)?.["operationId"];
      return typeof id === "string" ? id : [];
    }),
  );
}

function records(value: unknown): readonly Json[] {
  if (!Array.isArray(value)) return [];
  return value.map(recordOf).filter((item): item is Json => item !== undefined);
}
