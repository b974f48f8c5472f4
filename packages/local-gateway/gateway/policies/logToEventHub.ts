import { literal, required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";
import { loggerUnknown } from "./refusals";

/** Longer messages are cut; that a KB is 1,024 bytes and that the cut counts UTF-8 bytes is inferred. */
const maxBytes = 200 * 1024;

/**
 * Sends a message to the Event Hub behind a logger. https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy
 */
export const logToEventHub: PolicyDefinition = {
  name: "log-to-eventhub",
  build(element, env) {
    required(element, "logger-id", env);
    const loggerId = literal(element, "logger-id", env) ?? "";
    const partitionKey = element.attributes.get("partition-key") ?? element.attributes.get("partition-id");
    const message = element.text;
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [partitionKey, message], () => {
          const logger = call.gateway.logger(loggerId);
          if (logger?.kind !== "azureEventHub") throw loggerUnknown(loggerId);
          call.gateway.sinks.eventHub({
            hub: logger.target,
            namespace: logger.namespace,
            loggerId,
            body: cut(message ? textNow(call, message) : ""),
            partitionKey: partitionKey && textNow(call, partitionKey),
            at: call.gateway.clock.now(),
          });
        }),
    };
  },
};

function cut(text: string): string {
  // No character takes more than three bytes per UTF-16 unit, so most messages need no encoding to be measured.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  // Not within a character: bytes 10xxxxxx go on with the one before.
  while ((bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}
