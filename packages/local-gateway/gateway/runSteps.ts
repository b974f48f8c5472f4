import type { Place } from "@azure-genai-gateway/common/problem";
import type { Call, PolicyStep, StepOutcome } from "./policy";

/** Where a step stands, for context.LastError. */
export interface StepPlace {
  readonly scope: string;
  /** For nested policies, for example `choose[1]/when[2]/set-body[1]`; counted from 1 among elements of one name. */
  readonly path: string;
  /** The element's own id attribute. */
  readonly policyId: string;
  /** Of the element in its document. */
  readonly at: Place;
}

const stepPlaces = new WeakMap<PolicyStep, StepPlace>();
const failedSteps = new WeakMap<object, PolicyStep>();

/** Notes where a step stands; read only when a step fails or a call is traced. */
export function placeStep(step: PolicyStep, place: StepPlace): void {
  stepPlaces.set(step, place);
}

export function placeOf(step: PolicyStep): StepPlace | undefined {
  return stepPlaces.get(step);
}

/** The innermost step that threw the error. */
export function failedStep(error: unknown): PolicyStep | undefined {
  return typeof error === "object" && error !== null ? failedSteps.get(error) : undefined;
}

/**
 * Runs steps one after another until one stops the pipeline or throws. Gives a promise only once a step does:
 * most steps have nothing to wait for, and a promise each would cost more than they do.
 */
export function runSteps(
  call: Call,
  steps: readonly PolicyStep[],
  from = 0,
): StepOutcome | Promise<StepOutcome> {
  for (let index = from; index < steps.length; index++) {
    const step = steps[index]!;
    let outcome: StepOutcome | Promise<StepOutcome>;
    try {
      outcome = call.trace.enabled ? traced(call, step) : step.run(call);
    } catch (error) {
      throw blame(error, step);
    }
    if (outcome === "stop") return outcome;
    if (outcome instanceof Promise) {
      return outcome.then(
        (settled) => (settled === "stop" ? settled : runSteps(call, steps, index + 1)),
        (error: unknown) => {
          throw blame(error, step);
        },
      );
    }
  }
}

function blame(error: unknown, step: PolicyStep): unknown {
  if (typeof error === "object" && error !== null && !failedSteps.has(error)) failedSteps.set(error, step);
  return error;
}

function traced(call: Call, step: PolicyStep): StepOutcome | Promise<StepOutcome> {
  const { trace } = call;
  const run = trace.enter(step);
  try {
    const outcome = step.run(call);
    if (outcome instanceof Promise)
      return outcome.then(
        (settled) => {
          trace.left(run, settled === "stop" ? "ended the pipeline" : "ran");
          return settled;
        },
        (error: unknown) => {
          trace.left(run, "failed");
          throw error;
        },
      );
    trace.left(run, outcome === "stop" ? "ended the pipeline" : "ran");
    return outcome;
  } catch (error) {
    trace.left(run, "failed");
    throw error;
  }
}
