import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { importResources } from "../deploy/importResource";
import { requireStackFile, UnknownStackError } from "../deploy/openStack";
import type { DestroyOptions, OutputsOptions, StackOptions, StackResult, UpOptions } from "../deploy/options";
import { runStacks, type Say } from "../deploy/runStacks";
import { destroyStack, previewStack, stackOutputs, upStack } from "../deploy/stackOperations";
import { deployExitCodes, exitCodeOf } from "./exitCodes";
import { formatQuestion, formatResult } from "./format";
import { askPerson, isInteractive, type Terminal } from "./terminal";

export type { Terminal } from "./terminal";

interface Options extends Omit<UpOptions, "stack" | "confirm">, Omit<DestroyOptions, "stack" | "confirm"> {
  readonly cwd?: string;
  readonly concurrency: number;
  readonly parallel: number;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly expectNoChanges?: boolean;
  readonly showSecrets?: boolean;
  /** Commander's name for `--skip-preflight`. */
  readonly skipPreflight?: boolean;
}

type Operation = (options: UpOptions & DestroyOptions & OutputsOptions) => Promise<StackResult>;
type Finish = (code: number) => void;

/** A command's operation; `plan` shows what it would do, where it is one that changes something. */
interface Deed {
  readonly operation: Operation;
  readonly plan?: Operation;
}

/** `preview`, `up`, `destroy`, `outputs`, each for one stack or many, and `import`. */
export function deployCommands(terminal: Terminal, finish: Finish): readonly Command[] {
  const make = (name: string, description: string, deed: Deed): Command =>
    withStackOptions(
      new Command(name).description(description).argument("<stacks...>", "as in Pulumi.NAME.yaml"),
    )
      .option("--concurrency <number>", "stacks at the same time", wholeNumber, 2)
      .action(async (stacks: string[], options: Options) => {
        finish(await run([...new Set(stacks)], options, deed, terminal));
      });
  const destroyPlan: Operation = (options) => destroyStack({ ...options, preview: true });
  return [
    make("preview", "Show what an update would do, and whether up would refuse it.", {
      operation: previewStack,
    })
      .addOption(allow())
      .addOption(pass())
      .addOption(policies())
      .addOption(unasked())
      .option("--expect-no-changes", "exit code 5 when there is anything to do"),
    make("up", "Deploy: create and update what the stack declares.", {
      operation: upStack,
      plan: previewStack,
    })
      .addOption(allow())
      .addOption(pass())
      .addOption(policies())
      .addOption(unasked())
      .addOption(yes()),
    make("destroy", "Delete everything that the stack has.", { operation: destroyStack, plan: destroyPlan })
      .addOption(allow())
      .addOption(yes())
      .option("--allow-all", "delete guarded resources as well, whatever their names")
      .option("--preview", "show what would be deleted, and delete nothing")
      .option(
        "--purge",
        "purge what Azure would keep, so that names are free at once; nothing can be recovered then",
      )
      .option("--remove", "remove the empty stack from the backend as well; its Pulumi.NAME.yaml stays"),
    make("outputs", "Show what the stack's last update put out.", { operation: stackOutputs }).option(
      "--show-secrets",
      "print secret outputs in plaintext",
    ),
    importCommand(terminal, finish),
  ];
}

function importCommand(terminal: Terminal, finish: Finish): Command {
  return withStackOptions(
    new Command("import")
      .description("Bring what exists in Azure into the state, as what the program declares.")
      .argument("<stack>", "as in Pulumi.NAME.yaml")
      .argument("<names-and-ids...>", "NAME ID, once or more: its name in the program, and Azure's id of it"),
  ).action(async (stack: string, pairs: string[], options: Options, command: Command) => {
    if (pairs.length % 2 !== 0) command.error("error: each NAME is followed by an ID");
    const resources = pairs.flatMap((name, index) =>
      index % 2 === 0 ? { name, id: pairs[index + 1]! } : [],
    );
    const operation: Operation = (given) => importResources({ ...given, resources });
    finish(await run([stack], { ...options, concurrency: 1 }, { operation }, terminal));
  });
}

function withStackOptions(command: Command): Command {
  return command
    .option("--cwd <folder>", "of the Pulumi program (default: the working directory)")
    .option("--parallel <number>", "resources of a stack at the same time", wholeNumber, 32)
    .option("--json", "one JSON array of results on standard output, and no progress");
}

const repeatable = (flags: string, description: string) =>
  new Option(flags, `${description}; repeatable`)
    .default([])
    .argParser((value: string, before: readonly string[]) => [...before, value]);
const allow = () =>
  repeatable(
    "--allow-replace <name>",
    "a guarded resource that may be deleted or replaced, by its name in Pulumi",
  );
const pass = () => repeatable("--allow-violation <code>", "a rule whose violations are let pass");
const policies = () =>
  new Option("--policies-only", "policies and policy fragments, and nothing else of what has changed");
