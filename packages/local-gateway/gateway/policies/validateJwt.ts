import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { literal, required, unsupported } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { isSigned, rsaKey, type SigningKey, type TokenParts, tokenParts } from "./jwtSignature";
import { jwtValue } from "./jwtValue";
import { openIdConfig, type OpenIdConfig } from "./openIdConfig";
import { configUnavailable } from "./refusals";
import {
  checkClaims,
  childOf,
  claimBindings,
  Refuser,
  requiredClaims,
  textsOf,
  TokenPlace,
} from "./tokenRules";

/**
 * Checks a token's signature against declared keys (HS256/384/512 by shared secret, RS256/384/512 by modulus and
 * exponent) and those that `openid-config` leads to, then expiry, issuer, audience and claims. An OpenID provider's issuer
 * is allowed beside those in `issuers`. Without `require-signed-tokens` (default true) a token without any signature
 * passes as well. Keys by certificate-id and encrypted tokens are not simulated.
 * https://learn.microsoft.com/azure/api-management/validate-jwt-policy
 */
export const validateJwt: PolicyDefinition = {
  name: "validate-jwt",
  build(element, env) {
    const attribute = (name: string) => element.attributes.get(name);
    const place = new TokenPlace(element);
    const refuser = new Refuser(element.name, element);
    const output = literal(element, "output-token-variable-name", env);
    const [requireExpiry, clockSkew] = [attribute("require-expiration-time"), attribute("clock-skew")];
    const requireSigned = attribute("require-signed-tokens");
    const keys = (childOf(element, "issuer-signing-keys")?.children ?? []).flatMap(
      (key) => declaredKey(key, env) ?? [],
    );
    const configs = element.children
      .filter(({ name }) => name === "openid-config")
      .map((config) => required(config, "url", env));
    const audiences = textsOf(childOf(element, "audiences"));
    const issuers = textsOf(childOf(element, "issuers"));
    const claims = requiredClaims(element, env);
    const bindings = [...place.bindings, ...refuser.bindings, requireExpiry, clockSkew, requireSigned];
    bindings.push(...configs, ...audiences, ...issuers);
    bindings.push(...keys.flatMap(({ secret }) => secret ?? []), ...claimBindings(claims));
    const validate = (call: Call, token: string, parts: TokenParts, found: readonly OpenIdConfig[]) => {
      const all = (list: readonly PolicyBinding[]) => list.map((binding) => textNow(call, binding));
      const signingKeys = [
        ...keys.map((key) => ({ ...key, secret: key.secret && secretOf(call, key.secret) })),
        ...found.flatMap((config) => config.keys),
      ];
      const unsigned = parts.algorithm === "none" && parts.signature.length === 0;
      if (!isSigned(parts, signingKeys) && !(unsigned && !flagNow(call, requireSigned, true))) {
        throw refuser.refusal(call, "TokenSignatureInvalid", "Signature validation failed. Access denied.");
      }
      const rules = {
        requireExpiry,
        clockSkew,
        issuers: [...all(issuers), ...found.flatMap(({ issuer }) => issuer ?? [])],
        audiences: all(audiences),
        claims,
      };
      checkClaims(call, parts.claims, rules, refuser);
      if (output !== undefined) call.context.variables.set(output, jwtValue(call, token));
    };
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const token = place.read(call);
          if (!token) throw refuser.refusal(call, "TokenNotPresent", "JWT not present.");
          const parts = tokenParts(token);
          if (!parts) {
            throw refuser.refusal(
              call,
              "TokenSignatureInvalid",
              "Signature validation failed. Access denied.",
            );
          }
          if (configs.length === 0) return validate(call, token, parts, []);
          const urls = configs.map((url) => textNow(call, url));
          return fetchConfigs(call, element.name, urls, parts.keyId, keys.length > 0).then((found) =>
            validate(call, token, parts, found),
          );
        }),
    };
  },
};

/**
 * What the providers say. Those that cannot be reached are passed over, unless nothing is left to check a token by.
 * @throws PolicyFailure, status 500.
 */
export async function fetchConfigs(
  call: Call,
  source: string,
  urls: readonly string[],
  keyId: string | undefined,
  hasOtherKeys = false,
): Promise<readonly OpenIdConfig[]> {
  const configs = await Promise.all(urls.map((url) => openIdConfig(call.gateway, url, keyId)));
  const found = configs.flatMap((config) => config ?? []);
  if (found.length === 0 && !hasOtherKeys) throw configUnavailable(source, urls);
  return found;
}

interface DeclaredKey extends Omit<SigningKey, "secret"> {
  /** Base64. */
  readonly secret?: PolicyBinding;
}

function declaredKey(element: CompiledElement, env: PolicyBuildEnvironment): DeclaredKey | undefined {
  const part = (name: string) => {
    const binding = element.attributes.get(name);
    return binding?.kind === "literal" ? binding.value : undefined;
  };
  const id = part("id");
  if (element.attributes.has("certificate-id")) {
    const hint = "Give the key's n and e, or an openid-config, for local runs";
    unsupported(element, "keys of validate-jwt by certificate-id", hint, env);
    return undefined;
  }
  const [n, e] = [part("n"), part("e")];
  if (n === undefined || e === undefined) return { id, secret: element.text };
  const publicKey = rsaKey(n, e);
  return publicKey && { id, publicKey };
}

function secretOf(call: Call, binding: PolicyBinding): Uint8Array {
  return Buffer.from(textNow(call, binding), "base64");
}
