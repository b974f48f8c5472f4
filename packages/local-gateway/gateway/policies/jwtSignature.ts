import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import { asRecord, type Json, textOf } from "../../resources/inputs";

/** A key that tokens may be signed with: a shared secret, or a public key. */
export interface SigningKey {
  /** Compared with a token's `kid` where both have one. */
  readonly id?: string;
  /** For HMAC. */
  readonly secret?: Uint8Array;
  /** For RSA. */
  readonly publicKey?: KeyObject;
}

/** A token taken apart; nothing of it has been verified. */
export interface TokenParts {
  readonly algorithm: string;
  readonly keyId?: string;
  readonly claims: Json;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Undefined for anything but a compact JWT. */
export function tokenParts(token: string): TokenParts | undefined {
  const [head = "", body = "", signature, ...more] = token.split(".");
  const header = decoded(head);
  const claims = decoded(body);
  if (!header || !claims || signature === undefined || more.length > 0) return undefined;
  return {
    algorithm: textOf(header["alg"]) ?? "",
    keyId: textOf(header["kid"]),
    claims,
    signed: Buffer.from(`${head}.${body}`),
    signature: Buffer.from(signature, "base64url"),
  };
}

/** Whether one of the keys has signed the token (HS or RS, 256 to 512). The key decides the algorithm's kind, never the token alone. */
export function isSigned(token: TokenParts, keys: readonly SigningKey[]): boolean {
  const { algorithm, signed, signature } = token;
  const bits = /^(?:HS|RS)(256|384|512)$/.exec(algorithm)?.[1];
  if (!bits) return false;
  return keys.some(({ id, secret, publicKey }) => {
    if (id !== undefined && token.keyId !== undefined && id !== token.keyId) return false;
    if (publicKey) return algorithm.startsWith("RS") && verify(`sha${bits}`, signed, publicKey, signature);
    // Anybody can sign with an empty key.
    if (!secret || secret.length === 0 || !algorithm.startsWith("HS")) return false;
    const own = createHmac(`sha${bits}`, secret).update(signed).digest();
    return own.length === signature.length && timingSafeEqual(own, signature);
  });
}

/** An RSA key by modulus and exponent in base64url; undefined when they are none. */
export function rsaKey(n: string, e: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: "RSA", n, e }, format: "jwk" });
  } catch {
    return undefined;
  }
}

function decoded(part: string): Json | undefined {
  try {
    return asRecord(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
