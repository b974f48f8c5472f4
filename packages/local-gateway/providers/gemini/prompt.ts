import type { TokenCounter } from "../../tokens/tokenCounter";
import { imageSize } from "../../tokens/imageSize";
import type { PromptBlock } from "../service/prefixCache";
import { asList, asRecord, isRecord, textOf, type Json } from "../service/records";
import { member } from "./members";

/** Of an image of up to 384 pixels a side, and of each tile of a larger one: https://ai.google.dev/gemini-api/docs/tokens */
const TILE = 258;
/** Of a second of sound, and of a page of a document. */
const SECOND = 32;
const BYTES_PER_SECOND = 32_000;

/** The parts of a prompt; all of them may be found in the cache, which nobody has to ask for. */
export function promptBlocks(body: Json, tokens: TokenCounter, model: string): readonly PromptBlock[] {
  const count = (text: string) => tokens.count(text, model);
  const block = (said: unknown, text: number, images = 0): PromptBlock => ({
    ...{ text: JSON.stringify(said), tokens: text + images, imageTokens: images },
    cached: "5m",
  });
  const parts = (content: unknown, who: string) =>
    asList(asRecord(content).parts).map((part) => {
      const { text, images } = measured(asRecord(part), count);
      return block([who, part], text, images);
    });
  const system = parts(member(body, "systemInstruction"), "system");
  const tools = asList(body.tools).map((tool) => block(tool, count(JSON.stringify(tool))));
  const contents = asList(body.contents).flatMap((content) =>
    parts(content, textOf(asRecord(content).role, "user")),
  );
  return [{ text: model, tokens: 1, imageTokens: 0 }, ...system, ...tools, ...contents];
}

function measured(
  part: Json,
  count: (text: string) => number,
): { readonly text: number; readonly images: number } {
  if (typeof part.text === "string") return { text: part.thought === true ? 0 : count(part.text), images: 0 };
  const inline = asRecord(member(part, "inlineData"));
  const file = asRecord(member(part, "fileData"));
  const type = textOf(member(inline, "mimeType") ?? member(file, "mimeType"));
  const data = typeof inline.data === "string" ? inline.data : undefined;
  if (type.startsWith("image/")) return { text: 0, images: imageTokens(type, data) };
  if (type !== "") {
    const bytes = data === undefined ? BYTES_PER_SECOND : (data.length * 3) / 4;
    const each = type.startsWith("audio/") ? SECOND : TILE;
    return { text: each * Math.max(1, Math.ceil(bytes / BYTES_PER_SECOND)), images: 0 };
  }
  return isRecord(part) ? { text: count(JSON.stringify(part)), images: 0 } : { text: 0, images: 0 };
}

/** A larger image is cut into tiles of 768 pixels, or less for a small one. */
function imageTokens(type: string, data: string | undefined): number {
  const size = data === undefined ? undefined : imageSize(`data:${type};base64,${data}`);
  const { width, height } = size ?? { width: 1_024, height: 1_024 };
  if (width <= 384 && height <= 384) return TILE;
  const unit = Math.min(768, Math.max(256, Math.floor(Math.min(width, height) / 1.5)));
  return TILE * Math.ceil(width / unit) * Math.ceil(height / unit);
}
