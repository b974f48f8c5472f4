import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { GenAiGateway, type GatewayConfigInput } from "../../../components";
import { isPurgeProtected, LocalCloud } from "../../../packages/local-cloud/account/localCloud";
import { VirtualOperations } from "../../../packages/local-cloud/account/operations";
import {
  destroyStack,
  updateStack,
  type StackState,
  type StackUpdate,
} from "../../../packages/local-cloud/account/updateStack";
import { configOf } from "../../engine/configs";
import { projectRoot } from "../../engine/workspace";
import { existing, existingService, othersProgram } from "./others";

const ptu = configOf("ptu");
const v2 = (sku: "StandardV2" | "PremiumV2"): GatewayConfigInput => ({
  ...ptu,
  apiManagement: { ...ptu.apiManagement, sku },
  ingress: { enabled: false },
});

const closed = (publicNetworkAccess: "Enabled" | "Disabled"): GatewayConfigInput => ({
  ...ptu,
  apiManagement: { ...ptu.apiManagement, sku: "StandardV2", privateEndpoint: true, publicNetworkAccess },
});

const stacks: Readonly<Record<string, GatewayConfigInput>> = {
  dev: configOf("dev"),
  test: configOf("test"),
  ptu,
  prod: configOf("prod"),
  StandardV2: v2("StandardV2"),
  PremiumV2: v2("PremiumV2"),
  "StandardV2, closed": closed("Disabled"),
  "a private link scope": {
    ...configOf("dev"),
    monitoring: {
      publicNetworkAccessForIngestion: "Disabled",
      publicNetworkAccessForQuery: "Disabled",
      privateLink: {},
    },
  },
  "everything existing": { ...ptu, network: {}, existing },
  "an existing service": {
    ...ptu,
    ingress: { enabled: false },
    network: {},
    apiManagement: { ...ptu.apiManagement, sku: "StandardV2" },
    existing: {
      ...existing,
      apiManagementId: existingService,
      // Azure chooses it: put in below, from the service that is there.
      apiManagementIdentity: { principalId: "00000000-0000-4000-8000-000000000000" },
    },
  },
};

/** A policy's own document, or the deployment by which a fragment is made. */
const isPolicy = (urn: string) =>
  /(?:Policy|-fragment-[^:]*)$/.test(urn.replace(/::[^:]*$/, "")) || /-fragment-/.test(urn);
const isBackend = (urn: string) => /apimanagement:Backend::/.test(urn);

/** The same stack in one cloud, from update to update. */
class Life {
  private state: StackState = { resources: [] };

  constructor(
    readonly cloud: LocalCloud,
    private readonly name: string,
  ) {}

  async up(program: () => void): Promise<StackUpdate> {
    const { cloud, state: before } = this;
    const place = { project: "azure-genai-gateway", stack: this.name, config: {} };
    const update = await updateStack({ ...place, program, cloud, before });
    expect(update.error, String(update.error)).to.equal(undefined);
    this.state = update.state;
    return update;
  }

  async destroy(): Promise<StackUpdate> {
    const update = await destroyStack(this.cloud, this.state);
    expect(update.error, String(update.error)).to.equal(undefined);
    this.state = update.state;
    return update;
  }
}

const kinds = ({ steps }: StackUpdate) => [...new Set(steps.map(({ kind }) => kind))];
const changes = ({ steps }: StackUpdate) => steps.filter(({ kind }) => kind !== "same");
const inventory = (cloud: LocalCloud) =>
  cloud.resources.map(({ id, inputs }) => `${id} ${JSON.stringify(inputs)}`).sort();

/** The gateway is told which principal the service that is there has, as a user reads it in the portal. */
function withIdentity(config: GatewayConfigInput, cloud: LocalCloud): GatewayConfigInput {
  if (config.existing?.apiManagementId === undefined) return config;
  const { principalId } = cloud.find(existingService)!.outputs["identity"] as { principalId: string };
  return { ...config, existing: { ...config.existing, apiManagementIdentity: { principalId } } };
}

