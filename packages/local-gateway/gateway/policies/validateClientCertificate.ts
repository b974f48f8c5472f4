import type { X509Certificate } from "node:crypto";
import { Certificate } from "@azure-genai-gateway/policy-language/expressions/library/context/certificates";
import type { CompiledElement, PolicyBinding } from "@azure-genai-gateway/policy-language/document";
import { unsupported } from "../attributes";
import { flagNow, textNow, whenReady } from "../bindings";
import type { Call, PolicyBuildEnvironment, PolicyDefinition } from "../policy";
import { clientCertificate } from "./refusals";

/**
 * Checks the client's certificate: its dates (`validate-not-before` and `validate-not-after`, default true), and that it
 * fits one of the identities if there are any, each by all the claims that it names. A call without a certificate, or with
 * another one, is refused with 401, or goes on with `ignore-error` (default false).
 *
 * Trust and revocation are not checked: the local gateway knows no authorities. For the same reason an identity cannot be
 * given by its issuer's certificate. The order of the parts of a distinguished name makes no difference here.
 * https://learn.microsoft.com/azure/api-management/validate-client-certificate-policy
 */
export const validateClientCertificate: PolicyDefinition = {
  name: "validate-client-certificate",
  build(element, env) {
    const attribute = (name: string) => element.attributes.get(name);
    const [notBefore, notAfter] = [attribute("validate-not-before"), attribute("validate-not-after")];
    const ignoreError = attribute("ignore-error");
    const identities = (element.children.find(({ name }) => name === "identities")?.children ?? []).map(
      (identity) => claimsOf(identity, env),
    );
    const bindings = [notBefore, notAfter, ignoreError, ...identities.flatMap((one) => [...one.values()])];
    return {
      name: element.name,
      run: (call) =>
        whenReady(call, bindings, () => {
          const failure = check(call);
          if (failure && !flagNow(call, ignoreError, false)) throw failure;
        }),
    };

    function check(call: Call) {
      const { certificate } = call.context.request;
      if (!(certificate instanceof Certificate)) return clientCertificate.missing();
      const { x509 } = certificate;
      const now = call.gateway.clock.now();
      if (flagNow(call, notBefore, true) && now < Date.parse(x509.validFrom))
        return clientCertificate.early();
      if (flagNow(call, notAfter, true) && now > Date.parse(x509.validTo)) return clientCertificate.expired();
      // An identity that claims nothing is nobody.
      const fits = (identity: ReadonlyMap<string, PolicyBinding>) =>
        identity.size > 0 &&
        [...identity].every(([name, binding]) => claims[name]!(x509, textNow(call, binding)));
      if (identities.length > 0 && !identities.some(fits)) return clientCertificate.notMatched();
      return undefined;
    }
  },
};

const claims: Readonly<Record<string, (certificate: X509Certificate, wanted: string) => boolean>> = {
  thumbprint: (certificate, wanted) => hex(certificate.fingerprint) === hex(wanted),
  "serial-number": (certificate, wanted) => hex(certificate.serialNumber) === hex(wanted),
  "common-name": (certificate, wanted) => commonName(certificate.subject) === wanted,
  subject: (certificate, wanted) => sameName(certificate.subject, wanted),
  "dns-name": (certificate, wanted) => dnsNames(certificate).includes(wanted.toLowerCase()),
  "issuer-subject": (certificate, wanted) => sameName(certificate.issuer, wanted),
};

function claimsOf(
  identity: CompiledElement,
  env: PolicyBuildEnvironment,
): ReadonlyMap<string, PolicyBinding> {
  for (const name of ["issuer-thumbprint", "issuer-certificate-id"]) {
    if (!identity.attributes.has(name)) continue;
    const hint = "Leave it out of local runs, or name the issuer by issuer-subject";
    unsupported(identity, `validate-client-certificate with ${name}`, hint, env);
  }
  return new Map([...identity.attributes].filter(([name]) => Object.hasOwn(claims, name)));
}

function hex(text: string): string {
  return text.replace(/[\s:]/g, "").toUpperCase();
}

function commonName(subject: string): string | undefined {
  return /^CN=(.*)$/m.exec(subject)?.[1];
}

function dnsNames({ subjectAltName }: X509Certificate): readonly string[] {
  return (subjectAltName ?? "")
    .split(",")
    .flatMap((name) => /^\s*DNS:(.+)$/.exec(name)?.[1]?.toLowerCase() ?? []);
}

/** `lines` as OpenSSL writes a name: a part a line, with backslashes before what would divide it elsewhere. */
function sameName(lines: string, wanted: string): boolean {
  const own = lines.split("\n").map((line) => line.replace(/\\(.)/g, "$1"));
  return normal(own) === normal(partsOf(wanted));
}

/** `CN=a, O="b, c"` as its parts; a comma in quotation marks divides nothing. */
function partsOf(name: string): readonly string[] {
  return (name.match(/(?:"[^"]*"|[^,"])+/g) ?? []).map((part) => part.replaceAll('"', ""));
}

function normal(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim().replace(/^([^=]+?)\s*=\s*/, (_all, type: string) => `${type.toUpperCase()}=`))
    .filter((part) => part !== "")
    .sort()
    .join("\n");
}
