import { answerPieces } from "../../answers/answerText";
import { generate, type Choice, type Wanted } from "../../answers/generate";
import type { Frame } from "../../answers/pacedStream";
import { pieceFrames } from "../../answers/pieceFrames";
import type { CallContext, Plan } from "../service/dialect";
import type { CacheUse, PrefixCache } from "../service/prefixCache";
import { asList, asRecord, isRecord, type Json } from "../service/records";
import { checkConverse } from "./checks";
import { invalid } from "./errors";
import { event } from "./eventStream";
import { smallestCached } from "./models";
import { promptBlocks } from "./prompt";

/** Output that is set aside for a call that does not say how much it wants; each model's own, and not documented. */
const ASSUMED_OUTPUT = 4_096;

/** Converse and ConverseStream: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html */
export function planConverse(body: Json, streamed: boolean, cache: PrefixCache, context: CallContext): Plan {
  const { facts } = context;
  checkConverse(body, facts);
  const blocks = promptBlocks(body, context.tokens, facts.name);
  const promptTokens = blocks.reduce((sum, { tokens }) => sum + tokens, 0);
  if (promptTokens > facts.contextWindow) throw invalid("Input is too long for requested model.");
  const use = cache.use(blocks, smallestCached(facts.name));
  const { maxTokens } = asRecord(body.inferenceConfig);
  const reserved = typeof maxTokens === "number" ? maxTokens : Math.min(ASSUMED_OUTPUT, facts.maxOutput);
  const input = promptTokens - use.read;
  return {
    promptTokens,
    cachedTokens: use.read,
    cacheWriteTokens: use.written5m + use.written1h,
    // https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
    needs: { tokens: input + reserved },
    took: (output) => ({ tokens: input + output * (/claude/.test(facts.name) ? 5 : 1) }),
    streamed,
    streamType: "application/vnd.amazon.eventstream",
    charged: { promptImageTokens: blocks.reduce((sum, one) => sum + one.imageTokens, 0) },
    make() {
      use.commit();
      const message = madeMessage(body, reserved, promptTokens, use, context);
      return {
        completionTokens: message.outputTokens,
        reasoningTokens: message.choice.reasoningTokens,
        body: () => wholeMessage(message, context),
        frames: () => frames(message, context),
      };
    },
  };
}

interface Message {
  readonly choice: Choice;
  readonly outputTokens: number;
  readonly thought?: readonly string[];
  readonly usage: Json;
  readonly latencyMs: number;
}

function madeMessage(
  body: Json,
  reserved: number,
  promptTokens: number,
  use: CacheUse,
  context: CallContext,
): Message {
  const { thinking } = asRecord(body.additionalModelRequestFields);
  const { type, budget_tokens: budget } = asRecord(thinking);
  const thinks = isRecord(thinking) && type !== "disabled";
  const most = typeof budget === "number" ? budget : Infinity;
  const thoughtTokens = thinks ? Math.min(most, 64 * (8 + Math.floor(context.random.next() * 8))) : 0;
  const choice = generate(wantedOf(body, reserved, thoughtTokens), context, 0);
  const outputTokens = choice.tokens + choice.reasoningTokens;
  const written = use.written5m + use.written1h;
  const { firstTokenMs, perTokenMs } = context.latency;
  return {
    choice,
    outputTokens,
    ...(choice.reasoningTokens > 0 ? { thought: answerPieces(choice.reasoningTokens, context.random) } : {}),
    usage: {
      inputTokens: promptTokens - use.read - written,
      outputTokens,
      totalTokens: promptTokens + outputTokens,
      cacheReadInputTokens: use.read,
      cacheWriteInputTokens: written,
    },
    latencyMs: Math.round(firstTokenMs + outputTokens * perTokenMs),
  };
}

