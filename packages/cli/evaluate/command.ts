import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { Command, InvalidArgumentError } from "commander";
import { systemClock } from "@azure-genai-gateway/common/clock";
import { jsonOrText, nameAndValue } from "@azure-genai-gateway/common/nameValue";
import { formatProblem, ProblemsError } from "@azure-genai-gateway/common/problem";
import { systemRandom } from "@azure-genai-gateway/common/random";
import { readContext, type ReadContext } from "./contextFile";
import { evaluateExpression, type Evaluation } from "./evaluate";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";
import { startRepl } from "./repl";

interface Options {
  readonly context?: string;
  readonly variable?: ReadonlyMap<string, unknown>;
  readonly json?: boolean;
}

/** `azure-genai-gateway eval`; `finish` takes the exit code. */
export function evaluateCommand(io: Io, finish: (code: number) => void): Command {
  return new Command("eval")
    .description(
      "evaluates one policy expression as API Management would; without one it asks for them, with completion",
    )
    .argument("[expression]", "@(...) or @{...}, or the C# alone; - for standard input")
    .option(
      "--context <file>",
      "JSON or YAML: request, response, variables, user, product, subscription, namedValues, ...",
    )
    .option("--variable <name=value>", "a context variable, as text or JSON; may be given again", variable)
    .option("--json", "the result as JSON: type and value, or exception, or problems")
    .addHelpText(
      "after",
      `
A context file, all of it optional:
  request:   { method: POST, url: "https://contoso.azure-api.net/a?b=1", headers: { X-A: "1" }, body: { model: gpt-4.1 } }
  response:  { status: 429, headers: { Retry-After: "7" } }
  variables: { n: 42, o: { a: 1 } }
  product:   { id: gold }
  namedValues: { tenant: contoso }

Exit codes: 0 it has a value, 1 it does not compile or throws, 2 wrong usage or unreadable files`,
    )
    .action(async (expression: string | undefined, options: Options) => {
      const read = contextOf(options);
      if (expression === undefined) {
        await startRepl(read);
        return;
      }
      const text = expression === "-" ? io.readInput() : expression;
      finish(report(evaluateExpression(text, { ...read, runtime }), options, io));
    });
}

const runtime = { clock: systemClock, random: systemRandom };

function contextOf({ context: file, variable: given }: Options): ReadContext {
  const read = readContext(file === undefined ? "" : textOf(file), file ?? "no context");
  if (read.problems.length > 0) throw new ProblemsError(`The context cannot be used`, read.problems);
  const more = readContext(JSON.stringify({ variables: Object.fromEntries(given ?? []) }), "--variable")
    .context.variables;
  for (const [name, value] of more) read.context.variables.set(name, value);
  return read;
}

function report(evaluation: Evaluation, { json }: Options, io: Io): number {
  const good = evaluation.kind === "value";
  if (json) {
    const { kind: _, ...rest } = evaluation;
    const shown = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
    io.out(`${JSON.stringify(rest, shown, 2)}\n`);
  } else if (good) io.out(`${evaluation.text}\n`);
  else io.error(`${describeFailure(evaluation)}\n`);
  return good ? exitCodes.clean : exitCodes.findings;
}

/** What went wrong, for people. */
function describeFailure(evaluation: Exclude<Evaluation, { kind: "value" }>): string {
  return evaluation.kind === "exception"
    ? `${evaluation.type}: ${evaluation.message}`
    : evaluation.problems.map(formatProblem).join("\n");
}

function variable(
  text: string,
  before: ReadonlyMap<string, unknown> = new Map(),
): ReadonlyMap<string, unknown> {
  const given = nameAndValue(text);
  if (!given) throw new InvalidArgumentError("Write NAME=VALUE.");
  return new Map([...before, [given[0], jsonOrText(given[1])]]);
}

function textOf(file: string): string {
  try {
    return readTextFile(file);
  } catch {
    throw new ProblemsError("The context cannot be read", [
      {
        code: "CONTEXT_MISSING",
        severity: "error",
        message: `There is no file ${file}`,
        hint: "Name a JSON or YAML file by --context",
      },
    ]);
  }
}
