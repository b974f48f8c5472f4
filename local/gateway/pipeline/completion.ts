import type { HttpBody } from "../../../common/http";
import type { CallCompletion, TokenUsage } from "../policy";
import { completionTextOf, modelOf, usageOf } from "../usage";

/** How much of a body is kept for reading usage from; of a longer one only the end, where usage stands, is. */
const keptBytes = 2 * 1024 * 1024;
const tailBytes = 64 * 1024;

/**
 * Looks on while a body passes by. Nothing is parsed until somebody asks, which is after the last byte has gone: the
 * stream itself is never held up.
 */
export class BodyObserver implements CallCompletion {
  complete = false;
  private chunks: Uint8Array[] = [];
  private size = 0;
  private overflowed = false;
  private parsed?: readonly unknown[];

  constructor(
    readonly status: number,
    readonly streamed: boolean,
  ) {}

  add(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    const limit = this.overflowed ? 2 * tailBytes : keptBytes;
    if (this.size <= limit) return;
    const whole = Buffer.concat(this.chunks);
    // A copy, for a view would keep the whole in memory.
    this.chunks = [Uint8Array.from(whole.subarray(whole.length - tailBytes))];
    this.size = tailBytes;
    this.overflowed = true;
  }

  get usage(): TokenUsage | undefined {
    const values = this.values();
    for (let index = values.length - 1; index >= 0; index--) {
      const usage = usageOf(values[index]);
      if (usage) return usage;
    }
    return undefined;
  }

  get completionText(): string {
    return this.values()
      .map((value) => completionTextOf(value, this.streamed))
      .join("");
  }

  /** The model that the answer names. */
  get model(): string | undefined {
    for (const value of this.values()) {
      const model = modelOf(value);
      if (model) return model;
    }
    return undefined;
  }

  /** The body's one JSON value, or the data of each of a stream's events. */
  private values(): readonly unknown[] {
    this.parsed ??= this.parse();
    return this.parsed;
  }

  private parse(): readonly unknown[] {
    const text = Buffer.concat(this.chunks).toString("utf8");
    this.chunks = [];
    if (this.streamed) return serverSentData(text);
    return [parseJson(this.overflowed ? lastUsage(text) : text)];
  }
}

/** The data of server-sent events, except `[DONE]` and lines cut off by the limit. */
function serverSentData(text: string): readonly unknown[] {
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("data:")) return [];
    return parseJson(line.slice(5)) ?? [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Of a long JSON body's end: the usage object alone, made a document of its own. */
function lastUsage(tail: string): string {
  const start = tail.lastIndexOf('"usage"');
  if (start < 0) return "";
  let depth = 0;
  for (let index = tail.indexOf("{", start); index >= 0 && index < tail.length; index++) {
    if (tail[index] === "{") depth++;
    if (tail[index] === "}" && --depth === 0) return `{${tail.slice(start, index + 1)}}`;
  }
  return "";
}

/**
 * The body that goes to the client, watched. `ended` is called once: when the last byte has passed, the client has
 * gone, or the backend has broken off.
 */
export function watchBody(
  body: AsyncIterable<Uint8Array>,
  observer: BodyObserver | undefined,
  signal: AbortSignal,
  ended: (complete: boolean) => void,
): HttpBody {
  const source = body[Symbol.asyncIterator]();
  let over = false;
  const end = (complete: boolean) => {
    if (over) return;
    over = true;
    signal.removeEventListener("abort", onAbort);
    ended(complete);
  };
  const onAbort = () => {
    end(false);
    // Whoever was reading has gone, so nobody else will close the backend's stream.
    source.return?.().catch(() => undefined);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const result = await source.next();
        if (result.done) end(true);
        else observer?.add(result.value);
        return result;
      } catch (error) {
        end(false);
        throw error;
      }
    },
    async return() {
      end(false);
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
