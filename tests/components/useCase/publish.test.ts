import { expect } from "chai";
import type { ContractInput } from "../../../components";
import type { DeclaredResource } from "../../../packages/common/resource";
import { azureProvider, evaluateProgram } from "../../../packages/local-cloud";
import { GenAiGateway, UseCase } from "../../../components";
import { devConfig, moreDeployments } from "../../endToEnd/devStack";
import { knowledge, papers } from "../../endToEnd/services/serviceStack";
import { requireContract } from "../../../components/useCase/contract/read";
import { agree } from "../../../components/useCase/hubChecks";
import { publishProblems } from "../../../components/useCase/publishChecks";
import { contractStack, hubOf, hubStack } from "./onBoard";

const there = (subscription: string, type: string) =>
  `/subscriptions/${subscription}/resourceGroups/rg-hr/providers/${type}`;
const vault = (name: string, subscription = "11111111-1111-4111-8111-111111111111") =>
  there(subscription, `Microsoft.KeyVault/vaults/${name}`);
const project = there(
  "22222222-2222-4222-8222-222222222222",
  "Microsoft.CognitiveServices/accounts/ai-hr/projects/chatbot",
);
const contract = (more: Partial<ContractInput> = {}): ContractInput => ({
  useCase: { businessUnit: "HR", name: "chat-bot", environment: "dev", owner: "a@example.com" },
  grants: [{ api: "openAiV1" }, { api: "azureOpenAi", models: ["gpt-5.4"] }],
  ...more,
});
const declared = async (more: Partial<ContractInput>) => {
  const gateway = await hubStack(devConfig);
  return (await contractStack(gateway, [contract(more)])).resources;
};
const ofType = (resources: readonly DeclaredResource[], type: string) =>
  resources.filter((one) => one.type === `azure-native:${type}`);
const key = (resources: readonly DeclaredResource[], which: "primary" | "secondary") =>
  String(resources.find(({ name }) => name.endsWith(`-key-${which}`))!.outputs["result"]);

