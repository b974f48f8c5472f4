import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { publishAll, unpacked } from "./publishAll";
import { PrivateRegistry } from "./registry";

const root = join(__dirname, "..", "..");
const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown> & {
    version: string;
  };

describe("the package in a private registry", () => {
  let registry: PrivateRegistry;
  let folder: string;
  let consumer: string;
  const version = manifestOf(root).version;
  const patch = version.replace(/\d+$/, (last) => String(Number(last) + 1));

  before(async () => {
    registry = await PrivateRegistry.start();
    folder = mkdtempSync(join(tmpdir(), "genai-package-"));
    consumer = join(folder, "consumer");
    cpSync(join(root, "tests", "package", "consumer"), consumer, { recursive: true });
  });
  after(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(command: string, args: readonly string[], cwd: string) {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd,
      encoding: "utf8",
      env: {
        ...process.env,
        npm_config_registry: registry.url,
        npm_config_fund: "false",
        npm_config_audit: "false",
        // `npm run --silent` hands its silence on.
        npm_config_loglevel: "notice",
      },
    });
    return { code: status ?? 1, output: stdout + stderr, stdout };
  }
  function ok(command: string, args: readonly string[], cwd: string): string {
    const { code, output, stdout } = run(command, args, cwd);
    expect(code, `${command} ${args.join(" ")}\n${output}`).to.equal(0);
    return stdout;
  }

  it("is published with a token, and with no other", async () => {
    const own = unpacked(root, join(folder, "refused"), version);
    const refused = run("npm", ["publish", "--ignore-scripts"], own);
    expect(refused.code).to.not.equal(0);
    expect(refused.output).to.match(/ENEEDAUTH|E401|need auth|logged in/i);
    await publishAll(registry, folder);
    expect(ok("npm", ["view", "azure-genai-gateway", "version"], folder).trim()).to.equal(version);
  });

  it("is installed into an empty project, which type-checks", () => {
    ok("npm", ["install", "--ignore-scripts", "--no-package-lock", "--prefer-offline"], consumer);
    ok("npx", ["tsc", "--noEmit"], consumer);
  });

  it("evaluates a program with backends and fragments of its own", () => {
    const [plan] = JSON.parse(ok("npx", ["azure-genai-gateway", "plan", "dev", "--json"], consumer)) as [
      { resources: Record<string, number> },
    ];
    expect(plan.resources["azure-native:cognitiveservices:Account"]).to.equal(2);
    // Two accounts and their pool.
    expect(plan.resources["azure-native:apimanagement:Backend"]).to.equal(3);
    const linted = ok("npx", ["azure-genai-gateway", "lint", "policies"], consumer);
    expect(linted).to.include("1 document: 0 errors");
  });

  it("runs the consumer's gateway, with the fragment in force", async () => {
    const bin = join(consumer, "node_modules", "@azure-genai-gateway", "cli", "bin.js");
    const args = ["dev", "--no-demo", "--no-watch", "--port", "0", "--dashboard-port", "0"];
    const gateway = spawn(process.execPath, [bin, ...args], { cwd: consumer });
    const ended = once(gateway, "exit");
    let shown = "";
    const up = new Promise<void>((resolve, reject) => {
      gateway.stdout.on("data", (data: Buffer) => {
        shown += data.toString();
        if (shown.includes("dashboard:")) resolve();
      });
      gateway.once("exit", () => reject(new Error(shown)));
    });
    try {
      await up;
      const [, url, key] = /curl "(\S+)" \\\n\s+-H "Authorization: Bearer (\w+)"/.exec(shown)!;
      const response = await fetch(url!, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "gpt-5.4", messages: [{ role: "user", content: "Hello" }] }),
      });
      expect(response.status).to.equal(200);
      expect(response.headers.get("x-team")).to.equal("apps");
      expect(response.headers.get("x-gateway-backend")).to.equal("team-ptu");
    } finally {
      gateway.kill("SIGTERM");
      await ended;
    }
  });

  it("tells a mistake of the consumer's config by file, line and column", () => {
    const file = join(consumer, "Pulumi.dev.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("kind: payg", "kind: paid"));
    const { code, output } = run("npx", ["azure-genai-gateway", "plan", "dev"], consumer);
    writeFileSync(file, text);
    expect(code).to.equal(1);
    expect(output).to.match(/Pulumi\.dev\.yaml:\d+:\d+ error CONFIG_\w+ backends\[1\]\.kind/);
  });

  it("is upgraded to a patch that is published later", async () => {
    await publishAll(registry, folder, patch);
    ok(
      "npm",
      [
        "update",
        "azure-genai-gateway",
        "@azure-genai-gateway/cli",
        "--ignore-scripts",
        "--no-package-lock",
        "--prefer-offline",
      ],
      consumer,
    );
    expect(manifestOf(join(consumer, "node_modules", "azure-genai-gateway")).version).to.equal(patch);
    ok("npx", ["azure-genai-gateway", "plan", "dev"], consumer);
  });
});
