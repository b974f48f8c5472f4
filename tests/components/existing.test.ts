import * as azureNetwork from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { GenAiGateway } from "../../components";
import type { GatewayConfigInput } from "../../components/config";
import { localSubscription } from "../../packages/local-cloud/azure/seeded";
import { configOf, devStack, stackText } from "./config/stackFile";
import { evaluatedProgram, input } from "./evaluated";

const ptu = configOf(devStack) as unknown as GatewayConfigInput;
const here = `/subscriptions/${localSubscription}/resourceGroups/rg-there`;
const there = "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg-there";
const principalId = "11111111-1111-4111-8111-111111111111";
const clientId = "22222222-2222-4222-8222-222222222222";
const serviceId = `${here}/providers/Microsoft.ApiManagement/service/apim-there`;
const accountId = (group: string) => `${group}/providers/Microsoft.CognitiveServices/accounts/oai-there`;

const gateway = (config: Partial<GatewayConfigInput>) =>
  evaluatedProgram(() => {
    const { gatewayUrl } = new GenAiGateway("genai", { config: { ...ptu, ...config } });
    return { gatewayUrl };
  });

/** What stops the program, as text. */
const refusal = (config: Partial<GatewayConfigInput>) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config: { ...ptu, ...config } })).then(
    () => "nothing",
    (reason: unknown) => String(reason),
  );

const network = `${here}/providers/Microsoft.Network/virtualNetworks/vnet-there`;
const subnet = (name: string) => `${network}/subnets/${name}`;
const onService = (identity: object): Partial<GatewayConfigInput> => ({
  ingress: { enabled: false },
  existing: {
    apiManagementId: serviceId,
    apiManagementIdentity: { principalId, ...identity },
    virtualNetworkId: network,
    subnetIds: {
      privateEndpoints: subnet("pe"),
      apiManagement: subnet("apim"),
      applicationGateway: subnet("agw"),
    },
  },
});

