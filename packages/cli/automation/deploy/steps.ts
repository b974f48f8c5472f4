import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import type { CheckedResource } from "../rules/rules";

/** What an update does, or would do, to one resource. */
export interface Step {
  /** Pulumi's word: create, update, replace, delete, import, … The parts of a replacement are told as one `replace`. */
  readonly op: string;
  /** The logical name, which is also what `allowReplace` takes. */
  readonly name: string;
  /** Type token. */
  readonly type: string;
  readonly urn: string;
  /** Inputs that change; only of updates and replacements. */
  readonly changed?: readonly string[];
  /** Inputs for which it is replaced; only of replacements, and absent where the engine does not say. */
  readonly causes?: readonly string[];
  /** Pulumi forgets the resource and leaves it where it is: it was declared with `retainOnDelete`. */
  readonly retained?: true;
}

const silent = new Set(["same", "read", "refresh", "discard", "read-discard"]);
/**
 * Every operation of the engine that is a part of replacing something, whatever the order they come in: with
 * `deleteBeforeReplace`, and for what depends on such a resource, the delete comes first.
 */
const partsOfReplacement = new Set([
  "replace",
  "create-replacement",
  "delete-replaced",
  "discard-replaced",
  "read-replacement",
  "import-replacement",
  "remove-pending-replace",
]);

/** The steps in the order of the engine's events; what stays as it is is left out. */
export function stepsOf(events: readonly EngineEvent[]): readonly Step[] {
  const steps = new Map<string, Step>();
  for (const { resourcePreEvent } of events) {
    const { op, urn, type } = resourcePreEvent?.metadata ?? {};
    if (!op || !urn || !type || silent.has(op) || type.startsWith("pulumi:providers:")) continue;
    const before = steps.get(urn);
    // What is deleted and made again under one URN is replaced, whatever the engine calls its halves.
    const replaces = partsOfReplacement.has(op) || before?.op === "replace" || halves(before?.op, op);
    const { diffs, keys, old } = resourcePreEvent!.metadata;
    const changed = diffs?.length ? diffs : before?.changed;
    const causes = keys?.length ? keys : before?.causes;
    steps.set(urn, {
      op: replaces ? "replace" : op,
      name: nameOf(urn),
      type,
      urn,
      ...(changed ? { changed } : {}),
      ...(replaces && causes ? { causes } : {}),
      ...(op === "delete" && old?.retainOnDelete ? { retained: true as const } : {}),
    });
  }
  return [...steps.values()];
}

/** The steps that came to their end: of an update that failed or was cancelled, what was done before. */
export function doneSteps(events: readonly EngineEvent[]): readonly Step[] {
  const ended = urnsOf(events, ({ resOutputsEvent }) => resOutputsEvent?.metadata.urn);
  const failed = urnsOf(events, ({ resOpFailedEvent }) => resOpFailedEvent?.metadata.urn);
  return stepsOf(events).filter(({ urn }) => ended.has(urn) && !failed.has(urn));
}

/** What the stack would have, as a preview shows it; what the preview cannot know yet is left out. */
export function declaredOf(events: readonly EngineEvent[]): readonly CheckedResource[] {
  return events.flatMap(({ resourcePreEvent }) => {
    const after = resourcePreEvent?.metadata.new;
    if (!after?.custom) return [];
    const { type, urn, parent, inputs, protect } = after;
    return {
      type,
      name: nameOf(urn),
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
    const name = diagnosticEvent.urn && nameOf(diagnosticEvent.urn);
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

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function halves(before: string | undefined, now: string): boolean {
  return (before === "delete" && now === "create") || (before === "create" && now === "delete");
}

function urnsOf(events: readonly EngineEvent[], urn: (event: EngineEvent) => string | undefined) {
  return new Set(events.flatMap((event) => urn(event) ?? []));
}
