import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { startFullStack, type FullStack } from "./fullStack";
import { hasPython, pythonClients } from "./python";

const root = resolve(__dirname, "../..");
const page = readFileSync(join(root, "docs/call.md"), "utf8");

/** The page's blocks, with the last line of prose before each. Codex's is run by codex.clients.ts. */
const snippets = [...page.matchAll(/([^\n]+)\n\n```(sh|js|python)\n([\s\S]*?)^```$/gm)].map(
  ([, title, language, code]) => ({ title: title!, language: language!, code: code! }),
);

describe("the snippets of docs/call.md, in an empty folder", () => {
  let full: FullStack;
  const folder = mkdtempSync(join(tmpdir(), "call-"));
  before(async () => {
    full = await startFullStack();
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  });
  after(async () => {
    await full?.stack.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const commands: Readonly<Record<string, (code: string) => readonly [string, ...string[]]>> = {
    sh: (code) => ["bash", "-euo", "pipefail", "-c", code],
    js(code) {
      writeFileSync(join(folder, "call.mjs"), code);
      return [process.execPath, "call.mjs"];
    },
    python: (code) => [pythonClients(), "-c", code],
  };

  it("are five, and Codex's", () => {
    expect(snippets.map(({ language }) => language)).to.deep.equal(["sh", "js", "python", "python", "js"]);
    expect(page).to.include("```toml");
  });

  for (const { title, language, code } of snippets) {
    const runs = language !== "python" || hasPython() || process.env["CI"];
    (runs ? it : it.skip)(title, async () => {
      const calls = () => [...full.stack.accounts.values()].flatMap(({ ledger }) => ledger.calls).length;
      const before = calls();
      const [command, ...args] = commands[language]!(code);
      const child = spawn(command, args, {
        cwd: folder,
        env: { ...process.env, GATEWAY_URL: full.url, GATEWAY_KEY: full.key },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let out = "";
      let log = "";
      child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
      child.stderr.on("data", (bytes: Buffer) => (log += bytes.toString()));
      const status = await new Promise((done) => child.on("close", done));
      expect(status, out + log).to.equal(0);
      expect(out.trim()).to.not.be.empty;
      expect(calls()).to.be.above(before);
    });
  }
});
