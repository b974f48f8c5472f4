import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";

/**
 * A message for the service's traces, with metadata.
 * https://learn.microsoft.com/azure/api-management/trace-policy
 */
export const trace: PolicyDefinition = {
  name: "trace",
  build(element, env) {
    const source = required(element, "source", env);
    const severity = element.attributes.get("severity");
    const message = element.children.find((child) => child.name === "message")?.text;
    const metadata = element.children
      .filter((child) => child.name === "metadata")
      .map((child) => ({ name: required(child, "name", env), value: required(child, "value", env) }));
    const bindings = [source, severity, message, ...metadata.flatMap(({ name, value }) => [name, value])];
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const event = {
            source: textNow(call, source),
            severity: severity ? textNow(call, severity) : "verbose",
            message: message ? textNow(call, message) : "",
            metadata: Object.fromEntries(
              metadata.map(({ name, value }) => [textNow(call, name), textNow(call, value)]),
            ),
            requestId: call.context.requestId,
            at: call.gateway.clock.now(),
          };
          call.gateway.sinks.trace(event);
          if (call.trace.enabled) call.trace.add(event.source, event.message, event.metadata);
        }),
    };
  },
};
