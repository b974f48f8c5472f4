import { decodeJwt } from "jose";
import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { createIssuer, tokenDefaults } from "../../../packages/local-gateway/estate/issuer";
import { createOpenIdProvider } from "../../../packages/local-gateway/estate/openIdProvider";
import { entraClouds } from "../../entraClouds";

const tenant = "11111111-1111-1111-1111-111111111111";

describe("a simulated Microsoft Entra", () => {
  const provider = createOpenIdProvider(new VirtualClock());
  const ask = async (handle: typeof provider.handle, method: string, url: string, body = "") => {
    const answer = await handle({ method, url, headers: new HttpHeaders(), body: Buffer.from(body) });
    return JSON.parse(Buffer.from(await readBody(answer.body)).toString()) as Record<string, string>;
  };
  const issuerOf = (token: string | undefined) => decodeJwt(token!).iss;

  for (const [host, version2, version1] of entraClouds) {
    const [second, first] = [version2, version1].map((issuer) => issuer.replace("T", tenant));
    it(`says at ${host} who its cloud's tokens are from`, async () => {
      const said = async (path: string) =>
        (await ask(provider.handle, "GET", `https://${host}/${path}/.well-known/openid-configuration`))[
          "issuer"
        ];
      expect(await said(`${tenant}/v2.0`)).to.equal(second);
      expect(await said(tenant)).to.equal(first);
      const url = `https://${host}/${tenant}/oauth2/v2.0/token`;
      const { access_token: token } = await ask(provider.handle, "POST", url, "client_id=a&scope=b/.default");
      expect(issuerOf(token)).to.equal(second);
    });

    it(`gives tokens of the cloud of ${host} to commands, where policies ask it for keys`, async () => {
      for (const policy of [
        `<openid-config url="https://${host}/${tenant}/v2.0/.well-known/openid-configuration" />`,
        `<validate-azure-ad-token tenant-id="${tenant}" authentication-endpoint="https://${host}/">`,
      ]) {
        const issuer = createIssuer(provider, tokenDefaults([policy]));
        const made = await ask(issuer, "POST", "http://127.0.0.1/token", JSON.stringify({ app: "a" }));
        expect(issuerOf(made["access_token"]), policy).to.equal(second);
      }
    });
  }
});
