import { expect } from "chai";
import { packageCatalogue } from "../../../packages/catalogue";
import { planBackends } from "../../../components/backendPlan";
import { allowedDeployments, planModelLists } from "../../../components/genAiApi/modelList";

const backend = (name: string, kind: "ptu" | "payg", deployments: object[], more: object = {}) =>
  ({ name, kind, weight: 1, deployments, ...more }) as never;
const chat = { name: "Chat", model: "gpt-5.4", version: "2026-03-05" };

describe("lists of models", () => {
  it("give a deployment the SKU that is asked first, and what all of that SKU carry together", () => {
    const { models } = planBackends(
      [
        backend("payg", "payg", [{ ...chat, capacity: 200 }]),
        backend("ptu-1", "ptu", [{ ...chat, name: "chat", capacity: 15 }]),
        backend("ptu-2", "ptu", [{ ...chat, capacity: 30 }]),
        backend("ptu-far", "ptu", [{ ...chat, capacity: 50 }], { sku: "ProvisionedManaged" }),
      ],
      { location: "swedencentral" },
    );
    expect(models).to.deep.equal({
      Chat: { model: "gpt-5.4", version: "2026-03-05", sku: "GlobalProvisionedManaged", capacity: 45 },
    });
  });

  it("take a model that the catalogue lacks, and a version that is no day", () => {
    const plan = planBackends(
      [backend("payg", "payg", [{ name: "it's", model: "own-model", version: "beta" }])],
      { location: "swedencentral" },
    );
    const { model, deployment } = planModelLists(plan, [], packageCatalogue()).entries["it's"]!;
    expect(model)
      .to.include({ id: "it's", created: 0, version: "beta" })
      .and.not.have.property("deprecation");
    expect(deployment["properties"]).not.to.have.property("deprecation");
  });

  it("name what a product may use as the routes spell it, and are silent where it may use all", () => {
    const plan = { models: { "GPT-A": {}, b: {}, c: {} }, aliases: {} } as never;
    expect(allowedDeployments(plan, ["B", "gpt-a", "unknown"])).to.deep.equal(["GPT-A", "b"]);
    expect(allowedDeployments(plan, undefined)).to.equal(undefined);
    const products = [{ name: "some", models: ["C"] }, { name: "all" }];
    expect(
      planModelLists({ models: {}, aliases: {} }, products, packageCatalogue()).ofProducts,
    ).to.deep.equal({
      some: [],
    });
  });
});
