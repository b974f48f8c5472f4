import { expect } from "chai";
import { GenAiGateway } from "../../components";
import { certificateIdentity, grantsOf } from "../../components/certificateReader";
import type { GatewayConfigInput } from "../../components/config";
import { parseGatewayConfig } from "../../components/config";
import { Ordering } from "../../packages/local-cloud/azure/ordering";
import { configOf, devStack } from "./config/stackFile";
import { evaluatedProgram, input } from "./evaluated";

const ptu = configOf(devStack) as unknown as GatewayConfigInput;
const gateway = (config: Partial<GatewayConfigInput>) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config: { ...ptu, ...config } }));

const there = "/subscriptions/99999999-9999-4999-8999-999999999999/resourceGroups/rg";
const vaultId = `${there}/providers/Microsoft.KeyVault/vaults/kv-certificates`;
const domain = {
  hostName: "apim.example.com",
  keyVaultSecretId: "https://kv-certificates.vault.azure.net/secrets/a",
};

/** Of the config's keys that decide who reads a certificate; those that are left out are as by default. */
function decided(keys: {
  readonly customDomain?: object;
  readonly keyVaultId?: string;
  readonly private?: boolean;
}) {
  const { config, problems } = parseGatewayConfig({
    ...ptu,
    ...(keys.private === false ? { network: { private: false }, ingress: { enabled: false } } : {}),
    existing: keys.keyVaultId ? { keyVaultId: keys.keyVaultId } : {},
    apiManagement: {
      ...ptu.apiManagement,
      ...(keys.customDomain ? { customDomain: { ...domain, ...keys.customDomain } } : {}),
    },
  });
  if (!config) return problems.filter(({ severity }) => severity === "error").map(({ code }) => code)[0]!;
  const { ownVaultToSystemAssigned, vaultToUserAssigned, thirdVaultToUserAssigned } = grantsOf(config);
  return [
    certificateIdentity(config) ?? "nobody",
    ...(ownVaultToSystemAssigned ? ["system on own"] : []),
    ...(vaultToUserAssigned ? ["user on vault"] : []),
    ...(thirdVaultToUserAssigned === undefined ? [] : ["user on third"]),
  ].join(", ");
}

describe("who reads the certificate of API Management's host name, and which roles are declared", () => {
  const [user, system] = ["UserAssigned", "SystemAssigned"].map((certificateIdentity) => ({
    certificateIdentity,
  }));
  const denied = { grantCertificateAccess: false };
  const rows: readonly (readonly [what: string, keys: Parameters<typeof decided>[0], answer: string])[] = [
    ["no host name", {}, "nobody, system on own"],
    ["no host name, vault brought", { keyVaultId: vaultId }, "nobody"],
    ["own vault, private", { customDomain: {} }, "SystemAssigned, system on own"],
    ["own vault, open", { customDomain: {}, private: false }, "UserAssigned, system on own, user on vault"],
    ["vault brought", { customDomain: {}, keyVaultId: vaultId }, "UserAssigned, user on vault"],
    ["vault brought, role by others", { customDomain: denied, keyVaultId: vaultId }, "UserAssigned"],
    [
      "third vault",
      { customDomain: { certificateVaultId: vaultId } },
      "UserAssigned, system on own, user on third",
    ],
    [
      "third vault, role by others",
      { customDomain: { certificateVaultId: vaultId, ...denied } },
      "UserAssigned, system on own",
    ],
    ["own vault, by choice", { customDomain: user }, "UserAssigned, system on own, user on vault"],
    [
      "third vault behind a firewall, role by others",
      { customDomain: { certificateVaultId: vaultId, ...system, ...denied } },
      "SystemAssigned, system on own",
    ],
    [
      "third vault behind a firewall, role that would come too late",
      { customDomain: { certificateVaultId: vaultId, ...system } },
      "CONFIG_CERTIFICATE_IDENTITY",
    ],
    [
      "vault brought behind a firewall, role that would come too late",
      { customDomain: system, keyVaultId: vaultId },
      "CONFIG_CERTIFICATE_IDENTITY",
    ],
  ];
  for (const [what, keys, answer] of rows)
    it(`${what} => ${answer}`, () => expect(decided(keys)).to.equal(answer));
});

describe("access that the config gives", function () {
  it("the certificate's role comes before the service, on the vault that the config names", async () => {
    const stack = await gateway({
      apiManagement: { ...ptu.apiManagement, customDomain: { ...domain, certificateVaultId: vaultId } },
    });
    const service = stack.one("apimanagement:ApiManagementService");
    const [host] = input(service, "hostnameConfigurations") as Record<string, unknown>[];
    const identity = stack
      .all("managedidentity:UserAssignedIdentity")
      .find(({ outputs }) => outputs["clientId"] === host!["identityClientId"])!;
    const role = stack.all("authorization:RoleAssignment").find((one) => one.inputs["scope"] === vaultId)!;
    expect(role.inputs["principalId"]).to.equal(identity.outputs["principalId"]);
    // Through its component, whose children wait for what it waits for.
    expect(new Ordering(stack.deployment.resources).waits(service, role)).to.equal(true);
  });

  it("purgeProtection: false leaves the property out, which Azure takes true for or nothing", async () => {
    const properties = async (config: Partial<GatewayConfigInput>) =>
      (await gateway(config)).one("keyvault:Vault").inputs["properties"] as Record<string, unknown>;
    const open = await properties({ keyVault: { purgeProtection: false } });
    expect(open).to.not.have.property("enablePurgeProtection");
    expect(open["enableSoftDelete"]).to.equal(true);
    expect((await properties({}))["enablePurgeProtection"]).to.equal(true);
  });

  it("receivers read the hub, and throughput units grow as far as the config lets them", async () => {
    const [one, other] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    const receivers = async (ids: readonly string[]) => {
      const stack = await gateway({
        eventHub: {
          maximumThroughputUnits: 8,
          dataReceivers: ids.map((principalId) => ({ principalId, principalType: "Group" as const })),
        },
      });
      const namespace = stack.one("eventhub:Namespace");
      expect(namespace.inputs["isAutoInflateEnabled"]).to.equal(true);
      expect(namespace.inputs["maximumThroughputUnits"]).to.equal(8);
      const found = stack
        .all("authorization:RoleAssignment")
        .filter((role) =>
          String(role.inputs["roleDefinitionId"]).endsWith("a638d3c7-ab3a-418d-83e6-5f17a39d4fde"),
        );
      for (const role of found) {
        expect(role.inputs["scope"]).to.equal(namespace.id);
        expect(role.inputs["principalType"]).to.equal("Group");
      }
      return new Map(found.map(({ name, inputs }) => [inputs["principalId"], name]));
    };
    const both = await receivers([one, other]);
    expect([...both.keys()]).to.have.members([one, other]);
    // Whoever stays keeps the assignment: another resource of the same name in Azure would be refused.
    expect((await receivers([other])).get(other)).to.equal(both.get(other));
  });

  it("a model's version is kept until it retires, or as the config says", async () => {
    const stack = await gateway({
      backends: ptu.backends.map((backend, index) => ({
        ...backend,
        deployments: backend.deployments.map((deployment) => ({
          ...deployment,
          ...(index === 0 ? { versionUpgradeOption: "NoAutoUpgrade" as const } : {}),
        })),
      })),
    });
    const options = stack
      .all("cognitiveservices:Deployment")
      .map((one) => input(one, "properties.versionUpgradeOption"));
    expect(options[0]).to.equal("NoAutoUpgrade");
    expect(new Set(options.slice(1))).to.deep.equal(new Set(["OnceCurrentVersionExpired"]));
  });
});
