import { required } from "../attributes";
import { expressionFailure, textNow, whenReady } from "../bindings";
import { accepts } from "@azure-genai-gateway/policy-language/schema/simpleTypes";
import type { PolicyDefinition } from "../policy";

/**
 * On Azure, sends the call to its backend through an HTTP proxy. The local gateway reaches backends directly, for the proxy
 * lies in a network that it is not in: the policy only checks its URL, `http://host:port`, and says in the trace which
 * proxy the call would have gone through. https://learn.microsoft.com/azure/api-management/proxy-policy
 */
export const proxy: PolicyDefinition = {
  name: "proxy",
  build(element, env) {
    const url = required(element, "url", env);
    const username = element.attributes.get("username");
    const password = element.attributes.get("password");
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [url, username, password], () => {
          const target = textNow(call, url);
          // Evaluated as on Azure, where an expression that throws fails the call.
          for (const binding of [username, password]) if (binding) textNow(call, binding);
          if (!accepts("proxyUrl", target))
            throw expressionFailure("The proxy's url is not http://host:port");
          call.trace.add("proxy", `On Azure the call goes through ${target}`);
        }),
    };
  },
};
