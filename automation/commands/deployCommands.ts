import { Command, InvalidArgumentError, Option } from "commander";
import { runStacks, type Say } from "../deploy/runStacks";
import {
  destroyStack,
  previewStack,
  stackOutputs,
  upStack,
  type StackResult,
  type UpOptions,
} from "../deploy/stackOperations";
import { deployExitCodes, exitCodeOf } from "./exitCodes";
import { formatResult } from "./format";

/** Where the commands write; tests put their own in. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
}

interface Options {
  readonly cwd?: string;
  readonly concurrency: number;
  readonly parallel: number;
  readonly json?: boolean;
  readonly allowReplace: readonly string[];
  readonly allowViolation: readonly string[];
  readonly policiesOnly?: boolean;
  readonly expectNoChanges?: boolean;
  readonly allowAll?: boolean;
  readonly showSecrets?: boolean;
}

type Finish = (code: number) => void;

/** `preview`, `up`, `destroy` and `outputs`, each for one stack or many. */
export function deployCommands(terminal: Terminal, finish: Finish): readonly Command[] {
  const make = (
    name: string,
    description: string,
    operation: (options: UpOptions & Options) => Promise<StackResult>,
  ): Command =>
    new Command(name)
      .description(description)
      .argument("<stacks...>", "as in Pulumi.NAME.yaml")
      .option("--cwd <folder>", "of the Pulumi program (default: the working directory)")
      .option("--concurrency <number>", "stacks at the same time", wholeNumber, 2)
      .option("--parallel <number>", "resources of a stack at the same time", wholeNumber, 32)
      .option("--json", "one JSON array of results on standard output, and no progress")
      .action(async (stacks: string[], options: Options) => {
        finish(await run(stacks, options, operation, terminal));
      });
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
  return [
    make("preview", "Show what an update would do.", previewStack)
      .addOption(allow())
      .addOption(pass())
      .addOption(policies())
      .option("--expect-no-changes", "exit code 5 when there is anything to do"),
    make("up", "Deploy: create and update what the stack declares.", upStack)
      .addOption(allow())
      .addOption(pass())
      .addOption(policies()),
    make("destroy", "Delete everything that the stack has.", destroyStack)
      .addOption(allow())
      .option("--allow-all", "delete guarded resources as well, whatever their names"),
    make("outputs", "Show what the stack's last update put out.", stackOutputs).option(
      "--show-secrets",
      "print secret outputs in plaintext",
    ),
  ];
}

async function run(
  stacks: readonly string[],
  options: Options,
  operation: (options: UpOptions & Options) => Promise<StackResult>,
  terminal: Terminal,
): Promise<number> {
  const abort = new AbortController();
  const stop = onInterrupt(abort);
  try {
    const results = await runStacks(
      [...new Set(stacks)],
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
    terminal.out(
      options.json ? `${JSON.stringify(results, undefined, 2)}\n` : results.map(formatResult).join(""),
    );
    return exitCodeOf(results, options.expectNoChanges);
  } finally {
    stop();
  }
}

function renderer({ json }: Options): "default" | "simple" | "silent" {
  if (json) return "silent";
  return process.stdout.isTTY ? "default" : "simple";
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

function lastLine(say: Say): (text: string) => void {
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
