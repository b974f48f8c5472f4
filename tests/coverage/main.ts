import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { transformSync } from "esbuild";
import { byRoom, type FileCoverage, formatCoverage } from "./byRoom";

interface Walls {
  readonly arrows: Readonly<Record<string, unknown>>;
  readonly roomOf: (path: string) => string | undefined;
}

/**
 * `npm run coverage [-- MOCHA'S ARGUMENTS]`: runs the tests, all or those that are named, and prints how many lines and
 * branches of each room of the map they have run. Child processes count too.
 */
async function main(): Promise<void> {
  const root = resolve(__dirname, "..", "..");
  const { arrows, roomOf } = (await import(join(root, "packaging", "arrows.mjs"))) as Walls;
  const folder = mkdtempSync(join(tmpdir(), "coverage-"));
  try {
    const c8 = join(root, "node_modules", "c8", "bin", "c8.js");
    const mocha = join(root, "node_modules", "mocha", "bin", "mocha.js");
    const code = ["index.ts", "components", "plugin", "packages"];
    const { status } = spawnSync(
      process.execPath,
      [
        c8,
        ...["--reporter", "json-summary", "--reports-dir", folder, "--temp-directory", join(folder, "raw")],
        // Also what no test has loaded.
        "--all",
        ...code.flatMap((one) => ["--include", one.endsWith(".ts") ? one : `${one}/**/*.ts`]),
        ...["--exclude", "**/node_modules/**", "--exclude", "**/dist/**"],
        ...[process.execPath, mocha, ...process.argv.slice(2)],
      ],
      { cwd: root, stdio: "inherit" },
    );
    const summary = JSON.parse(readFileSync(join(folder, "coverage-summary.json"), "utf8")) as Record<
      string,
      FileCoverage
    >;
    const files = new Map(
      Object.entries(summary)
        .filter(([file]) => file !== "total")
        .filter(([file, { lines }]) => lines.covered > 0 || hasCode(file))
        .map(([file, coverage]) => [relative(root, file).split(sep).join("/"), coverage]),
    );
    console.log(formatCoverage(byRoom(files, Object.keys(arrows), roomOf)));
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file of types alone is nothing once it is compiled, and is never loaded. */
function hasCode(file: string): boolean {
  const { code } = transformSync(readFileSync(file, "utf8"), { loader: "ts", logLevel: "silent" });
  return code.trim() !== "";
}

void main();
