import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runStacks, upStack, previewStack, type StackResult } from "../../packages/cli/automation";
import type { Operation } from "../../packages/local-cloud/account/operations";
import { Held } from "./held";
import { step } from "./steps";
import { projectRoot, Workspace } from "./workspace";

const bin = join(projectRoot, "packages", "cli", "bin.js");

interface JsonResult {
  readonly code: number;
  readonly results: readonly StackResult[];
}

const cli = (workspace: Workspace, ...args: readonly string[]) =>
  workspace.run(process.execPath, [bin, ...args]);

async function json(workspace: Workspace, ...args: readonly string[]): Promise<JsonResult> {
  const { code, stdout, stderr } = await cli(workspace, ...args, "--json");
  try {
    return { code, results: JSON.parse(stdout) as StackResult[] };
  } catch {
    throw new Error(`no JSON: ${stdout}${stderr}`);
  }
}

const stepsOf = ({ results }: JsonResult) => results[0]!.steps.map(({ op, name }) => `${op} ${name}`);

describe("azure-genai-gateway preview, up, outputs and destroy", () => {
  /** Stacks ptu and test in one project, just deployed by the command: where each test starts, from a copy. */
  let deployed: { readonly workspace: Workspace; readonly up: JsonResult };
  let workspace: Workspace;
  let onOperation: (operation: Operation, moment: "before" | "after") => void;

  before("deploy ptu and test", async () => {
    const origin = (await Workspace.create()).withOwnProgram();
    deployed = { workspace: origin, up: await json(origin, "up", "ptu", "test") };
  });
  after(() => deployed.workspace.close());

  beforeEach(async () => {
    onOperation = () => undefined;
    workspace = await deployed.workspace.copy({ fault: (...change) => onOperation(...change) });
  });
  afterEach(() => workspace.close());

  const changed = (stack: string, from: string, to: string) =>
    workspace.edit(`Pulumi.${stack}.yaml`, (text) => text.replace(from, to));

  it("deploys several stacks at once and tells each one's result", async () => {
    const { code, results } = deployed.up;
    expect(results.map(({ stack, result, errors }) => ({ stack, result, errors }))).to.deep.equal([
      { stack: "ptu", result: "succeeded", errors: [] },
      { stack: "test", result: "succeeded", errors: [] },
    ]);
    expect(code).to.equal(0);
    expect(results[0]!.outputs!["subscriptionKeys"]).to.equal("[secret]");
    const again = await cli(workspace, "preview", "ptu", "test", "--expect-no-changes");
    expect(again.code, again.stdout + again.stderr).to.equal(0);
  });

  it("shows outputs, secrets only when asked", async () => {
    const { results } = await json(workspace, "outputs", "ptu");
    expect(results[0]!.outputs).to.include({ subscriptionKeys: "[secret]" });
    const shown = await json(workspace, "outputs", "ptu", "--show-secrets");
    expect(shown.results[0]!.outputs!["subscriptionKeys"]).to.have.all.keys(
      "premium-team",
      "standard-team",
      "trial-user",
    );
  });

  it("refuses to replace what is guarded unless it is named", async () => {
    changed("ptu", "azure-genai-gateway:workload: genai", "azure-genai-gateway:workload: other");
    const { code, results } = await json(workspace, "up", "ptu");
    expect(code).to.equal(3);
    expect(results[0]!.result).to.equal("refused");
    const names = results[0]!.refused.map(({ name }) => name);
    expect(names).to.include.members(["genai-apim", "genai-ptu-1", "genai-key-vault", "genai-network"]);
    const people = await cli(workspace, "preview", "ptu");
    expect(people.stdout).to.include(
      "refused: would replace genai-apim (API Management); if that is meant, add --allow-replace genai-apim",
    );
    expect(people.code, "a preview ends as up would").to.equal(3);
    expect((await json(workspace, "preview", "ptu", "--expect-no-changes")).code).to.equal(3);
  });

  it("updates policies alone when asked to, and the rest later", async () => {
    changed("ptu", "weight: 2", "weight: 5");
    const policies = await json(workspace, "up", "ptu", "--policies-only");
    expect(policies.code, JSON.stringify(policies.results[0]!.errors)).to.equal(0);
    expect(stepsOf(policies)).to.deep.equal(["update genai-api-fragment-balance-weighted"]);
    expect(stepsOf(await json(workspace, "up", "ptu"))).to.deep.equal(["update genai-api-pool"]);
  });

  it("tells every mistake of the config, and which stacks there are", async () => {
    const missing = await json(workspace, "up", "nope");
    expect(missing.code).to.equal(2);
    expect(missing.results[0]!.errors[0])
      .to.include("DEPLOY_NO_STACK")
      .and.match(/dev, hub, prod, ptu, test/);
    changed("test", "sku: Premium", "sku: Basic");
    changed("test", "kind: ptu", "kind: gpu");
    const { code, results } = await json(workspace, "up", "test", "ptu");
    expect(code).to.equal(1);
    expect(results.map(({ result }) => result)).to.deep.equal(["failed", "succeeded"]);
    const told = results[0]!.errors.join("\n");
    expect(told).to.match(/Pulumi\.test\.yaml:\d+:\d+ error CONFIG_\w+ apiManagement\.sku/);
    expect(told).to.match(/Pulumi\.test\.yaml:\d+:\d+ error CONFIG_\w+ backends\[0\]\.kind/);
    expect((await cli(workspace, "up")).code).to.equal(2);
  });

  it("says who has locked the stack, and what to do", async () => {
    changed("ptu", "weight: 2", "weight: 6");
    const held = new Held();
    workspace.cloud.setOperations(held);
    const holder = workspace.start(process.execPath, [bin, "up", "ptu"]);
    await step("the first update is in the middle of its first change", () => held.first);
    const { code, results } = await json(workspace, "up", "ptu");
    expect(code).to.equal(4);
    expect(results[0]!.errors[0]).to.match(/locked by .+ \(pid \d+\) since .+pulumi cancel/);
    held.release();
    await step("the first update ends", () => new Promise((resolve) => holder.once("exit", resolve)));
    expect((await json(workspace, "preview", "ptu", "--expect-no-changes")).code).to.equal(0);
  });

  it("ends in an orderly way at SIGINT, and goes on from there", async () => {
    workspace.edit("Pulumi.test.yaml", (text) =>
      // Pulumi has written the file anew by now, in its own style.
      text.replace(/capacity: 15\b/, "capacity: 30").replace(/capacity: 100\b/g, "capacity: 120"),
    );
    const held = new Held();
    workspace.cloud.setOperations(held);
    const child = workspace.start(process.execPath, [bin, "up", "test", "--parallel", "1"]);
    let output = "";
    child.stdout!.on("data", (data: Buffer) => (output += data.toString()));
    await step("the update is in the middle of its first change", () => held.first);
    child.kill("SIGINT");
    // What is under way comes to its end after the engine has heard of it, and then nothing new begins.
    await step("the engine tells its providers", () => workspace.cancelled);
    held.release();
    const code = await step("up ends", () => new Promise((resolve) => child.once("exit", resolve)));
    expect(code, output).to.equal(130);
    expect(output).to.include("test: up cancelled").and.include("the next up goes on");
    const rest = await json(workspace, "up", "test");
    expect(rest.code, JSON.stringify(rest.results[0]!.errors)).to.equal(0);
    // Five deployments, of which one was changed before, and what tells callers of them: of each API the operation that
    // lists them, and the one that describes one.
    expect(rest.results[0]!.steps.length).to.be.within(1, 8);
  });

  it("deletes everything, once all that is guarded is allowed, and tells what Azure keeps", async () => {
    const refused = await json(workspace, "destroy", "ptu");
    expect(refused.code).to.equal(3);
    expect(workspace.cloud.resources).to.not.be.empty;
    const { code, results } = await json(workspace, "destroy", "ptu", "test", "--allow-all");
    expect(code, JSON.stringify(results.flatMap(({ errors }) => errors))).to.equal(0);
    expect(results[0]!.softDeleted!.map(({ purge }) => purge).join("\n"))
      .to.match(/az apim deletedservice purge --service-name apim-genai-ptu-\w+ --location swedencentral/)
      .and.match(
        /az cognitiveservices account purge --name oai-genai-ptu-1-ptu-\w+ --resource-group rg-genai-ptu-\w+/,
      );
    expect(workspace.cloud.resources).to.be.empty;
  });
});

describe("the same as functions, for scripts", () => {
  let workspace: Workspace;

  beforeEach(async () => {
    workspace = (await Workspace.create()).withOwnProgram();
  });
  afterEach(() => workspace.close());

  it("previews several stacks and deploys one, and says no secret", async () => {
    const settings = { directory: workspace.project, environment: workspace.environment };
    const results = await runStacks(["ptu", "test"], (stack) => previewStack({ ...settings, stack }));
    expect(results.map(({ result }) => result)).to.deep.equal(["succeeded", "succeeded"]);
    const said: string[] = [];
    const up = await upStack({ ...settings, stack: "ptu", onOutput: (text) => said.push(text) });
    expect(up.result, up.errors.join("\n")).to.equal("succeeded");
    expect(up.steps).to.have.length(results[0]!.steps.length).above(100);
    const key = workspace.cloud.resources.flatMap(({ outputs }) => outputs["primaryKey"] ?? [])[0] as string;
    expect(said.join("")).to.not.include(key);
    expect(JSON.stringify(up)).to.not.include(key);
    expect(
      readFileSync(join(projectRoot, "packages", "cli", "automation", "index.ts"), "utf8"),
    ).to.not.include("process.exit");
  });
});
