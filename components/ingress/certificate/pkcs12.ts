import { createCipheriv, createHash, createHmac } from "node:crypto";
import {
  explicit,
  implicit,
  integer,
  none,
  octets,
  oid,
  sequence,
  setOf,
} from "@azure-genai-gateway/common/certificate/der";

/** RFC 7292: https://www.rfc-editor.org/rfc/rfc7292 */
const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  x509Certificate: "1.2.840.113549.1.9.22.1",
  localKeyId: "1.2.840.113549.1.9.21",
  tripleDes: "1.2.840.113549.1.12.1.3",
  sha1: "1.3.14.3.2.26",
} as const;

const iterations = 2048;
/** Of SHA-1, in bytes. */
const block = 64;
const digest = 20;

export interface Pkcs12Args {
  /** PKCS #8. */
  readonly privateKey: Uint8Array;
  /** X.509. */
  readonly certificate: Uint8Array;
  readonly password: string;
  /** Bytes that are the same for the same purpose; 8 at a time are asked for. */
  readonly salt: (purpose: string) => Uint8Array;
}

/**
 * A key and its certificate as Azure takes them. Triple DES and SHA-1, which every reader of such files knows; newer
 * ciphers are refused by some of Azure's services (App Service names triple DES as what it asks for). What keeps the
 * key secret is Pulumi's encryption of the state and TLS on the way to Azure, not this.
 */
export function pkcs12({ privateKey, certificate, password, salt }: Pkcs12Args): Buffer {
  const together = setOf(sequence(oid(oids.localKeyId), setOf(octets(sha1(certificate)))));
  const certificates = sequence(
    sequence(
      oid(oids.certificateBag),
      explicit(0, sequence(oid(oids.x509Certificate), explicit(0, octets(certificate)))),
      together,
    ),
  );
  const sealedKey = seal(privateKey, password, salt("key"));
  const keys = sequence(
    sequence(
      oid(oids.shroudedKeyBag),
      explicit(0, sequence(sealedKey.algorithm, octets(sealedKey.bytes))),
      together,
    ),
  );
  const sealedCertificates = seal(certificates, password, salt("certificate"));
  const contents = sequence(
    sequence(
      oid(oids.encryptedData),
      explicit(
        0,
        sequence(
          integer(0),
          sequence(oid(oids.data), sealedCertificates.algorithm, implicit(0, sealedCertificates.bytes)),
        ),
      ),
    ),
    plain(keys),
  );
  const macSalt = salt("mac");
  const mac = createHmac("sha1", derive(password, macSalt, 3, digest))
    .update(contents)
    .digest();
  return sequence(
    integer(3),
    plain(contents),
    sequence(sequence(sequence(oid(oids.sha1), none), octets(mac)), octets(macSalt), integer(iterations)),
  );
}

const plain = (content: Uint8Array) => sequence(oid(oids.data), explicit(0, octets(content)));
const sha1 = (bytes: Uint8Array) => createHash("sha1").update(bytes).digest();

function seal(content: Uint8Array, password: string, salt: Uint8Array) {
  const cipher = createCipheriv("des-ede3-cbc", derive(password, salt, 1, 24), derive(password, salt, 2, 8));
  return {
    algorithm: sequence(oid(oids.tripleDes), sequence(octets(salt), integer(iterations))),
    bytes: Buffer.concat([cipher.update(content), cipher.final()]),
  };
}

/** Appendix B.2 of RFC 7292: a key (purpose 1), an initial vector (2) or a key for the seal (3) out of a password. */
function derive(password: string, salt: Uint8Array, purpose: 1 | 2 | 3, length: number): Buffer {
  const diversifier = Buffer.alloc(block, purpose);
  // Big-endian UTF-16 with a zero at the end.
  const text = Buffer.from(`${password}\0`, "utf16le").swap16();
  const input = Buffer.concat([fill(salt), fill(text)]);
  const out: Buffer[] = [];
  for (let made = 0; made < length; made += digest) {
    let hash = sha1(Buffer.concat([diversifier, input]));
    for (let round = 1; round < iterations; round += 1) hash = sha1(hash);
    out.push(hash);
    const addend = fill(hash).subarray(0, block);
    for (let start = 0; start < input.length; start += block)
      addOne(input.subarray(start, start + block), addend);
  }
  return Buffer.concat(out).subarray(0, length);
}

/** Repeated to whole blocks. */
function fill(bytes: Uint8Array): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

/** target = target + addend + 1, as numbers of one block. */
function addOne(target: Buffer, addend: Uint8Array): void {
  let carry = 1;
  for (let index = block - 1; index >= 0; index -= 1) {
    carry += target[index]! + addend[index]!;
    target[index] = carry & 0xff;
    carry >>= 8;
  }
}
