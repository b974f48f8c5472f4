import { checkPrimeSync, createCipheriv, createPrivateKey, hkdfSync, type KeyObject } from "node:crypto";
import { bigEndian } from "@azure-genai-gateway/common/certificate/der";

/** `length` bytes that only the seed and the purpose decide: the same at every run, and nothing to be learnt from them about others. */
export function seededBytes(seed: string, purpose: string, length: number): Buffer {
  const key = Buffer.from(hkdfSync("sha256", seed, "", purpose, 32));
  // HKDF itself ends at 8,160 bytes; a cipher's key stream does not.
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

const publicExponent = 65537n;

/**
 * An RSA key of 2048 bits that only the seed decides. Node's own generator takes no seed, and a key that is another one
 * at every run would be a change of the gateway at every `up`.
 * The seed has to be secret and as good as random: whoever has it has the key.
 */
export function seededRsaKey(seed: string): KeyObject {
  const p = seededPrime(seed, "rsa p");
  const q = seededPrime(seed, "rsa q");
  const [order, other] = [p - 1n, q - 1n];
  const d = inverse(publicExponent, (order * other) / greatestCommonDivisor(order, other));
  const values = { n: p * q, e: publicExponent, d, p, q, dp: d % order, dq: d % other, qi: inverse(q, p) };
  const jwk = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, bigEndian(value).toString("base64url")]),
  );
  return createPrivateKey({ key: { kty: "RSA", ...jwk }, format: "jwk" });
}

/** 1024 bits, the two highest set so that the product of two such primes has 2048. */
function seededPrime(seed: string, purpose: string): bigint {
  const bytes = seededBytes(seed, purpose, 128);
  bytes[0]! |= 0xc0;
  bytes[127]! |= 0x01;
  let candidate = BigInt(`0x${bytes.toString("hex")}`);
  // The public exponent is prime itself, so all it asks for is not to divide what it is inverted by.
  while ((candidate - 1n) % publicExponent === 0n || !checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : greatestCommonDivisor(right, left % right);
}

/** The number that `value` times it is 1 by `modulus`; they have no divisor in common. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [0n, 1n];
  let [high, low] = [modulus, value % modulus];
  while (low > 1n) {
    const quotient = high / low;
    [high, low] = [low, high % low];
    [previous, current] = [current, previous - quotient * current];
  }
  return ((current % modulus) + modulus) % modulus;
}