function wantedOf(body: Json, maxTokens: number, thoughtTokens: number): Wanted {
  const { tools, toolChoice } = asRecord(body.toolConfig);
  const specs = asList(tools).map((tool) => asRecord(asRecord(tool).toolSpec));
  const { any, tool } = asRecord(toolChoice);
  const named = asRecord(tool).name;
  // With toolChoice auto the simulated model always answers in text.
  const forced =
    named !== undefined ? specs.find(({ name }) => name === named) : any !== undefined ? specs[0] : undefined;
  return {
    maxTokens,
    stop: asList(asRecord(body.inferenceConfig).stopSequences).map(String),
    reasoningEffort: undefined,
    thoughtTokens,
    ...(forced
      ? {
          tool: {
            name: String(forced.name),
            parameters: asRecord(forced.inputSchema).json,
            named: named !== undefined,
          },
        }
      : {}),
  };
}

function stopReasonOf({ choice }: Message): string {
  const { finishReason, stoppedBy, toolCall } = choice;
  if (finishReason === "length") return "max_tokens";
  if (finishReason === "content_filter") return "content_filtered";
  if (toolCall) return "tool_use";
  return stoppedBy === undefined ? "end_turn" : "stop_sequence";
}

function toolUseId({ id }: CallContext): string {
  return `tooluse_${id.slice(0, 22)}`;
}

function wholeMessage(message: Message, context: CallContext): unknown {
  const { choice, thought, usage, latencyMs } = message;
  const { toolCall, text } = choice;
  const reasoningText = thought && { text: thought.join(""), signature: signatureOf(context) };
  return {
    metrics: { latencyMs },
    output: {
      message: {
        content: [
          ...(reasoningText ? [{ reasoningContent: { reasoningText } }] : []),
          ...(toolCall
            ? [
                {
                  toolUse: {
                    input: inputOf(toolCall.arguments),
                    name: toolCall.name,
                    toolUseId: toolUseId(context),
                  },
                },
              ]
            : text === ""
              ? []
              : [{ text }]),
        ],
        role: "assistant",
      },
    },
    stopReason: stopReasonOf(message),
    usage,
  };
}

/** Arguments that maxTokens has cut are no JSON. */
function inputOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}

function signatureOf({ id }: CallContext): string {
  return Buffer.from(`thought ${id}`).toString("base64");
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
function* frames(message: Message, context: CallContext): Generator<Frame> {
  const { choice, thought, usage, latencyMs } = message;
  const { firstTokenMs, perTokenMs } = context.latency;
  const { toolCall } = choice;
  const padded = (type: string, data: Json) => event(type, { ...data, p: padding(context) });
  const delta = (contentBlockIndex: number, one: unknown) =>
    padded("contentBlockDelta", { contentBlockIndex, delta: one });
  const frame = (type: string, data: Json, afterMs = 0): Frame => ({
    text: padded(type, data),
    afterMs,
    tokens: 0,
  });
  yield frame("messageStart", { role: "assistant" }, firstTokenMs);
  let index = 0;
  if (thought) {
    const told = { pieces: thought, tokens: choice.reasoningTokens };
    for (const one of pieceFrames(told, perTokenMs, (text) => delta(0, { reasoningContent: { text } })))
      yield { ...one, reasoning: one.tokens };
    const signature = { reasoningContent: { signature: signatureOf(context) } };
    yield { text: delta(0, signature), afterMs: 0, tokens: 0 };
    yield frame("contentBlockStop", { contentBlockIndex: 0 });
    index = 1;
  }
  // A block of text begins with its first delta.
  if (toolCall)
    yield frame("contentBlockStart", {
      contentBlockIndex: index,
      start: { toolUse: { name: toolCall.name, toolUseId: toolUseId(context) } },
    });
  yield* pieceFrames(choice, perTokenMs, (piece) =>
    delta(index, toolCall ? { toolUse: { input: piece } } : { text: piece }),
  );
  if (choice.pieces.length > 0 || toolCall) yield frame("contentBlockStop", { contentBlockIndex: index });
  const counted = choice.pieces.length > 0 ? 0 : choice.tokens;
  yield { ...frame("messageStop", { stopReason: stopReasonOf(message) }), tokens: counted };
  yield frame("metadata", { metrics: { latencyMs }, usage });
}

/** Hides the length of what is said from whoever listens to the line, as the service does. */
function padding({ random }: CallContext): string {
  const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return letters.slice(0, 1 + Math.floor(random.next() * letters.length));
}
