import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { dimensions, type Dimension } from "./dimensions";
import { fixedOf, quoted, withDatabase, type Database, type Row } from "./duckdb";
import { findFiles } from "./files";
import { places } from "./money";
import { loadTables, type Counts } from "./tables";

export interface BillOptions {
  /** Folders, or files, of usage events (`genai-usage/1`) as JSON lines, or as JSON arrays. */
  readonly events: readonly string[];
  /**
   * The same of rows of `ApiManagementGatewayLlmLog`, for the exact tokens of streams. Files among {@link events} whose
   * names begin so are read anyway. Default none: estimates count at their bound.
   */
  readonly llmLogs?: readonly string[];
  /** First day that counts, `2026-11-01`, in UTC; default all. */
  readonly from?: string;
  /** First day that no longer counts, in UTC; default all. */
  readonly to?: string;
  /** Default product, model. None: one line. */
  readonly by?: readonly Dimension[];
  /**
   * Called where no event is of the period, with what was looked at: sums of nothing are zeros, which look like a period
   * in which nothing was spent. Default nothing.
   */
  readonly onNothing?: (looked: LookedAt) => void;
}

/** Where a bill without any event has looked. */
export interface LookedAt {
  /** As in {@link BillOptions}. */
  readonly from?: string;
  readonly to?: string;
  /** Files of events. */
  readonly files: number;
  /** Calls of other periods in them. */
  readonly calls: number;
  /** Days of the first and the last of those calls, in UTC. */
  readonly first?: string;
  readonly last?: string;
  /** Lines that are no usage event. */
  readonly foreign: number;
}

/** What calls add up to. Costs are in units of 10 ** -12 US dollars, exact. */
export interface Sums {
  readonly calls: number;
  /** Status below 400. */
  readonly answered: number;
  /** 4xx but for 499, which are callers who have left. */
  readonly refused: number;
  /** 5xx. */
  readonly failed: number;
  /** Answered by the gateway's own semantic cache, at no cost. */
  readonly fromCache: number;
  /** Nobody knows a price: not in the cost, and so none of the sum is complete while there are some. */
  readonly unpriced: number;
  /** Streams and the like whose tokens the log has not told yet: at the most they can have cost. */
  readonly atBound: number;
  readonly promptTokens: bigint;
  /** Of the prompt, what the service still had. */
  readonly cachedTokens: bigint;
  readonly completionTokens: bigint;
  readonly cost: bigint;
}

export interface BillLine extends Sums {
  /** A value for each dimension asked for; null is none. */
  readonly of: Readonly<Partial<Record<Dimension, string | null>>>;
}

export interface Bill {
  readonly by: readonly Dimension[];
  /** In the order of their values. */
  readonly lines: readonly BillLine[];
  readonly total: Sums;
  readonly counts: Counts;
}

/**
 * What calls have cost, each once: duplicates dropped, estimates replaced by what API Management's log tells of them, days
 * and months of the call's own time in UTC however late its event came. Reads everything each time and keeps nothing, so
 * that running it again gives the same, and two periods side by side give the sum of both.
 * @throws ProblemsError BILL_NO_DUCKDB, BILL_NO_EVENTS, BILL_NO_LLM_LOG, BILL_EVENT_WRONG, BILL_LOG_WRONG, BILL_PERIOD
 */
export async function totalUsage(options: BillOptions): Promise<Bill> {
  return withUsage(options, async (database, counts, files) => {
    const by = options.by ?? ["product", "model"];
    const keys = by.map((name) => `${dimensions[name]} AS "${name}"`);
    const lines = await database.rows(
      `SELECT ${[...keys, sums].join(", ")} FROM event ${period(options)} GROUP BY ALL
       ORDER BY ${by.map((name) => `"${name}" NULLS LAST`).join(", ") || "1"}`,
    );
    const [total] = await database.rows(`SELECT ${sums} FROM event ${period(options)}`);
    if (total!["calls"] === 0n && options.onNothing) {
      const { from, to } = options;
      const { foreign } = counts;
      options.onNothing({ ...{ from, to, files, foreign }, ...(await otherPeriods(database)) });
    }
    return {
      by,
      lines: by.length > 0 || total!["calls"] !== 0n ? lines.map((row) => lineOf(row, by)) : [],
      total: sumsOf(total!),
      counts,
    };
  });
}

