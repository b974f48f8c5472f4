import { embeddingVector } from "./embeddingVector";
import { invalidRequest } from "../wire/errors";
import { servedModel, type Operation, type OperationContext, type RequestBody } from "../operation";
import { missing, wholeNumber } from "../wire/validate";

/** Most inputs of one request. */
const MOST_INPUTS = 2_048;

/** Embeddings. https://learn.microsoft.com/azure/foundry/openai/reference#embeddings */
export const embeddings: Operation = (body, context) => {
  const inputs = inputsOf(body.input);
  const dimensions = dimensionsOf(body, context);
  const format = body.encoding_format ?? "float";
  if (format !== "float" && format !== "base64")
    throw invalidRequest(
      "invalid_value",
      "Invalid value for 'encoding_format': expected 'float' or 'base64'.",
      "encoding_format",
    );
  const { facts, tokens } = context;
  for (const input of inputs) {
    const size = typeof input === "string" ? tokens.count(input, facts.name) : input.length;
    if (size > facts.contextWindow)
      throw invalidRequest(
        "context_length_exceeded",
        `This model's maximum context length is ${facts.contextWindow} tokens, but an input has ${size}.`,
        "input",
      );
  }
  const promptTokens = tokens.countPrompt({ input: body.input, encoding_format: format }, facts.name);
  return {
    promptTokens,
    maxTokens: 0,
    streamed: false,
    make: () => ({
      completionTokens: 0,
      reasoningTokens: 0,
      body: () => ({
        object: "list",
        data: inputs.map((input, index) => ({
          object: "embedding",
          index,
          embedding: encoded(embeddingVector(input, dimensions), format),
        })),
        model: servedModel(context),
        usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
      }),
      frames: () => [][Symbol.iterator](),
    }),
  };
};

type Input = string | readonly number[];

function inputsOf(input: unknown): readonly Input[] {
  if (input === undefined || input === null) throw missing("input");
  const isTokens = (value: unknown): value is number[] =>
    Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one));
  const isInput = (value: unknown): value is Input =>
    (typeof value === "string" && value !== "") || isTokens(value);
  const list: unknown = isInput(input) ? [input] : input;
  if (!Array.isArray(list) || list.length === 0 || !list.every(isInput))
    throw invalidRequest(
      "invalid_input",
      "Invalid 'input': expected a text that is not empty, an array of such texts, or arrays of tokens.",
      "input",
    );
  if (list.length > MOST_INPUTS)
    throw invalidRequest("invalid_input", `Invalid 'input': at most ${MOST_INPUTS} inputs.`, "input");
  return list;
}

function dimensionsOf(body: RequestBody, { facts }: OperationContext): number {
  const { full, shrinks } = facts.dimensions ?? { full: 1_536, shrinks: true };
  const asked = wholeNumber(body, "dimensions", 1, full);
  if (asked !== undefined && !shrinks)
    throw invalidRequest(
      "unsupported_parameter",
      "This model does not support specifying dimensions.",
      "dimensions",
    );
  return asked ?? full;
}

function encoded(values: Float32Array, format: string): string | number[] {
  if (format === "float") return [...values];
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}
