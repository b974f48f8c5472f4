import { createHash } from "node:crypto";

/** Made-up values that stay the same for the same seed: keys, ids and suffixes do not change from run to run. */
export function seededHex(seed: string, length: number): string {
  return createHash("sha512").update(seed).digest("hex").slice(0, length);
}

/** A UUID of version 5's shape. */
export function seededUuid(seed: string): string {
  const hex = seededHex(seed, 32);
  const variant = "89ab".charAt(parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export function seededBase64(seed: string, bytes: number): string {
  return Buffer.from(seededHex(seed, bytes * 2), "hex").toString("base64");
}

/** As many characters of the alphabet; up to 64 of them differ by position, more repeat the digest of a digest. */
export function seededText(seed: string, length: number, alphabet: string): string {
  let text = "";
  for (let round = 0; text.length < length; round++) {
    const digest = createHash("sha512").update(`${seed}:${round}`).digest();
    for (const byte of digest) text += alphabet.charAt(byte % alphabet.length);
  }
  return text.slice(0, length);
}

/** Where the local cloud lives: subscription and tenant that no one has. */
export const localTenant = "00000000-0000-4000-8000-00000000abcd";
export const localSubscription = "00000000-0000-4000-8000-000000000001";
