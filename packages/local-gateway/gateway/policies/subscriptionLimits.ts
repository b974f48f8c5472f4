import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { whenReady } from "../bindings";
import type { Call, PolicyBuildEnvironment, PolicyStep } from "../policy";

/** A limit of a subscription's policy: of the whole, of one API or of one operation. */
export interface CallLimit {
  /** Tells the limits of one policy apart. */
  readonly scope: string;
  /** One of the two is there. */
  readonly calls?: PolicyBinding;
  /** Kilobytes; quotas only. */
  readonly bandwidth?: PolicyBinding;
  /** Seconds. */
  readonly period: PolicyBinding;
  readonly appliesTo: (call: Call) => boolean;
}

/** The limits of a policy and of the APIs and operations in it; a part without a period has that of what it stands in. */
export function callLimits(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
  around?: CallLimit,
): readonly CallLimit[] {
  const scope = around?.scope ?? "";
  const applies = around?.appliesTo ?? (() => true);
  const own: CallLimit = {
    scope,
    calls: element.attributes.get("calls"),
    bandwidth: element.attributes.get("bandwidth"),
    period:
      element.attributes.get("renewal-period") ?? around?.period ?? required(element, "renewal-period", env),
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
    const inside = `${scope}/${child.name}:${id ?? name ?? ""}`;
    return callLimits(child, env, { ...own, scope: inside, appliesTo: matches });
  });
  return [own, ...inner];
}

/** Applies each limit that a call is subject to; calls without a subscription are subject to none. */
export function subscriptionStep(
  element: CompiledElement,
  limits: readonly CallLimit[],
  apply: (call: Call, limit: CallLimit, subscriptionId: string) => void,
): PolicyStep {
  const bindings = limits.flatMap(({ calls, bandwidth, period }) => [calls, bandwidth, period]);
  return {
    name: element.name,
    run: (call) =>
      whenReady(call, bindings, () => {
        const { subscription } = call.context;
        if (!subscription) return;
        for (const limit of limits) if (limit.appliesTo(call)) apply(call, limit, subscription.id);
      }),
  };
}
