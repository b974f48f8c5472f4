import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { ProblemsError } from "../common/problem";
import { libraryNames, readScenario } from "./model/readScenario";
import { renderHtml } from "./report/html";
import { renderJson } from "./report/json";
import { renderJunit } from "./report/junit";
import { renderTable } from "./report/table";
import { runScenario, type ScenarioResult } from "./run/runScenario";

interface Options {
  readonly seed?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
}

/** Runs each scenario to its end, whatever became of the others. Exit code: 0, or 1 when any failed or could not run. */
async function main(): Promise<number> {
  const command = new Command("npm run scenario --")
    .description(
      "Run traffic scenarios against the declared gateway, under a virtual clock, and check what they assert.",
    )
    .argument("<scenarios...>", `YAML or TypeScript files, all, or: ${libraryNames().join(", ")}`)
    .option("--seed <number>", "in place of each scenario's own")
    .option("--json <file>", "write every record as JSON")
    .option("--junit <file>", "write the assertions as JUnit XML")
    .option("--html <file>", "write a report with plots; it needs nothing else")
    .showHelpAfterError()
    .parse();
  const options = command.opts<Options>();
  if (options.seed !== undefined && !/^\d+$/.test(options.seed))
    command.error("error: --seed takes a whole number");
  const names = command.args.flatMap((name) => (name === "all" ? libraryNames() : [name]));
  const results: ScenarioResult[] = [];
  let broken = 0;
  for (const name of names) {
    try {
      const scenario = readScenario(name);
      const seed = options.seed === undefined ? scenario.seed : Number(options.seed);
      const result = await runScenario({ ...scenario, seed });
      results.push(result);
      console.log(`${renderTable(result)}\n`);
    } catch (error) {
      broken += 1;
      console.error(`${error instanceof ProblemsError ? error.message : String((error as Error).stack)}\n`);
    }
  }
  write(options.json, () => renderJson(results));
  write(options.junit, () => renderJunit(results));
  write(options.html, () => renderHtml(results));
  const failed = results.filter(({ passed }) => !passed).length;
  console.log(`${results.length - failed} scenarios passed, ${failed} failed, ${broken} could not run`);
  return failed + broken > 0 ? 1 : 0;
}

function write(file: string | undefined, content: () => string): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content());
  console.log(`wrote ${file}`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
