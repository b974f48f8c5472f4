import { fromText } from "../../../policy-language/expressions/values/values";
import { literal, required } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import { PolicyFailure, type PolicyDefinition } from "../policy";

/**
 * Signs on to `resource` as the service's own identity, or the user-assigned one of `client-id`: the token goes into
 * Authorization, or only into the variable of `output-token-variable-name`. With `ignore-error` (default false) the call
 * goes on without a token. https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
 */
export const authenticationManagedIdentity: PolicyDefinition = {
  name: "authentication-managed-identity",
  build(element, env) {
    const resource = required(element, "resource", env);
    const clientId = element.attributes.get("client-id");
    const ignoreError = element.attributes.get("ignore-error");
    const variable = literal(element, "output-token-variable-name", env);
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, [resource, clientId, ignoreError], () => {
          let token: string;
          try {
            token = call.gateway.identityToken(
              textNow(call, resource),
              // A named value that is empty means: the service's own identity.
              (clientId && textNow(call, clientId)) || undefined,
            );
          } catch (error) {
            if (error instanceof PolicyFailure && flagNow(call, ignoreError, false)) return;
            throw error;
          }
          if (variable === undefined) call.context.request.headers.set("Authorization", `Bearer ${token}`);
          else call.context.variables.set(variable, fromText(token));
        }),
    };
  },
};
