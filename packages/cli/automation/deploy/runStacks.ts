import { Listr, type ListrRendererValue } from "listr2";
import type { StackResult } from "./options";

export interface RunStacksOptions {
  /** Stacks at the same time. Default 2: each runs a program of its own, some 250 MB. */
  readonly concurrency?: number;
  /** How progress is shown on standard output. Default `silent`. */
  readonly renderer?: Extract<ListrRendererValue, "default" | "simple" | "silent">;
}

/** The last line of what a stack's operation has said, for those who watch. */
export type Say = (line: string) => void;

/**
 * One operation for each stack, so many at a time. All are carried through, whatever becomes of the others; results
 * come in the order of the stacks.
 */
export async function runStacks(
  stacks: readonly string[],
  operation: (stack: string, say: Say) => Promise<StackResult>,
  options: RunStacksOptions = {},
): Promise<readonly StackResult[]> {
  const results = new Map<string, StackResult>();
  const tasks = new Listr(
    stacks.map((stack) => ({
      title: stack,
      task: async (_context: unknown, task: { output: string; title: string }) => {
        const result = await operation(stack, (line) => void (task.output = line));
        results.set(stack, result);
        task.title = `${stack}: ${result.result} in ${result.seconds} s`;
        if (result.result !== "succeeded") throw new Error(task.title);
      },
    })),
    {
      concurrent: options.concurrency ?? 2,
      exitOnError: false,
      // Listr's own listener ends the process in the middle of everything.
      registerSignalListeners: false,
      renderer: options.renderer ?? "silent",
      silentRendererCondition: false,
    },
  );
  await tasks.run();
  return stacks.map((stack) => results.get(stack)!);
}
