import { expect } from "chai";
import { validateClientCertificate } from "../../../../packages/local-gateway/gateway/policies/validateClientCertificate";
import { Certificate } from "../../../../packages/policy-language/expressions/library/context/certificates";
import { api, apiPolicy, bench, operation, service } from "../support";
import { build, element, type Written } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";

/** Self-signed for CN=client.contoso.test, O="Contoso, Inc.", C=SE; valid for ten years from 24 November 2026. */
const pem = `-----BEGIN CERTIFICATE-----
MIIB/jCCAaSgAwIBAgIDGis8MAoGCCqGSM49BAMCMEMxCzAJBgNVBAYTAlNFMRYw
FAYDVQQKDA1Db250b3NvLCBJbmMuMRwwGgYDVQQDDBNjbGllbnQuY29udG9zby50
ZXN0MB4XDTI2MTEyNDEzMDMyN1oXDTM2MTEyMTEzMDMyN1owQzELMAkGA1UEBhMC
U0UxFjAUBgNVBAoMDUNvbnRvc28sIEluYy4xHDAaBgNVBAMME2NsaWVudC5jb250
b3NvLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASBCV9LjDgKKpbc8rog
JjsMf48A7KkJAzycIF2ceX+PRSPE/ulW/17dL9v9OZjPUuvPDuvkJIdsRvcaTUyZ
jJmFo4GGMIGDMB0GA1UdDgQWBBRnx32hdSRN6aFWjO25tL4vhbYTKTAfBgNVHSME
GDAWgBRnx32hdSRN6aFWjO25tL4vhbYTKTAPBgNVHRMBAf8EBTADAQH/MDAGA1Ud
EQQpMCeCE2NsaWVudC5jb250b3NvLnRlc3SCEGFsdC5jb250b3NvLnRlc3QwCgYI
KoZIzj0EAwIDSAAwRQIhAO9B8WYpLBHlIzuIC0OFWs/ZqVHVHyajMl6DEpLtwHlm
AiABoQgP9Pwyz8rV1urFN/2kkrho3aruYT6tarS/77qi/w==
-----END CERTIFICATE-----`;
const certificate = new Certificate(pem);
const day = 24 * 60 * 60 * 1000;
/** From the virtual clock's start on 1 January 2026. */
const daysUntilValid = 330;

async function reasonOf(
  identities: readonly Record<string, Written>[],
  attributes = {},
  days = daysUntilValid,
) {
  const gateway = new FakeGateway();
  await gateway.clock.advance(days * day);
  const call = gateway.call();
  Object.assign(call.context.request, { certificate });
  const list = element("identities", {}, ...identities.map((identity) => element("identity", identity)));
  const step = build(validateClientCertificate, element("validate-client-certificate", attributes, list));
  try {
    await step.run(call);
    return "passed";
  } catch {
    return (await refusal(step, call)).error.reason;
  }
}

describe("validate-client-certificate", () => {
  it("takes a certificate that fits every claim of one identity", async () => {
    const fitting: readonly Record<string, Written>[] = [
      { thumbprint: "b4e8b70efa2d4060d65f8e0a45cc86465e0cbe03" },
      { "serial-number": "1a 2b 3c" },
      { "common-name": "client.contoso.test" },
      { subject: 'C=SE, O="Contoso, Inc.", CN=client.contoso.test' },
      { subject: 'cn=client.contoso.test,o="Contoso, Inc.",c=SE' },
      { "dns-name": "ALT.contoso.test" },
      { "issuer-subject": 'CN=client.contoso.test, O="Contoso, Inc.", C=SE' },
      { "common-name": () => "client.contoso.test", "serial-number": "1A2B3C" },
    ];
    for (const identity of fitting) {
      expect(await reasonOf([identity]), JSON.stringify(identity)).to.equal("passed");
      expect(await reasonOf([{ "common-name": "other" }, identity])).to.equal("passed");
    }
    expect(await reasonOf([])).to.equal("passed");
  });

  it("refuses one that fits no identity as a whole", async () => {
    const others: readonly Record<string, Written>[] = [
      { thumbprint: "00" },
      { "common-name": "client.contoso" },
      { subject: "CN=client.contoso.test" },
      { "dns-name": "contoso.test" },
      { "common-name": "client.contoso.test", "serial-number": "1" },
      {},
      { "common-nmae": "client.contoso.test" },
    ];
    for (const identity of others) {
      expect(await reasonOf([identity]), JSON.stringify(identity)).to.equal(
        "ClientCertificateIdentityNotMatched",
      );
    }
  });

  it("checks the dates, unless it is told not to", async () => {
    expect(await reasonOf([], {}, 0)).to.equal("ClientCertificateNotYetValid");
    expect(await reasonOf([], { "validate-not-before": "false" }, 0)).to.equal("passed");
    const late = daysUntilValid + 3660;
    expect(await reasonOf([], {}, late)).to.equal("ClientCertificateExpired");
    expect(await reasonOf([], { "validate-not-after": "false" }, late)).to.equal("passed");
  });

  it("answers a call without a certificate with 401, or lets it go on", async () => {
    const gateway = (attributes: string) =>
      bench([
        service(),
        api("chat"),
        operation("chat", "ask", "GET", "/"),
        apiPolicy(
          "chat",
          `<policies><inbound><validate-client-certificate ${attributes} /></inbound><backend><forward-request /></backend>
          <on-error><set-header name="x-error"><value>@(context.LastError.Source + " " + context.LastError.Reason)</value></set-header></on-error></policies>`,
        ),
      ]);
    const refused = await gateway("").call("/chat/");
    expect(refused.status).to.equal(401);
    expect(refused.headers.get("x-error")).to.equal("validate-client-certificate ClientCertificateNotFound");
    expect((await gateway('ignore-error="true"').call("/chat/")).status).to.equal(200);
  });

  it("refuses a document that names the issuer's certificate", () => {
    const identity = element("identity", { "issuer-thumbprint": "00" });
    const source = element("validate-client-certificate", {}, element("identities", {}, identity));
    expect(() => build(validateClientCertificate, source)).to.throw("issuer-thumbprint");
  });
});