describe("what a contract publishes", () => {
  it("is one secret with the key and one with each URL, in every vault, whatever its subscription", async () => {
    const resources = await declared({
      publish: {
        keyVaults: [
          { id: vault("kv-one") },
          {
            id: vault("kv-two", "33333333-3333-4333-8333-333333333333"),
            keySecret: "own-key",
            endpointSecrets: { openAiV1: "own-url" },
          },
        ],
      },
    });
    const secrets = ofType(resources, "keyvault:Secret");
    const value = ({ inputs }: DeclaredResource) => (inputs["properties"] as { value: string }).value;
    const named = Object.fromEntries(
      secrets.map((one) => [
        `${String(one.inputs["vaultName"])}/${String(one.inputs["secretName"])}`,
        value(one),
      ]),
    );
    const url = hubOf(await hubStack(devConfig)).gatewayUrl as string;
    expect(named).to.deep.equal({
      "kv-one/hr-chat-bot-dev-key": key(resources, "primary"),
      "kv-one/hr-chat-bot-dev-open-ai-v1-endpoint": `${url}/openai/v1`,
      "kv-one/hr-chat-bot-dev-azure-open-ai-endpoint": `${url}/openai`,
      "kv-two/own-key": key(resources, "primary"),
      "kv-two/own-url": `${url}/openai/v1`,
      "kv-two/hr-chat-bot-dev-azure-open-ai-endpoint": `${url}/openai`,
    });
    // Key Vault takes these alone. https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
    for (const one of Object.keys(named)) expect(one.split("/")[1]).to.match(/^[0-9a-zA-Z-]{1,127}$/);
    for (const one of secrets.filter(({ name }) => name.endsWith("-key")))
      expect(one.secretInputs).to.deep.equal(["properties.value"]);
    const providers = resources.filter(({ type }) => type === "pulumi:providers:azure-native");
    expect(providers.map(({ inputs }) => inputs["subscriptionId"])).to.include.members([
      "11111111-1111-4111-8111-111111111111",
      "33333333-3333-4333-8333-333333333333",
    ]);
  });

  it("is the other key when that is active, and waits for the subscription", async () => {
    const resources = await declared({
      keys: { active: "secondary" },
      publish: { keyVaults: [{ id: vault("kv-one") }] },
    });
    const secret = ofType(resources, "keyvault:Secret").find(({ name }) => name.endsWith("-key"));
    expect((secret!.inputs["properties"] as { value: string }).value).to.equal(key(resources, "secondary"));
    const [subscription] = ofType(resources, "apimanagement:Subscription");
    expect(secret!.dependencies).to.include(subscription!.urn);
  });

  it("is a connection of Foundry's, with the key nowhere but in its credentials", async () => {
    // A deployment with another name than its model, so that the two are told apart.
    const own = { name: "talk", model: "gpt-5.4", version: "2026-03-05", capacity: 10 };
    const backends = moreDeployments(own);
    const publish: ContractInput["publish"] = {
      foundries: [
        { projectId: project },
        { projectId: project, name: "genai-v1", api: "openAiV1", models: "list" },
      ],
    };
    const apart = (await contractStack(await hubStack({ ...devConfig, backends }), [contract({ publish })]))
      .resources;
    const [first, second] = ofType(apart, "cognitiveservices:ProjectConnection");
    expect(first!.id).to.match(/\/accounts\/ai-hr\/projects\/chatbot\/connections\/genai-gateway$/);
    const url = hubOf(await hubStack(devConfig)).gatewayUrl as string;
    const { credentials, ...shown } = first!.inputs["properties"] as Record<string, unknown>;
    expect(credentials).to.deep.equal({ key: key(apart, "primary") });
    expect(shown).to.deep.equal({
      authType: "ApiKey",
      category: "ApiManagement",
      target: `${url}/openai`,
      isSharedToAll: false,
      metadata: { deploymentInPath: "true", inferenceAPIVersion: "2024-10-21" },
    });
    const { metadata } = second!.inputs["properties"] as { metadata: Record<string, string> };
    expect(metadata["deploymentInPath"]).to.equal("false");
    // Foundry takes from the list what it would ask the gateway for, and asks no more: as the config has its deployments.
    const deployments = backends.flatMap((backend) => backend.deployments);
    expect(JSON.parse(metadata["models"]!)).to.deep.equal(
      ["gpt-5.4", "text-embedding-3-small", "talk"].map((name) => {
        const { model, version } = deployments.find((one) => one.name === name)!;
        return { name, properties: { model: { name: model, version, format: "OpenAI" } } };
      }),
    );
    for (const one of [first!, second!]) {
      expect(one.secretInputs).to.deep.equal(["properties.credentials.key"]);
      expect(JSON.stringify((one.inputs["properties"] as { metadata: object }).metadata)).to.not.include(
        key(apart, "primary"),
      );
    }
  });

  const otherUseCase = { businessUnit: "HR", name: "search", environment: "dev" };
  const twice: readonly (readonly [
    what: string,
    contracts: readonly Partial<ContractInput>[],
    told: string,
  ])[] = [
    [
      "a vault in two spellings",
      [{ publish: { keyVaults: [{ id: vault("kv-one") }, { id: vault("KV-one"), keySecret: "own" }] } }],
      "publish.keyVaults[1].id",
    ],
    [
      "a secret for the key and a URL",
      [
        {
          publish: {
            keyVaults: [{ id: vault("kv-one"), keySecret: "a", endpointSecrets: { openAiV1: "a" } }],
          },
        },
      ],
      "publish.keyVaults[0].endpointSecrets.openAiV1",
    ],
    [
      "one secret for two use cases' keys",
      [
        { publish: { keyVaults: [{ id: vault("kv-one"), keySecret: "genai-key" }] } },
        { useCase: otherUseCase, publish: { keyVaults: [{ id: vault("kv-One"), keySecret: "genai-key" }] } },
      ],
      "publish.keyVaults[0].keySecret",
    ],
    [
      "a project's connection twice",
      [{ publish: { foundries: [{ projectId: project }, { projectId: project }] } }],
      "publish.foundries[1].projectId",
    ],
    [
      "the usual connection of a project that two use cases share",
      [
        { publish: { foundries: [{ projectId: project }] } },
        { useCase: otherUseCase, publish: { foundries: [{ projectId: project, name: "GenAI-gateway" }] } },
      ],
      "publish.foundries[0].name",
    ],
  ];
  for (const [what, contracts, told] of twice)
    it(`is written once: ${what} is refused at preview`, async () => {
      const hub = hubOf(await hubStack(devConfig));
      const files = contracts.map((more) => requireContract(contract(more)));
      const all = files.map((file) => ({ file, agreed: agree(file, hub, []) }));
      expect(publishProblems(all).map(({ code, subject }) => [code, subject])).to.deep.equal([
        ["CONTRACT_PUBLISHED_TWICE", told],
      ]);
    });

  it("is a URL of what is granted, by its name as the contract has it", async () => {
    const failure = await declared({
      publish: {
        keyVaults: [{ id: vault("kv-one"), endpointSecrets: { openaiV1: "url", constructor: "b" } }],
      },
    }).catch((error: Error) => error.message);
    expect(failure)
      .to.match(
        /CONTRACT_UNKNOWN_API publish\.keyVaults\[0\]\.endpointSecrets\.openaiV1: .*Did you mean openAiV1/,
      )
      .and.match(/endpointSecrets\.constructor/);
  });

  it("is no connection for an API that the contract has no grant of", async () => {
    const failure = await declared({
      grants: [{ api: "openAiV1" }],
      publish: { foundries: [{ projectId: project, api: "azureOpenAi" }] },
    }).catch((error: Error) => error.message);
    expect(failure).to.match(/CONTRACT_FOUNDRY_API publish\.foundries\[0\]\.api/);
  });

  it("is an entry of an API Center for each API, with the URL that clients call", async () => {
    const resources = await declared({
      apiCenter: {
        serviceId: there("11111111-1111-4111-8111-111111111111", "Microsoft.ApiCenter/services/apic"),
        environment: "dev",
        lifecycle: "production",
      },
    });
    const url = hubOf(await hubStack(devConfig)).gatewayUrl as string;
    const deployments = ofType(resources, "apicenter:Deployment");
    expect(
      deployments.map(({ inputs }) => [
        inputs["apiName"],
        (inputs["server"] as { runtimeUri: string[] }).runtimeUri,
      ]),
    ).to.deep.equal([
      ["hr-chat-bot-dev-openai-v1", [`${url}/openai/v1`]],
      ["hr-chat-bot-dev-azure-openai", [`${url}/openai`]],
    ]);
    // What a deployment names is there.
    for (const { inputs, id } of deployments) {
      const definition = ofType(resources, "apicenter:ApiDefinition").find((one) =>
        one.id.endsWith(String(inputs["definitionId"])),
      );
      expect(definition, id).to.not.equal(undefined);
    }
    expect(ofType(resources, "apicenter:ApiVersion")[0]!.inputs["lifecycleStage"]).to.equal("production");
  });

  it("is named and titled as Azure takes it, however long or short a use case's names are", async () => {
    const name = "m".repeat(60);
    const gateway = await hubStack({
      ...devConfig,
      mcpServers: [{ name, path: "find", from: { url: "https://search.example.com/mcp" } }],
    });
    const center = there("11111111-1111-4111-8111-111111111111", "Microsoft.ApiCenter/services/apic");
    const long = { businessUnit: "b".repeat(20), name: "n".repeat(32), environment: "e".repeat(12) };
    const registered = async (useCase: ContractInput["useCase"], more: Partial<ContractInput> = {}) => {
      const asked = contract({ ...more, useCase, grants: [{ api: "openAiV1" }], mcpServers: [{ name }] });
      return (await contractStack(gateway, [asked])).resources;
    };
    const apiCenter = { serviceId: center, environment: "dev" };
    for (const useCase of [
      { ...long, owner: "o".repeat(200) },
      { businessUnit: "h", name: "x", environment: "Q" },
    ]) {
      const resources = await registered(useCase, { apiCenter });
      const all = resources.filter(({ type }) => type.startsWith("azure-native:apicenter:"));
      const ids = all.map(({ id }) => id.split("/services/apic")[1]!);
      expect(new Set(ids)).to.have.length(8);
      // https://learn.microsoft.com/azure/templates/microsoft.apicenter/services/workspaces/apis
      for (const id of ids)
        for (const part of id.split("/").filter((_, at) => at > 0 && at % 2 === 0))
          expect(part).to.match(/^[a-zA-Z0-9-]{3,90}$/);
      for (const { inputs } of all) {
        expect((inputs["title"] as string).length).to.be.within(1, 50);
        for (const contact of (inputs["contacts"] ?? []) as readonly { readonly name: string }[])
          expect(contact.name.length).to.be.at.most(100);
        if (inputs["definitionId"] !== undefined) expect(ids).to.include(inputs["definitionId"]);
      }
    }
    const publish = { keyVaults: [{ id: vault("kv-one") }] };
    expect(await registered(long, { publish }).catch(String)).to.match(
      /CONTRACT_SECRET_NAME publish\.keyVaults\[0\]\.id: .*endpointSecrets/,
    );
    const endpointSecrets = { [`mcp-${name}`]: "tools" };
    await registered(long, { publish: { keyVaults: [{ id: vault("kv-one"), endpointSecrets }] } });
  });

  it("is services too, by the endpoint that their clients write", async () => {
    const gateway = await hubStack({ ...devConfig, services: [knowledge, papers] });
    const asked = contract({
      grants: [],
      services: [{ name: "knowledge", indexes: ["rooms"] }, { name: "papers" }],
      publish: {
        keyVaults: [{ id: vault("kv-one"), endpointSecrets: { "service-papers": "papers-url" } }],
      },
      apiCenter: {
        serviceId: there("11111111-1111-4111-8111-111111111111", "Microsoft.ApiCenter/services/apic"),
        environment: "dev",
      },
    });
    const { resources } = await contractStack(gateway, [asked]);
    const at = hubOf(gateway).gatewayUrl as string;
    expect(
      ofType(resources, "apicenter:Api").map(({ inputs }) => [
        inputs["apiName"],
        inputs["kind"],
        inputs["summary"],
      ]),
    ).to.deep.equal([
      [
        "hr-chat-bot-dev-service-knowledge",
        "rest",
        "Azure AI Search behind the GenAI gateway, by an access contract",
      ],
      [
        "hr-chat-bot-dev-service-papers",
        "rest",
        "Azure AI Document Intelligence behind the GenAI gateway, by an access contract",
      ],
    ]);
    expect(
      ofType(resources, "apicenter:Deployment").flatMap(
        ({ inputs }) => (inputs["server"] as { runtimeUri: string[] }).runtimeUri,
      ),
    ).to.deep.equal([`${at}/knowledge`, at]);
    const secrets = ofType(resources, "keyvault:Secret").map(({ inputs }) => [
      inputs["secretName"],
      (inputs["properties"] as { value: string }).value,
    ]);
    expect(secrets).to.include.deep.members([
      ["hr-chat-bot-dev-service-knowledge-endpoint", `${at}/knowledge`],
      ["papers-url", at],
    ]);
    const links = ofType(resources, "apimanagement:ProductApi").map(({ inputs }) => inputs["apiId"]);
    expect(links).to.deep.equal(["service-knowledge", "service-papers"]);
  });

  it("is MCP servers and agents too, where clients call them, each by its kind", async () => {
    const url = "https://travel.example.com";
    const gateway = await hubStack({
      ...devConfig,
      mcpServers: [{ name: "search", path: "find", from: { url: "https://search.example.com/mcp" } }],
      agents: [{ name: "travel", cardUrl: `${url}/card.json`, url: `${url}/a2a` }],
    });
    const asked = contract({
      grants: [],
      mcpServers: [{ name: "search" }],
      agents: [{ name: "travel" }],
      publish: { keyVaults: [{ id: vault("kv-one") }] },
      apiCenter: {
        serviceId: there("11111111-1111-4111-8111-111111111111", "Microsoft.ApiCenter/services/apic"),
        environment: "dev",
      },
    });
    const { resources } = await contractStack(gateway, [asked]);
    const at = hubOf(gateway).gatewayUrl as string;
    expect(
      ofType(resources, "apicenter:Api").map(({ inputs }) => [inputs["apiName"], inputs["kind"]]),
    ).to.deep.equal([
      ["hr-chat-bot-dev-mcp-search", "mcp"],
      ["hr-chat-bot-dev-a2a-travel", "a2a"],
    ]);
    expect(
      ofType(resources, "apicenter:Deployment").flatMap(
        ({ inputs }) => (inputs["server"] as { runtimeUri: string[] }).runtimeUri,
      ),
    ).to.deep.equal([`${at}/find/mcp`, `${at}/travel/a2a`]);
    const secrets = ofType(resources, "keyvault:Secret").map(({ inputs }) => inputs["secretName"]);
    expect(secrets).to.include.members([
      "hr-chat-bot-dev-mcp-search-endpoint",
      "hr-chat-bot-dev-a2a-travel-endpoint",
    ]);
    const links = ofType(resources, "apimanagement:ProductApi").map(({ inputs }) => inputs["apiId"]);
    expect(links).to.deep.equal(["mcp-search", "a2a-travel"]);
  });
});

describe("a use case in the gateway's own program", () => {
  it("takes the component's hub as it is", async () => {
    const { resources } = await evaluateProgram({
      ...{ project: "p", stack: "s", config: {}, provider: azureProvider },
      program: () => {
        const gateway = new GenAiGateway("genai", { config: { ...devConfig, contracts: { enabled: true } } });
        void new UseCase("x", { contract: contract(), hub: gateway.hub! }, { dependsOn: [gateway] });
      },
    });
    expect(ofType(resources, "apimanagement:Product").map(({ inputs }) => inputs["productId"])).to.include(
      "MULTI-HR-chat-bot-dev",
    );
  });
});
