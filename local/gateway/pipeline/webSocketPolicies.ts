import type { Problem } from "../../../common/problem";
import type { CompiledDocument, CompiledElement } from "../../../policy-language/document";
import type { DocumentSteps } from "./documents";

/**
 * What a WebSocket API's handshake cannot have. In the documents of the API itself it is a mistake; what comes down from a
 * product or from all APIs is skipped.
 * https://learn.microsoft.com/azure/api-management/websocket-api#unsupported-policies
 */
const unsupported: ReadonlySet<string> = new Set([
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

/** Reports what stands in a document of a WebSocket API and cannot. */
export function checkWebSocketPolicies(document: CompiledDocument, problems: Problem[]): void {
  const look = (elements: readonly CompiledElement[]): void => {
    for (const { name, place, children } of elements) {
      if (unsupported.has(name))
        problems.push({
          code: "POLICY_WEBSOCKET",
          severity: "error",
          place,
          message: `<${name}> cannot be applied to the handshake of a WebSocket API`,
          hint: "Take it out: https://learn.microsoft.com/azure/api-management/websocket-api#unsupported-policies",
        });
      if (!ownMessages.has(name)) look(children);
    }
  };
  for (const elements of document.sections.values()) look(elements);
}

/** The steps of a wider scope, as far as a handshake runs them. Those inside a choose are left as they are. */
export function handshakeSteps(steps: DocumentSteps | undefined): DocumentSteps | undefined {
  if (!steps) return undefined;
  return new Map(
    [...steps].map(([section, list]) => [
      section,
      list.filter((step) => step === "base" || !unsupported.has(step.name)),
    ]),
  );
}
