import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A program of Pulumi's that the Go module proxy has the source of. */
interface GoProgram {
  /** As on PATH. */
  readonly name: string;
  /** Folder beside this file, with the go.mod that pins it. */
  readonly folder: string;
  readonly module: string;
  readonly path: string;
  /** Flags of the linker besides those that leave debugging out. */
  readonly link: (version: string) => string;
  readonly lasts: string;
}

const cli: GoProgram = {
  name: "pulumi",
  folder: "pulumi",
  module: "github.com/pulumi/pulumi/pkg/v3",
  path: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  // The Automation API refuses a CLI that does not know its version.
  link: (version) => `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
  lasts: "5 to 7 minutes on two cores",
};

const yamlHost: GoProgram = {
  name: "pulumi-language-yaml",
  folder: "pulumi-yaml",
  module: "github.com/pulumi/pulumi-yaml",
  path: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  link: () => "",
  lasts: "1 to 5 minutes on two cores",
};

/**
 * The folders of `pulumi` and its YAML host to test with: PATH's, or built from the Go module proxy, once, into a cache
 * outside the work tree, where a clean checkout finds them again. Throws where neither can be had.
 */
export async function pulumiDirectories(say: (line: string) => void): Promise<readonly string[]> {
  return [await directoryOf(cli, say), await directoryOf(yamlHost, say)];
}

async function directoryOf(program: GoProgram, say: (line: string) => void): Promise<string> {
  const { name } = program;
  const own = (process.env["PATH"] ?? "").split(delimiter).find((folder) => existsSync(join(folder, name)));
  if (own) return own;
  const sources = join(__dirname, program.folder);
  const goMod = readFileSync(join(sources, "go.mod"), "utf8");
  const version = new RegExp(`${program.module} v(\\S+)`).exec(goMod)![1]!;
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const cache = join(base, "azure-genai-gateway", `${name}-${version}`);
  if (existsSync(join(cache, name))) return cache;
  requireGo(name);
  say(`Building ${name} ${version} from the Go module proxy, once, into ${cache}.`);
  say(`It takes ${program.lasts}.`);
  mkdirSync(cache, { recursive: true });
  // A name of its own: another run may be building the same beside this one.
  const part = join(cache, `${name}.${process.pid}.part`);
  await build(program, sources, version, part, say);
  // In one step, so that an interrupted build leaves nothing that looks like a whole one.
  renameSync(part, join(cache, name));
  return cache;
}

function requireGo(name: string): void {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    throw new Error(
      `ENGINE_MISSING: there is neither \`${name}\` nor \`go\` on PATH. Install Pulumi's CLI (https://www.pulumi.com/docs/install/), or Go 1.25 or later to have it built.`,
    );
  }
}

function build(
  { path, link }: GoProgram,
  sources: string,
  version: string,
  target: string,
  say: (line: string) => void,
): Promise<void> {
  const started = Date.now();
  const child = spawn("go", ["build", "-v", "-ldflags", `-s -w ${link(version)}`, "-o", target, path], {
    cwd: sources,
    env: { ...process.env, GOFLAGS: "-mod=readonly" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let packages = 0;
  let tail = "";
  child.stderr.on("data", (data: Buffer) => {
    packages += data.toString().split("\n").length - 1;
    tail = (tail + data.toString()).slice(-4000);
  });
  const progress = setInterval(
    () => say(`  ${Math.round((Date.now() - started) / 1000)} s, ${packages} packages`),
    15_000,
  );
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(progress);
      if (code === 0) resolve();
      else reject(new Error(`ENGINE_BUILD: \`go build\` of ${path} failed:\n${tail}`));
    });
  });
}
