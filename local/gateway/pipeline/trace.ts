import type { CallTrace } from "../policy";

export interface TraceEntry {
  readonly source: string;
  readonly message: string;
  readonly data?: unknown;
  /** Ms since the request came in. */
  readonly atMs: number;
}

/** What policies did to one request, step by step. */
export interface CallTraceRecord {
  readonly requestId: string;
  readonly entries: readonly TraceEntry[];
}

export const noTrace: CallTrace = { enabled: false, add: () => undefined };

export class RecordingTrace implements CallTrace {
  readonly enabled = true;
  readonly entries: TraceEntry[] = [];

  constructor(private readonly elapsedMs: () => number) {}

  add(source: string, message: string, data?: unknown): void {
    this.entries.push({ source, message, data, atMs: this.elapsedMs() });
  }
}
