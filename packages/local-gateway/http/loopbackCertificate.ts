import { generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { selfSignedCertificate } from "@azure-genai-gateway/common/certificate/selfSigned";

/** A certificate and its key, both PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Names that a server on this machine is called by. */
const names = ["localhost"];
const addresses = ["127.0.0.1"];

/**
 * A certificate for servers on loopback addresses, with a key of its own that is nowhere but in memory: whoever is to
 * trust it has to be given `cert`.
 */
export function loopbackCertificate(): ServerCertificate {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const certificate = selfSignedCertificate(privateKey, names, randomBytes(16), addresses);
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: new X509Certificate(certificate).toString(),
  };
}
