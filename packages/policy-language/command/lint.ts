import { Command, InvalidArgumentError, Option } from "commander";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { readTextValues } from "@azure-genai-gateway/common/textValues";
import {
  applyFixes,
  documentName,
  FolderLint,
  rules,
  templateCode,
  type LintOptions,
  type LintProblem,
  type RuleLevel,
} from "../lint";
import { readSources, type Source } from "./files";
import { exitCodes, type Io } from "./io";
import { report, type ReportFormat } from "./report";

interface Options {
  readonly format: ReportFormat;
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly documentFormat: "rawxml" | "xml";
  readonly namedValues?: ReadonlyMap<string, string>;
  readonly fragments?: boolean;
  readonly maxWarnings?: number;
  readonly rule?: ReadonlyMap<string, RuleLevel>;
}

/** `azure-genai-gateway lint`; `finish` takes the exit code. */
export function lintCommand(io: Io, finish: (code: number) => void): Command {
  return new Command("lint")
    .description(
      "checks API Management policy documents: errors that a deployment would find, and what reviews find",
    )
    .argument("<files...>", "files, folders, patterns in quotes, or - for standard input")
    .addOption(
      new Option("--format <format>", "of the report").choices(["text", "json", "sarif"]).default("text"),
    )
    .option("--json", "the report as JSON on standard output: --format json")
    .option("--fix", "write what can be mended without changing what the policy does")
    .addOption(
      new Option("--document-format <format>", "how the documents are deployed")
        .choices(["rawxml", "xml"])
        .default("rawxml"),
    )
    .option(
      "--named-values <file>",
      "JSON or YAML of name: value; a name it does not have is then an error",
      readNamedValues,
    )
    .option("--fragments", "the fragments are among the files, by file name: an unknown one is an error")
    .option("--max-warnings <number>", "more warnings than this fail", wholeNumber)
    .option("--rule <code=level>", "off, warning or error for one rule; may be given again", ruleLevel)
    .addHelpText(
      "after",
      `\nRules:\n${ruleList()}\n\nExit codes: 0 clean or warnings only, 1 errors (or too many warnings), 2 wrong usage or unreadable files`,
    )
    .action((files: string[], options: Options) => finish(lint(files, options, io)));
}

function lint(files: readonly string[], options: Options, io: Io): number {
  const { sources, failures } = readSources(files, () => io.readInput());
  const fragments = options.fragments ? new Set(sources.map(({ name }) => documentName(name))) : undefined;
  const problems: LintProblem[] = [];
  const folder = new FolderLint(sources.map(({ name, text }) => ({ file: name, text })));
  for (const source of sources) {
    let found = check(source, options, fragments, folder);
    if (options.fix) found = fix(source, found, options, { fragments, folder }, io);
    problems.push(...found);
  }
  const isInput = sources.some((source) => source.isInput);
  // Standard output is the mended document then.
  const print = (text: string) => (options.fix && isInput ? io.error(text) : io.out(text));
  print(report(problems, sources.length, options.json ? "json" : options.format));
  for (const failure of failures) io.error(`${failure}\n`);
  if (failures.length) return exitCodes.usage;
  if (sources.length === 0) {
    io.error("no policy document is among the files\n");
    return exitCodes.usage;
  }
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  const failed = problems.length > warnings || warnings > (options.maxWarnings ?? Infinity);
  return failed ? exitCodes.findings : exitCodes.clean;
}

function check(
  source: Source,
  options: Options,
  fragments: ReadonlySet<string> | undefined,
  folder: FolderLint,
): readonly LintProblem[] {
  const values = options.namedValues;
  const lintOptions: Omit<LintOptions, "file"> = {
    format: options.documentFormat,
    levels: options.rule,
    ...(values && { namedValues: (name) => values.get(name) }),
    ...(fragments && { known: { fragments } }),
  };
  return folder.check({ file: source.name, text: source.text }, lintOptions);
}

/** Applies fixes until there are none, and says what was done. */
function fix(
  source: Source,
  found: readonly LintProblem[],
  options: Options,
  { fragments, folder }: { fragments: ReadonlySet<string> | undefined; folder: FolderLint },
  io: Io,
): readonly LintProblem[] {
  let { text } = source;
  let left = found;
  for (let pass = 0; pass < 10 && left.some((problem) => problem.fix); pass++) {
    const { text: next, applied } = applyFixes(text, left);
    if (applied.length === 0) break;
    for (const problem of applied) io.error(`fixed ${formatProblem(problem)}\n`);
    text = next;
    left = check({ ...source, text }, options, fragments, folder);
  }
  if (source.isInput) io.out(text);
  else if (text !== source.text) io.write(source.name, text);
  return left;
}

function ruleList(): string {
  const template = { code: templateCode, title: "The document is another tool's template" };
  return [...rules, template].map(({ code, title }) => `  ${code.padEnd(28)} ${title}`).join("\n");
}

function ruleLevel(
  text: string,
  before: ReadonlyMap<string, RuleLevel> = new Map(),
): ReadonlyMap<string, RuleLevel> {
  const [code, level] = text.split("=");
  if (code !== templateCode && !rules.some((rule) => rule.code === code))
    throw new InvalidArgumentError(`There is no rule ${code}; see --help.`);
  const wanted = level === "warn" ? "warning" : level;
  if (wanted !== "off" && wanted !== "warning" && wanted !== "error")
    throw new InvalidArgumentError("A level is off, warning or error.");
  return new Map([...before, [code!, wanted]]);
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("A whole number is expected.");
  return Number(text);
}

/** Values may be secrets: only names go into messages. */
function readNamedValues(file: string): ReadonlyMap<string, string> {
  let text: string;
  try {
    text = readTextFile(file);
  } catch {
    throw new InvalidArgumentError(`${file} cannot be read as JSON or YAML.`);
  }
  const { values, problems } = readTextValues(text, file, "NAMED_VALUES_YAML");
  if (problems.length > 0)
    throw new InvalidArgumentError(
      `${file} cannot be read as names and values.\n${problems.map(formatProblem).join("\n")}`,
    );
  return values;
}
