import { isDeepStrictEqual } from "node:util";
import { azureTypeName, resourceType } from "../resourceTypes";
import { unknownValue } from "./checkInputs";

export interface InputChanges {
  /** Paths of what differs, down to the innermost object: `properties.networkAcls.defaultAction`. */
  readonly changed: readonly string[];
  /** Those of them for which the resource has to be replaced. */
  readonly replaces: readonly string[];
}

/**
 * What Azure cannot change on what exists, besides names, resource group, scope and location: azure-native replaces
 * the resource. A path covers everything below it.
 */
const immutable: Readonly<Record<string, readonly string[]>> = {
  "authorization:RoleAssignment": ["principalId", "roleDefinitionId", "principalType"],
  "cognitiveservices:Account": ["kind", "properties.customSubDomainName"],
  "network:PrivateEndpoint": ["subnet", "customNetworkInterfaceName", "privateLinkServiceConnections"],
  "network:PublicIPAddress": ["sku", "zones", "publicIPAllocationMethod", "publicIPAddressVersion"],
  "network:ApplicationGateway": ["zones"],
  "privatedns:VirtualNetworkLink": ["virtualNetwork"],
  "applicationinsights:Component": ["kind"],
  "eventhub:EventHub": ["partitionCount"],
  "keyvault:Vault": ["properties.tenantId"],
  "apimanagement:Logger": ["loggerType"],
  "apimanagement:Backend": ["type"],
};

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
  return [...names, ...(scope ? [scope] : []), "resourceGroupName", "location", ...(immutable[name] ?? [])];
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
