import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { expect } from "chai";
import { HttpHeaders } from "../../../../packages/common/http";
import { validateJwt } from "../../../../packages/local-gateway/gateway/policies/validateJwt";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";

const secret = Buffer.from("a shared secret of some length");
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { n = "", e = "" } = publicKey.export({ format: "jwk" });

function token(claims: Record<string, unknown>, algorithm = "HS256", key = secret): string {
  const signed = `${part({ alg: algorithm })}.${part(claims)}`;
  const signature =
    algorithm === "RS256"
      ? sign("sha256", Buffer.from(signed), privateKey)
      : createHmac("sha256", key).update(signed).digest();
  return `${signed}.${signature.toString("base64url")}`;
}

describe("validate-jwt", () => {
  const gateway = new FakeGateway();
  const later = gateway.clock.now() / 1000 + 60;
  const claims = { exp: later, iss: "me", aud: ["api"], scp: "read write" };
  const step = build(
    validateJwt,
    element(
      "validate-jwt",
      { "header-name": "Authorization", "require-scheme": "Bearer" },
      element(
        "issuer-signing-keys",
        {},
        element("key", {}, secret.toString("base64")),
        element("key", { n: String(n), e: String(e) }),
      ),
      element("audiences", {}, element("audience", {}, "api")),
      element("issuers", {}, element("issuer", {}, "me")),
      element(
        "required-claims",
        {},
        element("claim", { name: "scp", match: "any", separator: " " }, element("value", {}, "write")),
      ),
    ),
  );
  const call = (value: string) =>
    gateway.call({ headers: new HttpHeaders({ Authorization: `Bearer ${value}` }) });

  it("lets tokens of either key pass", async () => {
    await step.run(call(token(claims)));
    await step.run(call(token(claims, "RS256")));
  });

  const refused: readonly (readonly [string, string])[] = [
    ["", "TokenNotPresent"],
    [token(claims, "HS256", Buffer.from("another")), "TokenSignatureInvalid"],
    // The RSA key's public part must not serve as a shared secret.
    [token(claims, "HS256", Buffer.from(String(n), "base64url")), "TokenSignatureInvalid"],
    [`${part({ alg: "none" })}.${part(claims)}.`, "TokenSignatureInvalid"],
    [token({ ...claims, exp: later - 60 }), "TokenExpired"],
    [token({ ...claims, exp: undefined }), "TokenExpired"],
    [token({ ...claims, iss: "you" }), "TokenIssuerNotAllowed"],
    [token({ ...claims, aud: "other" }), "TokenAudienceNotAllowed"],
    [token({ ...claims, scp: undefined }), "TokenClaimNotFound"],
    [token({ ...claims, scp: "read" }), "TokenClaimValueNotAllowed"],
  ];
  refused.forEach(([value, reason], index) => {
    it(`refuses with ${reason} (${index + 1})`, async () => {
      const failure = await refusal(step, call(value));
      expect([failure.status, failure.error.reason]).to.deep.equal([401, reason]);
    });
  });
});
