import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { pkcs12 } from "./pkcs12";
import { seededBytes, seededRsaKey } from "./seededKey";
import { selfSignedCertificate } from "@azure-genai-gateway/common/certificate/selfSigned";

/** A certificate that the stack has made for itself, with its key. */
export interface OwnCertificate {
  /** PKCS #12, as base64. Secret. */
  readonly data: pulumi.Output<string>;
  /** Of {@link data}. Secret. */
  readonly password: pulumi.Output<string>;
  /** The certificate alone, for clients to trust. */
  readonly pem: pulumi.Output<string>;
}

interface Made {
  readonly data: string;
  readonly password: string;
  readonly pem: string;
}

/**
 * A certificate for a gateway that is given none, so that keys and prompts are never sent in plaintext. All of it comes
 * out of one random text that stands encrypted in the state: an `up` without changes makes the same bytes again, and
 * another set of names another certificate of the same key. Replace the text to get another key.
 */
export function declareOwnCertificate(
  name: string,
  dnsNames: readonly pulumi.Input<string>[],
  options: pulumi.CustomResourceOptions,
): OwnCertificate {
  const seed = new random.RandomPassword(`${name}-certificate-seed`, { length: 48, special: false }, options);
  const made = pulumi
    .all([seed.result as pulumi.Output<string | undefined>, pulumi.all([...dnsNames])] as const)
    // Pulumi's mocks make no random text: no certificate, then, rather than one whose key anybody could make.
    .apply(([text, names]) => (text ? ownCertificate(text, names) : { data: "", password: "", pem: "" }));
  return {
    data: pulumi.secret(made.apply(({ data }) => data)),
    password: pulumi.secret(made.apply(({ password }) => password)),
    // Made from a secret, and none itself: every client gets it with the first packet.
    pem: pulumi.unsecret(made.apply(({ pem }) => pem)),
  };
}

/** Making a key takes some tenths of a second, and a program that runs again asks for the same. */
const kept = new Map<string, Made>();

/** Pure: the same seed and names make the same bytes. */
export function ownCertificate(seed: string, dnsNames: readonly string[]): Made {
  const names = [...new Set(dnsNames.map((name) => name.toLowerCase()))];
  const id = JSON.stringify([seed, names]);
  const before = kept.get(id);
  if (before) return before;
  const key = seededRsaKey(seed);
  const certificate = selfSignedCertificate(key, names, seededBytes(seed, `serial ${names.join(" ")}`, 16));
  const password = seededBytes(seed, "password", 24).toString("hex");
  const made = {
    data: pkcs12({
      privateKey: key.export({ type: "pkcs8", format: "der" }),
      certificate,
      password,
      salt: (purpose) => seededBytes(seed, `salt ${purpose} ${names.join(" ")}`, 8),
    }).toString("base64"),
    password,
    pem: new X509Certificate(certificate).toString(),
  };
  kept.set(id, made);
  return made;
}
