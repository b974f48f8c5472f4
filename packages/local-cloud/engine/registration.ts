import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { resourceUrn } from "./urn";
import { decodeProperties } from "./wireValues";

export type Registration = Omit<DeclaredResource, "id" | "outputs" | "secretOutputs">;

/** A registration off the wire in this project's own shape. */
export function readRegistration(
  request: RegisterResourceRequest,
  place: { readonly project: string; readonly stack: string },
): Registration {
  const type = request.getType();
  const name = request.getName();
  const parent = request.getParent() || undefined;
  const { values, secrets } = decodeProperties(request.getObject());
  const timeouts = readTimeouts(request);
  return {
    urn: resourceUrn({ ...place, type, name, parent }),
    type,
    name,
    custom: request.getCustom(),
    ...(parent ? { parent } : {}),
    inputs: values,
    secretInputs: secrets,
    dependencies: request.getDependenciesList(),
    propertyDependencies: readPropertyDependencies(request),
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...(request.getDeletebeforereplacedefined()
      ? { deleteBeforeReplace: request.getDeletebeforereplace() }
      : {}),
    ...(timeouts ? { customTimeouts: timeouts } : {}),
    aliases: readAliases(request),
  };
}

function readPropertyDependencies(request: RegisterResourceRequest): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    const urns = dependencies.getUrnsList();
    if (urns.length > 0) found[property] = urns;
  });
  return found;
}

function readTimeouts(request: RegisterResourceRequest): DeclaredResource["customTimeouts"] {
  const timeouts = request.getCustomtimeouts();
  const [create, update, remove] = [timeouts?.getCreate(), timeouts?.getUpdate(), timeouts?.getDelete()];
  if (!create && !update && !remove) return undefined;
  return {
    ...(create ? { create } : {}),
    ...(update ? { update } : {}),
    ...(remove ? { delete: remove } : {}),
  };
}

/** An alias by URN is that string; one by its parts keeps the parts that are given. */
function readAliases(request: RegisterResourceRequest): unknown[] {
  return request.getAliasesList().map((alias) => {
    const spec = alias.getSpec();
    if (!spec) return alias.getUrn();
    const parts = {
      name: spec.getName(),
      type: spec.getType(),
      stack: spec.getStack(),
      project: spec.getProject(),
      parentUrn: spec.getParenturn(),
    };
    const given = Object.entries(parts).filter(([, value]) => value !== "");
    return { ...Object.fromEntries(given), ...(spec.getNoparent() ? { noParent: true } : {}) };
  });
}
