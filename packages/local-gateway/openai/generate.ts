import { answerPieces, splitText } from "./answerText";
import { schemaInstance } from "@azure-genai-gateway/common/schemaInstance";
import { checkName, checkSchema } from "./tools";
import { invalidValue, wrongType } from "./wire/parameters";
import { asRecord, isRecord, missing } from "./wire/validate";
import type { OperationContext } from "./operation";

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
  readonly toolCall?: ToolCall;
}

export interface Wanted {
  readonly maxTokens: number | undefined;
  readonly stop: readonly string[];
  readonly reasoningEffort: unknown;
  readonly tool?: { readonly name: string; readonly parameters: unknown; readonly named: boolean };
  /** A JSON answer: any object, or an instance of a schema. */
  readonly json?: { readonly schema?: unknown };
}

/** Makes one answer to the caller's wishes. */
export function generate(wanted: Wanted, context: OperationContext, index: number): Choice {
  const thought = reasoningTokens(wanted.reasoningEffort, context);
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
  context: OperationContext,
): Pick<Choice, "text" | "pieces" | "tokens" | "finishReason"> {
  const { min, max } = context.behaviour.answerTokens ?? { min: 40, max: 160 };
  const natural = min + Math.floor(context.random.next() * (max - min + 1));
  const count = Math.min(natural, room);
  const pieces = answerPieces(count, context.random);
  if (context.filtersAnswer)
    return { text: pieces.join(""), pieces, tokens: count, finishReason: "content_filter" };
  const text = pieces.join("");
  const found = stop.map((one) => text.indexOf(one)).filter((at) => at >= 0);
  if (found.length > 0) {
    const kept = text.slice(0, Math.min(...found));
    const tokens = context.tokens.count(kept, context.facts.name);
    return { text: kept, pieces: splitText(kept), tokens, finishReason: "stop" };
  }
  return { text, pieces, tokens: count, finishReason: natural > room ? "length" : "stop" };
}

function cutTo(
  text: string,
  room: number,
  { tokens, facts }: OperationContext,
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
function reasoningTokens(effort: unknown, { facts, random }: OperationContext): number {
  if (!facts.reasoning) return 0;
  const asked = typeof effort === "string" ? effort : facts.reasoning.byDefault ? "medium" : "none";
  const steps = thoughtByEffort[asked] ?? thoughtByEffort.high!;
  return steps === 0 ? 0 : 64 * (steps + Math.floor(random.next() * steps));
}

/**
 * The format of an answer, from chat's `response_format` or the `text.format` of the Responses API.
 * @throws ServiceError for an unknown type, and for a schema that is none.
 */
export function jsonFormat(format: unknown, path: string): Wanted["json"] {
  if (format === undefined || format === null) return undefined;
  const { type, json_schema: nested } = asRecord(format);
  if (typeof type !== "string") throw missing(`${path}.type`);
  if (type === "json_object") return {};
  if (type !== "json_schema") {
    if (type === "text") return undefined;
    throw invalidValue(type, ["json_object", "json_schema", "text"], `${path}.type`);
  }
  // Chat nests what the Responses API does not.
  const [declared, at] =
    path === "response_format" ? [asRecord(nested), `${path}.json_schema`] : [asRecord(format), path];
  const { name, schema, strict } = declared;
  if (name === undefined || name === null) throw missing(`${at}.name`);
  const called = checkName(name, `${at}.name`);
  if (schema === undefined || schema === null) throw missing(`${at}.schema`);
  if (!isRecord(schema)) throw wrongType(`${at}.schema`, "an object", schema);
  checkSchema(schema, `Invalid schema for response_format '${called}'`, path, {
    code: null,
    strict: strict === true,
  });
  return { schema };
}
