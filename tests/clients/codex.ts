import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Codex CLI brings 420 MB of its own, so it is not among the project's packages: it is installed here once. */
const version = "0.171.0";
const cache = resolve(__dirname, "../../node_modules/.cache/codex", version);

/** Codex is configured as callers are told to. */
const page = resolve(__dirname, "../../docs/call.md");

/** The `codex` program, installed where it is not yet; undefined where the registry has none for this machine. */
export function codexProgram(): string | undefined {
  const program = join(cache, "node_modules/.bin/codex");
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    writeFileSync(join(cache, "package.json"), "{}");
    spawnSync("npm", ["install", "--no-audit", "--no-fund", `@openai/codex@${version}`], {
      cwd: cache,
      stdio: "ignore",
    });
  }
  return spawnSync(program, ["--version"]).status === 0 ? program : undefined;
}

/** What codex prints with --json, as far as it is looked at. */
export interface CodexEvent {
  readonly type: string;
  readonly item?: { readonly type: string; readonly text?: string };
  readonly error?: { readonly message: string };
  readonly message?: string;
}

/** A home of Codex whose model provider is the gateway. */
export class Codex {
  constructor(
    private readonly program: string,
    private readonly home: string,
    private readonly key: string,
    url: string,
    model: string,
  ) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    const told = /^```toml\n([\s\S]*?)^```$/m.exec(readFileSync(page, "utf8"))![1]!;
    const [top, provider] = told.split("\n[", 2) as [string, string];
    const lines = [
      top.replace("gpt-5.4", model),
      "check_for_update_on_startup = false",
      "[analytics]",
      "enabled = false",
      `[${provider.replace("GATEWAY_URL", url)}`,
      "request_max_retries = 0",
      "stream_max_retries = 0",
    ];
    writeFileSync(join(home, "config.toml"), `${lines.join("\n")}\n`);
  }

  /** Runs `codex exec` with these arguments to its end, a minute at most. */
  async exec(...args: readonly string[]): Promise<readonly CodexEvent[]> {
    const running = spawn(
      this.program,
      ["exec", "--skip-git-repo-check", "--json", "--sandbox", "read-only", ...args],
      {
        cwd: this.home,
        env: { ...process.env, CODEX_HOME: this.home, GATEWAY_KEY: this.key },
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 60_000,
      },
    );
    let out = "";
    running.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
    await new Promise((done) => running.on("close", done));
    const lines = out.split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => JSON.parse(line) as CodexEvent);
  }
}
