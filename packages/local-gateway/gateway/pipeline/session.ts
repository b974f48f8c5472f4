import type { WebSocketMessage } from "@azure-genai-gateway/common/webSocket";
import { closeCodes } from "@azure-genai-gateway/common/webSocket";
import { at } from "../../resources/inputs";
import type { CallCompletion, TokenUsage } from "../policy";
import { completionTextOf, modelOf, usageOf } from "../usage";

/** More text than any session's answers have. */
const keptText = 1024 * 1024;

/** Types of the events that are read; audio, which is nearly all of a session, is not even decoded. */
const telling = ["response.done", "session.created", "text.delta", "arguments.delta"];

/**
 * Looks on while the server events of a realtime session pass, and adds up what its responses state.
 * https://learn.microsoft.com/azure/foundry/openai/realtime-audio-reference
 */
export class SessionObserver implements CallCompletion {
  readonly status = 101;
  readonly streamed = true;
  complete = false;
  usage: TokenUsage | undefined;
  model: string | undefined;
  completionText = "";
  bytes = 0;

  received({ bytes, binary }: WebSocketMessage): void {
    this.bytes += bytes.byteLength;
    if (binary) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (!telling.some((type) => text.includes(type))) return;
    const event = parsed(text);
    if (event === undefined) return;
    const model = at(event, "session.model");
    this.model ??= typeof model === "string" && model !== "" ? model : modelOf(event);
    if (this.completionText.length < keptText) this.completionText += completionTextOf(event, true);
    if (at(event, "type") === "response.done") this.add(usageOf(event));
  }

  closed(code: number): void {
    this.complete = code !== closeCodes.brokenOff;
  }

  private add(usage: TokenUsage | undefined): void {
    if (!usage) return;
    const before = this.usage;
    if (!before) {
      this.usage = usage;
      return;
    }
    this.usage = {
      promptTokens: before.promptTokens + usage.promptTokens,
      completionTokens: before.completionTokens + usage.completionTokens,
      totalTokens: before.totalTokens + usage.totalTokens,
      cachedTokens: before.cachedTokens + usage.cachedTokens,
      reasoningTokens: before.reasoningTokens + usage.reasoningTokens,
    };
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
