import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { knownDimensions } from "@azure-genai-gateway/policy-language/schema/relations";
import { literal, required } from "../attributes";
import { textNow } from "../bindings";
import type { Call, PolicyBuildEnvironment } from "../policy";
import { GatewayResponse } from "../response";

type Reader = (call: Call) => string | undefined;

const readers: Readonly<Record<(typeof knownDimensions)[number], Reader>> = {
  "API ID": ({ context }) => context.api?.id,
  "Operation ID": ({ context }) => context.operation?.id,
  "Product ID": ({ context }) => context.product?.id,
  "User ID": ({ context }) => context.user?.id,
  "Subscription ID": ({ context }) => context.subscription?.id,
  Location: ({ context }) => context.deployment.region,
  "Gateway ID": ({ context }) => context.deployment.gatewayId,
  // Of a pool the member that answered, which is known once it has. Inferred.
  "Backend ID": ({ response, backend }) =>
    (response instanceof GatewayResponse ? response.servedBy : undefined) ?? backend.backendId,
};

const byName: ReadonlyMap<string, Reader> = new Map(
  knownDimensions.map((name) => [name.toLowerCase(), readers[name]]),
);

export interface MetricDimensions {
  readonly bindings: readonly PolicyBinding[];
  /** Evaluates what is an expression; the values that go by name are read by the function it returns, as late as can be. */
  evaluate(call: Call): () => Record<string, string>;
}

export function metricDimensions(element: CompiledElement, env: PolicyBuildEnvironment): MetricDimensions {
  const elements = element.children.filter((child) => child.name === "dimension");
  const dimensions = elements.map((child) => {
    const name = required(child, "name", env);
    const value = child.attributes.get("value");
    const known = value || name.kind !== "literal" ? undefined : byName.get(name.value.toLowerCase());
    return { name, value, known };
  });
  return {
    bindings: dimensions.flatMap(({ name, value }) => (value ? [name, value] : [name])),
    evaluate(call) {
      const names = dimensions.map(({ name }) => textNow(call, name));
      const values = dimensions.map(({ value }) => value && textNow(call, value));
      return () => {
        const found: Record<string, string> = {};
        for (let at = 0; at < names.length; at += 1) {
          const name = names[at]!;
          const known = dimensions[at]!.known ?? byName.get(name.toLowerCase());
          found[name] = values[at] ?? known?.(call) ?? "";
        }
        return found;
      };
    },
  };
}

/** The metric's namespace; no expressions are allowed in it. */
export function metricNamespace(element: CompiledElement, env: PolicyBuildEnvironment): string {
  return literal(element, "namespace", env) ?? "API Management";
}
