import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/**
 * What an evaluation of the dev stack costs, from process start to the last resource, against the target of 2 s and
 * 220 MB on two cores. The first run warms the file cache and is left out.
 */
const runs = 5;
const targets = { seconds: 2, megabytes: 220 };

function measure(): { seconds: number; megabytes: number } {
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", "tsx/cjs", resolve(__dirname, "evaluateOnce.ts")], {
    cwd: resolve(__dirname, ".."),
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(child.stderr);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, megabytes: Number(child.stdout.trim()) };
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!;
}

measure();
const measured = Array.from({ length: runs }, measure);
for (const [name, target] of Object.entries(targets) as [keyof typeof targets, number][]) {
  const value = median(measured.map((one) => one[name]));
  console.log(
    `evaluate dev: ${value.toFixed(name === "seconds" ? 2 : 0)} ${name} (median of ${runs}), ${(value / target).toFixed(2)} of the target ${target}`,
  );
}
