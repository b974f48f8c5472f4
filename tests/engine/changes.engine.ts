import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { configOf } from "./configs";
import { InlineStack } from "./inlineStack";
import { projectRoot, Workspace } from "./workspace";

const payg3: GatewayConfigInput["backends"][number] = {
  name: "payg-3",
  kind: "payg",
  deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
};

describe("changes to a deployed gateway, on the real engine", () => {
  const ptu = configOf("ptu");
  /** The ptu stack, just deployed: where each test starts, from a copy. */
  let deployed: Workspace;
  let workspace: Workspace;
  let stack: InlineStack;

  before("deploy ptu", async () => {
    deployed = await Workspace.create();
    await (await InlineStack.create(deployed, "ptu")).up(ptu);
  });
  after(() => deployed.close());

  beforeEach(async () => {
    workspace = await deployed.copy();
    stack = InlineStack.of(workspace, "ptu");
  });
  afterEach(() => workspace.close());

  /** The preview has to say the same before the update is made. */
  async function change(config: GatewayConfigInput, policies?: string) {
    const preview = await stack.preview(config, { policies });
    const up = await stack.up(config, { policies });
    expect(up.steps).to.deep.equal(preview);
    return up;
  }

  it("does nothing when nothing has changed", async () => {
    expect((await change(ptu)).steps).to.deep.equal({});
  });

  it("changes the pool, and where the policies keep its weights, when a weight changes", async () => {
    const backends = ptu.backends.map((backend) =>
      backend.name === "payg-1" ? { ...backend, weight: 3 } : backend,
    );
    expect((await change({ ...ptu, backends })).steps).to.deep.equal({
      "genai-api-pool [Backend]": "update",
      "genai-api-fragment-balance-weighted [Deployment]": "update",
    });
  });

  it("changes one policy when its file is edited", async () => {
    const folder = mkdtempSync(join(tmpdir(), "genai-policies-"));
    try {
      cpSync(join(projectRoot, "policies"), folder, { recursive: true });
      const file = join(folder, "fragments", "usage-event-hub.xml");
      writeFileSync(file, readFileSync(file, "utf8").replace("<fragment>", "<fragment>\n  <!-- edited -->"));
      expect((await change(ptu, folder)).steps).to.deep.equal({
        "genai-api-fragment-usage-event-hub [Deployment]": "update",
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("adds a PAYG backend without replacing or deleting anything", async () => {
    const { steps } = await change({ ...ptu, backends: [...ptu.backends, payg3] });
    expect(steps).to.include({
      "genai-payg-3 [Account]": "create",
      "genai-api-backend-payg-3 [Backend]": "create",
      "genai-api-pool [Backend]": "update",
    });
    expect(new Set(Object.values(steps))).to.deep.equal(new Set(["create", "update"]));
  });

  it("swaps a PTU backend for a PAYG one without a moment in which the pool leads nowhere", async () => {
    const backends = [...ptu.backends.filter(({ name }) => name !== "ptu-1"), payg3];
    const { steps, order } = await change({ ...ptu, backends });
    expect(steps).to.include({
      "genai-payg-3 [Account]": "create",
      "genai-api-backend-payg-3 [Backend]": "create",
      "genai-api-backend-ptu-1 [Backend]": "delete",
      "genai-ptu-1 [Account]": "delete",
    });
    const at = (step: string) => order.indexOf(step);
    const sequence = [
      "create genai-api-backend-payg-3 [Backend]",
      "update genai-api-pool [Backend]",
      "delete genai-api-backend-ptu-1 [Backend]",
      "delete genai-ptu-1 [Account]",
    ].map(at);
    expect(sequence).to.not.include(-1);
    expect(sequence).to.deep.equal([...sequence].sort((left, right) => left - right));
  });

  it("gives a subscription a new key, and leaves the other one as it is", async () => {
    const keys = () => {
      const found = workspace.cloud.resources.find(
        ({ name }) => name === "genai-api-subscription-premium-team",
      )!;
      return { primary: found.inputs["primaryKey"], secondary: found.inputs["secondaryKey"] };
    };
    const before = keys();
    const products = ptu.products.map((product) =>
      product.name === "premium"
        ? { ...product, subscriptions: [{ name: "premium-team", keyGeneration: { secondary: 2 } }] }
        : product,
    );
    const { steps } = await change({ ...ptu, products });
    expect(steps).to.have.property("genai-api-subscription-premium-team [Subscription]", "update");
    expect(Object.keys(steps).sort()).to.deep.equal([
      "genai-api-key-premium-team-secondary [RandomPassword]",
      "genai-api-subscription-premium-team [Subscription]",
    ]);
    expect(keys().primary).to.equal(before.primary);
    expect(keys().secondary).to.be.a("string").and.not.equal(before.secondary);
  });

  it("shows in a refresh what somebody has changed by hand", async () => {
    const pool = workspace.cloud.resources.find(({ name }) => name === "genai-api-pool")!;
    workspace.cloud.drift(pool.id, { description: "changed in the portal" });
    expect(await stack.refresh(ptu)).to.deep.equal({ "genai-api-pool [Backend]": "update" });
    expect((await stack.up(ptu)).steps).to.deep.equal({ "genai-api-pool [Backend]": "update" });
    expect(workspace.cloud.find(pool.id)!.inputs["description"]).to.equal(pool.inputs["description"]);
  });
});
