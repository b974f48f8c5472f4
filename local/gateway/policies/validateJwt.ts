import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import type { CompiledElement, PolicyBinding } from "../../../policy-language/document";
import { literal, unsupported } from "../attributes";
import { flagNow, numberNow, textNow, whenReady } from "../bindings";
import { asRecord, type Json, numberOf, stringsOf, textOf } from "../model/inputs";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { queryValue, splitUrl } from "../url";
import { jwtRefusal } from "./refusals";

/**
 * Checks a token's signature against declared keys (HS256/384/512 by shared secret, RS256/384/512 by modulus and
 * exponent), then expiry, issuer, audience and claims. Keys by openid-config and the output variable are not simulated.
 * https://learn.microsoft.com/azure/api-management/validate-jwt-policy
 */
export const validateJwt: PolicyDefinition = {
  name: "validate-jwt",
  build(element, env) {
    const attribute = (name: string) => element.attributes.get(name);
    refuseUnsimulated(element, env);
    const header = literal(element, "header-name", env);
    const query = literal(element, "query-parameter-name", env);
    const tokenValue = attribute("token-value");
    const scheme = attribute("require-scheme");
    const status = attribute("failed-validation-httpcode");
    const message = attribute("failed-validation-error-message");
    const expires = attribute("require-expiration-time");
    const skew = attribute("clock-skew");
    const keys = (childOf(element, "issuer-signing-keys")?.children ?? []).flatMap(
      (key) => signingKey(key, env) ?? [],
    );
    const audiences = texts(childOf(element, "audiences"));
    const issuers = texts(childOf(element, "issuers"));
    const claims = (childOf(element, "required-claims")?.children ?? []).map((claim) => ({
      name: literal(claim, "name", env) ?? "",
      any: literal(claim, "match", env) === "any",
      separator: literal(claim, "separator", env),
      values: texts(claim),
    }));
    const bindings = [tokenValue, scheme, status, message, expires, skew, ...audiences, ...issuers];
    bindings.push(...keys.flatMap(({ secret }) => secret ?? []), ...claims.flatMap(({ values }) => values));
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const all = (list: readonly PolicyBinding[]) => list.map((binding) => textNow(call, binding));
          const fail = (reason: string, why: string) =>
            jwtRefusal(numberNow(call, status, 401), reason, why, message && textNow(call, message));
          const sent = tokenValue
            ? textNow(call, tokenValue)
            : ((header ? call.context.request.headers.get(header) : undefined) ??
              (query ? queryValue(splitUrl(call.context.request.originalUrl).query, query) : undefined));
          const token = bareToken(sent ?? "", scheme && textNow(call, scheme));
          if (!token) throw fail("TokenNotPresent", "JWT not present.");
          const payload = verified(call, token, keys);
          if (!payload) throw fail("TokenSignatureInvalid", "Signature validation failed. Access denied.");
          const now = call.gateway.clock.now() / 1000;
          const leeway = numberNow(call, skew, 0);
          const expiry = numberOf(payload["exp"]);
          if (expiry === undefined ? flagNow(call, expires, true) : expiry + leeway <= now) {
            throw fail("TokenExpired", "The token has expired, or does not say when it will. Access denied.");
          }
          if ((numberOf(payload["nbf"]) ?? 0) - leeway > now) {
            throw fail("JwtInvalid", "The token is not valid yet. Access denied.");
          }
          const allowedIssuers = all(issuers);
          if (allowedIssuers.length > 0 && !allowedIssuers.includes(textOf(payload["iss"]) ?? "")) {
            throw fail("TokenIssuerNotAllowed", "The token's issuer is not allowed. Access denied.");
          }
          const allowedAudiences = all(audiences);
          const given = valuesOf(payload["aud"]);
          if (allowedAudiences.length > 0 && !given.some((one) => allowedAudiences.includes(one))) {
            throw fail("TokenAudienceNotAllowed", "The token's audience is not allowed. Access denied.");
          }
          const missing = claims.filter(({ name }) => payload[name] === undefined).map(({ name }) => name);
          if (missing.length > 0) {
            const names = missing.join(", ");
            throw fail(
              "TokenClaimNotFound",
              `JWT token is missing the following claims: ${names}. Access denied.`,
            );
          }
          for (const { name, any, separator, values } of claims) {
            const held = valuesOf(payload[name], separator);
            const wanted = all(values);
            const matches = (value: string) => held.includes(value);
            if (wanted.length > 0 && !(any ? wanted.some(matches) : wanted.every(matches))) {
              throw fail(
                "TokenClaimValueNotAllowed",
                `Claim ${name} value of ${held.join(",")} is not allowed. Access denied.`,
              );
            }
          }
        }),
    };
  },
};

