import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { type PolicyBuildEnvironment, PolicyFailure, type PolicyStep } from "./policy";

/**
 * Reads an element's attributes when its step is built. Documents are refused by the tables of packages/policy-language/schema, which
 * lint and the local cloud use too; what the functions here find wrong, those have found already. A test holds one against
 * the other (tests/local-gateway/gateway/oneRule.test.ts).
 */

/** A required attribute; an empty literal stands in when it is missing, so that building can go on to further problems. */
export function required(element: CompiledElement, name: string, env: PolicyBuildEnvironment): PolicyBinding {
  const binding = element.attributes.get(name);
  if (binding) return binding;
  env.problems.push({
    code: "POLICY_MISSING_ATTRIBUTE",
    severity: "error",
    place: element.place,
    message: `<${element.name}> needs the attribute ${name}`,
    hint: `Add ${name}="..."`,
  });
  return { kind: "literal", value: "", place: element.place };
}

/** An attribute that must be literal text, such as a fragment's id. */
export function literal(
  element: CompiledElement,
  name: string,
  env: PolicyBuildEnvironment,
): string | undefined {
  const binding = element.attributes.get(name);
  if (binding?.kind !== "expression") return binding?.value;
  env.problems.push({
    code: "POLICY_EXPRESSION_NOT_ALLOWED",
    severity: "error",
    place: binding.place,
    message: `${name} of <${element.name}> takes no expression`,
    hint: "Write the value itself, or a {{named value}}",
  });
  return undefined;
}

/** A warning: the document is right, and the gateway starts with it. */
export function unsupported(
  element: CompiledElement,
  what: string,
  hint: string,
  env: Pick<PolicyBuildEnvironment, "problems">,
): void {
  env.problems.push({
    code: "POLICY_NOT_SIMULATED",
    severity: "warning",
    place: element.place,
    message: `The local gateway does not run ${what}`,
    hint,
  });
}

/** Fails each call that reaches a policy, or a use of one, that is declared and not simulated. */
export function unsupportedStep(name: string, what: string): PolicyStep {
  return {
    name,
    run() {
      throw new PolicyFailure({
        source: name,
        reason: "NotSimulated",
        message: `The local gateway does not run ${what}`,
      });
    },
  };
}
