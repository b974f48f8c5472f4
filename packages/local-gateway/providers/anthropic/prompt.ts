import type { TokenCounter } from "../../tokens/tokenCounter";
import { asList, asRecord, given, isRecord, type Json } from "../service/records";
import { pixelTokens } from "../service/pixelTokens";
import type { PromptBlock } from "../service/prefixCache";

/** What the service says before a prompt and around each message; measured, not documented. */
const FRAME = 3;
const PER_MESSAGE = 4;
/** The system prompt of tool use: https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing */
const TOOLS = { auto: 346, none: 346, any: 313, tool: 313 } as const;
/** A page of a PDF, of which the size tells how many there are: some 50 KB each. */
const PAGE = { tokens: 2_000, bytes: 50_000 } as const;

/** The parts of a prompt. */
export function promptBlocks(body: Json, tokens: TokenCounter, model: string): readonly PromptBlock[] {
  const count = (text: string) => tokens.count(text, model);
  const block = (part: unknown, measure: Measure, more = 0): PromptBlock => {
    const { cache_control: mark, ...rest } = asRecord(part);
    const { text, images } = measure;
    return {
      text: JSON.stringify(rest),
      tokens: text + images + more,
      imageTokens: images,
      ...(isRecord(mark) ? { cached: mark.ttl === "1h" ? ("1h" as const) : ("5m" as const) } : {}),
    };
  };
  const tools = asList(body.tools).map((tool) => {
    const { cache_control: _, ...rest } = asRecord(tool);
    return block(tool, { text: count(JSON.stringify(rest)), images: 0 });
  });
  const system = asTexts(body.system).map((part) => block(part, measured(part, count)));
  const messages = asList(body.messages).flatMap((message) => {
    const { role, content } = asRecord(message);
    return asTexts(content).map((part, index) => {
      const made = block(part, measured(part, count), index === 0 ? PER_MESSAGE : 0);
      return { ...made, text: `${String(role)} ${made.text}` };
    });
  });
  const choice = asRecord(body.tool_choice).type;
  const frame = tools.length > 0 ? FRAME + (TOOLS[choice as keyof typeof TOOLS] ?? TOOLS.auto) : FRAME;
  const first: PromptBlock = { text: model, tokens: frame, imageTokens: 0 };
  // A change of these leaves what is cached of tools and system as it is, and nothing behind them.
  const settings: PromptBlock = {
    text: JSON.stringify([body.tool_choice, body.thinking]),
    tokens: 0,
    imageTokens: 0,
  };
  const all = [first, ...tools, ...system, settings, ...messages];
  const whole = asRecord(body.cache_control);
  // A mark on the request itself stands for one on its last part.
  if (given(body.cache_control) && messages.length > 0)
    all[all.length - 1] = { ...all.at(-1)!, cached: whole.ttl === "1h" ? "1h" : "5m" };
  return all;
}

/** A text is short for one part of text. */
export function asTexts(content: unknown): readonly unknown[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : asList(content);
}

interface Measure {
  readonly text: number;
  readonly images: number;
}

function measured(part: unknown, count: (text: string) => number): Measure {
  const { type, text, source, content, name, input } = asRecord(part);
  switch (type) {
    case "text":
      return { text: count(String(text)), images: 0 };
    case "image":
      return { text: 0, images: imageTokens(source) };
    case "document":
      return { text: documentTokens(asRecord(source), count), images: 0 };
    case "tool_use":
      return { text: count(String(name)) + count(JSON.stringify(input ?? {})) + PER_MESSAGE, images: 0 };
    case "tool_result": {
      const parts = asTexts(content).map((one) => measured(one, count));
      const sum = (kind: keyof Measure) => parts.reduce((total, one) => total + one[kind], 0);
      return { text: sum("text") + PER_MESSAGE, images: sum("images") };
    }
    // Thoughts of earlier turns are taken out before the model reads the prompt.
    case "thinking":
    case "redacted_thinking":
      return { text: 0, images: 0 };
    default:
      return { text: count(JSON.stringify(part ?? null)), images: 0 };
  }
}

function imageTokens(source: unknown): number {
  const { media_type: type, data } = asRecord(source);
  return pixelTokens(String(type), data);
}

function documentTokens({ type, data, content }: Json, count: (text: string) => number): number {
  if (type === "text") return count(String(data));
  if (type === "content")
    return asTexts(content).reduce<number>((sum, one) => sum + measured(one, count).text, 0);
  const bytes = typeof data === "string" ? (data.length * 3) / 4 : PAGE.bytes;
  return PAGE.tokens * Math.max(1, Math.ceil(bytes / PAGE.bytes));
}
