import { Command, InvalidArgumentError, Option } from "commander";
import { dimensionNames, focusBill, totalUsage, type Dimension } from "@azure-genai-gateway/billing";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";
import { withEventFiles } from "./eventFiles";
import { provisionedCommand, reconcileCommand } from "./moreCommands";
import { billOptions, jsonText, withPeriod, type PeriodOptions } from "./period";
import { billTable, remarksOf } from "./table";

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

/** `usage`: total, export, reconcile, provisioned. */
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
        .addHelpText(
          "after",
          "\nExit codes: 0 the sum is complete, 1 it is not (a call without a price, or a file that cannot be read or written), 2 usage.",
        )
        .action((options: ExportOptions) => exported(options, io, finish)),
    )
    .addCommand(reconcileCommand(io, finish))
    .addCommand(provisionedCommand(io, finish));
}

async function total(options: TotalOptions, io: Io, finish: (code: number) => void): Promise<void> {
  const { by } = options;
  await withEventFiles(options.events, async (events) => {
    const bill = await totalUsage({ ...billOptions(options, events, io), by });
    if (options.json) io.out(jsonText(bill));
    else io.out(billTable(bill));
    finish(bill.total.unpriced > 0 ? exitCodes.findings : exitCodes.clean);
  });
}

async function exported(options: ExportOptions, io: Io, finish: (code: number) => void): Promise<void> {
  const { account, issuer, currency, rate, out } = options;
  await withEventFiles(options.events, async (events) => {
    const made = await focusBill({ ...billOptions(options, events, io), account, issuer, currency, rate });
    if (out === undefined) io.out(made.text);
    else io.write(out, made.text);
    // Beside the file, which is for a tool: what is not in its sum.
    io.error(remarksOf(made.bill));
    finish(made.bill.total.unpriced > 0 ? exitCodes.findings : exitCodes.clean);
  });
}

function dimensionList(text: string): readonly Dimension[] {
  const names = text.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
  const unknown = names.filter((name) => !dimensionNames.some((known) => known === name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no ${unknown.join(", ")}. Known: ${dimensionNames.join(", ")}.`);
  if (new Set(names).size < names.length) throw new InvalidArgumentError("A name stands there twice.");
  return names as readonly Dimension[];
}