const unasked = () =>
  new Option("--skip-preflight", "do not ask Azure about names, rights, providers and quotas beforehand");
const yes = () => new Option("-y, --yes", "do not ask on a terminal before anything is changed");

async function run(
  stacks: readonly string[],
  options: Options,
  { operation, plan }: Deed,
  terminal: Terminal,
): Promise<number> {
  const unknown = unknownStacks(stacks, options);
  // A name that is mistyped ends it before any of the others is touched.
  if (unknown.length > 0) return tell(unknown, options, terminal);
  const ask = terminal.ask ?? (isInteractive() ? askPerson : undefined);
  const asks = plan !== undefined && ask !== undefined && !options.yes && !options.preview;
  if (!asks) return tell(await runAll(stacks, options, operation), options, terminal);
  if (stacks.length === 1) {
    const confirm = (planned: StackResult) => {
      terminal.error(formatQuestion([planned]));
      return ask(question);
    };
    return tell(
      await runAll(stacks, options, (given) => operation({ ...given, confirm })),
      options,
      terminal,
    );
  }
  // One question for all, so that nobody has to wait for the next one.
  const plans = await runAll(stacks, options, plan);
  const ready = plans.filter(({ result }) => result === "succeeded");
  if (ready.length === 0) return tell(plans, options, terminal);
  terminal.error(formatQuestion(ready));
  if (!(await ask(question)))
    return tell(
      plans.map((one) => (ready.includes(one) ? { ...one, result: "refused", declined: true } : one)),
      options,
      terminal,
    );
  const agreed = new Map(ready.map(({ stack, steps }) => [stack, shape(steps)]));
  const results = await runAll([...agreed.keys()], options, (given) =>
    operation({ ...given, confirm: ({ stack, steps }) => shape(steps) === agreed.get(stack) }),
  );
  const changed = results.map((one) =>
    one.declined
      ? { ...one, errors: ["what would be done is not what was agreed to any more; look again"] }
      : one,
  );
  return tell([...plans.filter((one) => !ready.includes(one)), ...changed], options, terminal);
}

const question = "Do this? Only yes will be taken: ";

/** What was agreed to is what is done: steps that differ from it are declined. */
const shape = (steps: StackResult["steps"]) =>
  steps
    .map(({ op, urn }) => `${op} ${urn}`)
    .sort()
    .join("\n");

async function runAll(
  stacks: readonly string[],
  options: Options,
  operation: Operation,
): Promise<readonly StackResult[]> {
  const abort = new AbortController();
  const stop = onInterrupt(abort);
  try {
    return await runStacks(
      stacks,
      (stack, say) =>
        operation({
          ...options,
          stack,
          directory: options.cwd,
          signal: abort.signal,
          onOutput: lastLine(say),
        }),
      { concurrency: options.concurrency, renderer: renderer(options) },
    );
  } finally {
    stop();
  }
}

function tell(results: readonly StackResult[], options: Options, terminal: Terminal): number {
  terminal.out(
    options.json ? `${JSON.stringify(results, undefined, 2)}\n` : results.map(formatResult).join(""),
  );
  return exitCodeOf(results, options.expectNoChanges);
}

function unknownStacks(stacks: readonly string[], { cwd }: Options): readonly StackResult[] {
  const empty = { steps: [], refused: [], violations: [], inPlace: [], warnings: [], seconds: 0 };
  return stacks.flatMap((stack): readonly StackResult[] => {
    try {
      requireStackFile(resolve(cwd ?? process.cwd()), stack);
      return [];
    } catch (error) {
      if (!(error instanceof UnknownStackError)) throw error;
      return [{ stack, operation: "preview", result: "unknown", errors: [error.message], ...empty }];
    }
  });
}

function renderer({ json, yes: sure }: Options): "default" | "simple" | "silent" {
  if (json) return "silent";
  // Lines that are drawn anew would draw over the question.
  return process.stdout.isTTY && sure ? "default" : "simple";
}

/**
 * The first SIGINT ends the operations in an orderly way, the second one at once. Ctrl-C in a terminal reaches Pulumi as
 * well, and one more would make it drop what it is doing, so there nothing is passed on.
 */
function onInterrupt(abort: AbortController): () => void {
  let interrupted = false;
  // Stays until the end: without a listener that counts, others take a signal for the order to end the process.
  const listener = () => {
    if (interrupted) process.exit(deployExitCodes.cancelled);
    interrupted = true;
    process.stderr.write("cancelling: what is under way is finished first\n");
    if (!process.stdin.isTTY) abort.abort(new Error("cancelled"));
  };
  process.on("SIGINT", listener);
  return () => void process.off("SIGINT", listener);
}

function lastLine(say: Say): NonNullable<StackOptions["onOutput"]> {
  return (text) => {
    const line = text.trim().split("\n").at(-1);
    if (line) say(line.trim().slice(0, 120));
  };
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError("A whole number from 1 is expected.");
  return number;
}
