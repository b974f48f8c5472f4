import { required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import type { PolicyDefinition } from "../policy";

/** https://learn.microsoft.com/azure/api-management/authentication-basic-policy */
export const authenticationBasic: PolicyDefinition = {
  name: "authentication-basic",
  build(element, env) {
    const username = required(element, "username", env);
    const password = required(element, "password", env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [username, password], () => {
          const credentials = `${textNow(call, username)}:${textNow(call, password)}`;
          const encoded = Buffer.from(credentials).toString("base64");
          call.context.request.headers.set("Authorization", `Basic ${encoded}`);
        }),
    };
  },
};
