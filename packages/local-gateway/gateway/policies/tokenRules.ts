import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { required } from "../attributes";
import { flagNow, numberNow, textNow } from "../bindings";
import { type Json, numberOf, stringsOf, textOf } from "../../resources/inputs";
import type { Call, PolicyBuildEnvironment, PolicyFailure } from "../policy";
import { queryValue, splitUrl } from "../../http/url";
import { jwtRefusal } from "./refusals";

/** What validate-jwt and validate-azure-ad-token have in common: where the token stands, and what it must say. */

export function childOf(element: CompiledElement, name: string): CompiledElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The texts of an element's children. */
export function textsOf(element: CompiledElement | undefined): readonly PolicyBinding[] {
  return (element?.children ?? []).flatMap(({ text }) => (text ? [text] : []));
}

export interface RequiredClaim {
  readonly name: PolicyBinding;
  readonly match?: PolicyBinding;
  readonly separator?: PolicyBinding;
  readonly values: readonly PolicyBinding[];
}

export function claimBindings(claims: readonly RequiredClaim[]): readonly (PolicyBinding | undefined)[] {
  return claims.flatMap(({ name, match, separator, values }) => [name, match, separator, ...values]);
}

export function requiredClaims(
  element: CompiledElement,
  env: PolicyBuildEnvironment,
): readonly RequiredClaim[] {
  return (childOf(element, "required-claims")?.children ?? []).map((claim) => ({
    name: required(claim, "name", env),
    match: claim.attributes.get("match"),
    separator: claim.attributes.get("separator"),
    values: textsOf(claim),
  }));
}

/** Where the token stands; the first of the three that has one. */
export class TokenPlace {
  readonly bindings: readonly (PolicyBinding | undefined)[];
  private readonly header?: PolicyBinding;
  private readonly query?: PolicyBinding;
  private readonly value?: PolicyBinding;
  private readonly scheme?: PolicyBinding;

  /** @param defaultHeader where the policy names no place at all. */
  constructor(
    element: CompiledElement,
    private readonly defaultHeader?: string,
  ) {
    const attribute = (name: string) => element.attributes.get(name);
    this.header = attribute("header-name");
    this.query = attribute("query-parameter-name");
    this.value = attribute("token-value");
    this.scheme = attribute("require-scheme");
    this.bindings = [this.header, this.query, this.value, this.scheme];
  }

  /** Without its scheme; undefined when there is none, or a required scheme is not there. */
  read(call: Call): string | undefined {
    const scheme = this.scheme && textNow(call, this.scheme);
    const [first = "", second] = (this.sent(call) ?? "").trim().split(/\s+/);
    if (second === undefined) return scheme === undefined ? first || undefined : undefined;
    return scheme === undefined || first.toLowerCase() === scheme.toLowerCase() ? second : undefined;
  }

  private sent(call: Call): string | undefined {
    const { request } = call.context;
    if (this.value) return textNow(call, this.value);
    const header = this.header ? textNow(call, this.header) : this.query ? undefined : this.defaultHeader;
    const sent = header === undefined ? undefined : request.headers.get(header);
    if (sent !== undefined || !this.query) return sent;
    return queryValue(splitUrl(request.originalUrl).query, textNow(call, this.query));
  }
}

/** Makes a policy's refusals: by its own status and message where it states them. */
export class Refuser {
  readonly bindings: readonly (PolicyBinding | undefined)[];
  private readonly status?: PolicyBinding;
  private readonly message?: PolicyBinding;

  constructor(
    private readonly source: string,
    element: CompiledElement,
  ) {
    this.status = element.attributes.get("failed-validation-httpcode");
    this.message = element.attributes.get("failed-validation-error-message");
    this.bindings = [this.status, this.message];
  }

  refusal(call: Call, reason: string, why: string): PolicyFailure {
    const message = this.message && textNow(call, this.message);
    return jwtRefusal(this.source, numberNow(call, this.status, 401), reason, why, message);
  }
}

export interface ClaimRules {
  readonly requireExpiry?: PolicyBinding;
  /** Seconds. */
  readonly clockSkew?: PolicyBinding;
  /** Any, when empty. */
  readonly issuers: readonly string[];
  /** Any, when empty. */
  readonly audiences: readonly string[];
  readonly claims: readonly RequiredClaim[];
}

/** Throws the refusal of the first rule that the claims do not keep. */
export function checkClaims(call: Call, claims: Json, rules: ClaimRules, refuser: Refuser): void {
  const fail = (reason: string, why: string) => refuser.refusal(call, reason, `${why} Access denied.`);
  const now = call.gateway.clock.now() / 1000;
  const leeway = numberNow(call, rules.clockSkew, 0);
  const expiry = numberOf(claims["exp"]);
  if (expiry === undefined ? flagNow(call, rules.requireExpiry, true) : expiry + leeway <= now) {
    throw fail("TokenExpired", "The token has expired, or does not say when it will.");
  }
  if ((numberOf(claims["nbf"]) ?? 0) - leeway > now) throw fail("JwtInvalid", "The token is not valid yet.");
  const tenant = textOf(claims["tid"]) ?? "";
  const issuers = rules.issuers.map((issuer) => issuer.replace("{tenantid}", tenant));
  if (issuers.length > 0 && !issuers.includes(textOf(claims["iss"]) ?? "")) {
    throw fail("TokenIssuerNotAllowed", "The token's issuer is not allowed.");
  }
  const given = valuesOf(claims["aud"]);
  if (rules.audiences.length > 0 && !given.some((one) => rules.audiences.includes(one))) {
    throw fail("TokenAudienceNotAllowed", "The token's audience is not allowed.");
  }
  const missing = rules.claims
    .map(({ name }) => textNow(call, name))
    .filter((name) => claims[name] === undefined);
  if (missing.length > 0) {
    throw fail("TokenClaimNotFound", `JWT token is missing the following claims: ${missing.join(", ")}.`);
  }
  for (const claim of rules.claims) {
    const { match, separator, values } = claim;
    const name = textNow(call, claim.name);
    const any = match !== undefined && textNow(call, match).toLowerCase() === "any";
    const held = valuesOf(claims[name], separator && textNow(call, separator));
    const wanted = values.map((value) => textNow(call, value));
    const matches = (value: string) => held.includes(value);
    if (wanted.length > 0 && !(any ? wanted.some(matches) : wanted.every(matches))) {
      throw fail("TokenClaimValueNotAllowed", `Claim ${name} value of ${held.join(",")} is not allowed.`);
    }
  }
}

function valuesOf(claim: unknown, separator?: string): readonly string[] {
  if (Array.isArray(claim)) return stringsOf(claim);
  const text = typeof claim === "string" ? claim : JSON.stringify(claim ?? "");
  return separator ? text.split(separator) : [text];
}
