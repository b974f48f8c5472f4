import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const sources = join(__dirname, "pulumi");

/** The version that pulumi/go.mod pins. */
export const pinnedVersion = /pulumi\/pkg\/v3 v(\S+)/.exec(
  readFileSync(join(sources, "go.mod"), "utf8"),
)![1]!;

/** Outside the work tree, so that a clean checkout finds it again. */
function cacheDirectory(): string {
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return join(base, "azure-genai-gateway", `pulumi-${pinnedVersion}`);
}

/**
 * The folder of a `pulumi` to test with: PATH's, or one that is built from the Go module proxy, once. Throws where
 * neither can be had.
 */
export async function pulumiDirectory(say: (line: string) => void): Promise<string> {
  const own = (process.env["PATH"] ?? "")
    .split(delimiter)
    .find((folder) => existsSync(join(folder, "pulumi")));
  if (own) return own;
  const cache = cacheDirectory();
  if (existsSync(join(cache, "pulumi"))) return cache;
  requireGo();
  say(`Building pulumi ${pinnedVersion} from the Go module proxy, once, into ${cache}.`);
  say("It takes 5 to 7 minutes on two cores.");
  mkdirSync(cache, { recursive: true });
  await build(join(cache, "pulumi.part"), say);
  // In one step, so that an interrupted build leaves nothing that looks like a whole one.
  renameSync(join(cache, "pulumi.part"), join(cache, "pulumi"));
  return cache;
}

function requireGo(): void {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    throw new Error(
      "ENGINE_MISSING: there is neither `pulumi` nor `go` on PATH. Install Pulumi's CLI (https://www.pulumi.com/docs/install/), or Go 1.25 or later to have it built.",
    );
  }
}

function build(target: string, say: (line: string) => void): Promise<void> {
  const started = Date.now();
  const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pinnedVersion}`;
  const args = ["build", "-v", "-ldflags", `-s -w ${version}`, "-o", target];
  const child = spawn("go", [...args, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"], {
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
      else reject(new Error(`ENGINE_BUILD: \`go build\` of pulumi failed:\n${tail}`));
    });
  });
}
