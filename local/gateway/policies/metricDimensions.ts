import type { CompiledElement, PolicyBinding } from "../../../policy-language/document";
import { literal, required } from "../attributes";
import { textNow } from "../bindings";
import type { Call, PolicyBuildEnvironment } from "../policy";
import { GatewayResponse } from "../response";

/** The most custom dimensions a metric takes; dimensions known by name count too where the portal counts them. */
const maxCustomDimensions = 5;

/** Dimensions that need no value. https://learn.microsoft.com/azure/api-management/emit-metric-policy */
const knownDimensions: Readonly<Record<string, (call: Call) => string | undefined>> = {
  "api id": ({ context }) => context.api?.id,
  "operation id": ({ context }) => context.operation?.id,
  "product id": ({ context }) => context.product?.id,
  "user id": ({ context }) => context.user?.id,
  "subscription id": ({ context }) => context.subscription?.id,
  location: ({ context }) => context.deployment.region,
  "gateway id": ({ context }) => context.deployment.gatewayId,
  // Of a pool the member that answered, which is known once it has. Inferred.
  "backend id": ({ response, backend }) =>
    (response instanceof GatewayResponse ? response.servedBy : undefined) ?? backend.backendId,
};

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
    if (!value && name.kind === "literal" && !(name.value.toLowerCase() in knownDimensions)) {
      env.problems.push({
        code: "POLICY_DIMENSION_WITHOUT_VALUE",
        severity: "error",
        place: child.place,
        message: `Dimension "${name.value}" needs a value`,
        hint: 'Add value="..."; only API ID, Operation ID, Product ID, User ID, Subscription ID, Location, Gateway ID and Backend ID have one of their own',
      });
    }
    const known = value || name.kind !== "literal" ? undefined : knownDimensions[name.value.toLowerCase()];
    return { name, value, known };
  });
  checkCount(element, dimensions.filter(({ value }) => value).length, env);
  return {
    bindings: dimensions.flatMap(({ name, value }) => (value ? [name, value] : [name])),
    evaluate(call) {
      const names = dimensions.map(({ name }) => textNow(call, name));
      const values = dimensions.map(({ value }) => value && textNow(call, value));
      return () => {
        const found: Record<string, string> = {};
        for (let at = 0; at < names.length; at += 1) {
          const name = names[at]!;
          const known = dimensions[at]!.known ?? knownDimensions[name.toLowerCase()];
          found[name] = values[at] ?? known?.(call) ?? "";
        }
        return found;
      };
    },
  };
}

function checkCount(element: CompiledElement, custom: number, env: PolicyBuildEnvironment): void {
  if (custom <= maxCustomDimensions) return;
  env.problems.push({
    code: "POLICY_TOO_MANY_DIMENSIONS",
    severity: "error",
    place: element.place,
    message: `<${element.name}> has ${custom} custom dimensions; API Management takes ${maxCustomDimensions}`,
    hint: "Leave out the ones that are not needed to tell series apart",
  });
}

/** The metric's namespace; no expressions are allowed in it. */
export function metricNamespace(element: CompiledElement, env: PolicyBuildEnvironment): string {
  return literal(element, "namespace", env) ?? "API Management";
}
