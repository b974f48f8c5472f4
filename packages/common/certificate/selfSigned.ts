import { createHash, createPublicKey, sign, type KeyObject } from "node:crypto";
import {
  bits,
  explicit,
  implicit,
  integer,
  none,
  octets,
  oid,
  sequence,
  setOf,
  utcTime,
  utf8,
  yes,
} from "./der";

/** RFC 5280: https://www.rfc-editor.org/rfc/rfc5280 */
const oids = {
  commonName: "2.5.4.3",
  sha256WithRsa: "1.2.840.113549.1.1.11",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  serverAuthentication: "1.3.6.1.5.5.7.3.1",
} as const;

/**
 * Fixed, because a date of today would make another certificate every day; the end is the last that fits the short
 * form of a date. A key is renewed by renewing its seed, not by a date.
 */
const validity = { from: "250101000000Z", to: "491231235959Z" };

/**
 * A server's certificate for names, signed with its own key: only who is told to trust it does.
 * @param dnsNames names that clients call it by; the first is its common name
 * @param addresses IPv4 addresses that they call it by; default none
 */
export function selfSignedCertificate(
  key: KeyObject,
  dnsNames: readonly string[],
  serial: Uint8Array,
  addresses: readonly string[] = [],
): Buffer {
  const publicKey = createPublicKey(key).export({ type: "spki", format: "der" });
  const algorithm = sequence(oid(oids.sha256WithRsa), none);
  // A common name has 64 characters at most, a name in Azure more; clients read the alternative names alone.
  const name = sequence(setOf(sequence(oid(oids.commonName), utf8(dnsNames[0]!.slice(0, 64)))));
  // With the sign bit off it is positive, with the next one on it has no leading zero.
  const positive = Buffer.from(serial);
  positive[0] = (positive[0]! & 0x7f) | 0x40;
  const toSign = sequence(
    explicit(0, integer(2)),
    integer(BigInt(`0x${positive.toString("hex")}`)),
    algorithm,
    name,
    sequence(utcTime(validity.from), utcTime(validity.to)),
    name,
    publicKey,
    explicit(3, extensions(publicKey, dnsNames, addresses)),
  );
  return sequence(toSign, algorithm, bits(sign("sha256", toSign, key)));
}

function extensions(
  publicKey: Uint8Array,
  dnsNames: readonly string[],
  addresses: readonly string[],
): Buffer {
  const extension = (id: string, value: Uint8Array, critical = false) =>
    sequence(oid(id), ...(critical ? [yes] : []), octets(value));
  const identifier = createHash("sha1").update(publicKey).digest();
  return sequence(
    // An empty sequence: no authority, so nobody can have anything signed by it.
    extension(oids.basicConstraints, sequence(), true),
    // digitalSignature and keyEncipherment.
    extension(oids.keyUsage, bits(Buffer.from([0b1010_0000]), 5), true),
    extension(oids.extendedKeyUsage, sequence(oid(oids.serverAuthentication))),
    extension(
      oids.subjectAlternativeName,
      sequence(
        ...dnsNames.map((dnsName) => implicit(2, Buffer.from(dnsName, "ascii"))),
        ...addresses.map((address) => implicit(7, Buffer.from(address.split(".").map(Number)))),
      ),
    ),
    extension(oids.subjectKeyIdentifier, octets(identifier)),
  );
}
