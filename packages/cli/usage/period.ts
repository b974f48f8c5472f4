import { InvalidArgumentError, Option, type Command } from "commander";
import { decimalText, type BillOptions, type LookedAt } from "@azure-genai-gateway/billing";
import type { Io } from "@azure-genai-gateway/policy-language/command/io";

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

/** Of a period without any event it is said on standard error, where it is in nobody's file. */
export function billOptions(
  options: PeriodOptions,
  events: readonly string[],
  io: Pick<Io, "error">,
): BillOptions {
  return {
    ...{ events, llmLogs: options.llmLog, ...periodOf(options) },
    onNothing: (looked) => io.error(`${nothingFound(looked, options.events)}\n`),
  };
}

export function periodOf(options: PeriodOptions): Pick<BillOptions, "from" | "to"> {
  const [from, to] = options.month ?? [options.from, options.to];
  return { from, to };
}

/** Whether files are missing or nobody has called, the reader knows: what was looked at, and what it holds. */
function nothingFound(looked: LookedAt, paths: readonly string[]): string {
  const { from, to, files, calls, first, last, foreign } = looked;
  const period = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`before ${to}`]),
  ].join(" and ");
  const held =
    calls === 0
      ? "no usage event at all"
      : `${calls} ${calls === 1 ? "call" : "calls"}, ${first === last ? `all of ${first}` : `from ${first} to ${last}`}`;
  const strange =
    foreign === 0
      ? ""
      : ` and ${foreign} ${foreign === 1 ? "line that is" : "lines that are"} no genai-usage/1`;
  return (
    `No event${period === "" ? "" : ` is of a day ${period} (UTC)`}: the sums are of nothing. ` +
    `Looked in ${paths.join(", ")}: ${files} ${files === 1 ? "file" : "files"} with ${held}${strange}.`
  );
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
