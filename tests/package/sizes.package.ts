import { spawnSync } from "node:child_process";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { PrivateRegistry } from "./registry";
import { sharedRegistry } from "./sharedRegistry";

const root = resolve(__dirname, "..", "..");

/** Bytes of the files below a folder, as blocks of a disk count them: small files take a block each. */
function sizeOf(folder: string): number {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += sizeOf(path);
    else if (entry.isFile()) sum += lstatSync(path).blocks * 512;
  }
  return sum;
}

/** Names of the packages that are installed, those within others as well. */
function installed(modules: string): readonly string[] {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory() || entry.name.startsWith(".")) return [];
    const path = join(modules, entry.name);
    if (entry.name.startsWith("@")) return installed(path).map((name) => `${entry.name}/${name}`);
    const inner = readdirSync(path).includes("node_modules") ? installed(join(path, "node_modules")) : [];
    return [entry.name, ...inner];
  });
}

describe("what is installed", () => {
  let registry: PrivateRegistry;
  let folder: string;

  before(async () => {
    registry = await sharedRegistry();
    folder = mkdtempSync(join(tmpdir(), "genai-sizes-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A project with these packages, and what they brought. */
  function project(name: string, ...packages: readonly string[]) {
    const at = join(folder, name);
    mkdirSync(at);
    writeFileSync(join(at, "package.json"), JSON.stringify({ name, private: true }));
    const options = ["--ignore-scripts", "--no-package-lock", "--prefer-offline", "--no-audit", "--no-fund"];
    const { status, stderr } = spawnSync("npm", ["install", ...options, ...packages], {
      cwd: at,
      encoding: "utf8",
      env: { ...process.env, npm_config_registry: registry.url },
    });
    expect(status, stderr).to.equal(0);
    const modules = join(at, "node_modules");
    return { at, names: installed(modules), megabytes: sizeOf(modules) / 1e6 };
  }
  function node(at: string, code: string): string {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
      cwd: at,
      encoding: "utf8",
    });
    expect(status, stderr).to.equal(0);
    return stdout;
  }

  it("for lint alone: at most 5 MB and 10 packages", () => {
    const { at, names, megabytes } = project("lint", "@azure-genai-gateway/policy-language");
    console.log(`      lint: ${megabytes.toFixed(1)} MB, ${names.length} packages`);
    expect(megabytes).to.be.at.most(5);
    expect(names).to.have.length.of.at.most(10);
    writeFileSync(join(at, "policy.xml"), "<policies><inbound><base /></inbound></policies>");
    const bin = join(at, "node_modules", ".bin", "apim-policy");
    const { status, stdout } = spawnSync(bin, ["lint", "policy.xml"], { cwd: at, encoding: "utf8" });
    expect(stdout).to.include("1 document: 0 errors");
    expect(status).to.equal(0);
  });

  it("for the local gateway: at most 80 MB, and nothing of Pulumi", () => {
    const { at, names, megabytes } = project("gateway", "@azure-genai-gateway/local-gateway");
    console.log(`      local gateway: ${megabytes.toFixed(1)} MB, ${names.length} packages`);
    expect(megabytes).to.be.at.most(80);
    expect(names.filter((name) => /pulumi|grpc/.test(name))).to.be.empty;
    const code = `const { createLocalStack } = require("@azure-genai-gateway/local-gateway"); console.log(typeof createLocalStack)`;
    expect(node(at, code).trim()).to.equal("function");
  });

  // 8 until contracts, callers by token, guardrails and tools came, each with its policies and their checks.
  it("for the component: at most 9 MB beside Pulumi's packages, and no policy language to import it", () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    const pulumi = ["@pulumi/pulumi", "@pulumi/azure-native"].map((name) => `${name}@${dependencies[name]}`);
    const without = project("without", ...pulumi);
    const { at, names, megabytes } = project("component", "azure-genai-gateway", ...pulumi);
    const added = megabytes - without.megabytes;
    console.log(
      `      component: adds ${added.toFixed(1)} MB, ${names.length - without.names.length} packages`,
    );
    expect(added).to.be.at.most(9);
    const loaded = JSON.parse(
      node(at, `require("azure-genai-gateway"); console.log(JSON.stringify(Object.keys(require.cache)))`),
    ) as string[];
    expect(loaded).to.have.length.above(100);
    const ours = loaded.filter((file) => /[/\\](?:@azure-genai-gateway|azure-genai-gateway)[/\\]/.test(file));
    const kilobytes = ours.reduce((sum, file) => sum + lstatSync(file).size, 0) / 1000;
    console.log(`      import: ${ours.length} files of ours, ${kilobytes.toFixed(0)} KB`);
    // What it takes in time is `npm run bench -- loading`; this is what the time goes into.
    expect(kilobytes).to.be.within(100, 1_500);
    expect(ours.filter((file) => /policy-language/.test(file))).to.be.empty;
    expect(loaded.filter((file) => /azure-native[/\\]index\.js$/.test(file))).to.be.empty;
  });
});
