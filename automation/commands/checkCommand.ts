import { resolve } from "node:path";
import { Command } from "commander";
import { formatProblem, type Problem } from "../../common/problem";
import { azureProvider, evaluateProgram, readStackConfig } from "../../local/cloud";
import { useTypeScript } from "../../local/cloud/useTypeScript";
import { checkRules, rules } from "../rules/rules";
import type { Terminal } from "./deployCommands";

/** `check`: the rules against what a program declares, without deploying. */
export function checkCommand(terminal: Terminal, finish: (code: number) => void): Command {
  return new Command("check")
    .description(
      "Hold what stacks declare against the rules that preview and up enforce; needs neither Azure nor Pulumi's CLI.",
    )
    .argument("<stacks...>", "as in Pulumi.NAME.yaml")
    .option("--cwd <folder>", "of the Pulumi program", ".")
    .option("--json", "one JSON array of violations")
    .addHelpText(
      "after",
      `\nRules:\n${rules.map(({ code, title, scope }) => `  ${code.padEnd(24)} ${title} (${scope})`).join("\n")}`,
    )
    .action(async (stacks: string[], options: { cwd: string; json?: boolean }) => {
      const found: (Problem & { stack: string })[] = [];
      for (const stack of stacks)
        found.push(...(await checkStack(stack, options.cwd)).map((problem) => ({ ...problem, stack })));
      if (options.json) terminal.out(`${JSON.stringify(found, undefined, 2)}\n`);
      else {
        for (const { stack, ...problem } of found) terminal.out(`${stack}: ${formatProblem(problem)}\n`);
        terminal.out(`${stacks.join(", ")}: ${found.length} violations of ${rules.length} rules\n`);
      }
      finish(found.length > 0 ? 1 : 0);
    });
}

/** Violations among what a stack's program declares. Rejects with a ProblemsError for what is wrong with program or config. */
export async function checkStack(stack: string, directory = "."): Promise<readonly Problem[]> {
  const folder = resolve(directory);
  useTypeScript(folder);
  const { resources } = await evaluateProgram({ ...readStackConfig(folder, stack), provider: azureProvider });
  return checkRules(stack, resources);
}
