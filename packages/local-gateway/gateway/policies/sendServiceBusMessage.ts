import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { contentOf } from "./dapr";

/** The audience of tokens for Service Bus. */
const resource = "https://servicebus.azure.net";

/**
 * Sends a message to a Service Bus queue or topic as the service's own identity, or the user-assigned one of `client-id`;
 * without that identity the call fails. The local gateway has no Service Bus: the message goes to the gateway's sinks, and
 * neither the namespace nor the identity's role is looked at.
 * https://learn.microsoft.com/azure/api-management/send-service-bus-message-policy
 */
export const sendServiceBusMessage: PolicyDefinition = {
  name: "send-service-bus-message",
  build(element, env) {
    const [queue, topic] = [element.attributes.get("queue-name"), element.attributes.get("topic-name")];
    const namespace = element.attributes.get("namespace");
    const clientId = element.attributes.get("client-id");
    const child = (name: string) => element.children.find((one) => one.name === name);
    const payload = contentOf(child("payload"));
    const properties = (child("message-properties")?.children ?? []).map((property) => ({
      name: required(property, "name", env),
      value: property.text,
    }));
    const bindings: (PolicyBinding | undefined)[] = [queue, topic, namespace, clientId, payload];
    bindings.push(...properties.flatMap(({ name, value }) => [name, value]));
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const text = (binding: PolicyBinding | undefined) => (binding ? textNow(call, binding) : "");
          // Throws where the service has no such identity.
          call.gateway.identityToken(resource, text(clientId) || undefined);
          call.gateway.sinks.message?.({
            service: "serviceBus",
            target: [text(namespace), text(queue ?? topic)].filter((part) => part !== "").join("/"),
            body: text(payload),
            properties: Object.fromEntries(properties.map(({ name, value }) => [text(name), text(value)])),
            at: call.gateway.clock.now(),
          });
        }),
    };
  },
};
