import { required } from "../attributes";
import { textNow, valueNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";

/**
 * A literal is stored as a string, an expression with the type it has.
 * https://learn.microsoft.com/azure/api-management/set-variable-policy
 */
export const setVariable: PolicyDefinition = {
  name: "set-variable",
  build(element, env) {
    const name = required(element, "name", env);
    const value = required(element, "value", env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [name, value], () => {
          call.context.variables.set(textNow(call, name), valueNow(call, value));
        }),
    };
  },
};
