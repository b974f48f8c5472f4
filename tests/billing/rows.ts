import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

export interface Answer {
  readonly day: string;
  readonly product: string;
  readonly useCase?: string;
  readonly costCenter?: string;
  readonly model: string;
  readonly calls: number;
  readonly refused?: number;
  readonly failed?: number;
  readonly fromCache?: number;
  readonly unpriced?: number;
  readonly atBound?: number;
  readonly prompt: number;
  readonly completion: number;
  readonly cost: number;
}

export type Fields = Readonly<Record<string, unknown>>;

export interface Table {
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
  readonly events: readonly Fields[];
  readonly log: readonly Fields[];
  readonly answers: readonly Answer[];
}

/** tests/billing/rows.yaml, with what its rows leave out. */
export function readTables(): readonly Table[] {
  const file = parse(readFileSync(join(__dirname, "rows.yaml"), "utf8"), { merge: true }) as {
    event: Fields;
    log: Fields;
    tables: readonly (Omit<Table, "log"> & { log?: readonly Fields[] })[];
  };
  return file.tables.map((table) => ({
    ...table,
    events: table.events.map((event) => ({ ...file.event, ...event })),
    log: (table.log ?? []).map((row) => ({ ...file.log, ...row })),
  }));
}

/** Calls `use` with a folder of these files, which is gone afterwards. */
export async function inFolder<Result>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "genai-bill-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const jsonLines = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
