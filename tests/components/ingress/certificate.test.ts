import { spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { createSecureContext } from "node:tls";
import { expect } from "chai";
import { ownCertificate } from "../../../components/ingress/certificate";
import { oid, sequence, tagged } from "../../../packages/common/certificate/der";
import { seededRsaKey } from "../../../components/ingress/certificate/seededKey";

const seed = "a seed of forty-eight characters, none of them known";
const names = ["genai.example.com", "agw-genai-dev-abc123.swedencentral.cloudapp.azure.com"];
const { data, password, pem } = ownCertificate(seed, names);

/** OpenSSL's own reading; undefined where the machine has none. */
function openssl(args: readonly string[], input: Uint8Array | string): string | undefined {
  const { error, status, stdout, stderr } = spawnSync("openssl", [...args], { input });
  if (error) return undefined;
  if (status !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}

describe("the certificate that an ingress makes for itself", () => {
  it("is the same for the same seed and names, and another one for others", () => {
    const again = ownCertificate(seed, [...names]);
    expect(again).to.deep.equal({ data, password, pem });
    const other = ownCertificate(`${seed}.`, names);
    expect(other.password).to.not.equal(password);
    const publicKeyOf = (text: string) =>
      new X509Certificate(text).publicKey.export({ type: "spki", format: "pem" });
    expect(publicKeyOf(other.pem)).to.not.equal(publicKeyOf(pem));
    const renamed = ownCertificate(seed, names.slice(1));
    expect(publicKeyOf(renamed.pem)).to.equal(publicKeyOf(pem));
    expect(new X509Certificate(renamed.pem).serialNumber).to.not.equal(new X509Certificate(pem).serialNumber);
  });

  it("is read by Node: a server's, for these names and no other, signed by its own key", () => {
    const certificate = new X509Certificate(pem);
    for (const name of names) expect(certificate.checkHost(name), name).to.equal(name);
    expect(certificate.checkHost("other.example.com")).to.equal(undefined);
    expect(certificate.verify(certificate.publicKey)).to.equal(true);
    expect(certificate.issuer).to.equal(certificate.subject);
    expect(certificate.ca).to.equal(false);
    expect(certificate.keyUsage).to.deep.equal(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.publicKey.asymmetricKeyDetails).to.deep.include({
      modulusLength: 2048,
      publicExponent: 65537n,
    });
    expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).to.be.greaterThan(0);
  });

  it("serves TLS to a client that trusts it, and to no other", async () => {
    const server = createServer({ pfx: Buffer.from(data, "base64"), passphrase: password }, (_, response) =>
      response.end("well"),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const get = (ca?: string) =>
      new Promise<string>((resolve) => {
        const call = request(
          { host: "127.0.0.1", port, servername: names[1], ca, agent: false },
          (response) => {
            response.resume();
            resolve(String(response.statusCode));
          },
        );
        call.on("error", (error: Error & { code?: string }) => resolve(error.code ?? error.message));
        call.end();
      });
    try {
      expect(await get(pem)).to.equal("200");
      expect(await get()).to.equal("DEPTH_ZERO_SELF_SIGNED_CERT");
      expect(await get(ownCertificate("another", names).pem)).to.equal("DEPTH_ZERO_SELF_SIGNED_CERT");
    } finally {
      server.close();
    }
    expect(() => createSecureContext({ pfx: Buffer.from(data, "base64"), passphrase: "wrong" })).to.throw();
  });

  it("is read by OpenSSL: key and certificate of one pair, strictly valid", function () {
    const file = Buffer.from(data, "base64");
    const text = openssl(["pkcs12", "-info", "-nodes", "-passin", `pass:${password}`], file);
    if (text === undefined) return this.skip();
    const block = (kind: string) =>
      new RegExp(`-----BEGIN ${kind}-----[\\s\\S]+?-----END ${kind}-----`).exec(text)?.[0] ?? "";
    const privateKey = createPrivateKey(block("PRIVATE KEY"));
    expect(createPublicKey(privateKey).equals(new X509Certificate(block("CERTIFICATE")).publicKey)).to.equal(
      true,
    );
    expect(block("CERTIFICATE").trim()).to.equal(pem.trim());
    expect(openssl(["rsa", "-check", "-noout"], block("PRIVATE KEY"))).to.match(/RSA key ok/);
    expect(
      openssl(["x509", "-noout", "-ext", "subjectAltName,basicConstraints,keyUsage,extendedKeyUsage"], pem),
    )
      .to.include("CA:FALSE")
      .and.include("TLS Web Server Authentication")
      .and.include(names.map((name) => `DNS:${name}`).join(", "));
  });

  it("stands on numbers that are in order, whatever the seed", function () {
    for (const text of ["", "a", "b", "\u{1F511}".repeat(20)])
      expect(
        openssl(["rsa", "-check", "-noout"], seededRsaKey(text).export({ type: "pkcs8", format: "pem" })) ??
          "RSA key ok",
      ).to.match(/RSA key ok/);
  });
});

describe("DER", () => {
  // Bytes of ITU-T X.690, 8.19.5 and 8.1.3.5.
  it("writes object identifiers and long lengths as the standard's examples have them", () => {
    expect(oid("2.999.3").toString("hex")).to.equal("0603883703");
    expect(oid("1.2.840.113549").toString("hex")).to.equal("06062a864886f70d");
    expect(tagged(0x04, Buffer.alloc(201)).subarray(0, 3).toString("hex")).to.equal("0481c9");
    expect(sequence().toString("hex")).to.equal("3000");
  });
});
