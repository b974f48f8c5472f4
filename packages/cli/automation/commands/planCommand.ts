import { Command, InvalidArgumentError } from "commander";
import { isDay } from "@azure-genai-gateway/catalogue";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { formatCost } from "../plan/cost";
import { defaultParallel, formatPlan, planDeployment, type DeploymentPlan } from "../plan/planDeployment";
import type { Terminal } from "./deployCommands";

interface Options {
  readonly cwd?: string;
  readonly parallel: number;
  readonly json?: boolean;
  readonly cost?: boolean;
  readonly catalogue?: string;
  readonly today?: Clock;
  readonly allowViolation: readonly string[];
}

/** `plan`: how long a first deployment takes and what the stack costs, without deploying. */
export function planCommand(terminal: Terminal, finish: (code: number) => void): Command {
  return withCatalogueOptions(
    new Command("plan")
      .description(
        "Tell how long a first deployment takes, what it waits for and what the stack costs; needs neither Azure nor Pulumi's CLI.",
      )
      .argument("<stacks...>", "as in Pulumi.NAME.yaml")
      .option("--cwd <folder>", "of the Pulumi program (default: the working directory)")
      .option("--parallel <number>", "resources at the same time", parallelOf, defaultParallel)
      .option("--cost", "what the stack costs an hour and a month, by resource, at list prices")
      .option("--json", "one JSON array of plans, costs in it"),
  ).action(async (stacks: string[], options: Options) => {
    const plans: DeploymentPlan[] = [];
    for (const stack of stacks) {
      const { cwd: directory, parallel, catalogue, today: clock } = options;
      plans.push(await planDeployment({ stack, directory, parallel, catalogue, clock }));
    }
    const shown = options.cost
      ? plans.map(({ stack, cost, catalogue }) => `${formatCost(stack, cost)}${catalogue}\n`)
      : plans.map(formatPlan);
    terminal.out(options.json ? `${JSON.stringify(plans, undefined, 2)}\n` : shown.join("\n"));
    const refused = plans.some(({ findings }) =>
      findings.some(({ severity, code }) => severity === "error" && !options.allowViolation.includes(code)),
    );
    finish(refused ? 1 : 0);
  });
}

/** What `plan` and `check` judge models by. */
export function withCatalogueOptions(command: Command): Command {
  return command
    .option("--catalogue <file>", "laid over the package's catalogue (default: catalogue.yaml in the folder)")
    .option("--today <day>", "judge retirements as of this day, YYYY-MM-DD", clockOf)
    .option(
      "--allow-violation <code>",
      "a finding that is let pass, such as MODEL_RETIRED; repeatable",
      (value: string, before: readonly string[]) => [...before, value],
      [],
    );
}

function clockOf(text: string): Clock {
  if (!isDay(text)) throw new InvalidArgumentError("A day is expected: 2026-03-05.");
  return { ...systemClock, now: () => Date.parse(text) };
}

function parallelOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("A whole number from 1 is expected.");
  return Number(text);
}
