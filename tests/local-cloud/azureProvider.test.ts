import * as apim from "@pulumi/azure-native/apimanagement";
import * as authorization from "@pulumi/azure-native/authorization";
import * as cognitive from "@pulumi/azure-native/cognitiveservices";
import * as identity from "@pulumi/azure-native/managedidentity";
import * as network from "@pulumi/azure-native/network";
import * as resources from "@pulumi/azure-native/resources";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { expect } from "chai";
import type { Problem } from "../../packages/common/problem";
import { ProblemsError } from "../../packages/common/problem";
import type { InlineProgram } from "../../packages/local-cloud";
import { azureProvider, evaluateProgram } from "../../packages/local-cloud";

function evaluate(program: InlineProgram) {
  return evaluateProgram({ program, project: "shop", stack: "dev", config: {}, provider: azureProvider });
}

async function problemsOf(program: InlineProgram): Promise<readonly Problem[]> {
  try {
    await evaluate(program);
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}

/** A service with an API, which most of API Management's checks start from. */
function service() {
  const { name: resourceGroupName } = new resources.ResourceGroup("group", { resourceGroupName: "rg" });
  const { name: serviceName } = new apim.ApiManagementService("service", {
    resourceGroupName,
    serviceName: "gateway",
    publisherEmail: "a@example.com",
    publisherName: "A",
    sku: { name: "Developer", capacity: 1 },
  });
  const within = { resourceGroupName, serviceName };
  const { name: apiId } = new apim.Api("api", {
    ...within,
    apiId: "genai",
    displayName: "GenAI",
    path: "ai",
    protocols: ["https"],
  });
  return { within, api: { ...within, apiId } };
}

const policy = (inbound: string) => `<policies><inbound>${inbound}</inbound></policies>`;

describe("azureProvider", () => {
  it("gives ids and computed outputs of Azure's shape", async () => {
    const { outputs } = await evaluate(() => {
      const group = new resources.ResourceGroup("group");
      const { name: resourceGroupName } = group;
      const user = new identity.UserAssignedIdentity("user", {
        resourceGroupName,
        resourceName: "id-gateway",
      });
      const account = new cognitive.Account("ptu", {
        resourceGroupName,
        accountName: "oai-ptu",
        kind: "OpenAI",
        properties: { customSubDomainName: "oai-ptu-x1" },
      });
      const role = new authorization.RoleAssignment("role", {
        scope: account.id,
        principalId: user.principalId,
        principalType: "ServicePrincipal",
        roleDefinitionId:
          "/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
      });
      return {
        group: group.id,
        user: user.id,
        principal: user.principalId,
        endpoint: account.properties.endpoint,
        role: role.id,
      };
    });
    const prefix = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/group[0-9a-f]{8}";
    expect(outputs["group"]?.value).to.match(new RegExp(`^${prefix}$`));
    const users = "providers/Microsoft.ManagedIdentity/userAssignedIdentities";
    expect(outputs["user"]?.value).to.match(new RegExp(`^${prefix}/${users}/id-gateway$`));
    expect(outputs["principal"]?.value).to.match(/^[0-9a-f-]{36}$/);
    expect(outputs["endpoint"]?.value).to.equal("https://oai-ptu-x1.openai.azure.com/");
    const scope = `${prefix}/providers/Microsoft.CognitiveServices/accounts/oai-ptu`;
    const roles = "providers/Microsoft.Authorization/roleAssignments";
    expect(outputs["role"]?.value).to.match(new RegExp(`^${scope}/${roles}/[0-9a-f-]{36}$`));
  });

  it("gives the same values every time, and keeps keys and passwords secret", async () => {
    const program = () => {
      const { within } = service();
      const { primaryKey } = new apim.Subscription("sub", { ...within, displayName: "s", scope: "/apis" });
      const { result } = new random.RandomPassword("password", { length: 20 });
      return { primaryKey, result };
    };
    const [first, second] = [await evaluate(program), await evaluate(program)];
    expect(first).to.deep.equal(second);
    expect(first.outputs["primaryKey"]?.secret).to.equal(true);
    expect(first.outputs["result"]?.secret).to.equal(true);
    expect(first.outputs["result"]?.value).to.have.length(20);
  });

  it("keeps the program's aliases and leaves out azure-native's own, one for each API version", async () => {
    const { resources: declared } = await evaluate(() => {
      new resources.ResourceGroup("group", {}, { aliases: [{ name: "before" }] });
    });
    expect(declared[1]?.aliases).to.deep.equal([{ name: "before", parentUrn: declared[0]?.urn }]);
  });

  it("answers who is deploying, and what the program declared", async () => {
    const { outputs } = await evaluate(() => {
      const { within } = service();
      return {
        tenant: authorization.getClientConfigOutput().tenantId,
        url: apim.getApiManagementServiceOutput(within).gatewayUrl,
      };
    });
    expect(outputs["tenant"]?.value).to.match(/^[0-9a-f-]{36}$/);
    expect(outputs["url"]?.value).to.equal("https://gateway.azure-api.net");
  });

  it("takes a policy whose references are ordered before it", async () => {
    const problems = await problemsOf(() => {
      const { within, api } = service();
      const value = new apim.NamedValue("key", {
        ...within,
        namedValueId: "k",
        displayName: "the-key",
        value: "1",
      });
      const fragment = new apim.PolicyFragment("answer", { ...within, value: "<fragment />" });
      const inbound = `<include-fragment fragment-id="answer" /><set-header name="k"><value>{{the-key}}</value></set-header>`;
      new apim.ApiPolicy(
        "policy",
        { ...api, policyId: "policy", format: "rawxml", value: policy(inbound) },
        { dependsOn: [value, fragment] },
      );
    });
    expect(problems).to.deep.equal([]);
  });

  it("reports a policy that names what is missing, and what may come after it, all at once", async () => {
    const problems = await problemsOf(() => {
      const { within, api } = service();
      new apim.Backend("backend", { ...within, backendId: "ptu", protocol: "http", url: "https://x" });
      const inbound = `<include-fragment fragment-id="lost" /><set-backend-service backend-id="ptu" />`;
      new apim.ApiPolicy("policy", { ...api, policyId: "policy", format: "rawxml", value: policy(inbound) });
    });
    expect(problems.map(({ code, message }) => [code, message])).to.deep.equal([
      ["AZURE_NOT_FOUND", "needs policy fragment 'lost', which the program does not declare"],
      ["AZURE_RACE", "race: needs backend 'ptu' but may be created before it"],
    ]);
    expect(problems[1]?.hint).to.contain("add dependsOn backend [azure-native:apimanagement:Backend]");
  });

  it("reports members of a pool and APIs of a product that do not exist", async () => {
    const problems = await problemsOf(() => {
      const { within } = service();
      new apim.Backend("pool", {
        ...within,
        backendId: "pool",
        type: "Pool",
        pool: { services: [{ id: "/backends/x" }] },
      });
      const { name: productId } = new apim.Product("product", {
        ...within,
        productId: "p",
        displayName: "P",
      });
      new apim.ProductApi("link", { ...within, productId, apiId: "none" });
    });
    expect(problems.map(({ message }) => message)).to.deep.equal([
      "needs pool member 'x', which the program does not declare",
      "needs api 'none', which the program does not declare",
    ]);
  });

  it("reports children of one API that are not ordered", async () => {
    const children = (chain: boolean) => () => {
      const { api } = service();
      const first = new apim.ApiPolicy("policy", { ...api, policyId: "policy", value: policy("") });
      const options: pulumi.CustomResourceOptions = chain ? { dependsOn: first } : {};
      new apim.ApiSchema("schema", { ...api, schemaId: "s", contentType: "application/json" }, options);
    };
    const [problem, ...others] = await problemsOf(children(false));
    expect(problem?.code).to.equal("AZURE_RACE");
    expect(problem?.message).to.contain("children of API genai are changed one at a time");
    expect(others).to.deep.equal([]);
    expect(await problemsOf(children(true))).to.deep.equal([]);
  });

  it("reports deployments side by side, and a private endpoint before the last of them", async () => {
    const account = (chain: boolean) => () => {
      const resourceGroupName = "rg";
      const { id, name: accountName } = new cognitive.Account("ptu", {
        resourceGroupName,
        accountName: "ptu",
        kind: "OpenAI",
        properties: { customSubDomainName: "ptu" },
      });
      const within = { resourceGroupName, accountName };
      const one = new cognitive.Deployment("one", { ...within, deploymentName: "gpt-4o" });
      const after = (resource: pulumi.Resource) => (chain ? { dependsOn: resource } : {});
      const two = new cognitive.Deployment("two", { ...within, deploymentName: "gpt-4o-mini" }, after(one));
      const subnet =
        "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s";
      const privateLinkServiceConnections = [{ name: "c", privateLinkServiceId: id, groupIds: ["account"] }];
      new network.PrivateEndpoint(
        "endpoint",
        { resourceGroupName, privateLinkServiceConnections, subnet: { id: subnet } },
        after(two),
      );
    };
    const found = await problemsOf(account(false));
    expect(found.map(({ code, subject }) => [code, subject?.split(" ")[0]]).sort()).to.deep.equal([
      ["AZURE_RACE", "endpoint"],
      ["AZURE_RACE", "two"],
    ]);
    expect(await problemsOf(account(true))).to.deep.equal([]);
  });

  it("reports names that Azure refuses, ids given twice, and children without a parent", async () => {
    const problems = await problemsOf(() => {
      new cognitive.Account("one", { resourceGroupName: "rg", accountName: "a" });
      new cognitive.Account("same", { resourceGroupName: "RG", accountName: "A" });
      new cognitive.Deployment("orphan", {
        resourceGroupName: "rg",
        accountName: "none",
        deploymentName: "d1",
      });
      // Networks are often there before a program is.
      new network.Subnet("subnet", {
        resourceGroupName: "rg",
        virtualNetworkName: "brought",
        subnetName: "s",
        addressPrefix: "10.0.1.0/24",
      });
    });
    const codes = problems.map(({ code, subject }) => `${code} ${subject?.split(" ")[0]}`);
    expect(codes).to.have.members([
      "InvalidResourceName one",
      "InvalidResourceName same",
      "AZURE_DUPLICATE_ID same",
      "AZURE_NOT_FOUND orphan",
    ]);
  });
});
