import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { CompiledElement } from "@azure-genai-gateway/policy-language/document";
import { fromText } from "@azure-genai-gateway/policy-language/expressions/values/values";
import { literal, required } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import { type Call, PolicyFailure, type PolicyBuildEnvironment, type PolicyDefinition } from "../policy";

/**
 * Signs on to `resource` as the service's own identity, or the user-assigned one of `client-id`: the token goes into
 * Authorization, or only into the variable of `output-token-variable-name`. With `ignore-error` (default false) the call
 * goes on without a token. https://learn.microsoft.com/azure/api-management/authentication-managed-identity-policy
 */
export const authenticationManagedIdentity: PolicyDefinition = {
  name: "authentication-managed-identity",
  build(element, env) {
    const signOn = managedIdentitySignOn(element, env);
    return { name: element.name, run: (call) => signOn(call, call.context.request.headers) };
  },
};

/** What the policy does to a request's headers: the call's, or those of a request that a policy sends. */
export function managedIdentitySignOn(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
): (call: Call, headers: HttpHeaders) => void | Promise<void> {
  const resource = required(element, "resource", env);
  const clientId = element.attributes.get("client-id");
  const ignoreError = element.attributes.get("ignore-error");
  const variable = literal(element, "output-token-variable-name", env);
  return (call, headers) =>
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
      if (variable === undefined) headers.set("Authorization", `Bearer ${token}`);
      else call.context.variables.set(variable, fromText(token));
    });
}
