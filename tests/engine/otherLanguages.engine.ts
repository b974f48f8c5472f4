import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { commandBlocks } from "../docs/commands";
import { projectRoot, Workspace } from "./workspace";

describe("the component in Pulumi's other languages, on the real engine", () => {
  let workspace: Workspace;

  before(() => {
    execFileSync("npm", ["run", "--silent", "build"], { cwd: projectRoot, stdio: "inherit" });
  });
  beforeEach(async () => {
    workspace = await Workspace.create();
  });
  afterEach(() => workspace.close());

  /** An example as a user has it, with the package installed. */
  function project(example: string): void {
    cpSync(join(projectRoot, "examples", example), workspace.project, { recursive: true });
    const modules = join(workspace.project, "node_modules");
    mkdirSync(join(modules, ".bin"), { recursive: true });
    symlinkSync(projectRoot, join(modules, "azure-genai-gateway"));
    const plugin = join(projectRoot, "plugin", "bin.js");
    symlinkSync(plugin, join(modules, ".bin", "pulumi-resource-azure-genai-gateway"));
  }

  function deployed(): void {
    const types = workspace.cloud.resources.map(({ type }) => type.replace(/^.*:/, ""));
    expect(types.filter((type) => type === "Account")).to.have.length(2);
    expect(types).to.include.members([
      "ApiManagementService",
      "ApiPolicy",
      "Subscription",
      "ApplicationGateway",
    ]);
  }

  it("is deployed from YAML", async () => {
    project("yaml");
    expect((await workspace.pulumi("stack", "init", "dev")).code).to.equal(0);
    const up = await workspace.pulumi("up", "--yes", "--stack", "dev");
    expect(up.code, up.stdout + up.stderr).to.equal(0);
    expect(up.stdout).to.match(
      /gatewayUrl +: "https?:\/\/agw-genai-dev-\w+\.swedencentral\.cloudapp\.azure\.com"/,
    );
    expect(up.stdout).to.match(/subscriptionKeys: \[secret\]/);
    deployed();
    const again = await workspace.pulumi("up", "--yes", "--stack", "dev");
    expect(again.stdout).to.not.match(/\d+ (created|updated|replaced|deleted)/);
    expect((await workspace.pulumi("destroy", "--yes", "--stack", "dev")).code).to.equal(0);
    expect(workspace.cloud.resources).to.be.empty;
  });

  it("tells what is of the wrong type in a YAML program, by line, from the package's schema", async () => {
    project("yaml");
    workspace.edit("Pulumi.yaml", (text) => text.replace("sku: Developer", "sku: Basic"));
    await workspace.pulumi("stack", "init", "dev");
    const preview = await workspace.pulumi("preview", "--stack", "dev");
    expect(preview.code).to.not.equal(0);
    expect(preview.stdout)
      .to.include("on Pulumi.yaml line 16")
      .and.match(/Allowed values are "Developer", "Premium"/);
  });

  it("tells every other mistake at once, by the component's own checks", async () => {
    project("yaml");
    workspace.edit("Pulumi.yaml", (text) =>
      text.replace("name: payg-1", "name: ptu-1\n          weight: 200"),
    );
    await workspace.pulumi("stack", "init", "dev");
    const preview = await workspace.pulumi("preview", "--stack", "dev");
    expect(preview.code).to.not.equal(0);
    expect(preview.stdout).to.include("CONFIG_DUPLICATE").and.include("backends[1].weight");
  });

  it("is deployed from Python, over the Automation API", async function () {
    const python = pythonWithPulumi();
    if (!python) {
      if (process.env["CI"])
        throw new Error("there is no python3 with venv; install it, or have .ci/run do so");
      return this.skip();
    }
    project("python");
    const [deploy = "", destroy = "", ...more] = commandBlocks("docs/python.md").join("\n").split("\n");
    expect(more).to.be.empty;
    const path = `${dirname(python)}${delimiter}${workspace.environment["PATH"]}`;
    const up = await workspace.run("bash", ["-c", deploy], { PATH: path });
    expect(up.code, up.stdout + up.stderr).to.equal(0);
    expect(up.stdout).to.match(/gateway: https?:\/\/agw-python-dev-\w+/);
    deployed();
    const down = await workspace.run("bash", ["-c", destroy], { PATH: path });
    expect(down.code, down.stdout + down.stderr).to.equal(0);
    expect(workspace.cloud.resources).to.be.empty;
  });
});

/** Python with the package of requirements.txt, in a virtual environment that later runs find again. */
function pythonWithPulumi(): string | undefined {
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const environment = join(base, "azure-genai-gateway", "python");
  const python = join(environment, "bin", "python");
  if (existsSync(join(environment, "ready"))) return python;
  if (spawnSync("python3", ["-m", "venv", environment], { stdio: "ignore" }).status !== 0) return undefined;
  const requirements = join(projectRoot, "examples", "python", "requirements.txt");
  execFileSync(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    { stdio: "inherit" },
  );
  execFileSync("touch", [join(environment, "ready")]);
  return python;
}
