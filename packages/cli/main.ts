import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { catalogueCommand } from "./catalogue";
import { evaluateCommand } from "./evaluate/command";
import { formatCommand } from "@azure-genai-gateway/policy-language/command/fmt";
import { exitCodes, processIo, type Io } from "@azure-genai-gateway/policy-language/command/io";
import { lintCommand } from "@azure-genai-gateway/policy-language/command/lint";
import { tokenCommand } from "./token";

/** Runs `azure-genai-gateway ARGS` and gives the exit code. */
export async function run(args: readonly string[], io: Io = processIo): Promise<number> {
  let code: number = exitCodes.clean;
  const finish = (result: number) => void (code = result);
  const program = new Command("azure-genai-gateway")
    .description("Deploy, try out and check GenAI gateways on Azure API Management.")
    .version(ownVersion(), "-V, --version", "print the version")
    .addCommand(lintCommand(io, finish))
    .addCommand(formatCommand(io, finish))
    .addCommand(evaluateCommand(io, finish))
    .addCommand(catalogueCommand(io, finish))
    .addCommand(tokenCommand(io, finish));
  for (const command of heavyCommands(args, io, finish)) program.addCommand(command);
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])])
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.error(text) });
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    if (!(error instanceof ProblemsError)) throw error;
    io.error(`${error.message}\n`);
    // A stack that is not there is a mistake on the command line; what is wrong in its files is a finding.
    return error.problems.every(({ code }) => code === "CONFIG_FILE_MISSING")
      ? exitCodes.usage
      : exitCodes.findings;
  }
  return code;
}

/**
 * Commands that load Pulumi or the local gateway, which takes a second: left out where a policy is to be linted, which
 * editors do at every key.
 */
function heavyCommands(args: readonly string[], io: Io, finish: (code: number) => void): readonly Command[] {
  if (["lint", "fmt", "eval", "catalogue", "token"].includes(args[0] ?? "")) return [];
  if (args[0] === "usage") {
    const { usageCommand } = load<typeof import("./usage/command")>("./usage/command");
    return [usageCommand(io, finish)];
  }
  const { runCommand } = load<typeof import("@azure-genai-gateway/local-gateway/command/runOptions")>(
    "@azure-genai-gateway/local-gateway/command/runOptions",
  );
  const serve = runCommand(async (options) => {
    const { runEstate } = load<typeof import("@azure-genai-gateway/local-gateway/command/runEstate")>(
      "@azure-genai-gateway/local-gateway/command/runEstate",
    );
    finish(await runEstate(options, io));
  });
  // Whoever runs files of Azure's need not have Pulumi.
  if (args[0] === "run") return [serve];
  const { deployCommands } = load<typeof import("./automation/commands/deployCommands")>(
    "./automation/commands/deployCommands",
  );
  const { checkCommand } = load<typeof import("./automation/commands/checkCommand")>(
    "./automation/commands/checkCommand",
  );
  const { planCommand } = load<typeof import("./automation/commands/planCommand")>(
    "./automation/commands/planCommand",
  );
  const { startCommand } = load<typeof import("./start/options")>("./start/options");
  const { scenarioCommand } = load<typeof import("./scenarios/runScenarios")>("./scenarios/runScenarios");
  const dev = startCommand("dev", async (options) => {
    const { startGateway } = load<typeof import("./start/startGateway")>("./start/startGateway");
    finish(await startGateway(options));
  });
  const { onboardCommand } = load<typeof import("./onboard/command")>("./onboard/command");
  const { usageCommand } = load<typeof import("./usage/command")>("./usage/command");
  return [
    serve,
    usageCommand(io, finish),
    onboardCommand(io, finish),
    ...deployCommands(io, finish),
    planCommand(io, finish),
    checkCommand(io, finish),
    dev,
    scenarioCommand("scenario", finish, io),
  ];
}

/** The package's: its package.json is above the sources as well as above what was compiled. */
function ownVersion(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
  }
  return "unknown";
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "exitCode" in error;
}

/** As `import()` would, for a CommonJS module whichever way it is run: compiled, or as it is by a loader. */
function load<Module>(path: string): Module {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(path) as Module;
}
