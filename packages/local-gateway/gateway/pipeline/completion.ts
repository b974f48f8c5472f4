import type { HttpBody } from "@azure-genai-gateway/common/http";
import { type StopSignal } from "@azure-genai-gateway/common/stopper";
import type { CallCompletion, TokenUsage } from "../policy";
import { readJson } from "../readJson";
import { completionTextOf, modelOf, usageOf } from "../usage";

/**
 * How much of a body is kept unread. Of a longer stream the events are read while it passes, and only their text is
 * kept; of a longer whole body only the end, where usage stands.
 */
const keptBytes = 2 * 1024 * 1024;
const tailBytes = 64 * 1024;
/** More text than any model writes in one answer. */
const keptText = 8 * 1024 * 1024;

/**
 * Looks on while a body passes by. Nothing is parsed until somebody asks, which is after the last byte has gone: the
 * stream itself is held up only by one that is too long to keep.
 */
export class BodyObserver implements CallCompletion {
  complete = false;
  bytes = 0;
  private chunks: Uint8Array[] = [];
  private size = 0;
  private overflowed = false;
  private facts: Facts = { text: "" };

  constructor(
    readonly status: number,
    readonly streamed: boolean,
  ) {}

  add(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
    this.size += chunk.length;
    if (this.size <= (this.overflowed ? 2 * tailBytes : keptBytes)) return;
    const whole = Buffer.concat(this.chunks);
    const keepFrom = this.streamed ? this.readEvents(whole) : whole.length - tailBytes;
    // A copy, for a view would keep the whole in memory; a line longer than all that is kept is given up.
    const rest =
      whole.length - keepFrom > keptBytes ? new Uint8Array(0) : Uint8Array.from(whole.subarray(keepFrom));
    this.chunks = [rest];
    this.size = rest.length;
    this.overflowed ||= !this.streamed;
  }

  get usage(): TokenUsage | undefined {
    return this.read().usage;
  }

  get completionText(): string {
    return this.read().text;
  }

  /** The model that the answer names. */
  get model(): string | undefined {
    return this.read().model;
  }

  /** Reads what has come since it was last asked. */
  private read(): Facts {
    if (this.chunks.length === 0) return this.facts;
    const [only] = this.chunks;
    // Nearly every whole body comes in one piece, which token policies have read by now.
    if (!this.streamed && !this.overflowed && this.chunks.length === 1) {
      this.chunks = [];
      this.size = 0;
      this.take(readJson(only!));
      return this.facts;
    }
    const whole = Buffer.concat(this.chunks);
    this.chunks = [];
    this.size = 0;
    if (this.streamed) {
      const end = this.readEvents(whole);
      this.take(eventData(whole.toString("utf8", end)));
    } else {
      const text = whole.toString("utf8");
      this.take(parseJson(this.overflowed ? lastUsage(text) : text));
    }
    return this.facts;
  }

  /** Takes in the whole lines of a stream; gives the offset of the line that is still to be completed. */
  private readEvents(bytes: Buffer): number {
    const end = bytes.lastIndexOf(lineFeed) + 1;
    for (const line of bytes.toString("utf8", 0, end).split("\n")) this.take(eventData(line));
    return end;
  }

  private take(value: unknown): void {
    if (value === undefined) return;
    const { facts } = this;
    facts.usage = usageOf(value) ?? facts.usage;
    facts.model ??= modelOf(value);
    if (facts.text.length < keptText) facts.text += completionTextOf(value, this.streamed);
  }
}

interface Facts {
  usage?: TokenUsage;
  model?: string;
  text: string;
}

const lineFeed = 0x0a;

/** The data of one line of server-sent events; undefined for `[DONE]`, other fields and broken JSON. */
function eventData(line: string): unknown {
  return line.startsWith("data:") ? parseJson(line.slice(5)) : undefined;
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
  signal: StopSignal,
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
