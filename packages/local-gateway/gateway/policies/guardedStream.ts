import { closeBody } from "../response";
import { completionTextOf } from "../usage";
import { parseBody } from "./promptText";

export interface StreamGuard {
  /** Characters of completion text that are checked at a time; Infinity holds the whole stream back. */
  readonly window: number;
  /** Characters of the text before that are checked again with each window. */
  readonly overlap: number;
  isUnsafe(text: string): Promise<boolean>;
}

/**
 * Holds server-sent events back until the text they bring has been checked. From the first window that is unsafe on
 * nothing more passes, and the stream ends: its head is with the client, so there is no status to change.
 */
export async function* guardStream(
  source: AsyncIterable<Uint8Array>,
  guard: StreamGuard,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let line = "";
  let text = "";
  let before = "";
  const decoder = new TextDecoder();
  const passes = async () => text === "" || !(await guard.isUnsafe(before + text));
  const release = () => {
    const bytes = held;
    held = [];
    const kept = before + text;
    before = guard.overlap > 0 ? kept.slice(-guard.overlap) : "";
    text = "";
    return bytes;
  };
  try {
    for await (const chunk of source) {
      held.push(chunk);
      const lines = (line + decoder.decode(chunk, { stream: true })).split("\n");
      line = lines.pop() ?? "";
      text += lines.map(eventText).join("");
      if (text.length < guard.window) continue;
      if (!(await passes())) return;
      yield* release();
    }
    text += eventText(line);
    if (await passes()) yield* release();
  } finally {
    await closeBody(source);
  }
}

/** The completion text of a stream that is in memory. */
export function streamText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8").split("\n").map(eventText).join("");
}

function eventText(line: string): string {
  return line.startsWith("data:") ? completionTextOf(parseBody(Buffer.from(line.slice(5))), true) : "";
}
