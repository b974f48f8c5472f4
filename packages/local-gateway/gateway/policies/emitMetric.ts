import { required } from "../attributes";
import { numberNow, textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { metricDimensions, metricNamespace } from "./metricDimensions";

/**
 * One custom metric; the value defaults to 1, the namespace to "API Management".
 * https://learn.microsoft.com/azure/api-management/emit-metric-policy
 */
export const emitMetric: PolicyDefinition = {
  name: "emit-metric",
  build(element, env) {
    const name = required(element, "name", env);
    const value = element.attributes.get("value");
    const namespace = metricNamespace(element, env);
    const dimensions = metricDimensions(element, env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [name, value, ...dimensions.bindings], () => {
          call.gateway.sinks.metric({
            name: textNow(call, name),
            value: numberNow(call, value, 1),
            namespace,
            dimensions: dimensions.evaluate(call)(),
            at: call.gateway.clock.now(),
          });
        }),
    };
  },
};
