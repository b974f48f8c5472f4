import type { HttpBody } from "@azure-genai-gateway/common/http";
import { asList, isRecord, type Json } from "../service/records";

/** Members that Azure alone has: what its content filter found. */
const azures = new Set([
  "prompt_filter_results",
  "content_filter_results",
  "content_filter_offsets",
  "content_filters",
]);

/** An answer without what only Azure says. */
export function plainAnswer(answer: unknown): unknown {
  if (!isRecord(answer)) return answer;
  const kept = without(answer);
  return Array.isArray(kept.choices)
    ? { ...kept, choices: asList(kept.choices).map((one) => (isRecord(one) ? without(one) : one)) }
    : kept;
}

function without(record: Json): Json {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !azures.has(name)));
}

/** The same of a stream of server-sent events, whose every chunk is whole events. */
export function plainStream(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  const plain: AsyncIterableIterator<Uint8Array> = {
    async next() {
      for (;;) {
        const next = await iterator.next();
        if (next.done) return { done: true, value: undefined };
        const text = Buffer.from(next.value)
          .toString("utf8")
          .split("\n\n")
          .filter((one) => one !== "");
        const events = text.flatMap(plainEvent);
        if (events.length > 0) return { done: false, value: Buffer.from(events.join("")) };
      }
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => plain,
  };
  return plain;
}

function plainEvent(event: string): readonly string[] {
  const data = /^data: (.*)$/ms.exec(event)?.[1];
  if (data === undefined || !data.startsWith("{")) return [`${event}\n\n`];
  let value: unknown;
  try {
    value = JSON.parse(data) as unknown;
  } catch {
    // A fault has cut it.
    return [`${event}\n\n`];
  }
  // A chunk that is about the filter alone has no id.
  if (isRecord(value) && value.id === "" && value.object === "") return [];
  return [event.replace(data, () => JSON.stringify(plainAnswer(value))) + "\n\n"];
}

export function isStream(body: HttpBody): body is AsyncIterable<Uint8Array> {
  return !(body instanceof Uint8Array);
}
