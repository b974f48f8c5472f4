import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { commandBlocks, namedBlocks } from "../docs/commands";
import { pagesOf } from "../docs/whereCommandsRun";
import { readersFolder } from "./pageFiles";
import type { PrivateRegistry } from "./registry";
import { sharedRegistry } from "./sharedRegistry";

/** Goes on until somebody stops it, so it is called once and stopped. */
const serves = /^npx (apim-local|azure-genai-gateway) run /;

describe("the pages, in an empty folder, with the packages as they are published", () => {
  let registry: PrivateRegistry;
  let folder: string;
  before(async () => {
    registry = await sharedRegistry();
    folder = mkdtempSync(join(tmpdir(), "genai-pages-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const environment = () => {
    // The variable tells a test runner of Node's that it runs inside another; this one does not.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const quiet = { npm_config_fund: "false", npm_config_audit: "false", npm_config_loglevel: "notice" };
    return { ...env, ...quiet, npm_config_registry: registry.url };
  };

  function run(command: string, cwd: string): { readonly code: number; readonly output: string } {
    const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", command], {
      cwd,
      encoding: "utf8",
      env: environment(),
      // Whoever asks for input gets its end.
      input: "",
    });
    return { code: status ?? 1, output: stdout + stderr };
  }

  /** Runs what serves, on ports that are free; calls it; ends it as Ctrl-C does. */
  async function serve(command: string, cwd: string): Promise<void> {
    const asked = `exec ${command.replace(/\s#\s.*$/, "")} --port 0 --dashboard-port 0`;
    const child = spawn("bash", ["-c", asked], { cwd, env: environment(), detached: true });
    let shown = "";
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const add = (data: Buffer) => void (shown += data.toString());
    child.stderr.on("data", add);
    await new Promise<void>((resolve, reject) => {
      child.stdout.on("data", (data: Buffer) => {
        add(data);
        if (shown.includes("dashboard: ")) resolve();
      });
      child.once("close", () => reject(new Error(`${command}\n${shown}`)));
    });
    // Warnings before this name addresses of others.
    const [, url] = /^it is up[\s\S]*?(http:\/\/127\.0\.0\.1:\d+)/m.exec(shown)!;
    try {
      const { status } = await fetch(`${url}/orders`);
      expect(status, shown).to.be.within(200, 499);
    } finally {
      process.kill(-child.pid!, "SIGINT");
      await ended;
    }
    expect(shown).to.include("stopping");
  }

  // One of them fails first, as its page says, and has a test of its own below.
  for (const page of pagesOf("package").filter((name) => name !== "docs/test-policies.md"))
    it(page, async () => {
      const own = join(folder, page.replace(/\W/g, "-"));
      readersFolder(page, own);
      const lines = commandBlocks(page).flatMap((block) => block.split("\n"));
      expect(lines).to.not.be.empty;
      for (const line of lines)
        if (serves.test(line)) await serve(line, own);
        else {
          const { code, output } = run(line, own);
          expect(code, `${line}\n${output}`).to.equal(0);
        }
    });

  it("docs/test-policies.md: from one file to a test that fails, then passes, in three commands", () => {
    const page = "docs/test-policies.md";
    const own = join(folder, "test-policies");
    readersFolder(page, own);
    const blocks = namedBlocks(page);
    const later = [...blocks.keys()].filter((name) => name.endsWith(".mjs") && name !== "policy.test.mjs");
    expect(later).to.have.length(4);
    for (const name of later) rmSync(join(own, name));

    const commands = commandBlocks(page).flatMap((block) => block.split("\n"));
    expect(commands).to.have.length(3);
    const [install, first, second] = commands as [string, string, string];
    const installed = run(install, own);
    expect(installed.code, installed.output).to.equal(0);
    const failing = run(first, own);
    expect(failing.code, failing.output).to.equal(1);
    expect(failing.output)
      .to.include("ada@contoso")
      .and.match(/# fail 1|fail 1/);
    const file = join(own, "policy.xml");
    const text = readFileSync(file, "utf8");
    const mended = text.replace(/^ *<value>.*<\/value>$/m, blocks.get("mended")!.trimEnd());
    expect(mended).to.not.equal(text);
    writeFileSync(file, mended);
    const passing = run(second, own);
    expect(passing.code, passing.output).to.equal(0);

    for (const name of later) writeFileSync(join(own, name), blocks.get(name)!);
    const all = run(second, own);
    expect(all.code, all.output).to.equal(0);
    expect(all.output).to.match(/pass 6$/m);
  });
});
