import type { Problem } from "@azure-genai-gateway/common/problem";

/** The same problem, its next step in the words of who writes a test. */
export function inTestsWords(problem: Problem): Problem {
  const hint = hintOf(problem);
  return hint === undefined ? problem : { ...problem, hint };
}

function hintOf({ code, missing: name = "NAME" }: Problem): string | undefined {
  switch (code) {
    case "POLICY_UNKNOWN_NAMED_VALUE":
      return `give it: openPolicies(..., { namedValues: { "${name}": "value" } })`;
    case "POLICY_UNKNOWN_BACKEND":
      return `say who answers: openPolicies(..., { hosts: { "${name}": (request) => ({ body: "hello" }) } })`;
    case "POLICY_UNKNOWN_FRAGMENT":
      return `put its document beside the policy, or give it: openPolicies(..., { fragments: { "${name}": "<fragment>...</fragment>" } })`;
    case "HOST_UNANSWERED":
      return `say who answers: openPolicies(..., { hosts: { "${name}": (request) => ({ body: "hello" }) } })`;
    case "BACKEND_MISSING":
      return `say who answers: openPolicies(..., { hosts: { default: (request) => ({ body: "hello" }) } })`;
    default:
      return undefined;
  }
}
