import { createHash, X509Certificate, type KeyObject } from "node:crypto";
import { define, named, type Members } from "../../types/registry";
import { argumentNull, currentRuntime, NetObject, raise } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "../core/bytes";
import { defineEnum } from "../core/enums";
import { certificateParts, namesOf, nameText } from "../cryptography/der";
import { Rsa } from "../cryptography/rsa";
import { fromMs } from "../dates";

const x509 = "System.Security.Cryptography.X509Certificates";

/** A client's or a stored certificate, as the host has it. */
export class Certificate extends NetObject {
  readonly x509: X509Certificate;
  private known?: ReturnType<typeof certificateParts>;
  /** `pem` may be DER too; `key` is there where whoever holds the certificate may sign with it. */
  constructor(
    pem: string | Uint8Array,
    public friendlyName = "",
    readonly key?: KeyObject,
    private readonly typeName = "X509Certificate2",
  ) {
    super();
    this.x509 = new X509Certificate(pem);
  }
  get netType() {
    return named(this.typeName);
  }
  get parts() {
    return (this.known ??= certificateParts(this.x509.raw));
  }
  get subject(): string {
    return nameText(this.parts.subject);
  }
  get issuer(): string {
    return nameText(this.parts.issuer);
  }
  get keyText(): string {
    return `certificate${this.x509.fingerprint256}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof Certificate && other.keyText === this.keyText;
  }
  override text(): string {
    const lines = (title: string, value: string) => `[${title}]\n  ${value}\n\n`;
    const date = (text: string) => fromMs(Date.parse(text)).format("MM/dd/yyyy HH:mm:ss");
    return (
      lines("Subject", this.subject) +
      lines("Issuer", this.issuer) +
      lines("Serial Number", this.x509.serialNumber) +
      lines("Not Before", date(this.x509.validFrom)) +
      lines("Not After", date(this.x509.validTo)) +
      `[Thumbprint]\n  ${this.x509.fingerprint.replaceAll(":", "")}\n`
    );
  }
  /** Valid now, by its dates; its chain is the gateway's to judge. */
  isValid(now: number): boolean {
    return now >= Date.parse(this.x509.validFrom) && now <= Date.parse(this.x509.validTo);
  }
}

/** Types that policies name and seldom use: a value with what it is made of. */
class Record<T> extends NetObject {
  constructor(
    private readonly typeName: string,
    readonly value: T,
  ) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
}

const friendly: Readonly<{ [oid: string]: string }> = {
  "1.2.840.113549.1.1.1": "RSA", "1.2.840.113549.1.1.4": "md5RSA", "1.2.840.113549.1.1.5": "sha1RSA", "1.2.840.113549.1.1.10": "RSASSA-PSS",
  "1.2.840.113549.1.1.11": "sha256RSA", "1.2.840.113549.1.1.12": "sha384RSA", "1.2.840.113549.1.1.13": "sha512RSA", "1.2.840.10045.2.1": "ECC",
  "1.2.840.10045.4.3.2": "sha256ECDSA", "1.2.840.10045.4.3.3": "sha384ECDSA", "1.2.840.10045.4.3.4": "sha512ECDSA", "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384", "2.16.840.1.101.3.4.2.3": "sha512", "1.2.840.113549.2.5": "md5",
}; // prettier-ignore
interface OidValue {
  value: string | null;
  name: string | null;
}
const oid = (value: string | null, name: string | null = value === null ? null : (friendly[value] ?? null)) =>
  new Record<OidValue>("Oid", { value, name });
const oidOf = (text: string | null) =>
  text !== null && !/^[\d.]+$/.test(text)
    ? oid(
        Object.keys(friendly).find((key) => friendly[key]!.toLowerCase() === text.toLowerCase()) ?? text,
        text,
      )
    : oid(text);
define("System.Security.Cryptography", "class Oid", {
  "new()": () => oid(null),
  "new(string oid)": oidOf,
  "new(string value, string friendlyName)": (value: string | null, name: string | null) => oid(value, name),
  "new(Oid oid)": (other: Record<OidValue> | null) => oid((other ?? argumentNull("oid")).value.value, other!.value.name),
  "string Value": [(one: Record<OidValue>) => one.value.value, (one: Record<OidValue>, value: string | null) => void (one.value.value = value)],
  "string FriendlyName": [(one: Record<OidValue>) => one.value.name, (one: Record<OidValue>, name: string | null) => void (one.value.name = name)],
}); // prettier-ignore

const distinguished = (raw: Buffer | string) => new Record("X500DistinguishedName", raw);
type Distinguished = Record<Buffer | string>;
const nameOfRecord = ({ value }: Distinguished) => (typeof value === "string" ? value : nameText(value));
define(x509, "class X500DistinguishedName", {
  "new(byte[] encodedDistinguishedName)": (array: NetArray | null) => distinguished(fromByteArray(array)),
  "new(string distinguishedName)": (text: string | null) => distinguished(text ?? argumentNull("distinguishedName")),
  "new(X500DistinguishedName distinguishedName)": (other: Distinguished | null) => distinguished((other ?? argumentNull("distinguishedName")).value),
  "string Name": nameOfRecord,
  "string Format(bool multiLine)": (one: Distinguished, lines: boolean) => (lines ? nameOfRecord(one).replaceAll(", ", "\n") : nameOfRecord(one)),
  "byte[] RawData": ({ value }: Distinguished) => toByteArray(typeof value === "string" ? Buffer.alloc(0) : value),
}); // prettier-ignore

const publicKey = (one: Certificate) => new Record("PublicKey", one);
define(x509, "class PublicKey", {
  "Oid Oid": ({ value }: Record<Certificate>) => oid(value.parts.keyAlgorithm),
  "RSA GetRSAPublicKey()": ({ value }: Record<Certificate>) => rsaOf(value),
});
defineEnum(x509, "X509ContentType", {
  Unknown: 0, Cert: 1, SerializedCert: 2, Pfx: 3, Pkcs12: 3, SerializedStore: 4, Pkcs7: 5, Authenticode: 6,
}); // prettier-ignore
defineEnum(x509, "X509NameType", {
  SimpleName: 0, EmailName: 1, UpnName: 2, DnsName: 3, DnsFromAlternativeName: 4, UrlName: 5,
}); // prettier-ignore
defineEnum(x509, "X509KeyStorageFlags", {
  DefaultKeySet: 0, UserKeySet: 1, MachineKeySet: 2, Exportable: 4, UserProtected: 8, PersistKeySet: 16, EphemeralKeySet: 32,
}, "flags"); // prettier-ignore

const rsaOf = (one: Certificate | null) => {
  const { x509 } = one ?? argumentNull("certificate");
  return x509.publicKey.asymmetricKeyType === "rsa" ? new Rsa(x509.publicKey) : null;
};
define(x509, "class RSACertificateExtensions", {
  "static RSA GetRSAPublicKey(this X509Certificate2 certificate)": rsaOf,
  "static RSA GetRSAPrivateKey(this X509Certificate2 certificate)": (one: Certificate | null) => {
    const { key } = one ?? argumentNull("certificate");
    return key?.asymmetricKeyType === "rsa" ? new Rsa(key) : null;
  },
  "static X509Certificate2 CopyWithPrivateKey(this X509Certificate2 certificate, RSA privateKey)": (one: Certificate | null, key: Rsa | null) =>
    new Certificate((one ?? argumentNull("certificate")).x509.raw, one!.friendlyName, (key ?? argumentNull("privateKey")).privateKey),
}); // prettier-ignore

function read(typeName: string) {
  return (array: NetArray | null): Certificate => {
    const bytes = fromByteArray(array, "rawData");
    if (bytes.length === 0)
      raise("ArgumentException", "Array cannot be empty or null. (Parameter 'rawData')");
    try {
      return new Certificate(bytes, "", undefined, typeName);
    } catch {
      // PKCS #12 too: nothing here opens it.
      return raise("CryptographicException", "Cannot find the requested object.");
    }
  };
}

/** Which kind of file it is, as far as its first bytes tell. */
function contentType(array: NetArray | null): number {
  const bytes = fromByteArray(array, "rawData");
  try {
    void new X509Certificate(bytes);
    return 1;
  } catch {
    if (bytes[0] !== 0x30) return raise("CryptographicException", "Cannot find the requested object.");
    return bytes.includes(Buffer.from("2a864886f70d010702", "hex")) ? 5 : 3;
  }
}

const hashed = (one: Certificate, name: { name: string | null } | null) =>
  createHash((name?.name ?? "SHA1").toLowerCase())
    .update(one.x509.raw)
    .digest();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();
const noFile = (): never => raise("CryptographicException", "Policies have no files.");
const exported = (one: Certificate, type: number) =>
  type === 1
    ? toByteArray(one.x509.raw)
    : raise("CryptographicException", "Only the certificate itself (X509ContentType.Cert) is exported here.");

/** GetNameInfo: a name of the subject, or of the issuer. */
function nameInfo(one: Certificate, type: number, forIssuer: boolean): string {
  const names = namesOf(forIssuer ? one.parts.issuer : one.parts.subject);
  const find = (kind: string) => names.find(([name]) => name === kind)?.[1];
  const alternative = forIssuer ? "" : (one.x509.subjectAltName ?? "");
  const other = (kind: string) => new RegExp(`(?:^|, )${kind}:([^,]*)`).exec(alternative)?.[1];
  switch (type) {
    case 0:
      return find("CN") ?? find("OU") ?? find("O") ?? find("E") ?? other("DNS") ?? "";
    case 1:
      return other("email") ?? find("E") ?? "";
    case 2:
      return other("othername") ?? "";
    case 3:
      return other("DNS") ?? find("CN") ?? "";
    default:
      return other(type === 4 ? "DNS" : "URI") ?? "";
  }
}

const date = (text: string) => fromMs(Date.parse(text));
const shownDate = (text: string) => date(text).format("G");

const base: Members = {
  "new()": () => raise("PlatformNotSupportedException", "A certificate is made of its bytes."),
  "new(byte[] data)": read("X509Certificate"),
  "new(X509Certificate cert)": (other: Certificate | null) => new Certificate((other ?? argumentNull("cert")).x509.raw, "", undefined, "X509Certificate"),
  "string Subject": (one: Certificate) => one.subject,
  "string Issuer": (one: Certificate) => one.issuer,
  "bool Equals(X509Certificate other)": (one: Certificate, other: unknown) => one.equals(other),
  "byte[] Export(X509ContentType contentType)": exported,
  "byte[] Export(X509ContentType contentType, string password)": exported,
  "byte[] GetCertHash()": (one: Certificate) => toByteArray(hashed(one, null)),
  "byte[] GetCertHash(HashAlgorithmName hashAlgorithm)": (one: Certificate, name: { name: string }) => toByteArray(hashed(one, name)),
  "string GetCertHashString()": (one: Certificate) => hex(hashed(one, null)),
  "string GetCertHashString(HashAlgorithmName hashAlgorithm)": (one: Certificate, name: { name: string }) => hex(hashed(one, name)),
  "string GetEffectiveDateString()": (one: Certificate) => shownDate(one.x509.validFrom),
  "string GetExpirationDateString()": (one: Certificate) => shownDate(one.x509.validTo),
  "string GetFormat()": () => "X509",
  "string GetKeyAlgorithm()": (one: Certificate) => one.parts.keyAlgorithm,
  "byte[] GetKeyAlgorithmParameters()": (one: Certificate) => toByteArray(one.parts.keyParameters),
  "string GetKeyAlgorithmParametersString()": (one: Certificate) => hex(one.parts.keyParameters),
  "byte[] GetPublicKey()": (one: Certificate) => toByteArray(one.parts.publicKey),
  "string GetPublicKeyString()": (one: Certificate) => hex(one.parts.publicKey),
  "byte[] GetRawCertData()": (one: Certificate) => toByteArray(one.x509.raw),
  "string GetRawCertDataString()": (one: Certificate) => hex(one.x509.raw),
  // .NET gives the bytes in the other order than the text.
  "byte[] GetSerialNumber()": (one: Certificate) => toByteArray(Buffer.from(one.x509.serialNumber, "hex").reverse()),
  "string GetSerialNumberString()": (one: Certificate) => one.x509.serialNumber,
  "int GetHashCode()": (one: Certificate) => hashed(one, null).readInt32BE(0),
  "void Reset()": () => undefined,
  "void Dispose()": () => undefined,
  "string ToString(bool fVerbose)": (one: Certificate, verbose: boolean) => (verbose ? one.text() : one.netType.fullName),
}; // prettier-ignore
define(x509, "class X509Certificate : IDisposable", base);
define(x509, "class X509Certificate2 : X509Certificate", {
  "new(byte[] rawData)": read("X509Certificate2"),
  "new(byte[] rawData, string password)": read("X509Certificate2"),
  "new(byte[] rawData, string password, X509KeyStorageFlags keyStorageFlags)": read("X509Certificate2"),
  "new(X509Certificate certificate)": (other: Certificate | null) => new Certificate((other ?? argumentNull("certificate")).x509.raw, other!.friendlyName, other!.key),
  "string Thumbprint": (one: Certificate) => one.x509.fingerprint.replaceAll(":", ""),
  "string SerialNumber": (one: Certificate) => one.x509.serialNumber,
  "string FriendlyName": [(one: Certificate) => one.friendlyName, (one: Certificate, name: string | null) => void (one.friendlyName = name ?? "")],
  "bool Archived": [() => false, () => undefined],
  "bool HasPrivateKey": (one: Certificate) => one.key !== undefined,
  "DateTime NotBefore": (one: Certificate) => date(one.x509.validFrom),
  "DateTime NotAfter": (one: Certificate) => date(one.x509.validTo),
  "byte[] RawData": (one: Certificate) => toByteArray(one.x509.raw),
  "int Version": (one: Certificate) => one.parts.version,
  "X500DistinguishedName SubjectName": (one: Certificate) => distinguished(one.parts.subject),
  "X500DistinguishedName IssuerName": (one: Certificate) => distinguished(one.parts.issuer),
  "Oid SignatureAlgorithm": (one: Certificate) => oid(one.parts.signatureAlgorithm),
  "PublicKey PublicKey": publicKey,
  "string GetNameInfo(X509NameType nameType, bool forIssuer)": nameInfo,
  "static X509ContentType GetCertContentType(byte[] rawData)": contentType,
  "static X509ContentType GetCertContentType(string fileName)": noFile,
  "string ToString(bool verbose)": (one: Certificate, verbose: boolean) => (verbose ? one.text() : one.netType.fullName),
  "string ToString()": (one: Certificate) => one.text(),
  "void Reset()": () => undefined,
  "bool Verify()": (one: Certificate) => one.isValid(currentRuntime().clock.now()),
  "bool VerifyNoRevocation()": (one: Certificate) => one.isValid(currentRuntime().clock.now()),
}); // prettier-ignore
