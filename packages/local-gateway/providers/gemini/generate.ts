import { generate, type Choice, type Wanted } from "../../answers/generate";
import { answerPieces } from "../../answers/answerText";
import type { Frame } from "../../answers/pacedStream";
import { pieceFrames } from "../../answers/pieceFrames";
import type { CallContext, Plan } from "../service/dialect";
import type { PrefixCache } from "../service/prefixCache";
import { asList, asRecord, given, type Json } from "../service/records";
import { checkGenerate } from "./checks";
import { invalid } from "./errors";
import { member } from "./members";
import { smallestCached, thinks } from "./models";
import { promptBlocks } from "./prompt";

/** How a stream is framed: as server-sent events, or as one JSON array that grows. */
export type Framing = "sse" | "array";

/** Tokens that come together in a chunk of a stream. */
const CHUNK = 8;

/** generateContent and streamGenerateContent: https://ai.google.dev/api/generate-content */
export function planGenerate(
  body: Json,
  framing: Framing | undefined,
  cache: PrefixCache,
  context: CallContext,
): Plan {
  const { facts } = context;
  checkGenerate(body, facts);
  const blocks = promptBlocks(body, context.tokens, facts.name);
  const promptTokens = blocks.reduce((sum, { tokens }) => sum + tokens, 0);
  if (promptTokens > facts.contextWindow)
    throw invalid(
      `The input token count (${promptTokens}) exceeds the maximum number of tokens allowed (${facts.contextWindow}).`,
    );
  const use = cache.use(blocks, smallestCached(facts.name));
  const imageTokens = blocks.reduce((sum, one) => sum + one.imageTokens, 0);
  return {
    promptTokens,
    cachedTokens: use.read,
    needs: { inputTokens: promptTokens },
    streamed: framing !== undefined,
    streamType: framing === "array" ? "application/json; charset=UTF-8" : "text/event-stream",
    charged: { promptImageTokens: imageTokens },
    make() {
      use.commit();
      const made = madeAnswer(body, { promptTokens, cachedTokens: use.read, imageTokens }, context);
      return {
        completionTokens: made.choice.tokens + made.choice.reasoningTokens,
        reasoningTokens: made.choice.reasoningTokens,
        body: () => wholeAnswer(made, context),
        frames: () => framed(chunks(made, context), framing ?? "sse"),
      };
    },
  };
}

interface Prompt {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly imageTokens: number;
}

interface Made {
  readonly choice: Choice;
  /** What it says of its thoughts, where it was asked to. */
  readonly thought: readonly string[];
  readonly prompt: Prompt;
}

function madeAnswer(body: Json, prompt: Prompt, context: CallContext): Made {
  const config = asRecord(member(body, "generationConfig"));
  const thinking = asRecord(member(config, "thinkingConfig"));
  const choice = generate(wantedOf(body, config, thinking, context), context, 0);
  const aloud = member(thinking, "includeThoughts") === true && choice.reasoningTokens > 0;
  return { choice, thought: aloud ? answerPieces(24, context.random) : [], prompt };
}

function wantedOf(body: Json, config: Json, thinking: Json, context: CallContext): Wanted {
  const declared = asList(body.tools).flatMap((tool) =>
    asList(member(asRecord(tool), "functionDeclarations")).map(asRecord),
  );
  const calling = asRecord(member(asRecord(member(body, "toolConfig")), "functionCallingConfig"));
  const [allowed] = asList(member(calling, "allowedFunctionNames"));
  // In any other mode the simulated model always answers in text.
  const forced =
    calling.mode === "ANY"
      ? declared.find(({ name }) => allowed === undefined || name === allowed)
      : undefined;
  const most = member(config, "maxOutputTokens");
  const schema = member(config, "responseJsonSchema") ?? member(config, "responseSchema");
  const isJson = member(config, "responseMimeType") === "application/json";
  return {
    maxTokens: typeof most === "number" ? most : undefined,
    stop: asList(member(config, "stopSequences")).map(String),
    reasoningEffort: undefined,
    thoughtTokens: thoughtOf(thinking, context),
    ...(forced
      ? {
          tool: {
            name: String(forced.name),
            parameters: lowered(
              member(forced, "parametersJsonSchema") ?? forced.parameters ?? { type: "object" },
            ),
            named: false,
          },
        }
      : {}),
    ...(isJson ? { json: schema === undefined ? {} : { schema: lowered(schema) } } : {}),
  };
}

function thoughtOf(thinking: Json, { facts, random }: CallContext): number {
  const budget = member(thinking, "thinkingBudget");
  if (thinks(facts.name) === "never" || budget === 0) return 0;
  const asked = typeof budget === "number" && budget > 0 ? budget : Infinity;
  return Math.min(asked, 64 + Math.floor(random.next() * 192));
}

