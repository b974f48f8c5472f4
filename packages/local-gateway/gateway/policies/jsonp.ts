import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { sectionText, setSectionText } from "../content/messageBody";
import type { PolicyDefinition } from "../policy";
import { decode, parseQuery } from "../../http/url";

/** Names of functions only: anything else in the parameter would be script of the caller's choice. */
const callbackName = /^[\w$]+(\.[\w$]+)*$/;

/**
 * Wraps a JSON answer in a call of the function that a query parameter names; without the parameter it stays JSON.
 * https://learn.microsoft.com/azure/api-management/jsonp-policy
 */
export const jsonp: PolicyDefinition = {
  name: "jsonp",
  build(element, env) {
    const parameter = required(element, "callback-parameter-name", env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [parameter], async () => {
          const wanted = textNow(call, parameter).toLowerCase();
          const query = call.context.request.originalUrl.split("?")[1] ?? "";
          const callback = parseQuery(query).find(([name]) => decode(name).toLowerCase() === wanted)?.[1];
          if (callback === undefined || !callbackName.test(decode(callback))) return;
          const text = await sectionText(call);
          if (text === undefined) return;
          setSectionText(call, `${decode(callback)}(${text})`, "application/javascript");
        }),
    };
  },
};
