import { required } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import { numberOf, textOf } from "../../resources/inputs";
import { type Call, PolicyFailure, type PolicyDefinition } from "../policy";
import { AuthorizationValue } from "./authorizationValue";
import { tokenParts } from "./jwtSignature";
import { authorizationFailed } from "./refusals";

/** Whom a connection's access policy takes a token of `identity-type` jwt from. */
const audience = "https://azure-api.net/authorization-manager";

/**
 * Puts an Authorization object into a variable. The local gateway signs no one on at a credential provider: the access
 * token is one of its own issuer, whose audience names provider and connection, so that a test can tell them apart; the
 * declared connections and their access policies are not looked at. It goes by the service's own identity, which it must
 * have; with `identity-type="jwt"` (default managed) `identity` must be a token that states the audience, object and
 * tenant that the page asks for, its signature unchecked. What fails is a 500, or with `ignore-error` (default false) null.
 * https://learn.microsoft.com/azure/api-management/get-authorization-context-policy
 */
export const getAuthorizationContext: PolicyDefinition = {
  name: "get-authorization-context",
  build(element, env) {
    const providerId = required(element, "provider-id", env);
    const authorizationId = required(element, "authorization-id", env);
    const variable = required(element, "context-variable-name", env);
    const identityType = element.attributes.get("identity-type");
    const identity = element.attributes.get("identity");
    const ignoreError = element.attributes.get("ignore-error");
    const bindings = [providerId, authorizationId, variable, identityType, identity, ignoreError];
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const name = textNow(call, variable);
          try {
            if (identityType && textNow(call, identityType) === "jwt") {
              checkIdentity(call, identity ? textNow(call, identity) : "");
            }
            const connection = `${textNow(call, providerId)}/${textNow(call, authorizationId)}`;
            const token = call.gateway.identityToken(`https://azure-api.net/${connection}`, undefined);
            call.context.variables.set(name, new AuthorizationValue(token, { token_type: "Bearer" }));
          } catch (error) {
            if (!(error instanceof PolicyFailure) || !flagNow(call, ignoreError, false)) throw error;
            call.context.variables.set(name, null);
          }
        }),
    };
  },
};

function checkIdentity(call: Call, token: string): void {
  const claims = tokenParts(token)?.claims;
  if (!claims) throw authorizationFailed("identity is no JWT");
  const missing = ["oid", "tid"].filter((name) => textOf(claims[name]) === undefined);
  if (missing.length > 0) throw authorizationFailed(`identity lacks the claims ${missing.join(", ")}`);
  if (claims["aud"] !== audience) throw authorizationFailed(`the audience of identity is not ${audience}`);
  if ((numberOf(claims["exp"]) ?? 0) * 1000 <= call.gateway.clock.now()) {
    throw authorizationFailed("identity has expired");
  }
}
