import { expect } from "chai";
import { startProvider } from "../../../packages/cli/start/startProvider";
import type { DeclaredResource } from "../../../packages/common/resource";
import type { Problem } from "../../../packages/common/problem";
import { azureProvider } from "../../../packages/local-cloud";
import { apiManagement, apiManagementSlips } from "../../local-cloud/slips/apiManagement";
import { programOf } from "../../local-cloud/slips/base";
import { request } from "../../local-cloud/request";

/** The slips of API Management that Azure refuses whatever came before. */
const refused = apiManagementSlips.filter(([, , , code]) => code !== "AZURE_RACE");

/** The same resources, none of which waits for another. */
const hurried = (resources: readonly DeclaredResource[]) =>
  resources.map((resource) => ({ ...resource, dependencies: [] }));

function served() {
  const told: Problem[] = [];
  return { told, provider: startProvider((problem) => void told.push(problem)) };
}

describe("the local cloud of what is served", () => {
  it("tells of races as warnings, each once, and lets them pass", () => {
    const racing = hurried(programOf(apiManagement));
    const races = azureProvider.check!(racing);
    expect(races).to.not.be.empty;
    expect(new Set(races.map(({ code }) => code))).to.deep.equal(new Set(["AZURE_RACE"]));
    const { told, provider } = served();
    for (let again = 0; again < 2; again++) expect(provider.check!(racing)).to.deep.equal([]);
    expect(new Set(told.map(({ severity }) => severity))).to.deep.equal(new Set(["warning"]));
    expect(told.map(({ message }) => message)).to.have.members([
      ...new Set(races.map(({ message }) => message)),
    ]);
  });

  it("refuses what is wrong in any order, as Azure does", () => {
    expect(refused.length).to.be.above(20);
    for (const slip of refused) {
      const wrong = programOf(apiManagement, slip);
      const { provider } = served();
      expect(
        provider.check!(wrong).map(({ code }) => code),
        slip[0],
      ).to.deep.equal(azureProvider.check!(wrong).map(({ code }) => code));
      expect(
        provider.check!(hurried(wrong)).map(({ code }) => code),
        slip[0],
      ).to.include(slip[3]);
    }
  });

  it("gives what it does not know an id, and says so once", async () => {
    const { told, provider } = served();
    for (let again = 0; again < 2; again++)
      expect(
        await provider.create({ ...request("", {}, "logs"), type: "aws:s3/bucket:Bucket" }),
      ).to.deep.equal({
        id: "local-logs",
        outputs: {},
      });
    expect(told.map(({ code, severity, subject }) => [code, severity, subject])).to.deep.equal([
      ["PROVIDER_NOT_SERVED", "warning", "logs"],
    ]);
  });
});
