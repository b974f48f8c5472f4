import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { runStacks, upStack, previewStack, type StackResult } from "../../automation";
import type { Operation } from "../../local/cloud/account/operations";
import { VirtualOperations } from "../../local/cloud/account/operations";
import { projectRoot, Workspace } from "./workspace";

const bin = join(projectRoot, "cli", "bin.js");

describe("azure-genai-gateway preview, up, outputs and destroy", () => {
  let workspace: Workspace;
  let onOperation: (operation: Operation, moment: "before" | "after") => void = () => undefined;

  before(async () => {
    const fault = (operation: Operation, moment: "before" | "after") => onOperation(operation, moment);
    workspace = (await Workspace.create({ fault })).withOwnProgram();
  });
  after(() => workspace.close());
  afterEach(() => (onOperation = () => undefined));

  const cli = (...args: string[]) => workspace.run(process.execPath, [bin, ...args]);
  async function json(...args: string[]): Promise<{ code: number; results: readonly StackResult[] }> {
    const { code, stdout, stderr } = await cli(...args, "--json");
    try {
      return { code, results: JSON.parse(stdout) as StackResult[] };
    } catch {
      throw new Error(`no JSON: ${stdout}${stderr}`);
    }
  }

  it("deploys several stacks at once and tells each one's result", async () => {
    const { code, results } = await json("up", "dev", "test");
    expect(results.map(({ stack, result, errors }) => ({ stack, result, errors }))).to.deep.equal([
      { stack: "dev", result: "succeeded", errors: [] },
      { stack: "test", result: "succeeded", errors: [] },
    ]);
    expect(code).to.equal(0);
    expect(results[0]!.outputs!["subscriptionKeys"]).to.equal("[secret]");
    const again = await cli("preview", "dev", "test", "--expect-no-changes");
    expect(again.code, again.stdout + again.stderr).to.equal(0);
  });

  it("shows outputs, secrets only when asked", async () => {
    const { results } = await json("outputs", "dev");
    expect(results[0]!.outputs).to.include({ subscriptionKeys: "[secret]" });
    const shown = await json("outputs", "dev", "--show-secrets");
    expect(shown.results[0]!.outputs!["subscriptionKeys"]).to.have.all.keys(
      "premium-team",
      "standard-team",
      "trial-user",
    );
  });

  it("refuses to replace what is guarded unless it is named", async () => {
    const rename = (text: string) =>
      text.replace("azure-genai-gateway:workload: genai", "azure-genai-gateway:workload: other");
    workspace.edit("Pulumi.dev.yaml", rename);
    try {
      const { code, results } = await json("up", "dev");
      expect(code).to.equal(3);
      expect(results[0]!.result).to.equal("refused");
      const names = results[0]!.refused.map(({ name }) => name);
      expect(names).to.include.members(["genai-apim", "genai-ptu-1", "genai-key-vault", "genai-network"]);
      const people = await cli("preview", "dev");
      expect(people.stdout).to.include(
        "refused: would replace genai-apim (API Management); if that is meant, add --allow-replace genai-apim",
      );
      expect(people.code, "a preview ends as up would").to.equal(3);
      expect((await json("preview", "dev", "--expect-no-changes")).code).to.equal(3);
    } finally {
      workspace.edit("Pulumi.dev.yaml", (text) => text.replace("workload: other", "workload: genai"));
    }
    expect((await json("preview", "dev", "--expect-no-changes")).code).to.equal(0);
  });

  it("updates policies alone when asked to", async () => {
    workspace.edit("Pulumi.dev.yaml", (text) => text.replace("weight: 2", "weight: 5"));
    const { code, results } = await json("up", "dev", "--policies-only");
    expect(code, JSON.stringify(results[0]!.errors)).to.equal(0);
    expect(results[0]!.steps.map(({ op, name }) => `${op} ${name}`)).to.deep.equal([
      "update genai-api-fragment-balance-weighted",
    ]);
    const rest = await json("up", "dev");
    expect(rest.results[0]!.steps.map(({ op, name }) => `${op} ${name}`)).to.deep.equal([
      "update genai-api-pool",
    ]);
  });

  it("tells every mistake of the config, and which stacks there are", async () => {
    const missing = await json("up", "nope");
    expect(missing.code).to.equal(2);
    expect(missing.results[0]!.errors[0]).to.include("DEPLOY_NO_STACK").and.include("dev, prod, test");
    workspace.edit("Pulumi.test.yaml", (text) =>
      text.replace("sku: Premium", "sku: Basic").replace("kind: ptu", "kind: gpu"),
    );
    const { code, results } = await json("up", "test", "dev");
    expect(code).to.equal(1);
    expect(results.map(({ result }) => result)).to.deep.equal(["failed", "succeeded"]);
    const told = results[0]!.errors.join("\n");
    expect(told).to.match(/Pulumi\.test\.yaml:\d+:\d+ error CONFIG_\w+ apiManagement\.sku/);
    expect(told).to.match(/Pulumi\.test\.yaml:\d+:\d+ error CONFIG_\w+ backends\[0\]\.kind/);
    workspace.edit("Pulumi.test.yaml", (text) =>
      text.replace("sku: Basic", "sku: Premium").replace("kind: gpu", "kind: ptu"),
    );
    expect((await cli("up")).code).to.equal(2);
  });

  it("says who has locked the stack, and what to do", async () => {
    workspace.edit("Pulumi.dev.yaml", (text) => text.replace("weight: 5", "weight: 6"));
    const locked = new Promise<{ code: number; results: readonly StackResult[] }>((resolve, reject) => {
      onOperation = () => {
        onOperation = () => undefined;
        // The first update is in the middle of its first change now, and waits there.
        json("up", "dev").then(resolve, reject);
      };
    });
    const operations = new VirtualOperations(12_000);
    workspace.cloud.setOperations(operations);
    const holder = workspace.start(process.execPath, [bin, "up", "dev"]);
    const { code, results } = await locked;
    expect(code).to.equal(4);
    expect(results[0]!.errors[0]).to.match(/locked by .+ \(pid \d+\) since .+pulumi cancel/);
    await new Promise((resolve) => holder.once("exit", resolve));
    workspace.cloud.setOperations(undefined);
    expect((await json("preview", "dev", "--expect-no-changes")).code).to.equal(0);
  });

  it("ends in an orderly way at SIGINT, and goes on from there", async () => {
    workspace.edit("Pulumi.test.yaml", (text) =>
      // Pulumi has written the file anew by now, in its own style.
      text.replace(/capacity: 15\b/, "capacity: 30").replace(/capacity: 100\b/g, "capacity: 120"),
    );
    workspace.cloud.setOperations(new VirtualOperations(3000));
    const child = workspace.start(process.execPath, [bin, "up", "test", "--parallel", "1"]);
    let output = "";
    child.stdout!.on("data", (data: Buffer) => (output += data.toString()));
    onOperation = (_operation, moment) => {
      if (moment !== "before") return;
      onOperation = () => undefined;
      child.kill("SIGINT");
    };
    const code = await new Promise((resolve) => child.once("exit", resolve));
    workspace.cloud.setOperations(undefined);
    expect(code, output).to.equal(130);
    expect(output).to.include("test: up cancelled").and.include("the next up goes on");
    const rest = await json("up", "test");
    expect(rest.code, JSON.stringify(rest.results[0]!.errors)).to.equal(0);
    expect(rest.results[0]!.steps.length).to.be.within(1, 4);
  });

  it("deletes everything, once all that is guarded is allowed, and tells what Azure keeps", async () => {
    const refused = await json("destroy", "dev");
    expect(refused.code).to.equal(3);
    expect(workspace.cloud.resources).to.not.be.empty;
    const { code, results } = await json("destroy", "dev", "test", "--allow-all");
    expect(code, JSON.stringify(results.flatMap(({ errors }) => errors))).to.equal(0);
    expect(results[0]!.softDeleted!.map(({ purge }) => purge).join("\n"))
      .to.match(/az apim deletedservice purge --service-name apim-genai-dev-\w+ --location swedencentral/)
      .and.match(
        /az cognitiveservices account purge --name oai-genai-ptu-1-dev-\w+ --resource-group rg-genai-dev-\w+/,
      );
    expect(workspace.cloud.resources).to.be.empty;
  });

  it("does the same as functions, for scripts", async () => {
    workspace.cloud.purge();
    const settings = { directory: workspace.project, environment: workspace.environment };
    const results = await runStacks(["dev", "test"], (stack) => previewStack({ ...settings, stack }));
    expect(results.map(({ result }) => result)).to.deep.equal(["succeeded", "succeeded"]);
    const said: string[] = [];
    const up = await upStack({ ...settings, stack: "dev", onOutput: (text) => said.push(text) });
    expect(up.result, up.errors.join("\n")).to.equal("succeeded");
    expect(up.steps).to.have.length(141);
    const key = workspace.cloud.resources.flatMap(({ outputs }) => outputs["primaryKey"] ?? [])[0] as string;
    expect(said.join("")).to.not.include(key);
    expect(JSON.stringify(up)).to.not.include(key);
    expect(readFileSync(join(projectRoot, "automation", "index.ts"), "utf8")).to.not.include("process.exit");
  });
});
