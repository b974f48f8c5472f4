import { Command, InvalidArgumentError, Option } from "commander";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { formatPolicy } from "../format";
import { readSources } from "./files";
import { exitCodes, type Io } from "./io";

interface Options {
  readonly check?: boolean;
  readonly write?: boolean;
  readonly documentFormat: "rawxml" | "xml";
  readonly indent: number;
  readonly width: number;
}

/** `azure-genai-gateway fmt`; `finish` takes the exit code. */
export function formatCommand(io: Io, finish: (code: number) => void): Command {
  return new Command("fmt")
    .description("lays policy documents out; never changes what they mean")
    .argument("<files...>", "files, folders, patterns in quotes, or - for standard input")
    .option("--write", "change the files; without it the result is printed")
    .option("--check", "only say which files would change")
    .addOption(
      new Option("--document-format <format>", "how the documents are deployed")
        .choices(["rawxml", "xml"])
        .default("rawxml"),
    )
    .option("--indent <number>", "blanks a level is indented by", between(0, 16), 4)
    .option("--width <number>", "longer tags get one attribute a line", between(20, 1000), 120)
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 with --check: some files would change; or some do not read, 2 wrong usage or unreadable files",
    )
    .action((files: string[], options: Options) => finish(format(files, options, io)));
}

function format(files: readonly string[], options: Options, io: Io): number {
  const { sources, failures } = readSources(files, () => io.readInput());
  let code: number = exitCodes.clean;
  for (const { name, text, isInput } of sources) {
    const result = formatPolicy(text, {
      file: name,
      format: options.documentFormat,
      indent: options.indent,
      width: options.width,
    });
    if (result.text === undefined) {
      for (const problem of result.problems) io.error(`${formatProblem(problem)}\n`);
      code = exitCodes.findings;
    } else if (options.check) {
      if (result.text === text) continue;
      io.out(`${name}\n`);
      code = exitCodes.findings;
    } else if (options.write && !isInput) {
      if (result.text !== text) io.write(name, result.text);
    } else io.out(result.text);
  }
  for (const failure of failures) io.error(`${failure}\n`);
  return failures.length ? exitCodes.usage : code;
}

function between(low: number, high: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < low || number > high)
      throw new InvalidArgumentError(`A whole number from ${low} to ${high} is expected.`);
    return number;
  };
}
