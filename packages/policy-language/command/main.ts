import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { formatCommand } from "./fmt";
import { exitCodes, processIo, type Io } from "./io";
import { lintCommand } from "./lint";

/** Runs `apim-policy ARGS` and gives the exit code: the commands that need nothing but this package. */
export async function run(args: readonly string[], io: Io = processIo): Promise<number> {
  let code: number = exitCodes.clean;
  const finish = (result: number) => void (code = result);
  const { version } = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as {
    version: string;
  };
  const program = new Command("apim-policy")
    .description("Checks and lays out policy documents of Azure API Management.")
    .version(version, "-V, --version", "print the version")
    .addCommand(lintCommand(io, finish))
    .addCommand(formatCommand(io, finish));
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.error(text) });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    throw error;
  }
  return code;
}
