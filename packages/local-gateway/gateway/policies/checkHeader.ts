import { required } from "../attributes";
import { flagNow, numberNow, textNow, whenReady } from "../bindings";
import { valueBindings } from "../message";
import type { PolicyDefinition } from "../policy";
import { headerCheck } from "./refusals";

/**
 * Lets a request pass only with a header, and one of its `value` children if there are any.
 * https://learn.microsoft.com/azure/api-management/check-header-policy
 */
export const checkHeader: PolicyDefinition = {
  name: "check-header",
  build(element, env) {
    const name = required(element, "name", env);
    const status = element.attributes.get("failed-check-httpcode");
    const message = element.attributes.get("failed-check-error-message");
    const ignoreCase = element.attributes.get("ignore-case");
    const values = valueBindings(element);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [name, status, message, ignoreCase, ...values], () => {
          const header = textNow(call, name);
          const found = call.context.request.headers.get(header);
          const code = numberNow(call, status, 401);
          const body = message && textNow(call, message);
          if (found === undefined || found === "") throw headerCheck.missing(header, code, body);
          const fold = flagNow(call, ignoreCase, false)
            ? (text: string) => text.toLowerCase()
            : (text: string) => text;
          const allowed = values.map((value) => fold(textNow(call, value)));
          if (allowed.length > 0 && !allowed.includes(fold(found))) {
            throw headerCheck.notAllowed(header, found, code, body);
          }
        }),
    };
  },
};
