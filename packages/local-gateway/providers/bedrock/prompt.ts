import type { TokenCounter } from "../../tokens/tokenCounter";
import { pixelTokens } from "../service/pixelTokens";
import type { PromptBlock } from "../service/prefixCache";
import { asList, asRecord, isRecord, type Json } from "../service/records";

const FRAME = 3;
const PER_MESSAGE = 4;
/** What a model is told about tools, where it has any; of Claude, as its own service has it. */
const TOOLS = 346;
/** A page of a document, of which the size tells how many there are. */
const PAGE = { tokens: 1_500, bytes: 50_000 } as const;

/** The parts of a prompt; a cachePoint marks the part before it. */
export function promptBlocks(body: Json, tokens: TokenCounter, model: string): readonly PromptBlock[] {
  const count = (text: string) => tokens.count(text, model);
  const blocks: PromptBlock[] = [{ text: model, tokens: FRAME, imageTokens: 0 }];
  const add = (part: unknown, who: string, more: number) => {
    const { cachePoint } = asRecord(part);
    if (isRecord(cachePoint)) {
      const last = blocks.at(-1)!;
      blocks[blocks.length - 1] = { ...last, cached: cachePoint.ttl === "1h" ? "1h" : "5m" };
      return;
    }
    const { text, images } = measured(asRecord(part), count);
    const said = `${who} ${JSON.stringify(part)}`;
    blocks.push({ text: said, tokens: text + images + more, imageTokens: images });
  };
  const tools = asList(asRecord(body.toolConfig).tools);
  tools.forEach((tool, index) => add(tool, "tool", index === 0 ? TOOLS : 0));
  for (const part of asList(body.system)) add(part, "system", 0);
  for (const message of asList(body.messages)) {
    const { role, content } = asRecord(message);
    asList(content).forEach((part, index) => add(part, String(role), index === 0 ? PER_MESSAGE : 0));
  }
  return blocks;
}

interface Measure {
  readonly text: number;
  readonly images: number;
}

function measured(part: Json, count: (text: string) => number): Measure {
  const { text, image, document, toolResult, reasoningContent } = part;
  if (typeof text === "string") return { text: count(text), images: 0 };
  if (isRecord(image)) {
    const { format, source } = image;
    return { text: 0, images: pixelTokens(`image/${String(format)}`, asRecord(source).bytes) };
  }
  if (isRecord(document)) {
    const { bytes, text: own } = asRecord(document.source);
    if (typeof own === "string") return { text: count(own), images: 0 };
    const size = typeof bytes === "string" ? (bytes.length * 3) / 4 : PAGE.bytes;
    return { text: PAGE.tokens * Math.max(1, Math.ceil(size / PAGE.bytes)), images: 0 };
  }
  if (isRecord(toolResult)) {
    const parts = asList(toolResult.content).map((one) => measured(asRecord(one), count));
    const sum = (kind: keyof Measure) => parts.reduce((total, one) => total + one[kind], 0);
    return { text: sum("text") + PER_MESSAGE, images: sum("images") };
  }
  // Thoughts of earlier turns are taken out before the model reads the prompt.
  if (isRecord(reasoningContent)) return { text: 0, images: 0 };
  return { text: count(JSON.stringify(part)), images: 0 };
}
