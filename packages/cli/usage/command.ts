import { Command, InvalidArgumentError, Option } from "commander";
import {
  decimalText,
  dimensionNames,
  exportFocus,
  totalUsage,
  type BillOptions,
  type Dimension,
} from "@azure-genai-gateway/billing";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";
import { withEventFiles } from "./eventFiles";
import { billTable } from "./table";

interface PeriodOptions {
  readonly events: readonly string[];
  readonly llmLog: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly month?: readonly [from: string, to: string];
}

interface TotalOptions extends PeriodOptions {
  readonly by: readonly Dimension[];
  readonly json?: boolean;
}

interface ExportOptions extends PeriodOptions {
  readonly focus?: boolean;
  readonly out?: string;
  readonly account?: string;
  readonly issuer?: string;
  readonly currency?: string;
  readonly rate?: string;
}

/** `usage total` and `usage export`. */
export function usageCommand(io: Io, finish: (code: number) => void): Command {
  return new Command("usage")
    .description("What calls have cost: usage events joined with the LLM log, once a call.")
    .addCommand(
      withPeriod(new Command("total"))
        .description("Add up calls, tokens and cost.")
        .option(
          "--by <names>",
          `comma-separated, of ${dimensionNames.join(", ")}; "" for one sum`,
          dimensionList,
          ["product", "model"],
        )
        .option("--json", "for machines; costs are exact, as text")
        .addHelpText(
          "after",
          "\nExit codes: 0 the sum is complete, 1 it is not (a call without a price, or a file that cannot be read), 2 usage.",
        )
        .action((options: TotalOptions) => total(options, io, finish)),
    )
    .addCommand(
      withPeriod(new Command("export"))
        .description("Write the bill as a file for tools of cost management.")
        .addOption(new Option("--focus", "as FOCUS 1.2, CSV").makeOptionMandatory())
        .option("--out <file>", "is replaced; default: print it")
        .option("--account <name>", "whose bill it is", "genai-gateway")
        .option("--issuer <name>", "who charges it (default: the account)")
        .option("--currency <code>", "of the bill; events are counted in US dollars", "USD")
        .option("--rate <number>", "what a US dollar is in that currency")
        .action((options: ExportOptions) => exported(options, io, finish)),
    );
}

function withPeriod(command: Command): Command {
  return command
    .requiredOption(
      "--events <folder...>",
      "folders or files of usage events: JSON lines, or a local Event Hub's",
    )
    .option(
      "--llm-log <folder...>",
      "rows of ApiManagementGatewayLlmLog; without them streams count at their bound",
      [],
    )
    .option("--from <day>", "first day that counts, 2026-11-01, in UTC")
    .option("--to <day>", "first day that no longer counts")
    .addOption(
      new Option("--month <month>", "2026-11, in place of --from and --to")
        .argParser(month)
        .conflicts(["from", "to"]),
    );
}

async function total(options: TotalOptions, io: Io, finish: (code: number) => void): Promise<void> {
  const { by } = options;
  await withEventFiles(options.events, async (events) => {
    const bill = await totalUsage({ ...billOptions(options, events), by });
    if (options.json) io.out(`${JSON.stringify(bill, asText, 2)}\n`);
    else io.out(billTable(bill));
    finish(bill.total.unpriced > 0 ? exitCodes.findings : exitCodes.clean);
  });
}

async function exported(options: ExportOptions, io: Io, finish: (code: number) => void): Promise<void> {
  const { account, issuer, currency, rate, out } = options;
  await withEventFiles(options.events, async (events) => {
    const text = await exportFocus({ ...billOptions(options, events), account, issuer, currency, rate });
    if (out === undefined) io.out(text);
    else io.write(out, text);
    finish(exitCodes.clean);
  });
}

export function billOptions(options: PeriodOptions, events: readonly string[]): BillOptions {
  const [from, to] = options.month ?? [options.from, options.to];
  return { events, llmLogs: options.llmLog, from, to };
}

/** Costs as exact decimal numbers, other whole numbers beyond 2 ** 53 as they are. */
function asText(key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  if (key === "cost") return decimalText(value);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

function dimensionList(text: string): readonly Dimension[] {
  const names = text.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const unknown = names.filter((name) => !dimensionNames.some((known) => known === name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no ${unknown.join(", ")}. Known: ${dimensionNames.join(", ")}.`);
  if (new Set(names).size < names.length) throw new InvalidArgumentError("A name stands there twice.");
  return names as readonly Dimension[];
}

function month(text: string): readonly [string, string] {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (!year) throw new InvalidArgumentError("A month is expected: 2026-11.");
  const next = new Date(Date.UTC(Number(year), Number(number), 1)).toISOString().slice(0, 10);
  return [`${text}-01`, next];
}
