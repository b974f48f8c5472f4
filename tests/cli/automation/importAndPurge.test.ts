import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import type { ArmAccess } from "../../../packages/cli/automation/azure/arm";
import { importFile } from "../../../packages/cli/automation/deploy/importResource";
import { purge, softDeletedOf } from "../../../packages/cli/automation/deploy/softDeleted";
import type { LocalCloud } from "../../../packages/local-cloud/account/localCloud";
import { answerArm } from "../../../packages/local-cloud/arm/armStandIn";
import { localSubscription } from "../../../packages/local-cloud/azure/seeded";
import { deletedSoftly } from "./softly";

const root = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";
const gateway = "urn:pulumi:dev::p::pkg:index:GenAiGateway::genai";
const holder = "urn:pulumi:dev::p::pkg:index:GenAiGateway$pkg:index:GatewayKeyVault::genai-key-vault";
const vault = `${holder.replace(/::genai-key-vault$/, "")}$azure-native:keyvault:Vault::genai-vault`;
const id = `/subscriptions/${localSubscription}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-x`;

const event = (urn: string, type: string, parent: string, custom: boolean, protect = false): EngineEvent =>
  ({
    resourcePreEvent: { metadata: { urn, type, op: "create", new: { urn, type, parent, custom, protect } } },
  }) as never;
const events = [
  event(root, "pulumi:pulumi:Stack", "", false),
  event(gateway, "pkg:index:GenAiGateway", root, false),
  event(holder, "pkg:index:GatewayKeyVault", gateway, false),
  event(vault, "azure-native:keyvault:Vault", holder, true, true),
];

const one = [{ name: "genai-vault", id }];

describe("importing what exists as what the program declares", () => {
  it("puts it below its parent, where the state has that", () => {
    const { resources, nameTable, imported } = importFile(events, new Set([root, gateway, holder]), one);
    expect(nameTable).to.deep.equal({ there2: holder });
    expect(resources).to.deep.equal([
      {
        type: "azure-native:keyvault:Vault",
        name: "imported0",
        logicalName: "genai-vault",
        id,
        parent: "there2",
      },
    ]);
    expect(imported.map(({ urn }) => urn)).to.deep.equal([vault]);
  });

  for (const [there, components] of [
    [[root, gateway], ["genai-key-vault"]],
    [[], ["genai", "genai-key-vault"]],
  ] as const)
    it(`makes the ancestors that a state of ${there.length} resources lacks, from the outermost`, () => {
      const { resources, nameTable } = importFile(events, new Set(there), one);
      const ancestors = resources.filter(({ component }) => component);
      expect(ancestors.map(({ logicalName }) => logicalName)).to.deep.equal(components);
      expect(nameTable).to.deep.equal(there.length > 0 ? { there1: gateway } : {});
      expect(ancestors[0]!.parent).to.equal(there.length > 0 ? "there1" : undefined);
      // Each is below the one before it.
      resources.slice(1).forEach(({ parent }, index) => expect(parent).to.equal(resources[index]!.name));
    });

  for (const [name, given, there, expected] of [
    ["genai-vlt", id, [], /genai-vlt: the program declares no resource of this name/],
    ["genai-key-vault", id, [], /it has genai-vault/],
    ["genai-vault", "kv-x", [], /kv-x is no id of Azure's/],
    ["genai-vault", id, [vault], /genai-vault: the state has it already/],
  ] as const)
    it(`${name} as ${given.slice(0, 20)} => ${String(expected)}`, () => {
      expect(() => importFile(events, new Set<string>(there), [{ name, id: given }])).to.throw(expected);
    });
});

describe("importing several", () => {
  it("tells all that is wrong with them at once, and makes a shared ancestor once", () => {
    const wrong = [
      { name: "a", id },
      { name: "genai-vault", id: "b" },
    ];
    expect(() => importFile(events, new Set(), wrong))
      .to.throw(/DEPLOY_IMPORT_NAME a/)
      .with.property("message")
      .that.includes("DEPLOY_IMPORT_ID genai-vault");
    const second = event(`${vault}-2`, "azure-native:keyvault:Vault", holder, true);
    const both = importFile([...events, second], new Set(), [
      ...one,
      { name: "genai-vault-2", id: `${id}2` },
    ]);
    expect(both.resources.map(({ name }) => name)).to.deep.equal([
      "component0",
      "component1",
      "imported0",
      "imported1",
    ]);
  });
});

describe("purging what Azure keeps", () => {
  const deleted = (type: string, inputs: Record<string, unknown>) =>
    ({
      type,
      op: "delete",
      old: { inputs: { resourceGroupName: "g", location: "swedencentral", ...inputs } },
    }) as unknown as StepEventMetadata;
  const three = (isProtected: boolean) =>
    softDeletedOf([
      deleted("azure-native:keyvault:Vault", {
        vaultName: "kv-x",
        properties: { enablePurgeProtection: isProtected },
      }),
      deleted("azure-native:cognitiveservices:Account", { accountName: "oai-x" }),
      deleted("azure-native:apimanagement:ApiManagementService", { serviceName: "apim-x" }),
      deleted("azure-native:network:VirtualNetwork", { virtualNetworkName: "v" }),
    ]);
  const accessTo = (cloud: LocalCloud): ArmAccess => ({
    subscriptionId: localSubscription,
    request: (method, path, body) => {
      const { status, body: answer } = answerArm(cloud, {}, method, path, body);
      return Promise.resolve({ status, body: answer });
    },
  });
  const never = () => Promise.reject(new Error("has waited"));

  it("frees each name, and is content with what is gone already", async () => {
    const cloud = await deletedSoftly({ purgeProtection: false });
    for (const one of three(false)) await purge(accessTo(cloud), one, never);
    expect(cloud.softDeleted).to.be.empty;
    for (const one of three(false)) await purge(accessTo(cloud), one, never);
  });

  it("tells for what is protected how to bring it back, and cannot purge it", async () => {
    const [held, ...rest] = three(true);
    expect(rest.map(({ isProtected }) => isProtected)).to.deep.equal([false, false]);
    expect(held!.purge).to.match(
      /^az keyvault recover --name kv-x --location swedencentral .+cannot be purged/,
    );
    const cloud = await deletedSoftly({ purgeProtection: true });
    const error: unknown = await purge(accessTo(cloud), held!, never).catch((caught: unknown) => caught);
    expect(String(error)).to.include("405 MethodNotAllowed");
  });

  it("waits until the name is free, and not for ever", async () => {
    let looks = 0;
    const slow = (gone: number): ArmAccess => ({
      subscriptionId: "s",
      request: (method) =>
        Promise.resolve({ status: method === "GET" && ++looks >= gone ? 404 : 200, body: {} }),
    });
    let waited = 0;
    const wait = () => Promise.resolve(void waited++);
    const [one] = three(false);
    await purge(slow(3), one!, wait);
    expect(waited).to.equal(2);
    const error: unknown = await purge(slow(Infinity), one!, wait).catch((caught: unknown) => caught);
    expect(String(error)).to.include("ten minutes");
  });
});
