import { X509Certificate } from "node:crypto";
import { define, named } from "../../types/registry";
import { currentRuntime, NetObject } from "../../values/runtime";
import { toByteArray } from "../core/bytes";
import { fromMs } from "../dates";

/** A client's or a stored certificate, as the host has it. */
export class Certificate extends NetObject {
  readonly x509: X509Certificate;
  /** `pem` may be DER too. */
  constructor(
    pem: string | Uint8Array,
    readonly friendlyName = "",
  ) {
    super();
    this.x509 = new X509Certificate(pem);
  }
  get netType() {
    return named("X509Certificate2");
  }
  /** .NET writes the most specific name first and commas between; OpenSSL one a line, the other way round. */
  static names(lines: string): string {
    return lines.split("\n").reverse().join(", ");
  }
  /** Valid now, by its dates; its chain is the gateway's to judge. */
  isValid(now: number): boolean {
    return now >= Date.parse(this.x509.validFrom) && now <= Date.parse(this.x509.validTo);
  }
}

define("System.Security.Cryptography.X509Certificates", "class X509Certificate2 : IDisposable", {
  "string Thumbprint": (one: Certificate) => one.x509.fingerprint.replaceAll(":", ""),
  "string Subject": (one: Certificate) => Certificate.names(one.x509.subject),
  "string Issuer": (one: Certificate) => Certificate.names(one.x509.issuer),
  "string SerialNumber": (one: Certificate) => one.x509.serialNumber,
  "string FriendlyName": (one: Certificate) => one.friendlyName,
  "DateTime NotBefore": (one: Certificate) => fromMs(Date.parse(one.x509.validFrom)),
  "DateTime NotAfter": (one: Certificate) => fromMs(Date.parse(one.x509.validTo)),
  "byte[] RawData": (one: Certificate) => toByteArray(one.x509.raw),
  "string GetCertHashString()": (one: Certificate) => one.x509.fingerprint.replaceAll(":", ""),
  "string GetSerialNumberString()": (one: Certificate) => one.x509.serialNumber,
  "bool Verify()": (one: Certificate) => one.isValid(currentRuntime().clock.now()),
  "bool VerifyNoRevocation()": (one: Certificate) => one.isValid(currentRuntime().clock.now()),
});
