import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { useTypeScript } from "@azure-genai-gateway/local-cloud/useTypeScript";
import { libraryNames, readScenario } from "./model/readScenario";
import { renderHtml } from "./report/html";
import { renderJson } from "./report/json";
import { renderJunit } from "./report/junit";
import { renderTable } from "./report/table";
import { runScenario, type ScenarioResult } from "./run/runScenario";

interface Options {
  readonly cwd: string;
  readonly seed?: string;
  /** `true` is standard output. */
  readonly json?: string | true;
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
    .option(
      "--json [file]",
      "every record as JSON on standard output, or into a file; stands last without one",
      jsonFile,
    )
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
  // Standard output is the records' alone then.
  const say = (text: string) => (options.json === true ? console.error(text) : console.log(text));
  let broken = 0;
  for (const name of names) {
    try {
      const scenario = readScenario(name);
      const seed = options.seed === undefined ? scenario.seed : Number(options.seed);
      const result = await runScenario({ ...scenario, seed }, projectDir);
      results.push(result);
      say(`${renderTable(result)}\n`);
    } catch (error) {
      broken += 1;
      console.error(`${error instanceof ProblemsError ? error.message : String((error as Error).stack)}\n`);
    }
  }
  if (options.json === true) console.log(renderJson(results));
  else write(options.json, say, () => renderJson(results));
  write(options.junit, say, () => renderJunit(results));
  write(options.html, say, () => renderHtml(results));
  const failed = results.filter(({ passed }) => !passed).length;
  say(`${results.length - failed} scenarios passed, ${failed} failed, ${broken} could not run`);
  return failed + broken > 0 ? 1 : 0;
}

/** A scenario's name is no file: `--json spike` would take it for one, and write over it. */
function jsonFile(file: string): string {
  if (file.endsWith(".json")) return file;
  throw new InvalidArgumentError("A name that ends in .json is expected, or nothing, where it stands last.");
}

function write(file: string | undefined, say: (text: string) => void, content: () => string): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content());
  say(`wrote ${file}`);
}
