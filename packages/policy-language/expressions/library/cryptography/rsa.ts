import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  createHash,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { define, named, type Members } from "../../types/registry";
import { argumentNull, checkSize, NetObject, raise, setDefault, tick } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "../core/bytes";
import { defineEnum } from "../core/enums";

const cryptography = "System.Security.Cryptography";
/** A signature or a decryption costs as much as a long loop. */
const heavy = 2_000;

const refused = (message: string): never => raise("CryptographicException", message);

/** A value with a name and nothing else: HashAlgorithmName and the two paddings. */
class Named extends NetObject {
  constructor(
    private readonly typeName: string,
    readonly name: string | null,
    /** Of an OAEP padding. */
    readonly digest?: Named,
  ) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
  override text(): string {
    return this.name ?? "";
  }
  get keyText(): string {
    return `${this.typeName}${this.name ?? ""}${this.digest?.name ?? ""}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof Named && other.keyText === this.keyText;
  }
}

const same = (a: Named | null, b: Named | null) => (a === null ? b === null : a.equals(b));
const comparing = (type: string): Members => ({
  [`bool Equals(${type} other)`]: (one: Named, other: Named | null) => one.equals(other),
  [`operator bool ==(${type} left, ${type} right)`]: same,
  [`operator bool !=(${type} left, ${type} right)`]: (a: Named | null, b: Named | null) => !same(a, b),
});

const hashName = (name: string | null) => new Named("HashAlgorithmName", name);
const hashNames = ["MD5", "SHA1", "SHA256", "SHA384", "SHA512"];
define(cryptography, "struct HashAlgorithmName", {
  ...Object.fromEntries(hashNames.map((name) => [`static HashAlgorithmName ${name}`, () => hashName(name)])),
  "new(string name)": hashName,
  "string Name": (one: Named) => one.name,
  "string ToString()": (one: Named) => one.text(),
  ...comparing("HashAlgorithmName"),
});
setDefault(`${cryptography}.HashAlgorithmName`, () => hashName(null));

defineEnum(cryptography, "RSASignaturePaddingMode", "Pkcs1 Pss");
defineEnum(cryptography, "RSAEncryptionPaddingMode", "Pkcs1 Oaep");
const signaturePadding = (name: string) => new Named("RSASignaturePadding", name);
define(cryptography, "class RSASignaturePadding", {
  "static RSASignaturePadding Pkcs1": () => signaturePadding("Pkcs1"),
  "static RSASignaturePadding Pss": () => signaturePadding("Pss"),
  "RSASignaturePaddingMode Mode": (one: Named) => Number(one.name === "Pss"),
  "string ToString()": (one: Named) => one.text(),
  ...comparing("RSASignaturePadding"),
});

const oaep = (hash: Named) => new Named("RSAEncryptionPadding", `Oaep${hash.name}`, hash);
define(cryptography, "class RSAEncryptionPadding", {
  "static RSAEncryptionPadding Pkcs1": () => new Named("RSAEncryptionPadding", "Pkcs1"),
  ...Object.fromEntries(
    hashNames.slice(1).map((name) => [`static RSAEncryptionPadding Oaep${name}`, () => oaep(hashName(name))]),
  ),
  "static RSAEncryptionPadding CreateOaep(HashAlgorithmName hashAlgorithm)": (hash: Named) =>
    hash.name ? oaep(hash) : raise("ArgumentException", "The hash algorithm name cannot be null or empty. (Parameter 'hashAlgorithm')"),
  "RSAEncryptionPaddingMode Mode": (one: Named) => Number(one.digest !== undefined),
  "HashAlgorithmName OaepHashAlgorithm": (one: Named) => one.digest ?? hashName(null),
  "string ToString()": (one: Named) => (one.digest ? one.text() : "Pkcs1"),
  ...comparing("RSAEncryptionPadding"),
}); // prettier-ignore

/** System.Security.Cryptography.RSA: a public key, or one with its private part. */
export class Rsa extends NetObject {
  constructor(public key: KeyObject) {
    super();
  }
  get netType() {
    return named("RSA");
  }
  get size(): number {
    return this.key.asymmetricKeyDetails?.modulusLength ?? 2048;
  }
  get privateKey(): KeyObject {
    return this.key.type === "private" ? this.key : refused("The key does not have a private part.");
  }
}

function generated(bits: number): Rsa {
  if (bits < 512 || bits > 16384 || bits % 8)
    refused("Specified key is not a valid size for this algorithm.");
  // Larger keys take seconds to make, which no policy has.
  if (bits > 4096) refused("Keys of more than 4096 bits are not made here.");
  tick(100 * bits);
  return new Rsa(generateKeyPairSync("rsa", { modulusLength: bits }).privateKey);
}

function algorithmOf(name: Named): string {
  if (!name.name)
    return raise("ArgumentException", "The hash algorithm name cannot be null or empty. (Parameter 'hashAlgorithm')");
  return hashNames.includes(name.name) ? name.name.toLowerCase() : refused(`'${name.name}' is not a known hash algorithm.`);
} // prettier-ignore

const padded = (padding: Named | null) =>
  (padding ?? argumentNull("padding")).name === "Pss"
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };

function charged(bytes: Buffer): Buffer {
  checkSize(bytes.length);
  tick(heavy + (bytes.length >> 6));
  return bytes;
}

/** What stands before a hash in a PKCS #1 signature: RFC 8017, section 9.2. */
const digestInfo: Readonly<Record<string, string>> = {
  MD5: "3020300c06082a864886f70d020505000410", SHA1: "3021300906052b0e03021a05000414", SHA256: "3031300d060960864801650304020105000420",
  SHA384: "3041300d060960864801650304020205000430", SHA512: "3051300d060960864801650304020305000440",
}; // prettier-ignore

function withInfo(hash: Buffer, name: Named, padding: Named | null): Buffer {
  const length = createHash(algorithmOf(name)).digest().length;
  if (hash.length !== length) refused("The provided hash value is not the expected size for the specified hash algorithm.");
  if ((padding ?? argumentNull("padding")).name === "Pss") refused("A hash on its own is not signed with PSS here; SignData is.");
  return Buffer.concat([Buffer.from(digestInfo[name.name!]!, "hex"), charged(hash)]);
} // prettier-ignore

const part = (array: NetArray | null, offset: number, count: number) => {
  const bytes = fromByteArray(array, "data");
  if (offset < 0 || count < 0 || offset + count > bytes.length)
    raise("ArgumentOutOfRangeException", "Specified argument was out of the range of valid values. (Parameter 'count')");
  return bytes.subarray(offset, offset + count);
}; // prettier-ignore

/** What OpenSSL refuses is a CryptographicException. */
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    return refused("The parameter is incorrect.");
  }
}

const signed = (one: Rsa, bytes: Buffer, name: Named, padding: Named | null) =>
  toByteArray(
    guarded(() => sign(algorithmOf(name), charged(bytes), { key: one.privateKey, ...padded(padding) })),
  );
const verified = (one: Rsa, bytes: Buffer, signature: NetArray | null, name: Named, padding: Named | null) =>
  guarded(() => verify(algorithmOf(name), charged(bytes), { key: one.key, ...padded(padding) }, fromByteArray(signature, "signature"))); // prettier-ignore

function cipher(padding: Named | null) {
  const { digest: hash } = padding ?? argumentNull("padding");
  return hash
    ? { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: algorithmOf(hash) }
    : { padding: constants.RSA_PKCS1_PADDING };
}

const der = (one: Rsa, form: "pkcs1" | "pkcs8" | "spki") =>
  toByteArray(
    form === "pkcs8"
      ? one.privateKey.export({ type: form, format: "der" })
      : form === "pkcs1" && one.key.type === "private"
        ? one.privateKey.export({ type: "pkcs1", format: "der" })
        : createPublicKey(one.key.export({ type: form === "spki" ? "spki" : "pkcs1", format: "pem" })).export({ type: form as "spki", format: "der" }), // prettier-ignore
  );

const publicOf = (one: Rsa) => (one.key.type === "private" ? createPublicKey(one.key) : one.key);

/** XML as RSA.ToXmlString writes it, with the names of RFC 3275. */
const xmlNames = { Modulus: "n", Exponent: "e", P: "p", Q: "q", DP: "dp", DQ: "dq", InverseQ: "qi", D: "d" } as const; // prettier-ignore

function toXml(one: Rsa, withPrivate: boolean): string {
  const jwk = (withPrivate ? one.privateKey : publicOf(one)).export({ format: "jwk" });
  const parts = Object.entries(xmlNames).flatMap(([name, key]) => {
    const value = jwk[key];
    return value === undefined ? [] : [`<${name}>${Buffer.from(String(value), "base64url").toString("base64")}</${name}>`];
  }); // prettier-ignore
  return `<RSAKeyValue>${parts.join("")}</RSAKeyValue>`;
}

function fromXml(one: Rsa, text: string | null): void {
  const jwk: JsonWebKey = { kty: "RSA" };
  for (const [, name, value] of (text ?? argumentNull("xmlString")).matchAll(/<(\w+)>([^<]*)<\/\1>/g)) {
    const key = xmlNames[name as keyof typeof xmlNames];
    if (key) jwk[key] = Buffer.from(value!, "base64").toString("base64url");
  }
  if (!jwk.n || !jwk.e)
    refused("Input string does not contain a valid encoding of the 'RSA' 'Modulus' parameter.");
  one.key = guarded(() => (jwk.d ? createPrivateKey : createPublicKey)({ key: jwk, format: "jwk" } as never));
}

define(cryptography, "class AsymmetricAlgorithm : IDisposable", {
  "int KeySize": (one: Rsa) => one.size,
  "string SignatureAlgorithm": () => "RSA",
  "string KeyExchangeAlgorithm": () => "RSA",
  "void Clear()": () => undefined,
  "void Dispose()": () => undefined,
  "byte[] ExportPkcs8PrivateKey()": (one: Rsa) => der(one, "pkcs8"),
  "byte[] ExportSubjectPublicKeyInfo()": (one: Rsa) =>
    toByteArray(publicOf(one).export({ type: "spki", format: "der" })),
  "string ToXmlString(bool includePrivateParameters)": toXml,
  "void FromXmlString(string xmlString)": fromXml,
});
define(cryptography, "class RSA : AsymmetricAlgorithm", {
  "static RSA Create()": () => generated(2048),
  "static RSA Create(int keySizeInBits)": generated,
  "byte[] ExportRSAPrivateKey()": (one: Rsa) => (one.privateKey, der(one, "pkcs1")),
  "byte[] ExportRSAPublicKey()": (one: Rsa) => toByteArray(publicOf(one).export({ type: "pkcs1", format: "der" })),
  "byte[] Encrypt(byte[] data, RSAEncryptionPadding padding)": (one: Rsa, data: NetArray | null, padding: Named | null) =>
    toByteArray(guarded(() => publicEncrypt({ key: publicOf(one), ...cipher(padding) }, charged(fromByteArray(data, "data"))))),
  "byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)": (one: Rsa, data: NetArray | null, padding: Named | null) =>
    toByteArray(guarded(() => privateDecrypt({ key: one.privateKey, ...cipher(padding) }, charged(fromByteArray(data, "data"))))),
  "byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)": (one: Rsa, data: NetArray | null, name: Named, padding: Named | null) =>
    signed(one, fromByteArray(data, "data"), name, padding),
  "byte[] SignData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
    (one: Rsa, data: NetArray | null, offset: number, count: number, name: Named, padding: Named | null) => signed(one, part(data, offset, count), name, padding),
  "bool VerifyData(byte[] data, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
    (one: Rsa, data: NetArray | null, signature: NetArray | null, name: Named, padding: Named | null) => verified(one, fromByteArray(data, "data"), signature, name, padding),
  "bool VerifyData(byte[] data, int offset, int count, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
    (one: Rsa, data: NetArray | null, offset: number, count: number, signature: NetArray | null, name: Named, padding: Named | null) =>
      verified(one, part(data, offset, count), signature, name, padding),
  "byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)": (one: Rsa, hash: NetArray | null, name: Named, padding: Named | null) =>
    toByteArray(guarded(() => privateEncrypt({ key: one.privateKey, padding: constants.RSA_PKCS1_PADDING }, withInfo(fromByteArray(hash, "hash"), name, padding)))),
  "bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)":
    (one: Rsa, hash: NetArray | null, signature: NetArray | null, name: Named, padding: Named | null) => {
      const wanted = withInfo(fromByteArray(hash, "hash"), name, padding);
      try {
        return wanted.equals(publicDecrypt({ key: publicOf(one), padding: constants.RSA_PKCS1_PADDING }, fromByteArray(signature, "signature")));
      } catch {
        return false;
      }
    },
}); // prettier-ignore
