import { Command, InvalidArgumentError } from "commander";
import { allowHostOption, backendOption } from "@azure-genai-gateway/local-gateway/command/backendOptions";
import { issuerPort } from "./issuerPort";
import { defaultStack } from "@azure-genai-gateway/local-cloud/config/defaultStack";

export interface StartOptions {
  /** Folder of the Pulumi program. */
  readonly cwd: string;
  readonly stack: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Exit after the calls instead of staying up. */
  readonly once: boolean;
  /** 0 takes any free port. */
  readonly dashboardPort: number;
  /** Of the issuer of tokens, where the stack takes any; 0 takes any free port. */
  readonly issuerPort: number;
  /** Take changed policies, config and components while it runs. */
  readonly watch: boolean;
  /** Units of the service. */
  readonly instances: number;
  /** Folder of the Event Hubs' events; undefined: in memory. */
  readonly events?: string;
  /** File of recorded answers. */
  readonly replay?: string;
  /** Speak TLS, with a certificate of its own. */
  readonly https: boolean;
  /** Make the calls that show the gateway at work. */
  readonly demo: boolean;
  /** Where calls to backends go, by name; see backendOption. */
  readonly backend?: ReadonlyMap<string, string>;
  /** Access contracts to take on board, beside what the stack has. */
  readonly contracts?: readonly string[];
  /** Hosts that may really be called. */
  readonly allowHost?: readonly string[];
}

/** The command that starts the local gateway; commander itself answers --help and refuses what it does not know. */
export function startCommand(name: string, action: (options: StartOptions) => Promise<void>): Command {
  return new Command(name)
    .description("Run the declared gateway on this machine: no Azure account, no Pulumi CLI.")
    .option("--cwd <folder>", "of the Pulumi program", ".")
    .option(
      "--stack <name>",
      "the stack whose config is used: Pulumi.NAME.yaml (default: ptu where there is one, else dev)",
    )
    .option("--port <number>", "the gateway's port on 127.0.0.1; 0 takes any free one", port, 8080)
    .option("--once", "exit after the calls", false)
    .option(
      "--dashboard-port <number>",
      "the dashboard's port on 127.0.0.1; 0 takes any free one",
      port,
      8081,
    )
    .option(
      "--issuer-port <number>",
      "the port on 127.0.0.1 of the issuer of tokens, where the stack takes any; 0 takes any free one",
      port,
      issuerPort,
    )
    .option("--no-watch", "do not take changed policies, config and components while it runs")
    .option("--instances <number>", "units of the service, each with its own counters, 1 to 12", instances, 1)
    .option("--events <folder>", "keep the Event Hubs' events there over restarts")
    .option("--replay <file>", "answer from a file of recorded answers where it has the request")
    .option("--https", "speak HTTPS, with a certificate made for the run; its file is printed", false)
    .option("--no-demo", "do not make the calls that show the gateway at work")
    .option(
      "--contracts <file...>",
      "access contracts to take on board, as docs/contracts.md has them; the stack has to take contracts",
    )
    .addOption(backendOption())
    .addOption(allowHostOption())
    .showHelpAfterError()
    .action((options: Omit<StartOptions, "stack"> & { readonly stack?: string }) =>
      action({ ...options, stack: options.stack ?? defaultStack(options.cwd) }),
    );
}

/** Twelve units is what a Premium service has at most in one region. */
function instances(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 12)
    throw new InvalidArgumentError("Write a whole number from 1 to 12.");
  return number;
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535)
    throw new InvalidArgumentError("Write a whole number from 0 to 65535.");
  return number;
}
