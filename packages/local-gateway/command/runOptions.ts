import { Command, InvalidArgumentError } from "commander";
import { nameAndValue } from "@azure-genai-gateway/common/nameValue";
import { ProblemsError, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { readTextValues } from "@azure-genai-gateway/common/textValues";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import { isScalar } from "yaml";
import { Written } from "../estate/parameters";
import { asRecord } from "../resources/inputs";
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

/** @throws ProblemsError with names and places, never with a value */
export function readNamedValues(file: string): ReadonlyMap<string, string> {
  const { values, problems } = readTextValues(readTextFile(file), file, "VALUES_YAML");
  throwIfErrors(`${file} cannot be read`, problems);
  return values;
}

/**
 * A parameters file of Azure's (`{"parameters": {name: {"value": ...}}}`), or plain names and values.
 * @throws ProblemsError with what is wrong with it, never with a value
 */
export function readParameters(file: string): ReadonlyMap<string, unknown> {
  const yaml = readYaml(readTextFile(file), file, "VALUES_YAML");
  throwIfErrors(`${file} cannot be read`, yaml.problems);
  const read = asRecord(yaml.value());
  if (!read) {
    const place = { file, line: 1, column: 1 };
    const message = `${file} holds no names and values`;
    throw new ProblemsError(`${file} cannot be read`, [
      { code: "VALUES_YAML", severity: "error", message, hint: "write lines of name: value", place },
    ]);
  }
  const own = asRecord(read["parameters"]);
  if (own)
    return new Map(
      Object.entries(own).flatMap(([name, entry]) => {
        const wrapped = asRecord(entry);
        // A reference to a vault gives nothing here, and the parameter is asked for.
        return wrapped && "value" in wrapped ? [[name, wrapped["value"]] as const] : [];
      }),
    );
  return new Map(
    Object.entries(read).map(([name, value]) => {
      const node: unknown = yaml.document.get(name, true);
      const written = isScalar(node) && node.type === "PLAIN" && value !== null ? node.source : undefined;
      return [name, written === undefined ? value : new Written(written, value)] as const;
    }),
  );
}
