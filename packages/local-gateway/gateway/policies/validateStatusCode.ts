import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { actionNow, errorsVariable, Findings } from "../content/validation";
import type { ResponseContract } from "../model/contract";
import type { Call, PolicyDefinition } from "../policy";

/**
 * Checks an answer's status by the operation's definition.
 * https://learn.microsoft.com/azure/api-management/validate-status-code-policy
 */
export const validateStatusCode: PolicyDefinition = {
  name: "validate-status-code",
  build(element, env) {
    const unspecified = required(element, "unspecified-status-code-action", env);
    const variable = errorsVariable(element);
    const bindings = element.children.flatMap(({ attributes }) => [
      attributes.get("code"),
      attributes.get("action"),
    ]);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [unspecified, ...bindings], () => {
          const { response } = call;
          if (!response || responseContract(call, response.status)) return;
          const own = element.children.find(({ attributes }) => {
            const code = attributes.get("code");
            return code && textNow(call, code) === String(response.status);
          });
          const findings = new Findings(element.name);
          findings.add(actionNow(call, own?.attributes.get("action"), actionNow(call, unspecified)), {
            Name: String(response.status),
            Type: "StatusCode",
            ValidationRule: "UnspecifiedStatusCode",
            Details: `Response status code ${response.status} is not allowed.`,
          });
          findings.settle(call, variable);
        }),
    };
  },
};

/** What the operation's definition says of a status; its default response holds for all that are not listed. */
export function responseContract(call: Call, status: number): ResponseContract | undefined {
  const responses = call.operation?.contract?.responses ?? [];
  return responses.find((one) => one.status === status) ?? responses.find((one) => one.status === "default");
}
