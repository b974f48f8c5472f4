import { withoutOptions } from "../../packages/common/resource";
import { join } from "node:path";
import { expect } from "chai";
import type { StackResult } from "../../packages/cli/automation";
import { projectRoot, Workspace } from "./workspace";

const bin = join(projectRoot, "packages", "cli", "bin.js");
const vaultType = "azure-native:keyvault:Vault";

/** A vault below a component below another, as the gateway's is; whether it is protected stands in the config. */
const program = `
import * as pulumi from "@pulumi/pulumi";
import * as keyvault from "@pulumi/azure-native/keyvault";
import * as resources from "@pulumi/azure-native/resources";

const isProtected = new pulumi.Config().getBoolean("protected");
const outer = new pulumi.ComponentResource("test:index:Outer", "outer");
const inner = new pulumi.ComponentResource("test:index:Inner", "inner", {}, { parent: outer });
const location = "swedencentral";
const group = new resources.ResourceGroup("group", { resourceGroupName: "rg-recover", location }, { parent: outer });
new keyvault.Vault(
  "vault",
  {
    resourceGroupName: group.name,
    vaultName: "kv-recover",
    location,
    properties: {
      tenantId: "00000000-0000-0000-0000-000000000000",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      publicNetworkAccess: "Disabled",
      ...(isProtected ? { enablePurgeProtection: true } : {}),
    },
  },
  { parent: inner },
);
`;

describe("a name that Azure keeps after a destroy", () => {
  let workspace: Workspace;
  const passed = ["--allow-violation", "RULE_DIAGNOSTICS", "--allow-violation", "RULE_KEY_VAULT_ACCESS"];

  beforeEach(async () => {
    workspace = (await Workspace.create()).withOwnProgram();
    workspace.edit("index.ts", () => program);
  });
  afterEach(() => workspace.close());

  function configure(isProtected: boolean): void {
    workspace.edit("Pulumi.test.yaml", () => `config:\n  azure-genai-gateway:protected: ${isProtected}\n`);
  }
  async function cli(...args: string[]): Promise<{ code: number; result: StackResult }> {
    const { code, stdout, stderr } = await workspace.run(process.execPath, [bin, ...args, "--json"]);
    try {
      return { code, result: (JSON.parse(stdout) as StackResult[])[0]! };
    } catch {
      throw new Error(`no JSON: ${stdout}${stderr}`);
    }
  }
  const vaults = () => workspace.cloud.resources.filter(({ type }) => type === vaultType);
  const steps = ({ result }: { readonly result: StackResult }) =>
    result.steps.map(({ op, name }) => `${op} ${name}`);

  it("is found before anything is made, with the way back, which ends with the same vault in the state", async () => {
    configure(true);
    const up = await cli("up", "test", ...passed);
    expect(up.code, JSON.stringify(up.result)).to.equal(0);
    const [vault] = vaults();
    const destroyed = await cli("destroy", "test", "--allow-all", "--purge");
    expect(destroyed.code, JSON.stringify(destroyed.result)).to.equal(0);
    expect(destroyed.result.softDeleted!.map(({ isProtected }) => isProtected)).to.deep.equal([true]);

    const refused = await cli("up", "test", ...passed);
    expect(refused.code).to.equal(3);
    expect(workspace.cloud.resources).to.be.empty;
    const preview = await cli("preview", "test", ...passed);
    expect([preview.code, preview.result.violations]).to.deep.equal([3, refused.result.violations]);
    const [problem] = refused.result.violations;
    expect(problem!.code).to.equal("PREFLIGHT_NAME_SOFT_DELETED");
    const [create, recover, bring] = [...problem!.hint!.matchAll(/`([^`]+)`/g)].map(
      ([, command]) => command!,
    );
    expect(create).to.equal("az group create --name rg-recover --location swedencentral");
    expect(recover).to.equal("az keyvault recover --name kv-recover --location swedencentral");
    // What the two commands do.
    const [group] = destroyed.result.steps.filter(({ name }) => name === "group");
    const groupId = vault!.id.replace(/\/providers\/.*$/, "");
    await workspace.cloud.create({
      ...withoutOptions,
      urn: group!.urn,
      project: "azure-genai-gateway",
      stack: "test",
      type: group!.type,
      name: "group",
      inputs: { resourceGroupName: "rg-recover", location: "swedencentral" },
    });
    workspace.cloud.recover(vault!.id);
    expect(bring).to.equal(`azure-genai-gateway import test group ${groupId} vault ${vault!.id}`);
    const imported = await cli(...bring!.split(" ").slice(1));
    expect(imported.code, JSON.stringify(imported.result)).to.equal(0);
    const again = await cli("up", "test", ...passed);
    expect(again.code, JSON.stringify(again.result)).to.equal(0);
    expect(steps(again).filter((step) => !step.startsWith("update"))).to.be.empty;
    expect(vaults().map(({ id }) => id)).to.deep.equal([vault!.id]);
    const rest = await cli("preview", "test", "--expect-no-changes", ...passed);
    expect(rest.code, JSON.stringify(rest.result)).to.equal(0);
  });

  it("is free at once after destroy --purge where nothing is protected; --remove leaves no stack", async () => {
    configure(false);
    expect((await cli("up", "test", ...passed)).code).to.equal(0);
    const shown = await cli("destroy", "test", "--allow-all", "--preview");
    expect([shown.code, steps(shown)]).to.deep.equal([0, ["delete group", "delete vault"]]);
    expect((await cli("destroy", "test", "--preview")).code).to.equal(3);
    expect(vaults()).to.have.length(1);
    const destroyed = await cli("destroy", "test", "--allow-all", "--purge");
    expect(destroyed.result.purged, JSON.stringify(destroyed.result)).to.deep.equal(["kv-recover"]);
    expect((await cli("up", "test", ...passed)).code).to.equal(0);
    expect((await cli("destroy", "test", "--allow-all", "--purge", "--remove")).code).to.equal(0);
    const { stdout } = await workspace.pulumi("stack", "ls", "--json");
    expect(JSON.parse(stdout)).to.deep.equal([]);
    expect((await cli("destroy", "test")).code).to.equal(2);
  });
});
