import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { ProblemsError } from "../common/problem";
import { useTypeScript } from "../local/cloud/useTypeScript";
import { libraryNames, readScenario } from "./model/readScenario";
import { renderHtml } from "./report/html";
import { renderJson } from "./report/json";
import { renderJunit } from "./report/junit";
import { renderTable } from "./report/table";
import { runScenario, type ScenarioResult } from "./run/runScenario";

interface Options {
  readonly cwd: string;
  readonly seed?: string;
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
}

/** The command that runs scenarios; `finish` gets the exit code. */
export function scenarioCommand(name: string, finish: (code: number) => void): Command {
  const command: Command = new Command(name)
    .description(
      "Run traffic scenarios against the declared gateway, under a virtual clock, and check what they assert.",
    )
    .argument("<scenarios...>", `YAML or TypeScript files, all, or: ${libraryNames().join(", ")}`)
    .option("--cwd <folder>", "of the Pulumi program", ".")
    .option("--seed <number>", "in place of each scenario's own")
    .option("--json <file>", "write every record as JSON")
    .option("--junit <file>", "write the assertions as JUnit XML")
    .option("--html <file>", "write a report with plots; it needs nothing else")
    .showHelpAfterError()
    .action(async (names: string[], options: Options) => {
      if (options.seed !== undefined && !/^\d+$/.test(options.seed))
        command.error("error: --seed takes a whole number");
      finish(await runScenarios(names, options));
    });
  return command;
}

/** Runs each scenario to its end, whatever became of the others. Exit code: 0, or 1 when any failed or could not run. */
async function runScenarios(asked: readonly string[], options: Options): Promise<number> {
  const projectDir = resolve(options.cwd);
  useTypeScript(projectDir);
  const names = asked.flatMap((name) => (name === "all" ? libraryNames() : [name]));
  const results: ScenarioResult[] = [];
  let broken = 0;
  for (const name of names) {
    try {
      const scenario = readScenario(name);
      const seed = options.seed === undefined ? scenario.seed : Number(options.seed);
      const result = await runScenario({ ...scenario, seed }, projectDir);
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