/** All PAYG backends' weights, one up: what a weight change is, whatever the stack. */
function reweighted(config: GatewayConfigInput): GatewayConfigInput {
  const [payg] = config.backends.filter(({ kind }) => kind === "payg");
  const backends = config.backends.map((backend) =>
    backend === payg ? { ...backend, weight: (backend.weight ?? 1) + 4 } : backend,
  );
  return { ...config, backends };
}

describe("the life of a stack on the local cloud: up, up, weight, policy, destroy, up", () => {
  let folder: string;

  before("policies with one edited", () => {
    folder = mkdtempSync(join(tmpdir(), "genai-policies-"));
    cpSync(join(projectRoot, "policies"), folder, { recursive: true });
    const file = join(folder, "fragments", "usage-event-hub.xml");
    writeFileSync(file, readFileSync(file, "utf8").replace("<fragment>", "<fragment>\n  <!-- edited -->"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, asked] of Object.entries(stacks))
    it(name, async () => {
      const operations = new VirtualOperations();
      const cloud = new LocalCloud({ operations });
      await new Life(cloud, "others").up(othersProgram);
      const others = inventory(cloud);
      const config = withIdentity(asked, cloud);
      const life = new Life(cloud, name.replaceAll(" ", "-"));
      const gateway = (of: GatewayConfigInput, policies?: string) => () =>
        void new GenAiGateway("genai", { config: of, ...(policies ? { policies } : {}) });

      const first = await life.up(gateway(config));
      expect(kinds(first)).to.deep.equal(["create"]);
      const whole = inventory(cloud);
      expect(changes(await life.up(gateway(config))), "no change").to.deep.equal([]);

      const weight = changes(await life.up(gateway(reweighted(config))));
      const payg = config.backends.filter(({ kind }) => kind === "payg").length;
      if (payg > 1) expect(weight, "weight change").to.not.be.empty;
      for (const { kind, urn } of weight) {
        expect(kind, urn).to.equal("update");
        expect(isBackend(urn) || isPolicy(urn), `weight change: ${urn}`).to.equal(true);
      }
      await life.up(gateway(config));

      const policy = changes(await life.up(gateway(config, folder)));
      expect(policy, "policy edit").to.not.be.empty;
      for (const { kind, urn } of policy) {
        expect(kind, urn).to.equal("update");
        expect(isPolicy(urn), `policy edit: ${urn}`).to.equal(true);
      }

      await life.destroy();
      expect(inventory(cloud), "after destroy").to.deep.equal(others);
      // As `destroy --purge` does; what is protected keeps its name for the days that it is protected.
      const kept = cloud.softDeleted.filter((one) => isPurgeProtected(one));
      for (const one of cloud.softDeleted) if (!kept.includes(one)) cloud.purge(one.id);
      if (name === "dev") expect(kept, "dev comes up again at once").to.be.empty;
      else if (kept.length > 0) cloud.letPass({ days: 91 });
      expect(kinds(await life.up(gateway(config)))).to.deep.equal(["create"]);
      expect(inventory(cloud), "again").to.deep.equal(whole);
    });

  it("a gateway is closed by a second write, and opened again by one of the service itself", async () => {
    const cloud = new LocalCloud({ operations: new VirtualOperations() });
    const life = new Life(cloud, "closed");
    const up = async (access: "Enabled" | "Disabled") =>
      changes(await life.up(() => void new GenAiGateway("genai", { config: closed(access) }))).map(
        ({ kind, urn }) => `${kind} ${urn.split("::").slice(-2).join(" ").replace(/^.*\$/, "")}`,
      );
    expect((await up("Disabled")).at(-1)).to.match(/^create /);
    expect(await up("Disabled")).to.deep.equal([]);
    const service = "azure-native:apimanagement:ApiManagementService genai-apim";
    const closing = "azure-native:resources:Deployment genai-apim-public-access";
    expect(await up("Enabled")).to.deep.equal([`update ${service}`, `delete ${closing}`]);
    // The service is not asked to change: only the second write is.
    expect(await up("Disabled")).to.deep.equal([`create ${closing}`]);
  });
});