describe("a gateway on an API Management that is there", function () {
  it("includes fragments that it has declared, with everything switched on", async () => {
    // But for the cache, which a service that is there has of its own.
    const hub = configOf(stackText("hub")) as unknown as GatewayConfigInput;
    const products = hub.products.map((product) => ({ ...product, semanticCache: undefined }));
    const config = { ...hub, products, apiManagement: ptu.apiManagement, ...onService({ clientId }) };
    const stack = await evaluatedProgram(() => ({ made: new GenAiGateway("genai", { config }).gatewayUrl }));
    const texts = stack.deployment.resources.map(({ inputs }) =>
      JSON.stringify(inputs).replaceAll("&quot;", '"').replaceAll("\\", ""),
    );
    const included = new Set(
      texts.flatMap((text) =>
        [...text.matchAll(/<include-fragment\s+fragment-id="([^"]+)"/g)].map(([, id]) => id!),
      ),
    );
    expect([...included].filter((id) => /identify-caller$|read-rpc$|guard-prompt$/.test(id))).to.have.length(
      3,
    );
    for (const id of included) {
      expect(id).to.match(/^genai-/);
      expect(
        texts.some((text) => text.includes(`/${id}"`)),
        id,
      ).to.equal(true);
    }
  });

  it("declares entities of its own, under ids of its own, and nothing that other APIs would notice", async () => {
    const stack = await gateway(onService({ clientId }));
    for (const type of [
      "apimanagement:ApiManagementService",
      "apimanagement:Diagnostic",
      "managedidentity:UserAssignedIdentity",
    ])
      expect(stack.all(type), type).to.deep.equal([]);
    const below = stack.deployment.resources.filter(({ id }) => id.startsWith(`${serviceId}/`));
    expect(below.length).to.be.greaterThan(20);
    const owned = ["apis", "loggers", "namedValues"];
    for (const { id, name } of below) {
      const [kind, entity] = id.slice(serviceId.length + 1).split("/");
      if (owned.includes(kind!)) expect(entity, name).to.match(/^genai-ptu-/);
      expect(kind, name).to.not.be.oneOf(["policies", "diagnostics", "policy"]);
    }
    for (const id of stack.fragments().keys()) expect(id).to.match(/^genai-ptu-/);
    for (const one of stack.all("monitor:DiagnosticSetting"))
      expect(one.inputs["resourceUri"]).to.not.equal(serviceId);
    expect(stack.deployment.outputs["gatewayUrl"]?.value).to.equal("https://apim-there.azure-api.net");
  });

  it("adds no subnet for a service that has its own, to a network of whatever subscription", async () => {
    const elsewhere = `${there}/providers/Microsoft.Network/virtualNetworks/vnet-there`;
    const { existing, ...rest } = onService({ clientId });
    const subnetIds = { privateEndpoints: `${elsewhere}/subnets/pe` };
    const stack = await gateway({
      ...rest,
      existing: { ...existing, virtualNetworkId: elsewhere, subnetIds },
    });
    expect(stack.all("network:Subnet")).to.deep.equal([]);
    expect(stack.all("network:NetworkSecurityGroup")).to.deep.equal([]);
  });

  it("keeps the names of its ARM deployments apart from those of another gateway in the group", async () => {
    const names = async (environment: string, config: Partial<GatewayConfigInput>) =>
      (await gateway({ environment, ...config }))
        .all("resources:Deployment")
        .map((one) => String(one.inputs["deploymentName"]));
    for (const config of [onService({ clientId }), { existing: { resourceGroupId: here } }]) {
      const [one, other] = [await names("one", config), await names("other", config)];
      expect(one.filter((name) => other.includes(name))).to.deep.equal([]);
    }
  });

  it("includes its own fragments and names its own loggers and named values", async () => {
    const stack = await gateway(onService({ clientId }));
    const known = new Set(stack.fragments().keys());
    const included = stack
      .allPolicies()
      .flatMap((text) => [...text.matchAll(/fragment-id="([^"]+)"/g)].map(([, id]) => id!));
    expect(included).to.not.be.empty;
    for (const id of included) expect([...known]).to.include(id);
    const signOn = stack.fragments().get("genai-ptu-authenticate-to-backend")!.text;
    expect(signOn).to.include('client-id="{{genai-ptu-genai-identity-client-id}}"');
    expect(stack.fragments().get("genai-ptu-usage-event-hub")!.text).to.include(
      'logger-id="genai-ptu-usage-event-hub"',
    );
  });

  it("signs on as the service itself where no client id is given, and gives that principal the roles", async () => {
    const stack = await gateway(onService({}));
    // None of the identity's; those of stored state there are.
    const named = stack.all("apimanagement:NamedValue").map(({ name }) => name);
    expect(named.filter((name) => /identity/i.test(name))).to.deep.equal([]);
    expect(stack.fragments().get("genai-ptu-authenticate-to-backend")!.text).to.not.include("client-id");
    const loggers = stack.all("apimanagement:Logger");
    expect(loggers).to.have.length(2);
    for (const logger of loggers)
      expect(input(logger, "credentials.identityClientId"), logger.name).to.equal("SystemAssigned");
    const roles = stack.all("authorization:RoleAssignment");
    expect(roles.length).to.equal(ptu.backends.length + 2);
    for (const role of roles) expect(role.inputs["principalId"], role.name).to.equal(principalId);
  });

  it("asks for the identity and the network", async () => {
    const found = await refusal({ existing: { apiManagementId: serviceId } });
    expect(found).to.include("CONFIG_EXISTING_IDENTITY").and.to.include("CONFIG_EXISTING_NETWORK");
  });
});

describe("a subnet that the same program makes", function () {
  it("comes before those that are added to its network", async () => {
    const stack = await evaluatedProgram(() => {
      const group = new resources.ResourceGroup("mine", { location: "swedencentral" });
      const vnet = new azureNetwork.VirtualNetwork(
        "mine",
        { resourceGroupName: group.name, addressSpace: { addressPrefixes: ["10.2.0.0/16"] } },
        { ignoreChanges: ["subnets"] },
      );
      const mine = new azureNetwork.Subnet("mine", {
        resourceGroupName: group.name,
        virtualNetworkName: vnet.name,
        addressPrefix: "10.2.0.0/24",
        privateEndpointNetworkPolicies: "Disabled",
      });
      const existing = { virtualNetworkId: vnet.id, subnetIds: { privateEndpoints: mine.id } };
      new GenAiGateway("genai", { config: { ...ptu, existing } });
    });
    const [mine, ...added] = stack.all("network:Subnet");
    expect(mine!.name).to.equal("mine");
    expect(added).to.have.length(2);
    for (const one of added) expect(stack.waits(one, mine!), one.name).to.equal(true);
  });
});

describe("an account that is there", function () {
  const [first, ...others] = ptu.backends;
  const bring = (existing: object): Partial<GatewayConfigInput> => ({
    backends: [{ ...first!, existing: existing as NonNullable<typeof first>["existing"] }, ...others],
  });

  it("of another subscription is called, and gets an endpoint and a role; its deployments are only named", async () => {
    const stack = await gateway(bring({ accountId: pulumi.output(accountId(there)) }));
    expect(stack.all("cognitiveservices:Account")).to.have.length(others.length);
    expect(stack.all("cognitiveservices:Deployment").map((one) => one.name)).to.not.include(
      "genai-ptu-1-gpt-5.4",
    );
    const backend = stack
      .all("apimanagement:Backend")
      .find((one) => one.inputs["backendId"] === first!.name)!;
    expect(backend.inputs["url"]).to.equal("https://oai-there.openai.azure.com/openai");
    const role = stack
      .all("authorization:RoleAssignment")
      .find((one) => one.inputs["scope"] === accountId(there))!;
    expect(String(role.inputs["roleDefinitionId"])).to.match(/^\/subscriptions\/99999999/);
    const endpoint = stack.all("network:PrivateEndpoint").find(({ name }) => name.includes("-ptu-1-"))!;
    expect(JSON.stringify(endpoint.inputs)).to.include(accountId(there));
    expect(stack.waits(backend, role) && stack.waits(backend, endpoint)).to.equal(true);
    const settings = stack.all("monitor:DiagnosticSetting").map((one) => one.inputs["resourceUri"]);
    expect(settings).to.not.include(accountId(there));
  });

  it("of this subscription takes deployments where they are declared", async () => {
    const stack = await gateway(bring({ accountId: accountId(here), deployments: "declared" }));
    const deployment = stack
      .all("cognitiveservices:Deployment")
      .find(({ name }) => name.includes("-ptu-1-"))!;
    expect(deployment.inputs["accountName"]).to.equal("oai-there");
    expect(deployment.inputs["resourceGroupName"]).to.equal("rg-there");
  });

  it("takes endpoint, no private endpoint and no role as the config says", async () => {
    const endpoint = "https://models.example.com/";
    const stack = await gateway(
      bring({ accountId: accountId(there), endpoint, privateEndpoint: false, grantAccess: false }),
    );
    const backend = stack
      .all("apimanagement:Backend")
      .find((one) => one.inputs["backendId"] === first!.name)!;
    expect(backend.inputs["url"]).to.equal("https://models.example.com/openai");
    expect(JSON.stringify(stack.all("network:PrivateEndpoint").map(({ inputs }) => inputs))).to.not.include(
      accountId(there),
    );
    expect(stack.all("authorization:RoleAssignment").map(({ inputs }) => inputs["scope"])).to.not.include(
      accountId(there),
    );
  });
});

describe("what is brought from another subscription, and would get parts of this stack", function () {
  const rows: readonly (readonly [what: string, config: Partial<GatewayConfigInput>, key: string])[] = [
    ["a resource group", { existing: { resourceGroupId: there } }, "existing.resourceGroupId"],
    [
      "a network without its subnets",
      { existing: { virtualNetworkId: `${there}/providers/Microsoft.Network/virtualNetworks/vnet` } },
      "existing.virtualNetworkId",
    ],
    [
      "API Management",
      {
        ...onService({}),
        existing: {
          ...onService({}).existing,
          apiManagementId: `${there}/providers/Microsoft.ApiManagement/service/apim`,
        },
      },
      "existing.apiManagementId",
    ],
    [
      "an account with declared deployments",
      {
        backends: ptu.backends.map((backend, index) =>
          index === 0
            ? { ...backend, existing: { accountId: accountId(there), deployments: "declared" as const } }
            : backend,
        ),
      },
      "existing.accountId",
    ],
  ];
  for (const [what, config, key] of rows)
    it(`${what} => EXISTING_SUBSCRIPTION ${key}`, async () => {
      expect(await refusal(config))
        .to.include("EXISTING_SUBSCRIPTION")
        .and.to.include(key);
    });
});

describe("an account of kind AIServices", function () {
  it("has its name in three zones, and is called by the one that Azure OpenAI has too", async () => {
    const stack = await gateway({
      backends: ptu.backends.map((backend, index) =>
        index === 0 ? { ...backend, accountKind: "AIServices" as const } : backend,
      ),
    });
    const account = stack
      .all("cognitiveservices:Account")
      .find((one) => one.inputs["kind"] === "AIServices")!;
    const zones = new Map(
      stack.all("privatedns:PrivateZone").map(({ id, inputs }) => [id, String(inputs["privateZoneName"])]),
    );
    const group = stack
      .all("network:PrivateDnsZoneGroup")
      .find(({ name }) => name.includes(`-${ptu.backends[0]!.name}-`))!;
    const configs = input(group, "privateDnsZoneConfigs") as { name: string; privateDnsZoneId: string }[];
    expect(configs.map(({ privateDnsZoneId }) => zones.get(privateDnsZoneId))).to.have.members([
      "privatelink.openai.azure.com",
      "privatelink.cognitiveservices.azure.com",
      "privatelink.services.ai.azure.com",
    ]);
    expect(new Set(configs.map(({ name }) => name)).size).to.equal(3);
    const backend = stack
      .all("apimanagement:Backend")
      .find((one) => one.inputs["backendId"] === ptu.backends[0]!.name)!;
    expect(backend.inputs["url"]).to.equal(
      `https://${String(account.inputs["accountName"])}.openai.azure.com/openai`,
    );
  });
});
