import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { conditionNow, numberNow } from "../bindings";
import { type Call, PolicyFailure } from "../policy";

/** `increment-condition` and `increment-count` of the policies that count calls by key. */
export interface Increment {
  readonly condition?: PolicyBinding;
  readonly count?: PolicyBinding;
}

/** True when the amount is known only from an expression: it is then evaluated, and counted, at the end of outbound. */
export function incrementsLate({ condition, count }: Increment): boolean {
  return condition?.kind === "expression" || count?.kind === "expression";
}

/** How much a call counts; 0 when the condition does not hold. Default 1. */
export function incrementNow(call: Call, { condition, count }: Increment): number {
  return condition && !conditionNow(call, condition) ? 0 : numberNow(call, count, 1);
}

/** Runs `add` with the increment: at once when it is literal, otherwise when policies have ended. */
export function countIncrement(call: Call, increment: Increment, add: (amount: number) => void): void {
  if (!incrementsLate(increment)) {
    add(incrementNow(call, increment));
    return;
  }
  call.afterPolicies(() => {
    try {
      add(incrementNow(call, increment));
    } catch (error) {
      // The answer is on its way: an expression that fails this late counts nothing. Inferred.
      if (!(error instanceof PolicyFailure)) throw error;
      if (call.trace.enabled) call.trace.add("increment-condition", error.message);
    }
  });
}
