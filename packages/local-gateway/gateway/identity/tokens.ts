import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "@azure-genai-gateway/common/clock";
import type { IdentityModel } from "../model/types";

/** What an access token of a managed identity says; names are those of Microsoft Entra's own claims. */
export interface TokenClaims {
  readonly aud: string;
  /** The principal: role assignments name it. */
  readonly oid: string;
  readonly appid?: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
}

const lifetimeSeconds = 24 * 60 * 60;
/** A token is replaced this long before it expires, so that none runs out on its way. */
const renewBeforeSeconds = 5 * 60;

/**
 * Stands in for Microsoft Entra: issues access tokens to managed identities and checks them. Tokens have the shape of
 * a JWT and are signed with a key of this instance, so only what this instance issued is accepted.
 */
export class TokenIssuer {
  private readonly issued = new Map<string, { token: string; exp: number }>();
  private readonly checked = new Map<string, TokenClaims>();

  /** @param key secret of the signature; any text that callers cannot know. */
  constructor(
    private readonly clock: Clock,
    private readonly key: string,
  ) {}

  /** The same token while it is fresh, as the identity endpoint itself does. */
  issue(identity: IdentityModel, resource: string): string {
    const name = `${identity.principalId} ${resource}`;
    const now = Math.floor(this.clock.now() / 1000);
    const known = this.issued.get(name);
    if (known && known.exp - renewBeforeSeconds > now) return known.token;
    const claims: TokenClaims = {
      aud: resource.replace(/\/\.default$/, ""),
      oid: identity.principalId,
      appid: identity.clientId,
      iat: now,
      exp: now + lifetimeSeconds,
    };
    const head = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    const token = `${head}.${this.sign(head)}`;
    this.issued.set(name, { token, exp: claims.exp });
    return token;
  }

  /** The claims of a token that this instance issued and that has not expired. */
  check(token: string): TokenClaims | undefined {
    const claims = this.checked.get(token) ?? this.verify(token);
    return claims && claims.exp * 1000 > this.clock.now() ? claims : undefined;
  }

  private verify(token: string): TokenClaims | undefined {
    const [header, payload, signature, ...rest] = token.split(".");
    if (!header || !payload || !signature || rest.length > 0) return undefined;
    const expected = Buffer.from(this.sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as TokenClaims;
    // Only genuine tokens are remembered, and there are few of them: one per identity and resource and day.
    this.checked.set(token, claims);
    return claims;
  }

  private sign(text: string): string {
    return createHmac("sha256", this.key).update(text).digest("base64url");
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
