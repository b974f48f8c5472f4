import { expect } from "chai";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import { VirtualOperations } from "../../packages/local-cloud/account/operations";
import { deployer } from "../../packages/local-cloud/azure/rules/deletes";
import type { ResourceRequest } from "../../packages/local-cloud/provider";
import { type Inputs, resource, root } from "./slips/base";

const request = (type: string, name: string, inputs: Inputs): ResourceRequest => ({
  ...resource(type, name, inputs),
  project: "shop",
  stack: "dev",
});

const location = "swedencentral";
const group = (name = "rg") =>
  request("resources:ResourceGroup", name, { resourceGroupName: name, location });
const service = (more: Inputs = {}) =>
  request("apimanagement:ApiManagementService", "apim", {
    serviceName: "apim-shop",
    location,
    publisherEmail: "a@example.com",
    publisherName: "A",
    sku: { name: "Developer", capacity: 1 },
    ...more,
  });
const account = (more: Inputs = {}, properties: Inputs = {}) =>
  request("cognitiveservices:Account", "oai", {
    accountName: "oai-shop",
    location,
    kind: "OpenAI",
    sku: { name: "S0" },
    properties: { customSubDomainName: "oai-shop", ...properties },
    ...more,
  });
const vault = (properties: Inputs = {}, more: Inputs = {}) =>
  request("keyvault:Vault", "kv", {
    vaultName: "kv-shop",
    location,
    properties: {
      tenantId: "00000000-0000-4000-8000-00000000abcd",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      ...properties,
    },
    ...more,
  });
const secret = request("keyvault:Secret", "s", {
  vaultName: "kv-shop",
  secretName: "s",
  properties: { value: "x" },
});
const elsewhere = { resourceGroupName: "elsewhere" };

const answer = (change: Promise<unknown>) =>
  change.then(
    () => "accepted",
    (error: Error & { code?: string; status?: number }) => `${error.status} ${error.code}`,
  );

describe("what a subscription keeps of what was deleted", () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = new LocalCloud();
    for (const name of ["rg", "elsewhere"]) await cloud.create(group(name));
  });
  const makeAndDelete = async (made: ResourceRequest) => {
    const { id } = await cloud.create(made);
    await cloud.delete(id);
    return id;
  };

  const rows: readonly (readonly [
    words: string,
    first: ResourceRequest,
    again: ResourceRequest,
    hours: number,
    before: string,
    after: string,
  ])[] = [
    ["a service", service(), service(), 48, "409 ServiceAlreadyExistsInSoftDeletedState", "accepted"],
    [
      "a service of its name elsewhere",
      service(),
      service(elsewhere),
      48,
      "409 ServiceAlreadyExistsInSoftDeletedState",
      "accepted",
    ],
    ["an account", account(), account(), 48, "409 FlagMustBeSetForRestore", "accepted"],
    [
      "an account of its subdomain elsewhere",
      account(),
      account({ ...elsewhere, accountName: "oai-other" }),
      48,
      "409 CustomDomainInUse",
      "accepted",
    ],
    [
      "a vault of 7 days",
      vault({ softDeleteRetentionInDays: 7 }),
      vault(),
      7 * 24,
      "409 ConflictError",
      "accepted",
    ],
    ["a vault of 90 days elsewhere", vault(), vault({}, elsewhere), 90 * 24, "409 ConflictError", "accepted"],
  ];
  for (const [words, first, again, hours, before, after] of rows)
    it(`${words}: for ${hours} hours`, async () => {
      await makeAndDelete(first);
      cloud.letPass({ hours: hours - 1 });
      expect(await answer(cloud.create(again))).to.equal(before);
      cloud.letPass({ hours: 1 });
      expect(await answer(cloud.create(again))).to.equal(after);
    });

  it("is given back to whoever asks for it, children and all", async () => {
    const { id } = await cloud.create(service());
    const backend = request("apimanagement:Backend", "b", {
      serviceName: "apim-shop",
      backendId: "b",
      url: "https://a.example.com",
      protocol: "http",
    });
    await cloud.create(backend);
    await cloud.delete(id);
    expect(cloud.find(`${id}/backends/b`)).to.equal(undefined);
    expect(await answer(cloud.create(backend))).to.equal("404 ParentResourceNotFound");
    expect(await answer(cloud.create(service({ restore: true })))).to.equal("accepted");
    expect(cloud.find(`${id}/backends/b`)).not.to.equal(undefined);
    expect(await answer(cloud.create(account({}, { restore: true })))).to.equal(
      "404 CanNotRestoreANonDeletedResource",
    );
  });

  it("can be purged, but not where a vault is protected; and can be recovered", async () => {
    const id = await makeAndDelete(vault({ enablePurgeProtection: true }));
    expect(() => cloud.purge(id)).to.throw("MethodNotAllowed");
    cloud.recover(id);
    expect(cloud.find(id)).not.to.equal(undefined);
    const other = await makeAndDelete(account());
    cloud.purge(other);
    expect(await answer(cloud.create(account()))).to.equal("accepted");
  });

  it("is what a deleted resource group held", async () => {
    await cloud.create(vault());
    await cloud.create(account());
    await cloud.delete(root);
    expect(cloud.softDeleted.map(({ name }) => name)).to.have.members(["kv", "oai"]);
  });

  it("is nothing that a workspace's name would be refused for", async () => {
    const workspace = request("operationalinsights:Workspace", "w", {
      workspaceName: "log-shop",
      location,
      sku: { name: "PerGB2018" },
      retentionInDays: 30,
    });
    await makeAndDelete(workspace);
    expect(await answer(cloud.create(workspace))).to.equal("accepted");
  });
});

