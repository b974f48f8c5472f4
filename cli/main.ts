import { Command } from "commander";
import { formatCommand } from "./fmt";
import { exitCodes, processIo, type Io } from "./io";
import { lintCommand } from "./lint";

/** Runs `azure-genai-gateway ARGS` and gives the exit code. */
export function run(args: readonly string[], io: Io = processIo): number {
  let code: number = exitCodes.clean;
  const finish = (result: number) => void (code = result);
  const program = new Command("azure-genai-gateway")
    .description("tools for the policies of a GenAI gateway on Azure API Management")
    .addCommand(lintCommand(io, finish))
    .addCommand(formatCommand(io, finish));
  for (const command of [program, ...program.commands])
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.error(text) });
  try {
    program.parse([...args], { from: "user" });
  } catch (error) {
    if (!isCommanderError(error)) throw error;
    return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
  }
  return code;
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "exitCode" in error;
}
