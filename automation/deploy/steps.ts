import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import type { CheckedResource } from "../rules/rules";

/** What an update does, or would do, to one resource. */
export interface Step {
  /** Pulumi's word: create, update, replace, delete, … */
  readonly op: string;
  /** The logical name, which is also what `allowReplace` takes. */
  readonly name: string;
  /** Type token. */
  readonly type: string;
  readonly urn: string;
  /** Inputs that change; only of updates and replacements. */
  readonly changed?: readonly string[];
}

const silent = new Set(["same", "read", "refresh", "discard", "read-discard"]);
/** The parts of one replacement, of which `replace` alone is told. */
const partsOfReplacement = new Set([
  "create-replacement",
  "delete-replaced",
  "discard-replaced",
  "remove-pending-replace",
]);

/** The steps in the order of the engine's events; what stays as it is is left out. */
export function stepsOf(events: readonly EngineEvent[]): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const { resourcePreEvent } of events) {
    const { op, urn, type } = resourcePreEvent?.metadata ?? {};
    if (!op || !urn || !type || silent.has(op) || type.startsWith("pulumi:providers:")) continue;
    if (partsOfReplacement.has(op) && steps.get(urn)?.op === "replace") continue;
    const replaces = partsOfReplacement.has(op) || op === "replace";
    steps.set(urn, {
      op: replaces ? "replace" : op,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      type,
      urn,
      ...(resourcePreEvent?.metadata.diffs?.length ? { changed: resourcePreEvent.metadata.diffs } : {}),
    });
  }
  return [...steps.values()];
}

/** What the stack would have, as a preview shows it; what the preview cannot know yet is left out. */
export function declaredOf(events: readonly EngineEvent[]): readonly CheckedResource[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const after = resourcePreEvent?.metadata.new;
    if (!after?.custom) return [];
    const { type, urn, parent, inputs, protect } = after;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    return {
      type,
      name,
      parent,
      inputs: (inputs ?? {}) as Record<string, unknown>,
      protect: protect ?? false,
    };
  });
}

/** Errors that the engine told, with the resource's name, without colours; each once. */
export function errorsOf(events: readonly EngineEvent[]): readonly string[] {
  const errors = events.flatMap(({ diagnosticEvent }) => {
    if (diagnosticEvent?.severity !== "error") return [];
    const text = diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").trim();
    if (text === "" || text === "update failed" || text === "preview failed") return [];
    const name = diagnosticEvent.urn?.slice(diagnosticEvent.urn.lastIndexOf("::") + 2);
    return name ? `${name}: ${text.replace(/^error: /, "")}` : text.replace(/^error: /, "");
  });
  return [...new Set(errors)];
}

/** What was deleted, with what its state said. */
export function deletedOf(events: readonly EngineEvent[]): readonly StepEventMetadata[] {
  return events.flatMap(({ resOutputsEvent }) =>
    resOutputsEvent && /^delete/.test(resOutputsEvent.metadata.op) ? resOutputsEvent.metadata : [],
  );
}