describe("what Azure does not delete", () => {
  let cloud: LocalCloud;
  beforeEach(async () => {
    cloud = new LocalCloud();
    await cloud.create(group());
  });

  it("is what a lock covers, and everything below; ReadOnly keeps it from being changed", async () => {
    const { id } = await cloud.create(account());
    const filter = await cloud.create(
      request("cognitiveservices:RaiPolicy", "f", {
        accountName: "oai-shop",
        raiPolicyName: "strict",
        properties: {},
      }),
    );
    const lock = (level: string) =>
      request("authorization:ManagementLockByScope", "l", { lockName: "keep", scope: id, level });
    const made = await cloud.create(lock("CanNotDelete"));
    expect(await answer(cloud.delete(filter.id))).to.equal("409 ScopeLocked");
    expect(await answer(cloud.update(id, account({ tags: { a: "b" } })))).to.equal("accepted");
    await cloud.delete(made.id);
    await cloud.delete(filter.id);
    await cloud.create(lock("ReadOnly"));
    expect(await answer(cloud.update(id, account({ tags: { a: "c" } })))).to.equal("409 ScopeLocked");
    expect(await answer(cloud.delete(id))).to.equal("409 ScopeLocked");
    expect(await answer(cloud.delete(root))).to.equal("accepted");
  });

  it("is an account with deployments, though not one with a diagnostic setting", async () => {
    const { id } = await cloud.create(account());
    const workspace = await cloud.create(
      request("operationalinsights:Workspace", "w", {
        workspaceName: "log-shop",
        location,
        sku: { name: "PerGB2018" },
        retentionInDays: 30,
      }),
    );
    await cloud.create(
      request("monitor:DiagnosticSetting", "d", {
        name: "d",
        resourceUri: id,
        workspaceId: workspace.id,
        logs: [{ categoryGroup: "allLogs", enabled: true }],
      }),
    );
    const deployment = await cloud.create(
      request("cognitiveservices:Deployment", "g", {
        accountName: "oai-shop",
        deploymentName: "gpt",
        sku: { name: "GlobalStandard", capacity: 1 },
        properties: { model: { format: "OpenAI", name: "gpt-4.1", version: "1" } },
      }),
    );
    expect(await answer(cloud.delete(id))).to.equal("409 CannotDeleteResource");
    await cloud.delete(deployment.id);
    expect(await answer(cloud.delete(id))).to.equal("accepted");
  });

  const openVault = {};
  const closedVault = {
    publicNetworkAccess: "Disabled",
    networkAcls: { bypass: "AzureServices", defaultAction: "Deny" },
  };
  for (const [words, properties, role, expected] of [
    ["a secret, for a deployer without a role", openVault, false, "403 Forbidden"],
    ["a secret of a closed vault", closedVault, true, "403 Forbidden"],
  ] as const)
    it(`is ${words}: azure-native deletes it over the data plane`, async () => {
      const { id } = await cloud.create(vault(properties));
      const { id: secretId } = await cloud.create(secret);
      if (role) await cloud.create(officer(id));
      expect(await answer(cloud.delete(secretId))).to.equal(expected);
      // With the vault it goes.
      await cloud.delete(id);
      expect(await answer(cloud.delete(secretId))).to.equal("accepted");
    });

  it("is a workspace that is in a private link scope", async () => {
    const workspace = await cloud.create(
      request("operationalinsights:Workspace", "w", {
        workspaceName: "log-shop",
        location,
        sku: { name: "PerGB2018" },
        retentionInDays: 30,
      }),
    );
    await cloud.create(
      request("monitor:PrivateLinkScope", "s", {
        scopeName: "ampls-shop",
        location: "global",
        accessModeSettings: { ingestionAccessMode: "Open", queryAccessMode: "Open" },
      }),
    );
    const link = await cloud.create(
      request("monitor:PrivateLinkScopedResource", "l", {
        scopeName: "ampls-shop",
        name: "log-shop",
        linkedResourceId: workspace.id,
      }),
    );
    expect(await answer(cloud.delete(workspace.id))).to.equal("409 Conflict");
    await cloud.delete(link.id);
    expect(await answer(cloud.delete(workspace.id))).to.equal("accepted");
  });

  it("is a secret for nobody who may; its name is kept then", async () => {
    const { id } = await cloud.create(vault());
    const { id: secretId } = await cloud.create(secret);
    await cloud.create(officer(id));
    expect(await answer(cloud.delete(secretId))).to.equal("accepted");
    expect(await answer(cloud.create(secret))).to.equal("409 Conflict");
  });
});

