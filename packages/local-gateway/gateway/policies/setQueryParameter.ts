import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { valueBindings } from "../message";
import type { PolicyDefinition } from "../policy";
import { requestOf } from "../request";
import { changeQuery } from "../../http/url";

/** https://learn.microsoft.com/azure/api-management/set-query-parameter-policy */
export const setQueryParameter: PolicyDefinition = {
  name: "set-query-parameter",
  build(element, env) {
    const name = required(element, "name", env);
    const action = element.attributes.get("exists-action");
    const values = valueBindings(element);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [name, action, ...values], () => {
          const request = requestOf(call);
          request.query = changeQuery(
            request.query,
            textNow(call, name),
            action ? textNow(call, action).toLowerCase() : "override",
            values.map((value) => textNow(call, value)),
          );
        }),
    };
  },
};
