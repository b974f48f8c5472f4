import type { EngineEvent } from "@pulumi/pulumi/automation";
import { unknownValue } from "@azure-genai-gateway/local-cloud/azure/inputs/checkInputs";
import { azureTypeName, resourceType } from "@azure-genai-gateway/local-cloud/azure/resourceTypes";
import { nameOf } from "../deploy/steps";

type Json = Readonly<Record<string, unknown>>;

/** A resource of azure-native's, as a preview shows what is to become of it. */
export interface PlannedResource {
  /** `module:Type`, without provider and API version. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Whether something new is made: by a create, or by a replacement. */
  readonly made: boolean;
  readonly inputs: Json;
  /** Absent of what is created. */
  readonly before?: Json;
}

/** What a preview would leave, in the order of its events. */
export function plannedOf(events: readonly EngineEvent[]): readonly PlannedResource[] {
  const planned = new Map<string, PlannedResource>();
  for (const { resourcePreEvent } of events) {
    const { op, urn, type, new: after, old } = resourcePreEvent?.metadata ?? {};
    if (!op || !urn || !type || !after?.custom || after.delete) continue;
    const azureType = azureTypeName(type);
    if (azureType === undefined || op === "read") continue;
    const made =
      op === "create" || op === "replace" || op === "create-replacement" || planned.get(urn)?.made === true;
    planned.set(urn, {
      type: azureType,
      name: nameOf(urn),
      made,
      inputs: (after.inputs ?? {}) as Json,
      ...(old?.inputs ? { before: old.inputs as Json } : {}),
    });
  }
  return [...planned.values()];
}

/** An input that the preview knows; nothing for what comes later. */
export function known(inputs: Json | undefined, path: string): string | number | boolean | undefined {
  const value = path
    .split(".")
    .reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Json)[key] : undefined),
      inputs,
    );
  if (typeof value === "string") return value === "" || value === unknownValue ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

export function knownText(inputs: Json | undefined, path: string): string | undefined {
  const value = known(inputs, path);
  return typeof value === "string" ? value : undefined;
}

/** `Microsoft.KeyVault` of `keyvault:Vault`. */
export function namespaceOf({ type, inputs }: PlannedResource): string {
  if (type === "resources:ResourceGroup") return "Microsoft.Resources";
  return resourceType(type, inputs).arm.split("/")[0]!;
}
