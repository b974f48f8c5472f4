import { InvalidArgumentError, Option, type Command } from "commander";
import { decimalText, type BillOptions } from "@azure-genai-gateway/billing";

export interface PeriodOptions {
  readonly events: readonly string[];
  readonly llmLog: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly month?: readonly [from: string, to: string];
}

/** The options that name events and a period. */
export function withPeriod(command: Command): Command {
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

export function billOptions(options: PeriodOptions, events: readonly string[]): BillOptions {
  const [from, to] = options.month ?? [options.from, options.to];
  return { events, llmLogs: options.llmLog, from, to };
}

const money = new Set(["cost", "gateway", "azure", "difference", "provisioned", "onProvisioned"]);

/** Costs as exact decimal numbers, other whole numbers beyond 2 ** 53 as they are. */
function asText(key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  if (money.has(key)) return decimalText(value);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

/** For machines. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, asText, 2)}\n`;
}

function month(text: string): readonly [string, string] {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (!year) throw new InvalidArgumentError("A month is expected: 2026-11.");
  const next = new Date(Date.UTC(Number(year), Number(number), 1)).toISOString().slice(0, 10);
  return [`${text}-01`, next];
}
