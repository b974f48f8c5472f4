import type { AccountState } from "../state";
import { invalidRequest, notFound } from "../wire/errors";
import { asRecord, isRecord } from "../wire/validate";

/** What a batch needs of the account. */
export interface BatchWork {
  readonly state: AccountState;
  /** Seconds since the epoch, as it goes on. */
  readonly seconds: () => number;
  /** Calls `action` so many ms later. */
  readonly after: (ms: number, action: () => void) => void;
  readonly newId: () => string;
  /** Has a batch deployment answer one line, and charges it. */
  readonly answer: (operation: string, body: Readonly<Record<string, unknown>>) => Answered;
  /** Whether a deployment of that name is for batches; undefined when there is none. */
  readonly isBatch: (deployment: string) => boolean | undefined;
}

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

interface Line {
  readonly customId: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
  readonly param: string | null;
}

type Shown = Record<string, unknown> & { readonly id: string; status: string };

/** Times of the stages in ms, which the service leaves open within its day. */
const STAGE_MS = 1_000;
const LINE_MS = 10;
const DAY = 86_400;

/** The batches of one account. */
export class BatchStore {
  private readonly kept = new Map<
    string,
    { readonly shown: Shown; done: number; readonly output: string[]; readonly errors: string[] }
  >();

  all(): readonly Shown[] {
    return [...this.kept.values()].map(({ shown }) => shown);
  }

  get(id: string): Shown {
    return this.find(id).shown;
  }

  create(endpoint: string, fileId: string, metadata: unknown, work: BatchWork): Shown {
    const now = work.seconds();
    const shown: Shown = {
      id: `batch_${work.newId()}`,
      object: "batch",
      endpoint,
      errors: null,
      input_file_id: fileId,
      completion_window: "24h",
      status: "validating",
      output_file_id: null,
      error_file_id: null,
      created_at: now,
      in_progress_at: null,
      expires_at: now + DAY,
      finalizing_at: null,
      completed_at: null,
      failed_at: null,
      expired_at: null,
      cancelling_at: null,
      cancelled_at: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
      metadata: metadata ?? null,
    };
    this.kept.set(shown.id, { shown, done: 0, output: [], errors: [] });
    work.after(STAGE_MS, () => this.validate(shown.id, work));
    return shown;
  }

  /** What is done stays done and paid, and is given in the files. */
  cancel(id: string, work: BatchWork): Shown {
    const { shown } = this.find(id);
    if (!["validating", "in_progress", "finalizing"].includes(shown.status)) {
      if (shown.status === "cancelling" || shown.status === "cancelled") return shown;
      throw invalidRequest(null, `Cannot cancel a batch with status '${shown.status}'.`);
    }
    Object.assign(shown, { status: "cancelling", cancelling_at: work.seconds() });
    work.after(STAGE_MS, () => {
      this.giveFiles(id, work);
      Object.assign(shown, { status: "cancelled", cancelled_at: work.seconds() });
    });
    return shown;
  }

  private validate(id: string, work: BatchWork): void {
    const { shown } = this.find(id);
    if (shown.status !== "validating") return;
    const { lines, problems } = readLines(String(shown.input_file_id), String(shown.endpoint), work);
    if (problems.length > 0) {
      const errors = { object: "list", data: problems };
      Object.assign(shown, { status: "failed", failed_at: work.seconds(), errors });
      return;
    }
    Object.assign(shown, {
      status: "in_progress",
      in_progress_at: work.seconds(),
      request_counts: { total: lines.length, completed: 0, failed: 0 },
    });
    this.next(id, lines, work);
  }

