import { expect } from "chai";
import { ProblemsError } from "../../packages/common/problem";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import { textOf } from "../../packages/local-gateway/resources/inputs";
import { devConfig } from "../endToEnd/devStack";
import { accountId, knowledge, papers, searchId, type ServiceInput } from "../endToEnd/services/serviceStack";
import { evaluatedProgram } from "./evaluated";

const declared = async (config: Partial<GatewayConfigInput>) =>
  (
    await evaluatedProgram(() => {
      const { servicePaths } = new GenAiGateway("genai", { config: { ...devConfig, ...config } });
      return { servicePaths };
    })
  ).deployment;

/** Built-in roles, from https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/ai-machine-learning */
const roles = {
  "Search Index Data Reader": "1407120a-92aa-4202-b7e9-c0e197c71c8f",
  "Search Index Data Contributor": "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
  "Cognitive Services User": "a97b65f3-24c7-4388-baec-2e87135dc908",
};

async function rolesOn(services: readonly ServiceInput[]): Promise<readonly string[]> {
  const { resources } = await declared({ services: [...services] });
  return resources
    .filter(({ type }) => type.endsWith(":RoleAssignment"))
    .filter(({ inputs }) => [searchId, accountId].includes(String(inputs["scope"])))
    .map(({ inputs }) => {
      const id = String(inputs["roleDefinitionId"]).split("/").at(-1)!;
      return Object.entries(roles).find(([, known]) => known === id)?.[0] ?? id;
    });
}

