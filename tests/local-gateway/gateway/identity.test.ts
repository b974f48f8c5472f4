import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { isModelAudience, mayCallModels } from "../../../packages/local-gateway/gateway/identity/roles";
import { TokenIssuer } from "../../../packages/local-gateway/gateway/identity/tokens";
import { group } from "./support";

const identity = { resourceId: "id", clientId: "client", principalId: "principal" };
const openAiUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";
const account = `${group}/providers/Microsoft.CognitiveServices/accounts/aoai-1`;

describe("TokenIssuer", () => {
  it("accepts what it issued until it expires, and renews before that", async () => {
    const clock = new VirtualClock();
    const issuer = new TokenIssuer(clock, "key");
    const token = issuer.issue(identity, "https://cognitiveservices.azure.com");
    expect(issuer.check(token)).to.include({
      oid: "principal",
      appid: "client",
      aud: "https://cognitiveservices.azure.com",
    });
    expect(issuer.issue(identity, "https://cognitiveservices.azure.com")).to.equal(token);
    await clock.advance((24 * 60 - 4) * 60_000);
    expect(issuer.issue(identity, "https://cognitiveservices.azure.com")).not.to.equal(token);
    expect(issuer.check(token)).not.to.equal(undefined);
    await clock.advance(5 * 60_000);
    expect(issuer.check(token)).to.equal(undefined);
  });

  it("accepts nothing else", () => {
    const clock = new VirtualClock();
    const token = new TokenIssuer(clock, "another").issue(identity, "r");
    const issuer = new TokenIssuer(clock, "key");
    const [header, , signature] = issuer.issue(identity, "r").split(".");
    const forged = `${header}.${Buffer.from('{"oid":"admin","exp":9e9}').toString("base64url")}.${signature}`;
    for (const bad of [token, forged, "", "a.b.c", `${header}.x`])
      expect(issuer.check(bad), bad).to.equal(undefined);
  });
});

describe("mayCallModels", () => {
  it("wants a role that grants data actions, for this principal, on the account or around it", () => {
    const may = (assignment: { principalId?: string; roleId?: string; scope?: string }) =>
      mayCallModels("Principal", account, [
        { principalId: "principal", roleId: openAiUser, scope: account, ...assignment },
      ]);
    expect(may({})).to.equal(true);
    expect(may({ scope: group.toUpperCase() })).to.equal(true);
    expect(may({ scope: `${account}0` })).to.equal(false);
    expect(may({ scope: account.slice(0, -1) })).to.equal(false);
    expect(may({ principalId: "other" })).to.equal(false);
    expect(may({ roleId: "b24988ac-6180-42a0-ab88-20f7382dd24c" }), "Contributor").to.equal(false);
  });

  it("wants the audience of Azure OpenAI", () => {
    expect(isModelAudience("https://cognitiveservices.azure.com/")).to.equal(true);
    expect(isModelAudience("https://management.azure.com")).to.equal(false);
  });
});
