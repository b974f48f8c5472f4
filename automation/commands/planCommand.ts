import { Command, InvalidArgumentError } from "commander";
import { defaultParallel, formatPlan, planDeployment, type DeploymentPlan } from "../plan/planDeployment";
import type { Terminal } from "./deployCommands";

/** `plan`: how long a first deployment takes, without deploying. */
export function planCommand(terminal: Terminal): Command {
  return new Command("plan")
    .description(
      "Tell how long a first deployment takes and what it waits for; needs neither Azure nor Pulumi's CLI.",
    )
    .argument("<stacks...>", "as in Pulumi.NAME.yaml")
    .option("--cwd <folder>", "of the Pulumi program (default: the working directory)")
    .option("--parallel <number>", "resources at the same time", parallelOf, defaultParallel)
    .option("--json", "one JSON array of plans")
    .action(async (stacks: string[], options: { cwd?: string; parallel: number; json?: boolean }) => {
      const plans: DeploymentPlan[] = [];
      for (const stack of stacks)
        plans.push(await planDeployment({ stack, directory: options.cwd, parallel: options.parallel }));
      terminal.out(
        options.json ? `${JSON.stringify(plans, undefined, 2)}\n` : plans.map(formatPlan).join("\n"),
      );
    });
}

function parallelOf(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("A whole number from 1 is expected.");
  return Number(text);
}
