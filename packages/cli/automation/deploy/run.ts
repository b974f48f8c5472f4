import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import { failureOf } from "./failure";
import { openStack } from "./openStack";
import type { StackOptions, StackResult } from "./options";
import { doneSteps, errorsOf } from "./steps";

/** What one operation of Pulumi is started with, and the events that it tells. */
export interface Run {
  readonly events: EngineEvent[];
  readonly settings: {
    readonly onEvent: (event: EngineEvent) => void;
    readonly onOutput?: (text: string) => void;
    readonly parallel: number;
    readonly signal?: AbortSignal;
  };
}

export type Outcome = Partial<Omit<StackResult, "stack" | "operation" | "seconds">>;

/** Opens the stack and works on it. Never rejects: the result says what went wrong. */
export async function operate(
  operation: StackResult["operation"],
  options: StackOptions,
  work: (stack: Stack, run: Run) => Promise<Outcome>,
): Promise<StackResult> {
  const started = Date.now();
  const { signal, onOutput, parallel = 32 } = options;
  const events: EngineEvent[] = [];
  const run: Run = {
    events,
    settings: { onEvent: (event) => void events.push(event), onOutput, parallel, signal },
  };
  const empty = {
    stack: options.stack,
    operation,
    result: "succeeded" as const,
    steps: [],
    refused: [],
    violations: [],
    inPlace: [],
    errors: [],
    warnings: [],
  };
  const seconds = () => Math.round((Date.now() - started) / 100) / 10;
  try {
    signal?.throwIfAborted();
    const stack = await openStack(
      options,
      operation === "preview" || operation === "up" || operation === "import",
    );
    return { ...empty, ...(await work(stack, run)), seconds: seconds() };
  } catch (error) {
    const { kind, errors } = failureOf(error, errorsOf(events), signal?.aborted ?? false);
    return { ...empty, result: kind, steps: doneSteps(events), errors, seconds: seconds() };
  }
}
