import { notForHandshakes } from "@azure-genai-gateway/policy-language/schema/webSocket";
import type { DocumentSteps } from "./documents";

/** The steps of a wider scope, as far as a handshake runs them. Those inside a choose are left as they are. */
export function handshakeSteps(steps: DocumentSteps | undefined): DocumentSteps | undefined {
  if (!steps) return undefined;
  return new Map(
    [...steps].map(([section, list]) => [
      section,
      list.filter((step) => step === "base" || !notForHandshakes.has(step.name)),
    ]),
  );
}