interface SigningKey {
  /** Base64, for HMAC. */
  readonly secret?: PolicyBinding;
  /** For RSA. */
  readonly publicKey?: KeyObject;
}

function signingKey(element: CompiledElement, env: PolicyBuildEnvironment): SigningKey | undefined {
  const part = (name: string) => {
    const binding = element.attributes.get(name);
    return binding?.kind === "literal" ? binding.value : undefined;
  };
  const [n, e] = [part("n"), part("e")];
  if (n === undefined || e === undefined) return { secret: element.text };
  try {
    return { publicKey: createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" }) };
  } catch {
    env.problems.push({
      code: "POLICY_BAD_KEY",
      severity: "error",
      place: element.place,
      message: "n and e of <key> are no RSA public key",
      hint: "Give the modulus and the exponent in base64url, as a JWKS document has them",
    });
    return undefined;
  }
}

/** The token's claims if one of the keys has signed it. The key decides the algorithm's kind, never the token alone. */
function verified(call: Call, token: string, keys: readonly SigningKey[]): Json | undefined {
  const [head = "", body = "", signature = ""] = token.split(".");
  const algorithm = textOf(decoded(head)?.["alg"]) ?? "";
  const bits = /^(?:HS|RS)(256|384|512)$/.exec(algorithm)?.[1];
  if (!bits) return undefined;
  const signed = Buffer.from(`${head}.${body}`);
  const bytes = Buffer.from(signature, "base64url");
  const fits = ({ secret, publicKey }: SigningKey): boolean => {
    if (publicKey) return algorithm.startsWith("RS") && verify(`sha${bits}`, signed, publicKey, bytes);
    if (!secret || !algorithm.startsWith("HS")) return false;
    const key = Buffer.from(textNow(call, secret), "base64");
    // Anybody can sign with an empty key.
    if (key.length === 0) return false;
    const own = createHmac(`sha${bits}`, key).update(signed).digest();
    return own.length === bytes.length && timingSafeEqual(own, bytes);
  };
  return keys.some(fits) ? decoded(body) : undefined;
}

function decoded(part: string): Json | undefined {
  try {
    return asRecord(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}

/** The token without its scheme; undefined when a required scheme is not there. */
function bareToken(sent: string, scheme: string | undefined): string | undefined {
  const [first = "", second] = sent.trim().split(/\s+/);
  if (second === undefined) return scheme === undefined ? first || undefined : undefined;
  return scheme === undefined || first.toLowerCase() === scheme.toLowerCase() ? second : undefined;
}

function valuesOf(claim: unknown, separator?: string): readonly string[] {
  if (Array.isArray(claim)) return stringsOf(claim);
  const text = typeof claim === "string" ? claim : JSON.stringify(claim ?? "");
  return separator ? text.split(separator) : [text];
}

function childOf(element: CompiledElement, name: string): CompiledElement | undefined {
  return element.children.find((child) => child.name === name);
}

function texts(element: CompiledElement | undefined): readonly PolicyBinding[] {
  return (element?.children ?? []).flatMap(({ text }) => (text ? [text] : []));
}

function refuseUnsimulated(element: CompiledElement, env: PolicyBuildEnvironment): void {
  const hint = "Declare issuer-signing-keys for local runs";
  if (childOf(element, "openid-config")) unsupported(element, "validate-jwt with openid-config", hint, env);
  if (element.attributes.has("output-token-variable-name")) {
    unsupported(element, "validate-jwt's output-token-variable-name", "Read the token by AsJwt()", env);
  }
}
