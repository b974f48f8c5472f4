import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { contentOf, DaprPolicy } from "./dapr";

/**
 * Triggers a Dapr output binding with `data` and `metadata`. The answer in `response-variable-name` is an empty 200.
 * https://learn.microsoft.com/azure/api-management/invoke-dapr-binding-policy
 */
export const invokeDaprBinding: PolicyDefinition = {
  name: "invoke-dapr-binding",
  build(element, env) {
    const name = required(element, "name", env);
    const operation = literal(element, "operation", env);
    const child = (part: string) => element.children.find((one) => one.name === part);
    const content = contentOf(child("data"));
    const metadata = (child("metadata")?.children ?? []).map((item) => ({
      key: required(item, "key", env),
      value: item.text,
    }));
    const dapr = new DaprPolicy(element, env);
    const bindings: (PolicyBinding | undefined)[] = [name, content, dapr.timeout];
    bindings.push(...metadata.flatMap(({ key, value }) => [key, value]));
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          dapr.check(call);
          const text = (binding: PolicyBinding | undefined) => (binding ? textNow(call, binding) : "");
          const binding = textNow(call, name);
          call.gateway.sinks.message?.({
            service: "daprBinding",
            target: operation === undefined ? binding : `${binding}/${operation}`,
            body: text(content),
            properties: Object.fromEntries(metadata.map(({ key, value }) => [text(key), text(value)])),
            at: call.gateway.clock.now(),
          });
          dapr.keepResponse(call, 200);
        }),
    };
  },
};