async function otherPeriods(database: Database): Promise<Pick<LookedAt, "calls" | "first" | "last">> {
  const [row] = await database.rows(
    `SELECT count(*) AS calls, strftime(min(called), '%Y-%m-%d') AS first, strftime(max(called), '%Y-%m-%d') AS last FROM event`,
  );
  const { calls, first, last } = row as { calls: bigint; first: string | null; last: string | null };
  return { calls: Number(calls), ...(first === null || last === null ? {} : { first, last }) };
}

/** Gives the table `event` of a bill's options to `work`, and how many files it comes from. */
export async function withUsage<Result>(
  options: BillOptions,
  work: (database: Database, counts: Counts, files: number) => Promise<Result>,
): Promise<Result> {
  const files = findFiles(options.events, options.llmLogs ?? []);
  const problems = [...files.problems, ...wrongPeriod(options)];
  if (files.events.length === 0 && problems.length === 0)
    problems.push({
      code: "BILL_NO_EVENTS",
      severity: "error",
      message: "There is no file of events, only rows of the LLM log",
      hint: "name the folder that the usage events are in",
    });
  if (problems.length > 0) throw new ProblemsError("The bill cannot be added up", problems);
  return withDatabase(async (database) =>
    work(database, await loadTables(database, files), files.events.length),
  );
}

/** The WHERE of a bill's period. */
export function period({ from, to }: Pick<BillOptions, "from" | "to">): string {
  const conditions = [
    ...(from === undefined ? [] : [`called >= TIMESTAMP ${quoted(`${from} 00:00:00`)}`]),
    ...(to === undefined ? [] : [`called < TIMESTAMP ${quoted(`${to} 00:00:00`)}`]),
  ];
  return conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
}

function wrongPeriod({ from, to }: BillOptions): readonly Problem[] {
  const wrong = (message: string, hint: string): Problem => ({
    code: "BILL_PERIOD",
    severity: "error",
    message,
    hint,
  });
  const days = Object.entries({ from, to }).flatMap(([name, day]) =>
    day === undefined || isDay(day)
      ? []
      : [wrong(`${name} is ${JSON.stringify(day)}, and no day`, "write it as 2026-11-01")],
  );
  if (days.length > 0 || from === undefined || to === undefined || from < to) return days;
  return [
    wrong(`The period from ${from} to ${to} has no day`, "`to` is the first day that no longer counts"),
  ];
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const sums = `count(*) AS calls,
  count(*) FILTER (WHERE status < 400) AS answered,
  count(*) FILTER (WHERE status BETWEEN 400 AND 499 AND status <> 499) AS refused,
  count(*) FILTER (WHERE status >= 500) AS failed,
  count(*) FILTER (WHERE gatewayCache = 'hit') AS fromCache,
  count(*) FILTER (WHERE micros IS NULL) AS unpriced,
  count(*) FILTER (WHERE atBound) AS atBound,
  coalesce(sum(promptTokens), 0)::DECIMAL(38, 0) AS promptTokens,
  coalesce(sum(cachedTokens), 0)::DECIMAL(38, 0) AS cachedTokens,
  coalesce(sum(completionTokens), 0)::DECIMAL(38, 0) AS completionTokens,
  coalesce(sum(micros), 0)::DECIMAL(38, 6) AS micros`;

function sumsOf(row: Row): Sums {
  const count = (name: string) => Number(row[name]);
  return {
    calls: count("calls"),
    answered: count("answered"),
    refused: count("refused"),
    failed: count("failed"),
    fromCache: count("fromCache"),
    unpriced: count("unpriced"),
    atBound: count("atBound"),
    promptTokens: fixedOf(row["promptTokens"], 0),
    cachedTokens: fixedOf(row["cachedTokens"], 0),
    completionTokens: fixedOf(row["completionTokens"], 0),
    cost: fixedOf(row["micros"], places - 6),
  };
}

function lineOf(row: Row, by: readonly Dimension[]): BillLine {
  return {
    of: Object.fromEntries(by.map((name) => [name, row[name] as string | null])),
    ...sumsOf(row),
  };
}