  private next(id: string, lines: readonly Line[], work: BatchWork): void {
    const batch = this.find(id);
    const { shown } = batch;
    const line = lines[batch.done];
    work.after(line ? LINE_MS : STAGE_MS, () => {
      if (shown.status !== "in_progress") return;
      if (!line) {
        Object.assign(shown, { status: "finalizing", finalizing_at: work.seconds() });
        work.after(STAGE_MS, () => {
          if (shown.status !== "finalizing") return;
          this.giveFiles(id, work);
          Object.assign(shown, { status: "completed", completed_at: work.seconds() });
        });
        return;
      }
      const { status, body } = work.answer(operationOf(String(shown.endpoint)), line.body);
      const counts = shown.request_counts as { total: number; completed: number; failed: number };
      const requestId = work.newId();
      const text = JSON.stringify({
        id: `batch_req_${requestId}`,
        custom_id: line.customId,
        response: { status_code: status, request_id: requestId, body },
        error: null,
      });
      (status === 200 ? batch.output : batch.errors).push(text);
      if (status === 200) counts.completed += 1;
      else counts.failed += 1;
      batch.done += 1;
      this.next(id, lines, work);
    });
  }

  private giveFiles(id: string, { state, newId, seconds }: BatchWork): void {
    const { shown, output, errors } = this.find(id);
    const give = (name: string, lines: readonly string[]) => {
      if (lines.length === 0) return null;
      const fileId = `file-${newId()}`;
      state.files.add({
        id: fileId,
        name: `${id}_${name}.jsonl`,
        purpose: "batch_output",
        createdAt: seconds(),
        expiresAt: undefined,
        bytes: Buffer.from(`${lines.join("\n")}\n`),
      });
      return fileId;
    };
    shown.output_file_id = give("output", output);
    shown.error_file_id = give("error", errors);
  }

  private find(id: string) {
    const found = this.kept.get(id);
    if (found) return found;
    throw notFound(`No batch found with id '${id}'.`, "batch_id");
  }
}

/** `chat/completions` of `/v1/chat/completions` and of `/chat/completions`. */
export function operationOf(endpoint: string): string {
  return endpoint.replace(/^\/(v1\/)?/, "");
}

function readLines(fileId: string, endpoint: string, { state, seconds, isBatch }: BatchWork) {
  const problems: Problem[] = [];
  const lines: Line[] = [];
  const seen = new Set<string>();
  const file = state.files.all(seconds()).find(({ id }) => id === fileId);
  if (!file) {
    // Deleted, or expired, before the job came to it.
    const message = "The input file could not be found.";
    return { lines, problems: [{ code: "file_not_found", message, line: null, param: "input_file_id" }] };
  }
  const text = Buffer.from(file.bytes).toString("utf8");
  const rows = text.split("\n").map((row) => row.trim());
  rows.forEach((row, index) => {
    if (row === "") return;
    const problem = (code: string, message: string, param: string | null = null) =>
      problems.push({ code, message, line: index + 1, param });
    let value: unknown;
    try {
      value = JSON.parse(row);
    } catch {
      problem("invalid_json_line", "This line is not parseable as valid JSON.");
      return;
    }
    const { custom_id: customId, method, url, body } = asRecord(value);
    if (typeof customId !== "string")
      problem("missing_required_parameter", "Missing required parameter: 'custom_id'.", "custom_id");
    else if (seen.has(customId))
      problem(
        "duplicate_custom_id",
        `The custom_id '${customId.slice(0, 100)}' is used more than once.`,
        "custom_id",
      );
    else if (method !== "POST") problem("invalid_method", "The method must be POST.", "method");
    else if (typeof url !== "string" || operationOf(url) !== operationOf(endpoint))
      problem(
        "mismatched_url",
        "The URL provided for this request does not match the batch endpoint.",
        "url",
      );
    else if (!isRecord(body))
      problem("missing_required_parameter", "Missing required parameter: 'body'.", "body");
    else if (typeof body.model !== "string")
      problem("missing_required_parameter", "Missing required parameter: 'body.model'.", "body.model");
    else if (isBatch(body.model) !== true)
      problem(
        "model_not_found",
        "The provided model deployment was not found, or is not one for batches.",
        "body.model",
      );
    else if (lines[0] && lines[0].body.model !== body.model)
      problem("model_mismatch", "All requests of a batch must name the same model.", "body.model");
    else {
      seen.add(customId);
      lines.push({ customId, body });
    }
  });
  if (lines.length === 0 && problems.length === 0)
    problems.push({ code: "empty_file", message: "The input file is empty.", line: null, param: null });
  return { lines, problems };
}
