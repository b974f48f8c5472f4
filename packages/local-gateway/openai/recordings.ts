import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { z } from "@azure-genai-gateway/schema";
import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { pacedStream } from "../answers/pacedStream";

/** Headers of answers that mean nothing once replayed, or that say who asked. Of requests no header is kept at all. */
const dropped = new Set([
  "authorization",
  "api-key",
  "set-cookie",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "content-encoding",
  "content-length",
  "date",
  "strict-transport-security",
]);

const recordingSchema = z.strictObject({
  /** Of method, path (without its query) and body: see `keyOf`. */
  key: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
  /** For people who read the file. */
  request: z.strictObject({ method: z.string(), path: z.string(), body: z.string() }),
  status: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.string()),
  chunks: z.array(
    z.strictObject({
      /** Milliseconds since the request, or since the chunk before. */
      afterMs: z.number().min(0),
      base64: z.string(),
    }),
  ),
});

/** One answer of a real account, with the times at which its parts came. */
export type Recording = z.infer<typeof recordingSchema>;

/**
 * Records what a handler (a real account behind a transport) answers, one JSON line a call, appended when the answer
 * has come to its end; answers that break off are not recorded. Keys, tokens and cookies are never written, prompts
 * and answers are: mind where the file goes.
 */
export function recordAnswers(handler: HttpHandler, file: string, clock: Clock): HttpHandler {
  return async (request) => {
    const begun = clock.now();
    const response = await handler(request);
    const chunks: Recording["chunks"] = [];
    let last = begun;
    const keep = (bytes: Uint8Array) => {
      const now = clock.now();
      chunks.push({ afterMs: now - last, base64: Buffer.from(bytes).toString("base64") });
      last = now;
    };
    const write = () => {
      const headers = [...response.headers].filter(([name]) => !dropped.has(name.toLowerCase()));
      const recording: Recording = {
        key: keyOf(request),
        request: {
          method: request.method,
          path: new URL(request.url).pathname,
          body: Buffer.from(request.body).toString("utf8"),
        },
        status: response.status,
        headers: Object.fromEntries(headers.map(([name, values]) => [name, values.join(", ")])),
        chunks,
      };
      appendFileSync(file, `${JSON.stringify(recording)}\n`, { mode: 0o600 });
    };
    const { body } = response;
    if (body instanceof Uint8Array) {
      keep(body);
      write();
      return response;
    }
    return { ...response, body: watched(body, keep, write) };
  };
}

async function* watched(
  body: AsyncIterable<Uint8Array>,
  keep: (bytes: Uint8Array) => void,
  ended: () => void,
): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    keep(bytes);
    yield bytes;
  }
  ended();
}

/** Recorded answers by request. Several answers to one request are given in turn, the last of them again and again. */
export class Recordings {
  private constructor(private readonly byKey: Map<string, Recording[]>) {}

  /** @throws ProblemsError RECORDING_UNREADABLE, or RECORDING_INVALID with every line that is wrong. */
  static read(file: string): Recordings {
    return new Recordings(readRecordings(file));
  }

  /** Undefined for what was never recorded. */
  find(request: HttpRequest): Recording | undefined {
    const left = this.byKey.get(keyOf(request));
    return left && left.length > 1 ? left.shift() : left?.[0];
  }
}

/**
 * Gives a recorded answer at the pace it was made.
 * @param ended called once: true when all of it has been taken.
 */
export async function replay(
  { status, headers, chunks }: Recording,
  request: HttpRequest,
  clock: Clock,
  ended: (complete: boolean) => void,
): Promise<HttpResponse> {
  const answer = { status, headers: new HttpHeaders(headers) };
  const streamed = chunks.length > 1 || (answer.headers.get("content-type") ?? "").startsWith("text/event-");
  if (streamed) {
    const frames = chunks.map(({ afterMs, base64 }) => ({
      afterMs,
      text: Buffer.from(base64, "base64"),
      tokens: 0,
    }));
    const { signal } = request;
    const body = pacedStream(frames[Symbol.iterator](), {
      clock,
      signal,
      onFrame: () => undefined,
      onEnd: ended,
    });
    return { ...answer, body };
  }
  const [only] = chunks;
  if (only && only.afterMs > 0) await sleep(clock, only.afterMs, request.signal);
  ended(true);
  return { ...answer, body: Buffer.from(only?.base64 ?? "", "base64") };
}

/** Equal for requests whose JSON bodies are equal, whatever the order of their members. */
function keyOf(request: HttpRequest): string {
  const text = Buffer.from(request.body).toString("utf8");
  let body = text;
  try {
    body = JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    // No JSON: the text itself.
  }
  return createHash("sha256")
    .update(`${request.method.toUpperCase()} ${new URL(request.url).pathname}\n${body}`)
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

function readRecordings(file: string): Map<string, Recording[]> {
  const problems: Problem[] = [];
  const byKey = new Map<string, Recording[]>();
  const problem = (code: string, message: string, line?: number) =>
    problems.push({
      code,
      severity: "error",
      message,
      place: { file, line: line ?? 1, column: 1 },
      hint:
        code === "RECORDING_UNREADABLE"
          ? "Name a file that recordAnswers has written"
          : "Record the answers again, or take the line out",
    });
  for (const [index, line] of textOf(file, problem).split("\n").entries()) {
    if (line.trim() === "") continue;
    const read = recordingSchema.safeParse(jsonOf(line));
    if (!read.success) {
      const details = read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim());
      problem("RECORDING_INVALID", `The line is no recorded answer: ${details.join("; ")}`, index + 1);
      continue;
    }
    const kept = byKey.get(read.data.key) ?? [];
    byKey.set(read.data.key, [...kept, read.data]);
  }
  if (problems.length > 0) throw new ProblemsError("The recorded answers cannot be used", problems);
  return byKey;
}

function textOf(file: string, problem: (code: string, message: string) => void): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    problem("RECORDING_UNREADABLE", `The file cannot be read: ${(error as Error).message}`);
    return "";
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
