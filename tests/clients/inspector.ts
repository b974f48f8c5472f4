import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** The Inspector brings 135 MB for its pages, so it is not among the project's packages. Later ones want Node 22. */
const version = "1.0.2";
const cache = resolve(__dirname, "../../node_modules/.cache/mcp-inspector", version);

/** The Inspector's program, installed where it is not yet. */
export function inspectorProgram(): string {
  const program = join(cache, "node_modules/@modelcontextprotocol/inspector/cli/build/cli.js");
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, "package.json"), "{}");
    const install = ["install", "--no-audit", "--no-fund", `@modelcontextprotocol/inspector@${version}`];
    const { status, stderr } = spawnSync("npm", install, { cwd: cache, encoding: "utf8" });
    if (status !== 0) throw new Error(`The Inspector cannot be installed: ${stderr.slice(-1000)}`);
  }
  return program;
}

/** One request by the Inspector without its pages; `text` is all that it printed. */
export async function inspect(
  url: string,
  key: string,
  ...args: readonly string[]
): Promise<{ readonly code: number | null; readonly text: string }> {
  const all = ["--cli", url, "--transport", "http", "--header", `api-key: ${key}`, ...args];
  const running = spawn(process.execPath, [inspectorProgram(), ...all], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  running.stdout.on("data", (bytes: Buffer) => (text += bytes.toString()));
  running.stderr.on("data", (bytes: Buffer) => (text += bytes.toString()));
  const code = await new Promise<number | null>((done) => running.on("close", done));
  return { code, text };
}
