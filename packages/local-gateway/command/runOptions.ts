import { Command, InvalidArgumentError } from "commander";
import { nameAndValue } from "@azure-genai-gateway/common/nameValue";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import { allowHostOption, backendOption } from "./backendOptions";

export interface RunOptions {
  readonly path: string;
  /** By name; the empty name is for everything that no other answers. */
  readonly backend?: ReadonlyMap<string, string>;
  readonly namedValues?: string;
  readonly fragment?: ReadonlyMap<string, string>;
  readonly parameters?: string;
  readonly parameter?: ReadonlyMap<string, string>;
  readonly allowHost?: readonly string[];
  readonly service?: string;
  readonly port: number;
  readonly dashboardPort: number;
  readonly https: boolean;
  readonly watch: boolean;
  /** Say what there is, and end: nothing is served. */
  readonly check: boolean;
}

/** `azure-genai-gateway run`. */
export function runCommand(action: (options: RunOptions) => Promise<void>): Command {
  return new Command("run")
    .description("Serve anybody's API Management policies on this machine: no Azure, no Pulumi.")
    .argument(
      "<path>",
      "a policy document, a folder of them or in APIOps' layout, an ARM template (compiled from Bicep, or exported), or the output of terraform show -json",
    )
    .addOption(backendOption())
    .option("--named-values <file>", "JSON or YAML of name: value, secrets of Key Vault among them")
    .option("--fragment <name=file>", "the document of a policy fragment that is not among the files", pair)
    .option("--parameters <file>", "an ARM template's parameters file, or JSON or YAML of name: value")
    .option("--parameter <name=value>", "the value of one parameter, as text or JSON", pair)
    .addOption(allowHostOption())
    .option("--service <name>", "which API Management service, where there are several")
    .option("--port <number>", "the gateway's port on 127.0.0.1; 0 takes any free one", port, 8080)
    .option(
      "--dashboard-port <number>",
      "the dashboard's port on 127.0.0.1; 0 takes any free one",
      port,
      8081,
    )
    .option("--https", "speak HTTPS, with a certificate made for the run; its file is printed", false)
    .option("--no-watch", "do not take changed files while it runs")
    .option("--check", "say what there is and what is missing, and end", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 served (or nothing is missing), 1 something is missing or wrong, 2 wrong usage.",
    )
    .showHelpAfterError()
    .action((path: string, options: Omit<RunOptions, "path">) => action({ ...options, path }));
}

function pair(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const given = nameAndValue(text);
  if (!given) throw new InvalidArgumentError("Write NAME=VALUE.");
  return new Map([...before, given]);
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535)
    throw new InvalidArgumentError("Write a whole number from 0 to 65535.");
  return number;
}

/** Names and values of a JSON or YAML file. @throws Error with what is wrong with it, never with a value */
export function readValues(file: string): ReadonlyMap<string, unknown> {
  const yaml = readYaml(readTextFile(file), file, "VALUES_YAML");
  if (yaml.problems.length > 0) throw new Error(yaml.problems.map(formatProblem).join("\n"));
  const read = yaml.value();
  if (typeof read !== "object" || read === null || Array.isArray(read))
    throw new Error(`${file} holds no names and values.`);
  return new Map(Object.entries(read as Record<string, unknown>));
}

/** A parameters file of Azure's (`{"parameters": {name: {"value": ...}}}`), or plain names and values. */
export function readParameters(file: string): ReadonlyMap<string, unknown> {
  const values = readValues(file);
  const own = values.get("parameters");
  if (typeof own !== "object" || own === null) return values;
  return new Map(
    Object.entries(own as Record<string, unknown>).flatMap(([name, entry]) => {
      const wrapped = typeof entry === "object" && entry !== null && "value" in entry;
      // A reference to a vault gives nothing here, and the parameter is asked for.
      return wrapped ? [[name, entry.value] as const] : [];
    }),
  );
}
