import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import {
  dayOf,
  describeAge,
  isDay,
  loadCatalogue,
  ownFileName,
  readRetailPrices,
  reviewCatalogue,
  updatedCatalogue,
  type Change,
  type RetailReading,
} from "@azure-genai-gateway/catalogue";
import { systemClock } from "@azure-genai-gateway/common/clock";
import { formatProblem, ProblemsError } from "@azure-genai-gateway/common/problem";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";

interface Options {
  readonly cwd: string;
  readonly catalogue?: string;
  readonly today: string;
  readonly json?: boolean;
  readonly strict?: boolean;
  readonly from: string;
  readonly dryRun?: boolean;
}

/** `catalogue check` and `catalogue update`. */
export function catalogueCommand(io: Io, finish: (code: number) => void): Command {
  const common = (command: Command) =>
    command
      .option("--cwd <folder>", `with a ${ownFileName} of its own or none`, ".")
      .option("--catalogue <file>", `in place of the folder's ${ownFileName}`)
      .option("--today <day>", "YYYY-MM-DD (default: this day)", day, dayOf(systemClock.now()))
      .option("--json", "for machines");
  return new Command("catalogue")
    .description("Models, prices, sizes and regions that plan, check and the local gateway go by.")
    .addCommand(
      common(new Command("check"))
        .description("Tell how old the figures are, and what is retired, without a price or not confirmed.")
        .option("--strict", "count retired and unconfirmed entries as findings, too")
        .addHelpText(
          "after",
          "\nExit codes: 0 nothing to see to, 1 old or missing figures (with --strict: any), 2 usage.",
        )
        .action((options: Options) => check(options, io, finish)),
    )
    .addCommand(
      common(new Command("update"))
        .description("Take prices from an answer of Azure's Retail Prices API that was saved to a file.")
        .requiredOption("--from <file>", 'JSON: {"Items": [...]}, or a list of such pages, in US dollars')
        .option("--dry-run", "show what would change, and write nothing")
        .addHelpText(
          "after",
          `\nWrites ${ownFileName} in the folder, or the file of --catalogue.\nExit codes: 0 prices were taken, 1 none was, or the file cannot be used, 2 usage.`,
        )
        .action((options: Options) => update(options, io, finish)),
    );
}

function check(options: Options, io: Io, finish: (code: number) => void): void {
  const catalogue = loadCatalogue({ directory: options.cwd, file: options.catalogue });
  const { problems, retired, unverified } = reviewCatalogue(catalogue, options.today);
  if (options.json)
    io.out(
      `${JSON.stringify(
        {
          files: catalogue.files,
          blocks: Object.fromEntries(catalogue.blocks),
          problems,
          retired,
          unverified,
        },
        undefined,
        2,
      )}\n`,
    );
  else {
    io.out(`${describeAge(catalogue, options.today)}\n`);
    for (const { file, asOf } of catalogue.files) io.out(`  ${file}, ${asOf}\n`);
    for (const [block, asOf] of catalogue.blocks) io.out(`  ${block.padEnd(12)} as of ${asOf}\n`);
    for (const problem of problems) io.out(`${formatProblem(problem)}\n`);
    section(io, "Retired", retired);
    section(io, "Not confirmed by a page at hand", unverified);
  }
  const findings = problems.length + (options.strict ? retired.length + unverified.length : 0);
  finish(findings > 0 ? exitCodes.findings : exitCodes.clean);
}

function section(io: Io, title: string, names: readonly string[]): void {
  if (names.length > 0) io.out(`${title} (${names.length}):\n${names.map((name) => `  ${name}\n`).join("")}`);
}

function update(options: Options, io: Io, finish: (code: number) => void): void {
  const { cwd, from, today } = options;
  const target = join(cwd, options.catalogue ?? ownFileName);
  const there = existsSync(target);
  const catalogue = loadCatalogue({ directory: cwd, ...(there ? { file: options.catalogue } : {}) });
  const reading = readRetailPrices(textOf(from), from, catalogue, today);
  const { text, changes } = updatedCatalogue(
    there ? readFileSync(target, "utf8") : undefined,
    relative(process.cwd(), target),
    reading.found,
    catalogue,
    today,
  );
  const failed = reading.problems.some(({ severity }) => severity === "error") || changes.length === 0;
  const written = !failed && !options.dryRun;
  if (written) io.write(target, text);
  if (options.json) {
    const { unmapped, leftOut, problems } = reading;
    io.out(`${JSON.stringify({ target, written, changes, unmapped, leftOut, problems }, undefined, 2)}\n`);
  } else report(io, reading, changes, written ? target : undefined);
  finish(failed ? exitCodes.findings : exitCodes.clean);
}

function report(
  io: Io,
  { problems, unmapped, leftOut }: RetailReading,
  changes: readonly Change[],
  target: string | undefined,
): void {
  for (const problem of problems) io.out(`${formatProblem(problem)}\n`);
  for (const { entry, before, after } of changes)
    io.out(
      `${entry}: ${before === undefined ? `${after}, new` : before === after ? `${after}, as before` : `${before} -> ${after}`}\n`,
    );
  section(
    io,
    "Not taken",
    unmapped.map(({ meter, product, why }) => `${product}, ${meter}: ${why}`),
  );
  if (leftOut > 0)
    io.out(`${leftOut} rows are reservations, for development and test, or not in force yet\n`);
  io.out(
    target === undefined
      ? `${changes.length} prices; nothing is written\n`
      : `${changes.length} prices are in ${target}\n`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ProblemsError("The prices cannot be read", [
      {
        code: "RETAIL_NO_FILE",
        severity: "error",
        message: `There is no file ${file}`,
        hint: "Save an answer of Azure's Retail Prices API and name it with --from",
      },
    ]);
  }
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError("A day is expected: 2026-03-05.");
  return text;
}
