import type { Problem } from "@azure-genai-gateway/common/problem";
import { policyCodes } from "../reader/problemCodes";
import type { PolicyNode } from "../reader/tree";

/**
 * What a WebSocket API's handshake cannot have. In the documents of the API itself it is a mistake; what comes down from a
 * product or from all APIs is skipped.
 * https://learn.microsoft.com/azure/api-management/websocket-api#unsupported-policies
 */
export const notForHandshakes: ReadonlySet<string> = new Set([
  "mock-response",
  "cache-lookup",
  "cache-store",
  "cross-domain",
  "cors",
  "jsonp",
  "set-method",
  "set-body",
  "xml-to-json",
  "json-to-xml",
  "xsl-transform",
  "validate-content",
  "validate-parameters",
  "validate-headers",
  "validate-status-code",
]);

/** Their set-body and set-method make a message of their own, and leave the handshake alone. */
const ownMessages: ReadonlySet<string> = new Set(["return-response", "send-request", "send-one-way-request"]);

/** What stands in a document of a WebSocket API, or of one of its operations, and cannot. */
export function checkWebSocket(node: PolicyNode): Problem[] {
  const own: Problem[] = notForHandshakes.has(node.name)
    ? [
        {
          code: policyCodes.webSocket,
          severity: "error",
          place: node.place,
          message: `<${node.name}> cannot be applied to the handshake of a WebSocket API`,
          hint: "take it out: https://learn.microsoft.com/azure/api-management/websocket-api#unsupported-policies",
        },
      ]
    : [];
  return ownMessages.has(node.name) ? own : [...own, ...node.children.flatMap(checkWebSocket)];
}
