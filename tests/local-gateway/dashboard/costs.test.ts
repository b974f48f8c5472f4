import { expect } from "chai";
import { packageCatalogue } from "../../../packages/catalogue";
import { spendingOf } from "../../../packages/local-gateway/dashboard/costs";
import { deployment, virtualAccount } from "../openai/accounts";

describe("what a backend has spent", () => {
  const spending = (
    deployments: readonly Parameters<typeof deployment>[0][],
    tokens: Record<string, readonly [prompt: number, completion: number]>,
    hours = 2,
  ) =>
    spendingOf(
      new Map(
        Object.entries(tokens).map(([model, [promptTokens, completionTokens]]) => [
          model,
          { promptTokens, completionTokens },
        ]),
      ),
      virtualAccount(deployments.map((one) => deployment(one))).account,
      hours,
      packageCatalogue(),
    );

  it("is PTUs by the hour, used or not, and no tokens", () => {
    const ptu = { model: "gpt-5.4", sku: "GlobalProvisionedManaged", capacity: 15 };
    expect(spending([ptu], { "gpt-5.4": [1_000_000, 0] }).cost).to.be.closeTo(15 * 1 * 2, 1e-9);
    expect(spending([ptu], {}).cost).to.be.closeTo(30, 1e-9);
  });

  it("is tokens by model and SKU, whatever version the model is told with", () => {
    const payg = { model: "gpt-5.4", sku: "DataZoneStandard", capacity: 15 };
    const { cost, promptTokens, completionTokens } = spending([payg], {
      "gpt-5.4-2026-03-05": [2_000_000, 1_000_000],
    });
    expect(cost).to.be.closeTo(2 * 2.75 + 16.5, 1e-9);
    expect([promptTokens, completionTokens]).to.deep.equal([2_000_000, 1_000_000]);
  });

  it("says what has no price", () => {
    const odd = { model: "gpt-4", sku: "Standard", capacity: 15 };
    expect(spending([odd], { "gpt-4": [1, 1] })).to.deep.include({
      cost: 0,
      unpriced: ["gpt-4 under Standard"],
    });
    expect(spendingOf(new Map(), undefined, 1, packageCatalogue())).to.include({ cost: 0 });
  });
});
