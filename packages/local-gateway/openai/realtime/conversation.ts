import type { TokenCounter } from "../../tokens/tokenCounter";
import { isRecord } from "../wire/validate";
import { inputMsPerToken } from "./audio";
import type { Json } from "./dialects";
import { invalid, invalidValue, missing, type RealtimeError } from "./errors";

/** One item as events show it, with what it costs each response that reads it. */
export interface Item {
  readonly id: string;
  shown: Json;
  readonly textTokens: number;
  readonly audioTokens: number;
  readonly imageTokens: number;
}

const contentTypes: Readonly<Record<string, readonly string[]>> = {
  user: ["input_text", "input_audio", "input_image"],
  system: ["input_text"],
  assistant: ["text", "output_text", "audio", "output_audio"],
};

/** What a session's model has heard and said, in order. */
export class Conversation {
  readonly items: Item[] = [];

  constructor(
    private readonly tokens: TokenCounter,
    private readonly model: string,
  ) {}

  find(id: unknown): Item | undefined {
    return this.items.find((item) => item.id === id);
  }

  /**
   * @param after id of the item before it; `root` puts it first, undefined last
   * @returns the id of the item before it
   */
  insert(item: Item, after?: string | null): string | null {
    if (after === "root") {
      this.items.unshift(item);
      return null;
    }
    const at = after ? this.items.findIndex(({ id }) => id === after) : this.items.length - 1;
    this.items.splice(at + 1, 0, item);
    return this.items[at]?.id ?? null;
  }

  remove(id: string): void {
    this.items.splice(
      this.items.findIndex((item) => item.id === id),
      1,
    );
  }

  count(text: string): number {
    return text === "" ? 0 : this.tokens.count(text, this.model);
  }

  /** What all of it costs as a prompt. */
  cost(): { readonly text: number; readonly audio: number; readonly image: number } {
    const sum = (of: (item: Item) => number) => this.items.reduce((total, item) => total + of(item), 0);
    return {
      text: sum(({ textTokens }) => textTokens),
      audio: sum(({ audioTokens }) => audioTokens),
      image: sum(({ imageTokens }) => imageTokens),
    };
  }

  /** An item of a client's making, or what is wrong with it. */
  read(value: unknown, id: string, bytesPerMs: number): Item | RealtimeError {
    if (!isRecord(value)) return missing("item");
    const { type, role, content } = value;
    if (type === "function_call_output") {
      if (typeof value["call_id"] !== "string") return missing("item.call_id");
      if (typeof value["output"] !== "string") return missing("item.output");
      return this.made(value, id, value["output"]);
    }
    if (type === "function_call")
      return this.made(value, id, `${String(value["name"])}${String(value["arguments"])}`);
    if (type !== "message")
      return invalidValue("item.type", type, ["message", "function_call", "function_call_output"]);
    const allowed =
      typeof role === "string" && Object.hasOwn(contentTypes, role) ? contentTypes[role] : undefined;
    if (!allowed) return invalidValue("item.role", role, Object.keys(contentTypes));
    if (!Array.isArray(content)) return missing("item.content");
    let text = "";
    let audioTokens = 0;
    let imageTokens = 0;
    const shown: Json[] = [];
    for (const [at, part] of (content as unknown[]).entries()) {
      const partType = isRecord(part) ? part["type"] : undefined;
      if (!isRecord(part) || typeof partType !== "string" || !allowed.includes(partType))
        return invalidValue(`item.content[${at}].type`, partType, allowed);
      if (partType.endsWith("audio")) {
        const { audio, transcript } = part;
        const bytes = typeof audio === "string" ? Buffer.from(audio, "base64").length : 0;
        audioTokens += Math.ceil(bytes / bytesPerMs / inputMsPerToken);
        // Audio is not said again.
        shown.push({ type: partType, transcript: transcript ?? null });
      } else if (partType === "input_image") {
        imageTokens += 765;
        shown.push({ type: partType });
      } else if (typeof part["text"] !== "string") return missing(`item.content[${at}].text`);
      else {
        text += part["text"];
        shown.push({ type: partType, text: part["text"] });
      }
    }
    return {
      ...this.made({ ...value, content: shown }, id, text),
      audioTokens,
      imageTokens,
    };
  }

  private made(value: Json, id: string, text: string): Item {
    return {
      id,
      shown: { ...value, id, object: "realtime.item", status: "completed" },
      textTokens: this.count(text),
      audioTokens: 0,
      imageTokens: 0,
    };
  }
}

export const noSuchItem = (what: string, id: unknown) =>
  invalid(
    `item_${what}_invalid_item_id`,
    `Error: the item with id '${String(id).slice(0, 100)}' does not exist in the conversation.`,
    "item_id",
  );
