import type { CompiledElement } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { conditionNow, numberNow, textNow, whenReady } from "../bindings";
import { isRequestSection, sectionText } from "../content/messageBody";
import { schemaProblems } from "../content/schemaCheck";
import { actionNow, errorsVariable, Findings } from "../content/validation";
import { parseXmlTree } from "../content/xmlTree";
import { namedSchema, plainType, type RepresentationContract } from "../model/contract";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { sectionMessage } from "../sectionMessage";

interface ContentRule {
  readonly type?: string;
  readonly validateAs?: string;
  readonly schemaId?: string;
  readonly schemaRef?: string;
  readonly element: CompiledElement;
}

/**
 * Checks size, type and content of a body: JSON by the schema that the operation or `schema-id` names; XML and SOAP are
 * only checked to be well-formed, as there is no XML Schema here.
 * https://learn.microsoft.com/azure/api-management/validate-content-policy
 */
export const validateContent: PolicyDefinition = {
  name: "validate-content",
  build(element, env) {
    const unspecified = required(element, "unspecified-content-type-action", env);
    const maxSize = required(element, "max-size", env);
    const tooLarge = required(element, "size-exceeded-action", env);
    const variable = errorsVariable(element);
    const typeMap = element.children.find(({ name }) => name === "content-type-map");
    const rules = element.children.filter(({ name }) => name === "content").map((one) => ruleOf(one, env));
    const actions = rules.map((rule) => rule.element.attributes.get("action"));
    const conditions = (typeMap?.children ?? []).map(({ attributes }) => attributes.get("when"));
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [unspecified, maxSize, tooLarge, ...actions, ...conditions], async () => {
          const findings = new Findings(element.name);
          const text = await sectionText(call);
          const size = text === undefined ? 0 : Buffer.byteLength(text);
          const limit = numberNow(call, maxSize);
          if (size > limit)
            findings.add(actionNow(call, tooLarge), {
              Name: "Body",
              Type: bodyType(call),
              ValidationRule: "SizeLimit",
              Details: `The body's size of ${size} bytes is above the limit of ${limit} bytes.`,
            });
          else if (text !== undefined) checkBody(call, text, findings);
          findings.settle(call, variable);
        }),
    };

    function checkBody(call: Call, text: string, findings: Findings): void {
      const type = mappedType(call, typeMap);
      const rule = rules.find((one) => one.type === type) ?? rules.find((one) => one.type === undefined);
      const contract = representationsOf(call).find((one) => one.contentType === type);
      if (!rule && !contract) {
        findings.add(actionNow(call, unspecified), {
          Name: "Content-Type",
          Type: bodyType(call),
          ValidationRule: "UnspecifiedContentType",
          Details: `Unspecified content type ${type === "" ? "(none)" : type} is not allowed.`,
        });
        return;
      }
      if (!rule) return;
      const action = actionNow(call, rule.element.attributes.get("action"));
      for (const details of contentProblems(call, rule, contract, text, type))
        findings.add(action, {
          Name: "Body",
          Type: bodyType(call),
          ValidationRule: "IncorrectMessage",
          Details: `${details}.`,
        });
    }
  },
};

function ruleOf(element: CompiledElement, env: PolicyBuildEnvironment): ContentRule {
  const type = literal(element, "type", env);
  return {
    type: type === undefined ? undefined : plainType(type),
    validateAs: literal(element, "validate-as", env)?.toLowerCase(),
    schemaId: literal(element, "schema-id", env),
    schemaRef: literal(element, "schema-ref", env),
    element,
  };
}

function bodyType(call: Call): string {
  return isRequestSection(call) ? "RequestBody" : "ResponseBody";
}

/** The body's content type after the policy's map. */
function mappedType(call: Call, map: CompiledElement | undefined): string {
  const stated = plainType(sectionMessage(call).headers.get("Content-Type") ?? "");
  for (const { attributes } of map?.children ?? []) {
    const to = attributes.get("to");
    const from = attributes.get("from");
    const when = attributes.get("when");
    const applies = from ? plainType(textNow(call, from)) === stated : when && conditionNow(call, when);
    if (to && applies) return plainType(textNow(call, to));
  }
  const fallback = map?.attributes.get(
    stated === "" ? "missing-content-type-value" : "any-content-type-value",
  );
  return fallback ? plainType(textNow(call, fallback)) : stated;
}

function representationsOf(call: Call): readonly RepresentationContract[] {
  const contract = call.operation?.contract;
  if (isRequestSection(call)) return contract?.request ?? [];
  const { status } = call.response ?? { status: 200 };
  const responses = contract?.responses ?? [];
  return (
    (responses.find((one) => one.status === status) ?? responses.find((one) => one.status === "default"))
      ?.representations ?? []
  );
}

function contentProblems(
  call: Call,
  rule: ContentRule,
  contract: RepresentationContract | undefined,
  text: string,
  type: string,
): readonly string[] {
  const format = rule.validateAs ?? (/[/+]xml$/.test(type) ? "xml" : "json");
  if (format !== "json") return problemsOf(() => parseXmlTree(text), "The body is no well-formed XML");
  let value: unknown;
  const broken = problemsOf(() => (value = JSON.parse(text)), "The body is no JSON");
  if (broken.length > 0) return broken;
  const schema =
    rule.schemaId === undefined
      ? contract?.schema
      : namedSchema(
          rule.schemaId,
          rule.schemaRef?.replace(/^#?\/?(components\/schemas\/)?/, ""),
          call.api?.schemas ?? new Map(),
        );
  if (!schema) return rule.schemaId === undefined ? [] : [`There is no schema ${rule.schemaId}`];
  return schemaProblems(schema, value);
}

function problemsOf(read: () => unknown, what: string): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    return [`${what}: ${(error as Error).message.replace(/\.$/, "")}`];
  }
}
