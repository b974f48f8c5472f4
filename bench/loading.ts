import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { isShort, judge, median, say } from "./support/goals";

/**
 * What importing the component takes, beside the modules of Pulumi that it imports itself, which any program for Azure
 * waits for: CPU time of processes that do nothing else, in turns.
 */
const rounds = isShort ? 1 : 9;
const goal = 1.5;

const component = resolve(__dirname, "..", "components");
const theirModules = `Object.keys(require.cache).map((file) => /(@pulumi[/\\\\](?:azure-native[/\\\\]\\w+|pulumi|random))[/\\\\]index\\.js$/.exec(file)?.[1]).filter(Boolean)`;

function run(code: string): string {
  const child = spawnSync(process.execPath, ["-e", code], { cwd: component, encoding: "utf8" });
  if (child.status !== 0) throw new Error(child.stderr);
  return child.stdout;
}

const seconds = (load: string): number =>
  Number(
    run(
      `const from = process.cpuUsage(); ${load}; const { user, system } = process.cpuUsage(from); console.log((user + system) / 1e6)`,
    ),
  );

const ours = `require(${JSON.stringify(component)})`;
const names = JSON.parse(run(`${ours}; console.log(JSON.stringify(${theirModules}))`)) as string[];
const theirs = names.map((name) => `require(${JSON.stringify(name.replaceAll("\\", "/"))})`).join(";");

// The first of each warms the file cache and is left out.
for (const load of [ours, theirs]) seconds(load);
const costs = Array.from({ length: rounds }, () => ({ ours: seconds(ours), theirs: seconds(theirs) }));

console.log("import of the component");
say(`Pulumi's modules, ${names.length} of them`, `${median(costs.map((cost) => cost.theirs)).toFixed(2)} s`);
say("the component, which imports them", `${median(costs.map((cost) => cost.ours)).toFixed(2)} s`);
judge("of Pulumi's modules alone", median(costs.map((cost) => cost.ours / cost.theirs)), {
  atMost: goal,
  unit: " x",
});