const officer = (scope: string) =>
  request("authorization:RoleAssignment", "officer", {
    roleAssignmentName: "55555555-5555-4555-8555-555555555555",
    scope,
    principalId: deployer,
    principalType: "ServicePrincipal",
    roleDefinitionId:
      "/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  });

describe("two writers at a time", () => {
  const within = { serviceName: "apim-shop" };
  const product = (name: string) =>
    request("apimanagement:Product", name, {
      ...within,
      productId: name,
      displayName: name,
      state: "published",
      subscriptionRequired: true,
    });
  const subscription = (name: string, scope: string, ownerId?: string) =>
    request("apimanagement:Subscription", name, {
      ...within,
      sid: name,
      displayName: name,
      scope,
      ...(ownerId ? { ownerId } : {}),
    });
  const user = request("apimanagement:User", "ann", {
    ...within,
    userId: "ann",
    email: "ann@example.com",
    firstName: "A",
    lastName: "B",
  });

  for (const [words, one, two, expected] of [
    [
      "subscriptions of one product",
      subscription("a", "/products/p"),
      subscription("b", "/products/p"),
      "412 PreconditionFailed",
    ],
    [
      "subscriptions of two products",
      subscription("a", "/products/p"),
      subscription("b", "/products/q"),
      "accepted",
    ],
    [
      "subscriptions of one user",
      subscription("a", "/products/p", "/users/ann"),
      subscription("b", "/products/q", "/users/ann"),
      "412 PreconditionFailed",
    ],
    ["two APIs", api("a"), api("b"), "accepted"],
    ["policy and operation of one API", apiPolicy(), operation(), "409 PessimisticConcurrencyConflict"],
  ] as const)
    it(`${words}: ${expected}`, async () => {
      const cloud = new LocalCloud();
      for (const made of [group(), service(), product("p"), product("q"), user, api("genai")])
        await cloud.create(made);
      cloud.setOperations(new VirtualOperations());
      const [first, second] = await Promise.all([answer(cloud.create(one)), answer(cloud.create(two))]);
      expect([first, second]).to.deep.equal(["accepted", expected]);
    });

  function api(name: string) {
    return request("apimanagement:Api", name, {
      ...within,
      apiId: name,
      displayName: name,
      path: name,
      protocols: ["https"],
    });
  }
  function apiPolicy() {
    return request("apimanagement:ApiPolicy", "p", {
      ...within,
      apiId: "genai",
      policyId: "policy",
      format: "rawxml",
      value: "<policies><inbound /></policies>",
    });
  }
  function operation() {
    return request("apimanagement:ApiOperation", "o", {
      ...within,
      apiId: "genai",
      operationId: "o",
      displayName: "O",
      method: "GET",
      urlTemplate: "/",
    });
  }
});
