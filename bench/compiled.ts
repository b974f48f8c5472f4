import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** Compiles the project as it ships and runs the benchmarks that are named: `tsx bench/compiled.ts expressions lint`. */
const project = resolve(__dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "genai-gateway-bench-"));
try {
  const compiler = join(project, "node_modules/typescript/bin/tsc");
  const built = spawnSync(process.execPath, [compiler, "--outDir", folder, "--noEmit", "false"], {
    cwd: project,
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Error(built.stdout);
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  cpSync(join(project, "policies"), join(folder, "policies"), { recursive: true });
  for (const name of process.argv.slice(2)) {
    const { status } = spawnSync(process.execPath, [join(folder, `bench/${name}.js`)], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
