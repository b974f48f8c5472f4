import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { runEstate } from "./runEstate";
import { runCommand } from "./runOptions";

/** Runs `apim-local ARGS` and gives the exit code: the command that needs nothing but this package. */
export async function run(args: readonly string[]): Promise<number> {
  let code = 0;
  const output = {
    out: (text: string) => void process.stdout.write(text),
    error: (text: string) => void process.stderr.write(text),
  };
  const { version } = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as {
    version: string;
  };
  const program = new Command("apim-local")
    .description("API Management's policies on this machine.")
    .version(version, "-V, --version", "print the version")
    .addCommand(runCommand(async (options) => void (code = await runEstate(options, output))));
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof ProblemsError)) throw error;
    output.error(`${error.message}\n`);
    return 1;
  }
  return code;
}
