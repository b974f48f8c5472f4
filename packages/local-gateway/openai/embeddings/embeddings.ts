import { embeddingVector } from "../../answers/embeddingVector";
import { invalidRequest } from "../wire/errors";
import { servedModel, type Operation, type OperationContext, type RequestBody } from "../operation";
import { missing } from "../wire/validate";
import {
  anything,
  checkParameters,
  integer,
  list,
  oneOf,
  text,
  unrecognizedArguments,
  type Parameters,
} from "../wire/parameters";

/** Most inputs of one request. */
const MOST_INPUTS = 2_048;

const embeddingParameters: Parameters = {
  dimensions: integer(1),
  encoding_format: oneOf("float", "base64"),
  input: anything,
  input_type: text(),
  model: text(),
  user: text(),
};

/** Embeddings. https://learn.microsoft.com/azure/foundry/openai/reference#embeddings */
export const embeddings: Operation = (body, context) => {
  checkParameters(body, embeddingParameters, unrecognizedArguments);
  const inputs = inputsOf(body.input);
  const dimensions = dimensionsOf(body, context);
  const format = body.encoding_format === "base64" ? "base64" : "float";
  const { facts, tokens } = context;
  for (const input of inputs) {
    const size = typeof input === "string" ? tokens.count(input, facts.name) : input.length;
    if (size > facts.contextWindow)
      throw invalidRequest(
        "context_length_exceeded",
        `This model's maximum context length is ${facts.contextWindow} tokens, however you requested ${size} tokens (${size} in your prompt; 0 for the completion). Please reduce your prompt; or completion length.`,
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
    Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one) && one >= 0);
  const isInput = (value: unknown): value is Input =>
    (typeof value === "string" && value !== "") || isTokens(value);
  const inputs: unknown = isInput(input) ? [input] : input;
  if (Array.isArray(inputs)) list(anything, MOST_INPUTS, 1)(inputs, "input");
  if (Array.isArray(inputs) && inputs.every(isInput)) return inputs;
  throw invalidRequest(
    null,
    "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
  );
}

function dimensionsOf(body: RequestBody, { facts }: OperationContext): number {
  const { full, shrinks } = facts.dimensions ?? { full: 1_536, shrinks: true };
  const { dimensions: asked } = body;
  if (typeof asked !== "number") return full;
  if (!shrinks) throw invalidRequest(null, "This model does not support specifying dimensions.");
  integer(1, full)(asked, "dimensions");
  return asked;
}

function encoded(values: Float32Array, format: string): string | number[] {
  if (format === "float") return [...values];
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}
