import { literal, required } from "../attributes";
import { numberNow, textNow, valueNow, whenReady } from "../bindings";
import type { PolicyValue } from "@azure-genai-gateway/policy-language/expressions/host";
import {
  type Call,
  PolicyFailure,
  type PolicyDefinition,
  type PolicyStep,
  type StepOutcome,
} from "../policy";
import { runSteps } from "../runSteps";

interface Entry {
  readonly value: PolicyValue;
  /** Ms since the epoch. */
  readonly refresh: number;
  readonly expires: number;
}

/**
 * Joins cache-lookup-value and cache-store-value: puts the cached value into a variable, and on a miss runs the policies
 * in `value`, which set the variable, and keeps what they have set for `expires-after` seconds.
 *
 * No page describes the policy; form and meaning are inferred from the names of its attributes in use. A value older than
 * `refresh-after` seconds is made anew by the call that finds it, and serves on where that fails; a value that cannot be
 * made at all is `default-value`, and without one the call fails.
 */
export const cacheValue: PolicyDefinition = {
  name: "cache-value",
  build(element, env) {
    const key = required(element, "key", env);
    required(element, "variable-name", env);
    const variable = literal(element, "variable-name", env) ?? "";
    const expiresAfter = required(element, "expires-after", env);
    const refreshAfter = element.attributes.get("refresh-after");
    const fallback = element.attributes.get("default-value");
    const steps = env.buildChildren(element.children.find(({ name }) => name === "value")?.children ?? []);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [key, expiresAfter, refreshAfter, fallback], () => {
          const { cache, clock } = call.gateway;
          const { variables } = call.context;
          const cacheKey = `\u0001cache-value\n${textNow(call, key)}`;
          const known = cache.get(cacheKey) as Entry | undefined;
          const now = clock.now();
          const cached = known && known.expires > now ? known : undefined;
          if (cached) variables.set(variable, cached.value);
          if (cached && cached.refresh > now) return;
          const expires = numberNow(call, expiresAfter);
          const refresh = numberNow(call, refreshAfter, expires);
          return make(call, steps, {
            made() {
              const value = variables.get(variable);
              if (value === undefined) return;
              const at = clock.now();
              const entry: Entry = { value, refresh: at + refresh * 1000, expires: at + expires * 1000 };
              cache.set(cacheKey, entry, expires);
            },
            failed(error) {
              if (!cached && !fallback) throw error;
              variables.set(variable, cached ? cached.value : valueNow(call, fallback!));
            },
          });
        }),
    };
  },
};

interface Ends {
  made(): void;
  failed(error: PolicyFailure): void;
}

async function make(call: Call, steps: readonly PolicyStep[], ends: Ends): Promise<StepOutcome> {
  try {
    const outcome = await runSteps(call, steps);
    if (outcome === "stop") return outcome;
  } catch (error) {
    if (!(error instanceof PolicyFailure)) throw error;
    return ends.failed(error);
  }
  ends.made();
}
