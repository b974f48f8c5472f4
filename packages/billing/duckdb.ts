import { ProblemsError } from "@azure-genai-gateway/common/problem";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";

export type Row = Readonly<Record<string, DuckDBValue>>;

/** A database in memory, for one bill. */
export interface Database {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
}

/**
 * Gives a database in memory to `work` and closes it. DuckDB is 70 MB and its own binary, so only who adds up a bill
 * installs it.
 * @throws ProblemsError BILL_NO_DUCKDB where it is not installed
 */
export async function withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
  const { DuckDBInstance } = loadDuckDb();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return await work(databaseOf(connection));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function databaseOf(connection: DuckDBConnection): Database {
  return {
    run: async (sql) => void (await connection.run(sql)),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjects(),
  };
}

function loadDuckDb(): typeof import("@duckdb/node-api") {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require("@duckdb/node-api") as typeof import("@duckdb/node-api");
  } catch (error) {
    throw new ProblemsError("The bill cannot be added up", [
      {
        code: "BILL_NO_DUCKDB",
        severity: "error",
        message: `DuckDB, which does the sums, cannot be loaded: ${(error as Error).message.split("\n")[0]!}`,
        hint: "npm install @duckdb/node-api@1.5.6-r.1 (70 MB; it comes as a binary of this system and needs nothing else)",
      },
    ]);
  }
}

/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** An exact figure of DuckDB's, in units of `10 ** -places`; null is none. */
export function fixedOf(value: DuckDBValue | undefined, places: number): bigint {
  if (value === null || value === undefined) return 0n;
  if (typeof value === "bigint") return value * 10n ** BigInt(places);
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value) * 10n ** BigInt(places);
  const { scale, value: whole } = value as { readonly scale?: number; readonly value?: bigint };
  if (scale === undefined || whole === undefined || scale > places)
    throw new Error(`No exact figure: ${String(value)}`);
  return whole * 10n ** BigInt(places - scale);
}
