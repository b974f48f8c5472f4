import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, sep } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";

/** Rows of API Management's LLM log beside the events have this at the beginning of their file's name. */
export const llmLogName = "ApiManagementGatewayLlmLog";

export interface Sources {
  /** JSON lines. */
  readonly lines: readonly string[];
  /** One JSON array, as `az monitor log-analytics query` prints. */
  readonly arrays: readonly string[];
}

export interface FoundFiles {
  readonly events: readonly string[];
  readonly llmLogs: readonly string[];
  readonly problems: readonly Problem[];
}

/** The files of JSON in folders, and in the folders below them, in the order of their names; a file stands for itself. */
export function findFiles(events: readonly string[], llmLogs: readonly string[]): FoundFiles {
  const problems: Problem[] = [];
  const found = events.flatMap((path) => jsonFiles(path, "BILL_NO_EVENTS", problems));
  const isLog = (file: string) => basename(file).startsWith(llmLogName);
  const logs = llmLogs.flatMap((path) => jsonFiles(path, "BILL_NO_LLM_LOG", problems));
  return {
    events: [...new Set(found.filter((file) => !isLog(file)))],
    llmLogs: [...new Set([...logs, ...found.filter(isLog)])],
    problems,
  };
}

function jsonFiles(path: string, code: string, problems: Problem[]): readonly string[] {
  const names = list(path);
  if (names === undefined)
    problems.push({
      code,
      severity: "error",
      message: `There is no file or folder ${path}`,
      hint: "name a folder of JSON lines, or a file",
    });
  else if (names.length === 0)
    problems.push({
      code,
      severity: "error",
      message: statSync(path).isFile()
        ? `${path} is empty`
        : `${path} has no file that ends in .json, .jsonl, .ndjson, or one of them and .gz, and is not empty`,
      hint: "events are read as JSON, one a line",
    });
  return names ?? [];
}

function list(path: string): readonly string[] | undefined {
  const about = statSync(path, { throwIfNoEntry: false });
  if (!about) return undefined;
  if (about.isFile()) return about.size > 0 ? [path] : [];
  return (
    readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(json|jsonl|ndjson)(\.gz)?$/.test(name) && basename(name) !== "hub.json")
      // Somebody's project is no folder of events, and what is installed in it even less.
      .filter((name) => !name.split(sep).includes("node_modules"))
      .map((name) => join(path, name))
      .filter((file) => {
        const one = statSync(file);
        return one.isFile() && one.size > 0;
      })
      .sort()
  );
}

export function sortByForm(files: readonly string[]): Sources {
  const lines: string[] = [];
  const arrays: string[] = [];
  for (const file of files) (firstSign(file) === "[" ? arrays : lines).push(file);
  return { lines, arrays };
}

function firstSign(file: string): string {
  if (file.endsWith(".gz")) return textOf(file).trimStart()[0] ?? "";
  return (
    headOf(file, 256)
      .toString("utf8")
      .replace(/^\uFEFF/, "")
      .trimStart()[0] ?? ""
  );
}

/**
 * Gives `work` the files as DuckDB reads them: lines behind a byte order mark, which PowerShell and Stream Analytics write,
 * are no JSON to it. Copies without one are there for as long as `work` takes.
 */
export async function withoutMarks<Result>(
  { events, llmLogs }: Pick<FoundFiles, "events" | "llmLogs">,
  work: (files: Pick<FoundFiles, "events" | "llmLogs">) => Promise<Result>,
): Promise<Result> {
  const marked = new Set([...events, ...llmLogs].filter(isMarked));
  if (marked.size === 0) return work({ events, llmLogs });
  const folder = mkdtempSync(join(tmpdir(), "genai-bill-"));
  try {
    const copies = new Map<string, string>();
    for (const file of marked) {
      const copy = join(folder, `${copies.size}.json`);
      writeFileSync(copy, textOf(file), { mode: 0o600 });
      copies.set(file, copy);
    }
    const plain = (file: string) => copies.get(file) ?? file;
    return await work({ events: events.map(plain), llmLogs: llmLogs.map(plain) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const mark = Buffer.from("\uFEFF");

function isMarked(file: string): boolean {
  const head = headOf(file, file.endsWith(".gz") ? 512 : mark.length);
  return (file.endsWith(".gz") ? unpackedHead(head) : head).subarray(0, mark.length).equals(mark);
}

/** What an archive begins with, without unpacking all of it; nothing of what is none, which whoever reads it tells. */
function unpackedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

function headOf(file: string, length: number): Buffer {
  const head = Buffer.alloc(length);
  const handle = openSync(file, "r");
  try {
    return head.subarray(0, readSync(handle, head, 0, length, 0));
  } finally {
    closeSync(handle);
  }
}

/** @throws ProblemsError where it is called .gz and is not, or was cut off */
export function textOf(file: string): string {
  return bytesOf(file)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/** @throws ProblemsError as {@link textOf} */
export function bytesOf(file: string): Buffer {
  const bytes = readFileSync(file);
  return file.endsWith(".gz") ? unpacked(file, bytes) : bytes;
}

function unpacked(file: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new ProblemsError("The bill cannot be added up", [
      {
        ...{ code: "BILL_EVENT_WRONG", severity: "error", place: { file, line: 1, column: 1 } },
        message: `no gzip that can be unpacked: ${(error as Error).message}`,
        hint: "fetch the file again: a bill passes over nothing",
      },
    ]);
  }
}
