import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { compiled } from "./support/compile";

/**
 * `npm run bench -- [PART...] [--short]`: compiles the project as it ships, and runs the parts that are named, one after
 * the other, by default all. `--short` gives each a moment, to see that it works. Exits 1 when a part fails; a goal that
 * is not met is printed and is no failure, for what a machine shared with others reaches says little.
 */
const parts = [
  "loading",
  "evaluate",
  "expressions",
  "lint",
  "inProcess",
  "stack",
  "proxy",
  "bill",
  "guards",
  "mcp",
  "contracts",
] as const;

/** Parts that take their calls from the tests, which are not among what ships: they run from their sources. */
const fromSources: readonly string[] = ["bill", "guards", "mcp", "contracts"];

async function main(): Promise<number> {
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
  const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
  const unknown = [
    ...named.filter((name) => !parts.some((part) => part === name)),
    ...options.filter((option) => option !== "--short"),
  ];
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(", ")}. Parts: ${parts.join(", ")}; the only option is --short.`);
    return 2;
  }
  const failed = await compiled(resolve(__dirname, ".."), async (folder) =>
    (named.length > 0 ? named : parts).filter((part) => {
      const started = performance.now();
      console.log(`== ${part}`);
      const run = fromSources.includes(part)
        ? ["--import", "tsx", join(__dirname, `${part}.ts`)]
        : ["--enable-source-maps", join(folder, "bench", `${part}.js`)];
      const { status } = spawnSync(process.execPath, [...run, ...options], { stdio: "inherit" });
      console.log(`   (${((performance.now() - started) / 1000).toFixed(0)} s)`);
      return status !== 0;
    }),
  );
  for (const part of failed) console.error(`failed: ${part}`);
  return failed.length > 0 ? 1 : 0;
}

void main().then((code) => {
  process.exitCode = code;
});
