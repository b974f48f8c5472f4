import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { useTypeScript } from "@azure-genai-gateway/local-cloud/useTypeScript";
import { type Io, processIo } from "@azure-genai-gateway/policy-language/command/io";
import { libraryNames, readScenario } from "./model/readScenario";
import { compare } from "./report/comparison";
import { renderComparison } from "./report/comparisonTable";
import { renderHtml } from "./report/html";
import { renderJunit } from "./report/junit";
import { readRecords, recorded, renderJson } from "./report/recordsFile";
import { type Report, type Unrun, verdictOf } from "./report/report";
import { renderTable, totalsLine } from "./report/table";
import { runScenario, type ScenarioResult } from "./run/runScenario";

interface Options {
  readonly cwd: string;
  readonly seed?: string;
  /** `true` is standard output. */
  readonly json?: string | true;
  readonly junit?: string;
  readonly html?: string;
  readonly against?: string;
}

type Output = Pick<Io, "out" | "error">;

/**
 * The command that runs scenarios; `finish` gets the exit code.
 * @throws ProblemsError where the file of `--against` cannot be compared with.
 */
export function scenarioCommand(
  name: string,
  finish: (code: number) => void,
  io: Output = processIo,
): Command {
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
    .option(
      "--html <file>",
      "write a report: what failed first, totals, and plots with marks of faults and phases; it needs nothing else",
    )
    .option(
      "--against <file>",
      "compare with the records that an earlier --json <file> has written: each measure before, after and the difference, what went from passed to failed first; in the report too",
    )
    .addHelpText(
      "after",
      `
Before and after a change:
  ${name} all --json before.json
  ${name} all --against before.json --html report.html

Exit codes: 0 every assertion holds, 1 one does not, a scenario could not run, or
the file of --against cannot be compared with (then nothing runs). A difference
alone changes no exit code.`,
    )
    .showHelpAfterError()
    .action(async (names: string[], options: Options) => {
      if (options.seed !== undefined && !/^\d+$/.test(options.seed))
        command.error("error: --seed takes a whole number");
      finish(await runScenarios(names, options, io));
    });
  return command;
}

/** Runs each scenario to its end, whatever became of the others. Exit code: 0, or 1 when any failed or could not run. */
async function runScenarios(asked: readonly string[], options: Options, io: Output): Promise<number> {
  const projectDir = resolve(options.cwd);
  useTypeScript(projectDir);
  // First of all: who waits for minutes of traffic should not hear at their end that there is nothing beside it.
  const before = options.against === undefined ? undefined : readRecords(options.against);
  const names = asked.flatMap((name) => (name === "all" ? libraryNames() : [name]));
  const results: ScenarioResult[] = [];
  const unrun: Unrun[] = [];
  // Standard output is the records' alone then.
  const say = options.json === true ? io.error : io.out;
  for (const name of names) {
    try {
      const scenario = readScenario(name);
      const seed = options.seed === undefined ? scenario.seed : Number(options.seed);
      const result = await runScenario({ ...scenario, seed }, projectDir);
      results.push(result);
      say(`${renderTable(result)}\n\n`);
    } catch (error) {
      const message = error instanceof ProblemsError ? error.message : String((error as Error).stack);
      unrun.push({ name, message });
      io.error(`${message}\n\n`);
    }
  }
  const report: Report = {
    ...{ results, unrun },
    ...(before && options.against !== undefined
      ? { comparison: compare(options.against, before, results.map(recorded)) }
      : {}),
  };
  if (options.json === true) io.out(renderJson(results));
  else write(options.json, say, () => renderJson(results));
  write(options.junit, say, () => renderJunit(report));
  write(options.html, say, () => renderHtml(report));
  if (report.comparison) say(`${renderComparison(report.comparison)}\n\n`);
  return conclude(report, say);
}

/** The last lines are what a reader sees first. */
function conclude(report: Report, say: (text: string) => void): number {
  const { results, unrun } = report;
  if (results.length > 1) say(`all together: ${totalsLine(results.map(({ records }) => records))}\n`);
  const failed = results.filter(({ passed }) => !passed).map(({ scenario }) => scenario.name);
  if (failed.length > 0) say(`failed: ${failed.join(", ")}\n`);
  if (unrun.length > 0) say(`could not run: ${unrun.map(({ name }) => name).join(", ")}\n`);
  say(`scenarios: ${verdictOf(report)}\n`);
  return failed.length + unrun.length > 0 ? 1 : 0;
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
  say(`wrote ${file}\n`);
}
