import { expect } from "chai";
import { packageCatalogue } from "../../../packages/catalogue";
import { planBackends } from "../../../components/backendPlan";
import { allowedDeployments, listedModels, listParameters } from "../../../components/genAiApi/modelList";

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
    const [{ model, deployment } = fail()] = listedModels("azureOpenAi", plan, packageCatalogue());
    expect(model)
      .to.include({ id: "it's", created: 0, version: "beta" })
      .and.not.have.property("deprecation");
    expect(deployment["properties"]).not.to.have.property("deprecation");
  });

  it("name what a product may use as the routes spell it, and are silent where it may use all", () => {
    const plan = { models: { "GPT-A": {}, b: {}, c: {} }, aliases: {} } as never;
    expect(allowedDeployments(plan, ["B", "gpt-a", "unknown"])).to.deep.equal(["GPT-A", "b"]);
    expect(allowedDeployments(plan, undefined)).to.equal(undefined);
  });

  it("have by deployment only what a call by deployment reaches, and in v1 the others' models too", () => {
    const plan = planBackends(
      [
        backend("payg", "payg", [
          { ...chat, capacity: 200 },
          { name: "mistral", model: "Mistral-Large-3", version: "1", format: "Mistral AI", capacity: 5 },
        ]),
        backend("elsewhere", "payg", [{ name: "gpt-own", model: "gpt-own" }], {
          provider: "openai",
          kind: "external",
        }),
        backend("claude", "payg", [{ name: "claude", model: "claude-sonnet-5" }], {
          provider: "anthropic",
          kind: "external",
        }),
      ],
      {
        location: "swedencentral",
        aliases: [
          { name: "both", models: ["gpt-own", "Chat"], strategy: "priority" },
          { name: "theirs", models: ["gpt-own"], strategy: "priority" },
        ] as never,
      },
    );
    const names = (api: "azureOpenAi" | "openAiV1") =>
      listedModels(api, plan, packageCatalogue()).map(({ name, model, deployment }) => [
        name,
        model["model"],
        model["owned_by"],
        (deployment["properties"] as { model: { format: string } }).model.format,
      ]);
    expect(names("azureOpenAi")).to.deep.equal([
      ["Chat", "gpt-5.4", "azure-openai", "OpenAI"],
      ["mistral", "Mistral-Large-3", "azure-openai", "Mistral AI"],
      ["both", "gpt-5.4", "azure-openai", "OpenAI"],
    ]);
    expect(names("openAiV1")).to.deep.equal([
      ["Chat", "gpt-5.4", "azure-openai", "OpenAI"],
      ["mistral", "Mistral-Large-3", "azure-openai", "Mistral AI"],
      ["gpt-own", "gpt-own", "openai", "OpenAI"],
      ["both", "gpt-own", "openai", "OpenAI"],
      ["theirs", "gpt-own", "openai", "OpenAI"],
    ]);
  });

  for (const name of ["it's", 'a "quoted" one', "back\\slash", 'both\\"', "<&>"])
    it(`say ${name} in quotes that become double again`, () => {
      const { modelTexts } = listParameters([{ name, model: { id: name }, deployment: {} }]);
      const [, literal] = /return (".*");$/.exec(unescapeXml((modelTexts as string[])[0]!))!;
      // The literal is C#'s, which JSON reads alike.
      const text = JSON.parse(literal!) as string;
      expect(JSON.parse(text.replaceAll("'", '"'))).to.deep.equal({ id: name });
    });
});

function fail(): never {
  throw new Error("nothing is listed");
}

const unescapeXml = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
