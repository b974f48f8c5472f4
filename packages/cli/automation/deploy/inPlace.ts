import type { EngineEvent } from "@pulumi/pulumi/automation";
import { inPlaceRefusals } from "@azure-genai-gateway/local-cloud/azure/inPlaceChanges";
import { nameOf } from "./steps";

/** An update that azure-native would send and Azure would refuse. */
export interface InPlaceStep {
  /** Logical name. */
  readonly name: string;
  /** Type token. */
  readonly type: string;
  readonly urn: string;
  /** Path of the input that would change. */
  readonly property: string;
  /** What Azure would answer: its error code, and its sentence in short. */
  readonly code: string;
  readonly message: string;
  /** The next step. */
  readonly instead: string;
  /** Where it says so. */
  readonly source: string;
}

/** The code by which `allowViolation` lets these pass: Azure may have learned to make the change meanwhile. */
export const inPlaceCode = "AZURE_IN_PLACE";

/** Of a preview's updates, those that Azure does not make in place. */
export function inPlaceSteps(events: readonly EngineEvent[]): readonly InPlaceStep[] {
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const existing = steps.flatMap(({ old, type }) =>
    old?.custom && old.id ? { id: old.id, type, inputs: (old.inputs ?? {}) as Record<string, unknown> } : [],
  );
  return steps.flatMap(({ op, urn, type, old, new: after }) => {
    if (op !== "update" || !old?.id || !after) return [];
    const refusals = inPlaceRefusals({
      type,
      id: old.id,
      before: (old.inputs ?? {}) as Record<string, unknown>,
      after: (after.inputs ?? {}) as Record<string, unknown>,
      others: existing.filter(({ id }) => id !== old.id),
    });
    return refusals.map(({ property, rule: { code, message, instead, source } }) => ({
      name: nameOf(urn),
      type,
      urn,
      property,
      code,
      message,
      instead,
      source,
    }));
  });
}
