import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { apps, audience, Issuer, tenant } from "../endToEnd/tokenStack";
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

  /** A page's snippet run to its end, with what it prints. */
  async function runs(language: string, code: string, variables: Record<string, string>): Promise<string> {
    const [command, ...args] = commands[language]!(code);
    const child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let log = "";
    child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => (log += bytes.toString()));
    const status = await new Promise((done) => child.on("close", done));
    expect(status, out + log).to.equal(0);
    return out;
  }
  const runHere = (language: string) => language !== "python" || hasPython() || process.env["CI"];

  it("are five, and Codex's", () => {
    expect(snippets.map(({ language }) => language)).to.deep.equal(["sh", "js", "python", "python", "js"]);
    expect(page).to.include("```toml");
  });

  for (const { title, language, code } of snippets) {
    (runHere(language) ? it : it.skip)(title, async () => {
      const calls = () => [...full.stack.accounts.values()].flatMap(({ ledger }) => ledger.calls).length;
      const before = calls();
      const out = await runs(language, code, { GATEWAY_URL: full.url, GATEWAY_KEY: full.key });
      expect(out.trim()).to.not.be.empty;
      expect(out).to.not.match(/^None/);
      expect(calls()).to.be.above(before);
    });
  }

  /** The page's table of what to change: by client, a key without an ingress, and a token. */
  const changes = [...page.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)]
    .map(([, client, key, token]) => ({ client: client!, key: key!, token: token! }))
    .filter(({ client }) => snippets.some(({ title }) => title.startsWith(client)));

  /** A snippet with what a cell of the table says put into it. */
  function changed(code: string, cell: string): string {
    if (cell === "as it is") return code;
    const given =
      /-H "api-key: \$GATEWAY_KEY"|api_key=os\.environ\["GATEWAY_KEY"\]|apiKey: process\.env\.GATEWAY_KEY/;
    expect(code).to.match(given);
    const spans = [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span!);
    const span = spans.find((one) => !/^api[-_]?key$/i.test(one))!;
    return code.replace(given, (before) => (cell.startsWith("beside") ? `${before}, ${span}` : span));
  }

  describe("changed as the page says", () => {
    let bare: FullStack;
    let byToken: FullStack;
    let token: string;
    before(async () => {
      const ingress = { enabled: false };
      bare = await startFullStack((config) => ({ ...config, ingress }));
      const issuer = await Issuer.start();
      token = await issuer.token({ clock: { now: () => Date.now() } } as never);
      byToken = await startFullStack(
        (config) => ({
          ...config,
          ingress,
          entra: { tenants: [tenant], audiences: [audience] },
          products: [
            ...config.products,
            { name: "apps", displayName: "Apps", identity: { mode: "entra", applications: [apps.chat] } },
          ],
        }),
        undefined,
        { "login.microsoftonline.com": issuer.handle },
      );
    });
    after(() => Promise.all([bare?.stack.close(), byToken?.stack.close()]));

    it("is said of each", () => {
      expect(changes.map(({ client }) => client)).to.have.length(snippets.length);
    });

    for (const { title, language, code } of snippets) {
      const { key, token: byTokenCell } = changes.find(({ client }) => title.startsWith(client))!;
      (runHere(language) ? it : it.skip)(`${title} a key without an ingress`, async () => {
        const variables = { GATEWAY_URL: bare.url, GATEWAY_KEY: bare.key };
        expect((await runs(language, changed(code, key), variables)).trim()).to.not.be.empty;
      });
      (runHere(language) ? it : it.skip)(`${title} a token`, async () => {
        const functions: Readonly<Record<string, string>> = {
          sh: "",
          js: "const getToken = async () => process.env.GATEWAY_TOKEN;\n",
          python: 'import os\nget_token = lambda: os.environ["GATEWAY_TOKEN"]\n',
        };
        const variables = { GATEWAY_URL: byToken.url, GATEWAY_TOKEN: token };
        expect((await runs(language, functions[language]! + changed(code, byTokenCell), variables)).trim()).to
          .not.be.empty;
      });
    }
  });
});
