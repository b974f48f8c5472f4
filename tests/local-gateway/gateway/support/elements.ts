import type { Problem } from "../../../../packages/common/problem";
import type { CompiledElement, PolicyBinding } from "../../../../packages/policy-language/document";
import type { PolicyContext, PolicyValue } from "../../../../packages/policy-language/expressions/host";
import type {
  PolicyBuildEnvironment,
  PolicyDefinition,
  PolicyStep,
} from "../../../../packages/local-gateway/gateway/policy";

const place = { file: "test.xml", line: 1, column: 1 };

/** An attribute or text: a string is literal, a function an expression over the context. */
export type Written = string | ((context: PolicyContext) => PolicyValue);

/** A compiled element as the policy language would give it. */
export function element(
  name: string,
  attributes: Readonly<Record<string, Written>> = {},
  ...content: readonly (CompiledElement | Written)[]
): CompiledElement {
  const text = content.find((item): item is Written => typeof item !== "object");
  return {
    name,
    attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, binding(value)])),
    children: content.filter((item): item is CompiledElement => typeof item === "object"),
    ...(text === undefined ? {} : { text: binding(text) }),
    rawText: typeof text === "string" ? text : "",
    place,
  };
}

export function binding(value: Written): PolicyBinding {
  if (typeof value === "string") return { kind: "literal", value, place };
  return {
    kind: "expression",
    code: "@(...)",
    place,
    expression: {
      resultType: "object",
      reads: { requestBody: false, responseBody: false },
      evaluate: (context) => value(context),
    },
  };
}

/** Builds a policy's step; problems of the build are an error unless a list for them is given. */
export function build(
  definition: PolicyDefinition,
  source: CompiledElement,
  problems: Problem[] = [],
): PolicyStep {
  const before = problems.length;
  const env: PolicyBuildEnvironment = {
    buildChildren: () => [],
    problems,
    scope: "api",
    identity: "test",
  };
  const step = definition.build(source, env);
  if (arguments.length < 3 && problems.length > before) throw new Error(problems[before]!.message);
  return step;
}