/** A schema of Google's has its types in capitals. */
function lowered(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lowered);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === "type" && typeof value === "string" ? value.toLowerCase() : lowered(value),
    ]),
  );
}

function finishOf({ finishReason }: Choice): string {
  if (finishReason === "length") return "MAX_TOKENS";
  return finishReason === "content_filter" ? "SAFETY" : "STOP";
}

/** @param candidates tokens that have been said until now; undefined before the first */
function usageOf({ choice, prompt }: Made, candidates: number | undefined) {
  const { promptTokens, cachedTokens, imageTokens } = prompt;
  const text = { modality: "TEXT", tokenCount: promptTokens - imageTokens };
  const images = imageTokens > 0 ? [{ modality: "IMAGE", tokenCount: imageTokens }] : [];
  return {
    promptTokenCount: promptTokens,
    ...(given(candidates) && candidates! > 0 ? { candidatesTokenCount: candidates } : {}),
    totalTokenCount: promptTokens + (candidates ?? 0) + choice.reasoningTokens,
    ...(cachedTokens > 0 ? { cachedContentTokenCount: cachedTokens } : {}),
    promptTokensDetails: [text, ...images],
    ...(choice.reasoningTokens > 0 ? { thoughtsTokenCount: choice.reasoningTokens } : {}),
  };
}

function response(candidate: Json, made: Made, candidates: number, { facts, id }: CallContext): Json {
  return {
    candidates: [{ ...candidate, index: 0 }],
    usageMetadata: usageOf(made, candidates),
    modelVersion: facts.name,
    responseId: id.slice(0, 22),
  };
}

function callOf({ toolCall }: Choice): Json {
  let args: unknown = {};
  try {
    args = JSON.parse(toolCall!.arguments);
  } catch {
    // maxOutputTokens has cut it.
  }
  return { functionCall: { name: toolCall!.name, args } };
}

function wholeAnswer(made: Made, context: CallContext): Json {
  const { choice, thought } = made;
  const parts = [
    ...(thought.length > 0 ? [{ text: thought.join(""), thought: true }] : []),
    ...(choice.toolCall ? [callOf(choice)] : choice.text === "" ? [] : [{ text: choice.text }]),
  ];
  const content = { ...(parts.length > 0 ? { parts } : {}), role: "model" };
  return response({ content, finishReason: finishOf(choice) }, made, choice.tokens, context);
}

interface Chunk extends Omit<Frame, "text"> {
  readonly data: Json;
}

/** Chunks with what is new in each, and the usage as it is by then. */
function* chunks(made: Made, context: CallContext): Generator<Chunk> {
  const { choice, thought } = made;
  const { firstTokenMs, perTokenMs } = context.latency;
  const say = (parts: readonly unknown[], until: number, last: boolean) =>
    response(
      {
        content: { ...(parts.length > 0 ? { parts } : {}), role: "model" },
        ...(last ? { finishReason: finishOf(choice) } : {}),
      },
      made,
      until,
      context,
    );
  // Thinking comes before the first word, with its time and its tokens.
  let waited = firstTokenMs + choice.reasoningTokens * perTokenMs;
  let thoughtTokens = choice.reasoningTokens;
  const chunk = (data: Json, afterMs: number, tokens: number): Chunk => {
    const made = {
      data,
      afterMs: afterMs + waited,
      tokens: tokens + thoughtTokens,
      reasoning: thoughtTokens,
    };
    [waited, thoughtTokens] = [0, 0];
    return made;
  };
  if (thought.length > 0) yield chunk(say([{ text: thought.join(""), thought: true }], 0, false), 0, 0);
  if (choice.toolCall || choice.pieces.length === 0) {
    const parts = choice.toolCall ? [callOf(choice)] : [];
    yield chunk(say(parts, choice.tokens, true), choice.tokens * perTokenMs, choice.tokens);
    return;
  }
  let [said, afterMs, tokens, until] = ["", 0, 0, 0];
  const frames = [...pieceFrames(choice, perTokenMs, (piece) => piece)];
  for (const [index, frame] of frames.entries()) {
    said += String(frame.text);
    afterMs += frame.afterMs;
    tokens += frame.tokens;
    const last = index === frames.length - 1;
    if (!last && (index + 1) % CHUNK !== 0) continue;
    until += tokens;
    yield chunk(say([{ text: said }], until, last), afterMs, tokens);
    [said, afterMs, tokens] = ["", 0, 0];
  }
}

function* framed(all: Iterable<Chunk>, framing: Framing): Generator<Frame> {
  let first = true;
  for (const { data, ...frame } of all) {
    const json = JSON.stringify(data);
    yield { ...frame, text: framing === "sse" ? `data: ${json}\r\n\r\n` : `${first ? "[" : ",\r\n"}${json}` };
    first = false;
  }
  if (framing === "array") yield { text: "]", afterMs: 0, tokens: 0 };
}
