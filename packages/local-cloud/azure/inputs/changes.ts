import { isDeepStrictEqual } from "node:util";
import { isRecord } from "@azure-genai-gateway/common/records";
import { azureTypeName, resourceType } from "../resourceTypes";
import { unknownValue } from "./checkInputs";

export interface InputChanges {
  /** Paths of what differs, down to the innermost object: `properties.networkAcls.defaultAction`. */
  readonly changed: readonly string[];
  /** Those of them for which the resource has to be replaced. */
  readonly replaces: readonly string[];
}

/**
 * For what azure-native replaces a resource, besides names, resource group, scope and location. It knows no more than
 * Azure's specification says by `x-ms-mutability`, and the `forceNewMap` of provider/pkg/gen/replacement.go in
 * pulumi-azure-native; neither is in the npm package. Whatever else Azure does not change, azure-native sends as an
 * update, and ../inPlaceChanges.ts says what Azure answers. A path covers everything below it.
 */
const immutable: Readonly<Record<string, readonly string[]>> = {
  "authorization:RoleAssignment": ["principalId"],
  "network:PrivateEndpoint": ["subnet"],
  "network:PublicIPAddress": ["sku", "publicIPAddressVersion", "publicIPPrefix"],
};

/**
 * Types whose location is no reason for azure-native to replace them: the specification does not mark it. All of
 * Microsoft.Network, except for the two that `forceNewMap` names; the others are inferred from the published types.
 */
const movedInPlace: ReadonlySet<string> = new Set([
  "apimanagement:ApiManagementService",
  "cognitiveservices:Account",
  "keyvault:Vault",
]);
const replacedWhenMoved: ReadonlySet<string> = new Set(["network:PublicIPAddress", "network:VirtualNetwork"]);

/** Compares inputs as azure-native's diff does: unknown values count as changed. */
export function inputChanges(
  token: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  ignored: readonly string[] = [],
): InputChanges {
  const changed: string[] = [];
  compare(before, after, "", changed);
  const counted = changed.filter((path) => !ignored.some((ignore) => covers(ignore, path)));
  const fixed = immutableInputs(token, after);
  return {
    changed: counted,
    replaces: counted.filter((path) => fixed.some((property) => covers(property, path))),
  };
}

function immutableInputs(token: string, inputs: Readonly<Record<string, unknown>>): readonly string[] {
  const name = azureTypeName(token);
  // Every input of a random value makes another value.
  if (!name) return token.startsWith("random:") ? Object.keys(inputs) : [];
  const { names, scope } = resourceType(name, inputs);
  const moves = replacedWhenMoved.has(name) || !(movedInPlace.has(name) || name.startsWith("network:"));
  return [
    ...names,
    ...(scope ? [scope] : []),
    "resourceGroupName",
    ...(moves ? ["location"] : []),
    ...(immutable[name] ?? []),
  ];
}

function covers(property: string, path: string): boolean {
  return path === property || path.startsWith(`${property}.`) || path.startsWith(`${property}[`);
}

function compare(before: unknown, after: unknown, path: string, changed: string[]): void {
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (key.startsWith("__")) continue;
      compare(before[key], after[key], path === "" ? key : `${path}.${key}`, changed);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    after.forEach((item: unknown, index) => compare(before[index], item, `${path}[${index}]`, changed));
    return;
  }
  if (after === unknownValue || !isDeepStrictEqual(before ?? null, after ?? null)) changed.push(path);
}
