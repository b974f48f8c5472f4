import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

/**
 * What an evaluation of the dev stack costs, from process start to the last resource, against the target of 2 s and
 * 220 MB on two cores: compiled, as the package ships, and from source through tsx, as `npm start` runs it. The two take
 * turns, so that a busy machine slows both; each one's first run warms the file cache and is left out.
 */
const runs = 5;
const targets = { seconds: 2, megabytes: 220 };
type Cost = Record<keyof typeof targets, number>;

const project = resolve(__dirname, "..");

/** The project as JavaScript in a folder of its own, file by file as tsc would write it. */
function compileTo(folder: string): void {
  const rooms = ["common", "components", "policy-language", "local", "bench"];
  buildSync({
    entryPoints: ["index.ts", ...rooms.map((room) => `${room}/**/*.ts`)],
    absWorkingDir: project,
    outdir: folder,
    outbase: project,
    format: "cjs",
    platform: "node",
  });
  const copied = ["policies", "queries", "Pulumi.dev.yaml", "package.json", "policy-language/schema"];
  for (const path of copied) cpSync(join(project, path), join(folder, path), { recursive: true });
  const settings = readFileSync(join(project, "Pulumi.yaml"), "utf8");
  writeFileSync(join(folder, "Pulumi.yaml"), settings.replace("index.ts", "index.js"));
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
}

function measure(cwd: string, options: readonly string[]): Cost {
  const started = performance.now();
  const child = spawnSync(process.execPath, [...options, "bench/evaluateOnce"], { cwd, encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return { seconds: (performance.now() - started) / 1000, megabytes: Number(child.stdout.trim()) };
}

function report(name: string, costs: readonly Cost[]): void {
  for (const [unit, target] of Object.entries(targets) as [keyof Cost, number][]) {
    const sorted = costs.map((cost) => cost[unit]).sort((left, right) => left - right);
    const median = sorted[Math.floor(sorted.length / 2)]!;
    console.log(
      `evaluate dev, ${name}: ${median.toFixed(unit === "seconds" ? 2 : 0)} ${unit}, ${(median / target).toFixed(2)} of the target ${target}`,
    );
  }
}

const compiled = mkdtempSync(join(tmpdir(), "genai-gateway-bench-"));
try {
  compileTo(compiled);
  const ways = [
    { name: "compiled", cwd: compiled, options: [], costs: [] as Cost[] },
    { name: "from source", cwd: project, options: ["--require", "tsx/cjs"], costs: [] as Cost[] },
  ];
  for (let run = 0; run <= runs; run += 1)
    for (const way of ways) {
      const cost = measure(way.cwd, way.options);
      if (run > 0) way.costs.push(cost);
    }
  for (const way of ways) report(way.name, way.costs);
} finally {
  rmSync(compiled, { recursive: true });
}
