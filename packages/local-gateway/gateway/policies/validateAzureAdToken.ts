import { entraIssuers } from "@azure-genai-gateway/common/entraIssuers";
import type { PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required } from "../attributes";
import { textNow, whenReady } from "../bindings";
import { textOf } from "../../resources/inputs";
import type { Call, PolicyDefinition } from "../policy";
import { isSigned, type TokenParts, tokenParts } from "./jwtSignature";
import { jwtValue } from "./jwtValue";
import {
  checkClaims,
  childOf,
  claimBindings,
  Refuser,
  requiredClaims,
  textsOf,
  TokenPlace,
} from "./tokenRules";
import { fetchConfigs } from "./validateJwt";

/**
 * Checks a token of Microsoft Entra ID, by default the one in Authorization: signature and issuer by the tenant's OpenID
 * configuration, client application (`appid` of a version 1 token, `azp` of version 2), audience, claims. Both versions'
 * issuers are allowed. That `backend-application-ids` are further audiences is inferred from their description; encrypted
 * and proof-of-possession tokens are not simulated.
 *
 * The configuration comes from `authentication-endpoint` (default https://login.microsoftonline.com), which a local stack
 * must have among its `hosts`.
 * https://learn.microsoft.com/azure/api-management/validate-azure-ad-token-policy
 */
export const validateAzureAdToken: PolicyDefinition = {
  name: "validate-azure-ad-token",
  build(element, env) {
    const tenant = required(element, "tenant-id", env);
    const endpoint = element.attributes.get("authentication-endpoint");
    const place = new TokenPlace(element, "Authorization");
    const refuser = new Refuser(element.name, element);
    const output = literal(element, "output-token-variable-name", env);
    const clients = textsOf(childOf(element, "client-application-ids"));
    const backends = textsOf(childOf(element, "backend-application-ids"));
    const audiences = textsOf(childOf(element, "audiences"));
    const claims = requiredClaims(element, env);
    const bindings = [tenant, endpoint, ...place.bindings, ...refuser.bindings, ...clients, ...backends];
    bindings.push(...audiences, ...claimBindings(claims));

    async function validate(call: Call, token: string, parts: TokenParts): Promise<void> {
      const all = (list: readonly PolicyBinding[]) => list.map((binding) => textNow(call, binding));
      const login = (endpoint ? textNow(call, endpoint) : "https://login.microsoftonline.com").replace(
        /\/$/,
        "",
      );
      const url = `${login}/${textNow(call, tenant)}/v2.0/.well-known/openid-configuration`;
      const configs = await fetchConfigs(call, element.name, [url], parts.keyId);
      const keys = configs.flatMap((config) => config.keys);
      if (!isSigned(parts, keys)) {
        throw refuser.refusal(call, "TokenSignatureInvalid", "Signature validation failed. Access denied.");
      }
      const issuers = configs.flatMap(({ issuer }) =>
        issuer === undefined ? [] : [issuer, versionOne(issuer)],
      );
      const rules = { issuers, audiences: all([...audiences, ...backends]), claims };
      checkClaims(call, parts.claims, rules, refuser);
      const client = textOf(parts.claims["azp"]) ?? textOf(parts.claims["appid"]) ?? "";
      const allowed = all(clients).map((id) => id.toLowerCase());
      if (allowed.length > 0 && !allowed.includes(client.toLowerCase())) {
        const why = "The token's client application is not allowed. Access denied.";
        throw refuser.refusal(call, "TokenClaimValueNotAllowed", why);
      }
      if (output !== undefined) call.context.variables.set(output, jwtValue(call, token));
    }

    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const token = place.read(call);
          if (!token) throw refuser.refusal(call, "TokenNotPresent", "JWT not present.");
          const parts = tokenParts(token);
          if (parts) return validate(call, token, parts);
          throw refuser.refusal(call, "TokenSignatureInvalid", "Signature validation failed. Access denied.");
        }),
    };
  },
};

/** `https://login.microsoftonline.com/TENANT/v2.0` as the issuer of version 1 tokens. */
function versionOne(issuer: string): string {
  const [, authority, tenant] = /^(https:\/\/[^/]+)\/([^/]+)\/v2\.0\/?$/.exec(issuer) ?? [];
  return authority && tenant ? entraIssuers(authority, tenant).version1 : issuer;
}
