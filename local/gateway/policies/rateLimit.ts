import type { CompiledElement, PolicyBinding } from "../../../policy-language/document";
import { literal, required } from "../attributes";
import { numberNow, whenReady } from "../bindings";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { limitCalls, rateOutputs } from "./callRate";

/**
 * At most `calls` within any `renewal-period` (seconds) per subscription; calls without one are not limited. Children
 * `api` and `operation` limit these apart, on top of the whole.
 * https://learn.microsoft.com/azure/api-management/rate-limit-policy
 */
export const rateLimit: PolicyDefinition = {
  name: "rate-limit",
  build(element, env) {
    const limits = callLimits(element, env);
    const outputs = {
      ...rateOutputs(element, env),
      totalHeader: literal(element, "total-calls-header-name", env),
    };
    return {
      name: element.name,
      run: (call) =>
        whenReady(
          call,
          limits.flatMap(({ calls, period }) => [calls, period]),
          () => {
            const { subscription } = call.context;
            if (!subscription) return;
            for (const limit of limits) {
              if (!limit.appliesTo(call)) continue;
              limitCalls(call, {
                source: element.name,
                key: `rate:${env.identity}:${limit.scope}:${subscription.id}`,
                limit: numberNow(call, limit.calls),
                periodSeconds: numberNow(call, limit.period),
                amount: 1,
                outputs,
                count: (add) => add(1),
              });
            }
          },
        ),
    };
  },
};

/** A limit of a subscription's policy: of the whole, of one API or of one operation. */
export interface CallLimit {
  /** Tells the limits of one policy apart. */
  readonly scope: string;
  readonly calls: PolicyBinding;
  readonly period: PolicyBinding;
  appliesTo(call: Call): boolean;
}

export function callLimits(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
  scope = "",
  applies: (call: Call) => boolean = () => true,
): readonly CallLimit[] {
  const own: CallLimit = {
    scope,
    calls: required(element, "calls", env),
    period: required(element, "renewal-period", env),
    appliesTo: applies,
  };
  const inner = element.children.flatMap((child) => {
    if (child.name !== "api" && child.name !== "operation") return [];
    const id = literal(child, "id", env);
    const name = literal(child, "name", env);
    const matches = (call: Call) => {
      const entity = child.name === "api" ? call.context.api : call.context.operation;
      // The id wins where both are given.
      return (
        applies(call) && entity !== undefined && (id !== undefined ? entity.id === id : entity.name === name)
      );
    };
    return callLimits(child, env, `${scope}/${child.name}:${id ?? name ?? ""}`, matches);
  });
  return [own, ...inner];
}
