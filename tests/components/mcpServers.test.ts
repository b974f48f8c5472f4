import { expect } from "chai";
import { GenAiGateway, type GatewayConfigInput } from "../../components";
import { localSubscription } from "../../packages/local-cloud/azure/seeded";
import { devConfig } from "../endToEnd/devStack";
import { evaluatedProgram, input, type Evaluated } from "./evaluated";

const openapi = "tests/endToEnd/mcp/orders.openapi.json";
const apiKey = { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/orders" };

/** What a stack with these keys declares. */
const declared = (config: Partial<GatewayConfigInput>): Promise<Evaluated> =>
  evaluatedProgram(() => {
    const { toolPaths } = new GenAiGateway("genai", { config: { ...devConfig, ...config } });
    return { toolPaths };
  });

/** Resources of a type that stand in templates, with what each is called. */
function inTemplates(all: Evaluated, type: string) {
  return all.all("resources:Deployment").flatMap((resource) => {
    const { template } = resource.inputs["properties"] as {
      template: { resources: { type: string; apiVersion: string; name: string; properties: unknown }[] };
    };
    return template.resources
      .filter((one) => one.type === `Microsoft.ApiManagement/service/${type}`)
      .map(({ apiVersion, name, properties }) => ({
        resource,
        apiVersion,
        name: name.split("/").slice(1).join("/"),
        properties: properties as Record<string, unknown>,
      }));
  });
}

describe("what MCP servers and agents are declared as", () => {
  let all: Evaluated;
  before(async function () {
    all = await declared({
      mcpServers: [
        {
          name: "orders",
          from: {
            openapi,
            url: "https://orders.example.com/v2",
            operations: ["get_order", "list_orders"],
            auth: { apiKey },
          },
          tools: { describe: { get_order: "One order" } },
          products: ["premium"],
        },
        {
          name: "search",
          from: { url: "https://search.example.com/mcp", auth: { managedIdentity: "api://s" } },
        },
      ],
      agents: [
        { name: "travel", cardUrl: "https://t.example.com/card.json", url: "https://t.example.com/a2a" },
      ],
    });
  });

  it("APIs of type mcp and their tools, at the versions that have them", () => {
    const byName = (left: { name: string }, right: { name: string }) => (left.name < right.name ? -1 : 1);
    const servers = inTemplates(all, "apis").sort(byName);
    const key = { header: "api-key", query: "subscription-key" };
    const common = {
      type: "mcp",
      protocols: ["https"],
      subscriptionRequired: true,
      subscriptionKeyParameterNames: key,
    };
    expect(
      servers.map(({ apiVersion, name, properties }) => ({ apiVersion, name, properties })),
    ).to.deep.equal([
      {
        apiVersion: "2025-09-01-preview",
        name: "mcp-orders",
        properties: { ...common, displayName: "orders", path: "orders" },
      },
      {
        apiVersion: "2025-09-01-preview",
        name: "mcp-search",
        properties: {
          ...common,
          displayName: "search",
          path: "search",
          serviceUrl: "https://search.example.com/mcp",
        },
      },
    ]);
    const tools = inTemplates(all, "apis/tools");
    expect(tools.map(({ apiVersion, name }) => `${apiVersion} ${name}`)).to.deep.equal([
      "2025-03-01-preview mcp-orders/get_order",
      "2025-03-01-preview mcp-orders/list_orders",
    ]);
    expect(tools[0]!.properties).to.include({ displayName: "get_order", description: "One order" });
    expect(tools[0]!.properties["operationId"]).to.match(
      /^\/subscriptions\/.*\/service\/[^/]+\/apis\/mcp-orders-operations\/operations\/get-order$/,
    );
    expect(tools[1]!.properties).not.to.have.property("description");
  });

  it("an API behind the tools that no product has, with the operations that are tools alone", () => {
    const api = all
      .all("apimanagement:Api")
      .find(({ inputs }) => inputs["apiId"] === "mcp-orders-operations")!;
    expect(api.inputs).to.include({
      path: "mcp-operations/orders",
      serviceUrl: "https://orders.example.com/v2",
    });
    const { paths } = JSON.parse(String(api.inputs["value"])) as { paths: Record<string, object> };
    expect(Object.entries(paths).map(([path, item]) => `${path} ${Object.keys(item).join()}`)).to.deep.equal([
      "/orders get",
      "/orders/{id} parameters,get",
    ]);
    const links = all
      .all("apimanagement:ProductApi")
      .map(({ inputs }) => `${String(inputs["productId"])} ${String(inputs["apiId"])}`);
    expect(links.filter((link) => / (mcp|a2a)-/.test(link))).to.have.members([
      "premium mcp-orders",
      ...devConfig.products.flatMap(({ name }) => [`${name} mcp-search`, `${name} a2a-travel`]),
    ]);
  });

  it("a key behind a named value of Key Vault, on the backend that the policy waits for", () => {
    const named = all
      .all("apimanagement:NamedValue")
      .find(({ inputs }) => inputs["namedValueId"] === "genai-provider-mcp-orders-key")!;
    expect(input(named, "keyVault.secretIdentifier")).to.equal(apiKey.keyVaultSecretId);
    expect(named.inputs["secret"]).to.equal(true);
    const backend = all
      .all("apimanagement:Backend")
      .find(({ inputs }) => inputs["backendId"] === "mcp-orders")!;
    expect(input(backend, "credentials.header")).to.deep.equal({
      Authorization: ["Bearer {{genai-provider-mcp-orders-key}}"],
    });
    const policy = all
      .all("apimanagement:ApiPolicy")
      .find(({ inputs }) => inputs["apiId"] === "mcp-orders-operations")!;
    expect(all.waits(policy, backend)).to.equal(true);
    expect(all.waits(backend, named)).to.equal(true);
  });

  it("diagnostics of their own, which log no byte of a body", () => {
    const own = all
      .all("apimanagement:ApiDiagnostic")
      .filter(({ inputs }) => /^(mcp|a2a)-/.test(String(inputs["apiId"])));
    expect(own.map(({ inputs }) => inputs["apiId"])).to.have.members([
      "mcp-orders",
      "mcp-orders-operations",
      "mcp-search",
      "a2a-travel",
    ]);
    for (const diagnostic of own)
      for (const side of ["frontend", "backend"])
        expect(input(diagnostic, `${side}.response.body.bytes`)).to.equal(0);
  });

  it("paths among the outputs, and policies that read no answer", () => {
    expect(all.deployment.outputs["toolPaths"]!.value).to.deep.equal({
      orders: "orders",
      search: "search",
      travel: "travel",
    });
    const read = all
      .all("apimanagement:ApiPolicy")
      .filter(({ inputs }) => /^mcp-(orders|search)$/.test(String(inputs["apiId"])));
    expect(read).to.have.length(2);
    for (const { inputs } of read)
      expect(String(inputs["value"]).replace(/<!--[\s\S]*?-->/g, "")).not.to.match(/Response\.Body/);
  });

  it("tools of an API that is on the service already, by an expression of the template", async () => {
    const there = `/subscriptions/${localSubscription}/resourceGroups/rg-there/providers`;
    const network = `${there}/Microsoft.Network/virtualNetworks/vnet-there`;
    const shared = await declared({
      ingress: { enabled: false },
      existing: {
        apiManagementId: `${there}/Microsoft.ApiManagement/service/apim-shared`,
        apiManagementIdentity: { principalId: "11111111-1111-4111-8111-111111111111" },
        virtualNetworkId: network,
        subnetIds: { privateEndpoints: `${network}/subnets/pe` },
      },
      mcpServers: [{ name: "orders", from: { api: "orders-v1", operations: ["get_order"] } }],
      agents: [
        { name: "travel", cardUrl: "https://t.example.com/card.json", url: "https://t.example.com/a2a" },
      ],
    });
    // Another stack there may have an agent of that name, and the cache is the service's.
    const card = shared
      .all("apimanagement:ApiOperationPolicy")
      .find(({ inputs }) => inputs["operationId"] === "agent-card")!;
    const keys = [...String(card.inputs["value"]).matchAll(/key="(genai-agent-card-shown:[^"]+)"/g)];
    expect(new Set(keys.map(([, key]) => key))).to.deep.equal(
      new Set([`genai-agent-card-shown:${String(card.inputs["apiId"])}`]),
    );
    expect(card.inputs["apiId"]).to.match(/.-a2a-travel$/);
    const [tool] = inTemplates(shared, "apis/tools");
    expect(tool!.properties["operationId"]).to.equal(
      "[resourceId('Microsoft.ApiManagement/service/apis/operations', 'apim-shared', 'orders-v1', 'get_order')]",
    );
    expect(tool!.name).to.match(/mcp-orders\/get_order$/);
  });
});
