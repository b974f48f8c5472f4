import { resolve } from "node:path";
import { Command } from "commander";
import { dayOf, describeAge, loadCatalogue } from "@azure-genai-gateway/catalogue";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { formatProblem, type Problem } from "@azure-genai-gateway/common/problem";
import { azureProvider, evaluateProgram, readStackConfig } from "@azure-genai-gateway/local-cloud";
import { useTypeScript } from "@azure-genai-gateway/local-cloud/useTypeScript";
import { modelFindings } from "../plan/modelFindings";
import { placesIn } from "../plan/stackPlaces";
import { checkRules, rules } from "../rules/rules";
import type { Terminal } from "./deployCommands";
import { withCatalogueOptions } from "./planCommand";

interface Options {
  readonly cwd: string;
  readonly json?: boolean;
  readonly catalogue?: string;
  readonly today?: Clock;
  readonly allowViolation: readonly string[];
}

/** `check`: the rules against what a program declares, without deploying. */
export function checkCommand(terminal: Terminal, finish: (code: number) => void): Command {
  return withCatalogueOptions(
    new Command("check")
      .description(
        "Hold what stacks declare against the rules that preview and up enforce, and models, SKUs and regions against the catalogue; needs neither Azure nor Pulumi's CLI.",
      )
      .argument("<stacks...>", "as in Pulumi.NAME.yaml")
      .option("--cwd <folder>", "of the Pulumi program", ".")
      .option("--json", "one JSON array of violations and warnings"),
  )
    .addHelpText(
      "after",
      `\nRules:\n${rules.map(({ code, title, scope }) => `  ${code.padEnd(24)} ${title} (${scope})`).join("\n")}`,
    )
    .action(async (stacks: string[], options: Options) => {
      const found: (Problem & { stack: string })[] = [];
      for (const stack of stacks) {
        const { cwd, catalogue, today: clock } = options;
        const problems = await checkStack(stack, cwd, { catalogue, clock });
        found.push(
          ...problems
            .filter(({ code }) => !options.allowViolation.includes(code))
            .map((problem) => ({ ...problem, stack })),
        );
      }
      const errors = found.filter(({ severity }) => severity === "error").length;
      if (options.json) terminal.out(`${JSON.stringify(found, undefined, 2)}\n`);
      else {
        for (const { stack, ...problem } of found) terminal.out(`${stack}: ${formatProblem(problem)}\n`);
        terminal.out(`${stacks.join(", ")}: ${errors} violations, ${found.length - errors} warnings\n`);
        const catalogue = loadCatalogue({ directory: options.cwd, file: options.catalogue });
        terminal.out(`${describeAge(catalogue, dayOf((options.today ?? systemClock).now()))}\n`);
      }
      finish(errors > 0 ? 1 : 0);
    });
}

export interface CheckOptions {
  /** A catalogue of one's own, laid over the package's. Default: the folder's catalogue.yaml, where there is one. */
  readonly catalogue?: string;
  /** Tells which models are retired. Default: the machine's. */
  readonly clock?: Clock;
}

/**
 * Violations among what a stack's program declares, and what the catalogue has against its models, SKUs and regions.
 * Rejects with a ProblemsError for what is wrong with program, config or catalogue.
 */
export async function checkStack(
  stack: string,
  directory = ".",
  { catalogue: file, clock = systemClock }: CheckOptions = {},
): Promise<readonly Problem[]> {
  const folder = resolve(directory);
  useTypeScript(folder);
  const catalogue = loadCatalogue({ directory: folder, file });
  const { resources } = await evaluateProgram({ ...readStackConfig(folder, stack), provider: azureProvider });
  const placeOf = placesIn(folder, stack);
  return [
    ...checkRules(stack, resources),
    ...modelFindings(resources, { catalogue, today: dayOf(clock.now()), placeOf }),
  ];
}
