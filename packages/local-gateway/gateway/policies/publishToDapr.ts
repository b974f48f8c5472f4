import { required } from "../attributes";
import { expressionFailure, textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { contentOf, DaprPolicy } from "./dapr";

/**
 * Publishes its content to a Dapr topic: `topic` of `pubsub-name`, or `PUBSUB/TOPIC` in `topic` alone. The answer in
 * `response-variable-name` is the 204 that Dapr gives.
 * https://learn.microsoft.com/azure/api-management/publish-to-dapr-policy
 */
export const publishToDapr: PolicyDefinition = {
  name: "publish-to-dapr",
  build(element, env) {
    const topic = required(element, "topic", env);
    const pubsub = element.attributes.get("pubsub-name");
    const content = contentOf(element);
    const dapr = new DaprPolicy(element, env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [topic, pubsub, content, dapr.timeout], () => {
          dapr.check(call);
          const target = pubsub ? `${textNow(call, pubsub)}/${textNow(call, topic)}` : textNow(call, topic);
          if (!/^[^/]+\/./.test(target)) {
            throw expressionFailure("Without pubsub-name the topic must be pubsub-name/topic-name");
          }
          call.gateway.sinks.message?.({
            service: "daprPubSub",
            target,
            body: content ? textNow(call, content) : "",
            properties: {},
            at: call.gateway.clock.now(),
          });
          dapr.keepResponse(call, 204);
        }),
    };
  },
};
