import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Claude Code brings 235 MB of its own, so it is not among the project's packages: it is installed here once. */
const version = "2.1.197";
const cache = resolve(__dirname, "../../node_modules/.cache/claude-code", version);

/** The `claude` program, installed where it is not yet; undefined where the registry has none for this machine. */
export function claudeCodeProgram(): string | undefined {
  const platform = `@anthropic-ai/claude-code-${process.platform}-${process.arch}`;
  const program = join(cache, "node_modules", platform, "claude");
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, "package.json"), "{}");
    const install = ["install", "--no-audit", "--no-fund", `@anthropic-ai/claude-code@${version}`];
    spawnSync("npm", install, { cwd: cache, stdio: "ignore" });
  }
  return spawnSync(program, ["--version"]).status === 0 ? program : undefined;
}

/** What came of a run. */
export interface ClaudeCodeRun {
  /** What it printed: the model's answer, or what went wrong. */
  readonly text: string;
  readonly code: number | null;
}

/**
 * Asks Claude Code one question, in a home and an environment of its own, so that nothing of this machine's is read.
 * @param home an empty folder
 * @param environment what says where the gateway is
 */
export async function askClaudeCode(
  program: string,
  home: string,
  model: string,
  environment: Readonly<Record<string, string>>,
): Promise<ClaudeCodeRun> {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const running = spawn(program, ["-p", "Say hello", "--model", model], {
    cwd: home,
    env: {
      ...{ HOME: home, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` },
      ...{ CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", CLAUDE_CODE_MAX_RETRIES: "0" },
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  running.stdout.on("data", (bytes: Buffer) => (text += bytes.toString()));
  running.stderr.on("data", (bytes: Buffer) => (text += bytes.toString()));
  const code = await new Promise<number | null>((done) => running.on("close", done));
  return { text, code };
}
