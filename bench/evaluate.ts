import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { isShort, judge, median } from "./support/goals";

/**
 * What an evaluation of a stack costs, from process start to the last resource, against the target of 2 s and 220 MB on
 * two cores. The first run warms the file cache and is left out.
 */
const runs = isShort ? 1 : 5;
const targets = { seconds: 2, megabytes: 220 };

const project = resolve(__dirname, "..");

function measure(): { seconds: number; megabytes: number } {
  const started = performance.now();
  const child = spawnSync(process.execPath, [join(__dirname, "evaluateOnce.js")], {
    cwd: project,
    encoding: "utf8",
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return { seconds: (performance.now() - started) / 1000, megabytes: Number(child.stdout.trim()) };
}

if (!isShort) measure();
const costs = Array.from({ length: runs }, measure);
console.log("evaluation of stack ptu");
judge("from the process's start", median(costs.map(({ seconds }) => seconds)), {
  atMost: targets.seconds,
  unit: " s",
});
judge("most memory", median(costs.map(({ megabytes }) => megabytes)), {
  atMost: targets.megabytes,
  unit: " MB",
  digits: 0,
});
