import { answerPieces, splitText } from "./answerText";
import { schemaInstance } from "@azure-genai-gateway/common/schemaInstance";
import type { Random } from "@azure-genai-gateway/common/random";
import type { ModelFacts } from "../tokens/models";
import type { TokenCounter } from "../tokens/tokenCounter";
import type { DeploymentBehaviour } from "./types";

/** What an answer is made with: the model, and the call's own chance. */
export interface AnswerContext {
  readonly facts: Pick<ModelFacts, "name" | "maxOutput" | "reasoning">;
  readonly behaviour: Pick<DeploymentBehaviour, "answerTokens">;
  readonly tokens: TokenCounter;
  /** Draws the answer: the same for the same request body within one run. */
  readonly random: Random;
  /** An id part that no other call of the run has. */
  readonly id: string;
  /** The answer is to be stopped as harmful. */
  readonly filtersAnswer: boolean;
}

export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** One answer. A tool call has its arguments in `pieces` too. */
export interface Choice {
  readonly text: string;
  readonly pieces: readonly string[];
  /** Exactly what the tokenizer makes of the text. */
  readonly tokens: number;
  readonly reasoningTokens: number;
  readonly finishReason: FinishReason;
  /** The text of `stop` that ended it. */
  readonly stoppedBy?: string;
  readonly toolCall?: ToolCall;
}

export interface Wanted {
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  readonly reasoningEffort: unknown;
  /** Tokens of thought, where the wire format says how many there may be; default: by the effort. */
  readonly thoughtTokens?: number;
  readonly tool?: { readonly name: string; readonly parameters: unknown; readonly named: boolean };
  /** A JSON answer: any object, or an instance of a schema. */
  readonly json?: { readonly schema?: unknown };
}

/** Makes one answer to the caller's wishes. */
export function generate(wanted: Wanted, context: AnswerContext, index: number): Choice {
  const thought = wanted.thoughtTokens ?? reasoningTokens(wanted.reasoningEffort, context);
  const cap = Math.min(wanted.maxTokens ?? context.facts.maxOutput, context.facts.maxOutput);
  const room = cap - Math.min(thought, cap);
  const rest = { reasoningTokens: Math.min(thought, cap) };
  if (wanted.tool) {
    const args = JSON.stringify(schemaInstance(wanted.tool.parameters));
    const cut = cutTo(args, room, context);
    const name = context.tokens.count(wanted.tool.name, context.facts.name);
    return {
      ...rest,
      text: "",
      pieces: cut.pieces,
      tokens: Math.min(room, cut.tokens + name),
      // The API says "stop" when a function was named, "tool_calls" when one was merely required.
      finishReason: cut.whole ? (wanted.tool.named ? "stop" : "tool_calls") : "length",
      toolCall: {
        id: `call_${context.id}${index}`,
        name: wanted.tool.name,
        arguments: cut.pieces.join(""),
      },
    };
  }
  if (wanted.json) {
    const value = wanted.json.schema === undefined ? { answer: "text" } : schemaInstance(wanted.json.schema);
    const cut = cutTo(JSON.stringify(value), room, context);
    return {
      ...rest,
      text: cut.pieces.join(""),
      pieces: cut.pieces,
      tokens: cut.tokens,
      finishReason: cut.whole ? "stop" : "length",
    };
  }
  return { ...rest, ...plainText(wanted.stop, room, context) };
}

function plainText(
  stop: readonly string[],
  room: number,
  context: AnswerContext,
): Pick<Choice, "text" | "pieces" | "tokens" | "finishReason" | "stoppedBy"> {
  const { min, max } = context.behaviour.answerTokens ?? { min: 40, max: 160 };
  const natural = min + Math.floor(context.random.next() * (max - min + 1));
  const count = Math.min(natural, room);
  const pieces = answerPieces(count, context.random);
  const text = pieces.join("");
  if (context.filtersAnswer) return { text, pieces, tokens: count, finishReason: "content_filter" };
  const first = firstStop(text, stop);
  if (first) {
    const kept = text.slice(0, first.at);
    const tokens = context.tokens.count(kept, context.facts.name);
    return { text: kept, pieces: splitText(kept), tokens, finishReason: "stop", stoppedBy: first.one };
  }
  return { text, pieces, tokens: count, finishReason: natural > room ? "length" : "stop" };
}

/** The text of `stop` that comes first. */
function firstStop(text: string, stop: readonly string[]): { one: string; at: number } | undefined {
  let first: { one: string; at: number } | undefined;
  for (const one of stop) {
    const at = text.indexOf(one);
    if (at >= 0 && at < (first?.at ?? Infinity)) first = { one, at };
  }
  return first;
}

function cutTo(
  text: string,
  room: number,
  { tokens, facts }: AnswerContext,
): { pieces: readonly string[]; tokens: number; whole: boolean } {
  const pieces = splitText(text);
  const all = tokens.count(text, facts.name);
  if (all <= room) return { pieces, tokens: all, whole: true };
  let kept = Math.min(pieces.length, room);
  while (kept > 0 && tokens.count(pieces.slice(0, kept).join(""), facts.name) > room) kept -= 1;
  const cut = pieces.slice(0, kept);
  return { pieces: cut, tokens: tokens.count(cut.join(""), facts.name), whole: false };
}

const thoughtByEffort: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 0,
  low: 1,
  medium: 3,
  high: 8,
};

/** Reasoning is billed in steps of 64 tokens, as seen in answers of the service. */
function reasoningTokens(effort: unknown, { facts, random }: AnswerContext): number {
  if (!facts.reasoning) return 0;
  const asked = typeof effort === "string" ? effort : facts.reasoning.byDefault ? "medium" : "none";
  const steps = thoughtByEffort[asked] ?? thoughtByEffort.high!;
  return steps === 0 ? 0 : 64 * (steps + Math.floor(random.next() * steps));
}
