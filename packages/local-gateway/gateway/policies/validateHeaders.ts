import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { actionNow, errorsVariable, Findings } from "../content/validation";
import type { PolicyDefinition } from "../policy";
import { responseContract } from "./validateStatusCode";
import { valueProblems } from "./validateParameters";

/** What every answer may have, without being defined. */
const everyday =
  /^(content-(length|type|encoding|language)|date|server|connection|keep-alive|transfer-encoding|cache-control|expires|pragma|vary|etag|last-modified|set-cookie|location|retry-after|strict-transport-security|access-control-.*)$/i;

/**
 * Checks an answer's headers by the operation's definition of its status.
 * https://learn.microsoft.com/azure/api-management/validate-headers-policy
 */
export const validateHeaders: PolicyDefinition = {
  name: "validate-headers",
  build(element, env) {
    const specified = required(element, "specified-header-action", env);
    const unspecified = required(element, "unspecified-header-action", env);
    const variable = errorsVariable(element);
    const bindings = element.children.flatMap(({ attributes }) => [
      attributes.get("name"),
      attributes.get("action"),
    ]);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [specified, unspecified, ...bindings], () => {
          const findings = new Findings(element.name);
          const own = new Map(
            element.children.map(({ attributes }) => {
              const name = attributes.get("name");
              return [name ? textNow(call, name).toLowerCase() : "", attributes.get("action")] as const;
            }),
          );
          const { response } = call;
          const contracts = new Map(
            (response ? (responseContract(call, response.status)?.headers ?? []) : []).map((one) => [
              one.name.toLowerCase(),
              one,
            ]),
          );
          const error = (Name: string, ValidationRule: string, Details: string) => ({
            Name,
            Type: "ResponseHeader",
            ValidationRule,
            Details,
          });
          for (const [name, contract] of contracts) {
            const action = actionNow(call, own.get(name), actionNow(call, specified));
            const value = response?.headers.get(name);
            if (value === undefined) {
              if (contract.required)
                findings.add(
                  action,
                  error(contract.name, "RequiredHeader", `Required header ${contract.name} is missing.`),
                );
              continue;
            }
            for (const problem of valueProblems(contract, value))
              findings.add(
                action,
                error(contract.name, "IncorrectHeader", `Value of header ${contract.name}: ${problem}.`),
              );
          }
          for (const [name] of response?.headers ?? []) {
            const key = name.toLowerCase();
            if (contracts.has(key) || everyday.test(name)) continue;
            findings.add(
              actionNow(call, own.get(key), actionNow(call, unspecified)),
              error(name, "UnspecifiedHeader", `Unspecified header ${name} is not allowed.`),
            );
          }
          findings.settle(call, variable);
        }),
    };
  },
};