describe("services that are no models, as they are declared", () => {
  it("are nothing at all unless the config has any", async () => {
    const names = async (config: Partial<GatewayConfigInput>) =>
      (await declared(config)).resources.map(({ type, name }) => `${type} ${name}`);
    expect(await names({ services: [] })).to.deep.equal(await names({}));
    expect((await declared({})).outputs).not.to.have.property("servicePaths.value");
  });

  it("get the role that reading needs, and that of writing where a product may write", async () => {
    expect(await rolesOn([{ ...knowledge, writers: [] }])).to.deep.equal(["Search Index Data Reader"]);
    expect(await rolesOn([knowledge])).to.deep.equal(["Search Index Data Contributor"]);
    expect(await rolesOn([papers])).to.deep.equal(["Cognitive Services User"]);
    expect(await rolesOn([{ ...papers, grantAccess: false }])).to.deep.equal([]);
  });

  it("have an address by their resource's name, or the one that is written, and no key anywhere", async () => {
    const { resources, outputs } = await declared({
      services: [
        knowledge,
        { ...papers, endpoint: "https://forms.example.com/" },
        { ...papers, name: "other", path: "other/forms" },
      ],
    });
    const backends = resources.filter(({ name }) => name.includes("-backend-service-"));
    expect(backends.map(({ inputs }) => textOf(inputs["url"]))).to.have.members([
      "https://srch-shared.search.windows.net",
      "https://forms.example.com",
      "https://di-shared.cognitiveservices.azure.com",
    ]);
    for (const { inputs } of backends) expect(inputs).not.to.have.property("credentials");
    expect(outputs["servicePaths"]!.value).to.deep.equal({
      knowledge: "knowledge",
      papers: "",
      other: "other/forms",
    });
    const apis = resources.filter(
      ({ type, inputs }) => type.endsWith(":Api") && String(inputs["apiId"]).startsWith("service-"),
    );
    expect(apis.map(({ inputs }) => [inputs["path"], inputs["subscriptionKeyParameterNames"]])).to.deep.equal(
      [
        ["knowledge", { header: "api-key", query: "subscription-key" }],
        ["documentintelligence", { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" }],
        [
          "other/forms/documentintelligence",
          { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
        ],
      ],
    );
  });

  it("offer writing only where a product may write", async () => {
    const operations = async (service: ServiceInput) => {
      const { resources } = await declared({ services: [service] });
      const api = resources.find(({ inputs }) => inputs["apiId"] === "service-knowledge")!;
      return String(api.inputs["value"]);
    };
    expect(await operations(knowledge)).to.include("search.index");
    expect(await operations({ ...knowledge, writers: [] })).not.to.include("search.index");
  });

  it("are linked to their products, and to no other", async () => {
    const { resources } = await declared({
      services: [{ ...knowledge, products: ["standard"], productIndexes: {}, writers: [] }],
    });
    const links = resources
      .filter(({ type, inputs }) => type.endsWith(":ProductApi") && inputs["apiId"] === "service-knowledge")
      .map(({ inputs }) => inputs["productId"]);
    expect(links).to.deep.equal(["standard"]);
  });

  for (const [name, services, code, at, more] of [
    ["no place", [{ name: "a", kind: "search", indexes: ["x"] }], "CONFIG_SERVICE_PLACE", "services[0]"],
    [
      "a resource of the other kind",
      [{ ...knowledge, resourceId: accountId }],
      "CONFIG_SERVICE_PLACE",
      "services[0].resourceId",
    ],
    [
      "nothing that may be asked",
      [{ name: "a", kind: "search", endpoint: "https://a.search.windows.net" }],
      "CONFIG_SERVICE_OPEN",
      "services[0]",
    ],
    [
      "models of a search service",
      [{ ...knowledge, models: ["prebuilt-read"] }],
      "CONFIG_SERVICE_KEY",
      "services[0].models",
    ],
    [
      "writers of Document Intelligence",
      [{ ...papers, writers: ["premium"] }],
      "CONFIG_SERVICE_KEY",
      "services[0].writers",
    ],
    [
      "an index of a product that is none of the service's",
      [{ ...knowledge, productIndexes: { trial: ["hotel"] } }],
      "CONFIG_SERVICE_UNKNOWN",
      "services[0].productIndexes.trial[0]",
    ],
    [
      "a product that is not there",
      [{ ...knowledge, products: ["standart"] }],
      "CONFIG_UNKNOWN_PRODUCT",
      "services[0].products[0]",
    ],
    [
      "a limit of a product that may not call",
      [{ ...papers, products: ["standard"], productModels: {}, productCallsPerMinute: { premium: 3 } }],
      "CONFIG_UNKNOWN_PRODUCT",
      "services[0].productCallsPerMinute.premium",
    ],
    [
      "a name that stands twice",
      [knowledge, { ...papers, name: "knowledge" }],
      "CONFIG_DUPLICATE_SERVER",
      "services[1].name",
    ],
    [
      "two endpoints at the gateway's own URL",
      [papers, { ...papers, name: "b" }],
      "CONFIG_DUPLICATE_PATH",
      "services[1].path",
    ],
    [
      "a path that an API has",
      [{ ...knowledge, path: "openai" }],
      "CONFIG_DUPLICATE_PATH",
      "services[0].path",
    ],
    [
      "an index in capitals",
      [{ ...knowledge, indexes: ["Hotels"] }],
      "CONFIG_INVALID_FORMAT",
      "services[0].indexes[0]",
    ],
    [
      "a budget in a tier that cannot count it",
      [papers],
      "CONFIG_SERVICE_BUDGET",
      "services[0]",
      {
        apiManagement: { ...devConfig.apiManagement, sku: "StandardV2" },
        products: devConfig.products.map((product) => ({ ...product, budget: { dollars: 5 } })),
      },
    ],
  ] as unknown as readonly (readonly [
    string,
    ServiceInput[],
    string,
    string,
    Partial<GatewayConfigInput>?,
  ])[])
    it(`are refused with ${name}`, async () => {
      const error = await declared({ services, ...more }).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      expect(error).to.be.instanceOf(ProblemsError);
      const { problems } = error as ProblemsError;
      expect(
        problems.map(({ code: own, subject }) => `${own} ${subject}`),
        JSON.stringify(problems),
      ).to.include(`${code} ${at}`);
    });
});
