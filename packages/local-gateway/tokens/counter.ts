import type { TokenCounter } from "./tokenCounter";
import { modelFacts } from "./models";
import { boundedCount } from "./boundedCount";
import { encoding } from "./encodings";
import { chatPromptTokens, type Count, inputTokens, responsesPromptTokens } from "./prompt";

/** The model whose tokenizer is used when a caller names none: that of all current chat models. */
const DEFAULT_MODEL = "gpt-4.1";
const MOST_MODELS = 200;

/** Texts up to so many characters are remembered, so many of them: roles, system prompts, what was just asked. */
const REMEMBERED_LENGTH = 2_000;
const REMEMBERED_TEXTS = 1_000;

/** A message is counted by the gateway and by the account; the same text has the same tokens. */
function remembering(count: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    if (text.length > REMEMBERED_LENGTH) return count(text);
    let tokens = known.get(text);
    if (tokens === undefined) {
      if (known.size >= REMEMBERED_TEXTS) known.clear();
      known.set(text, (tokens = count(text)));
    }
    return tokens;
  };
}

/**
 * Counts with each model's own tokenizer, offline. Exact, except for texts above 128 Ki characters and for
 * stretches of more than 64 letters or signs without a break, whose cost would otherwise be quadratic.
 */
export function createTokenCounter(): TokenCounter {
  const counts = new Map<string, Count>();
  const made = (model: string): Count => {
    const tokenizer = encoding(modelFacts(model).encoding);
    return Object.assign(
      remembering((text: string) => boundedCount(text, tokenizer)),
      { model },
    );
  };
  const countFor = (model: string): Count => {
    let count = counts.get(model);
    // A caller chooses the name: the table must not grow with whatever is sent.
    if (!count && counts.size < MOST_MODELS) counts.set(model, (count = made(model)));
    return count ?? made(model);
  };
  return {
    count: (text, model = DEFAULT_MODEL) => (text === "" ? 0 : countFor(model)(text)),
    countPrompt(body, model) {
      if (typeof body !== "object" || body === null || Array.isArray(body)) return 0;
      const request = body as Readonly<Record<string, unknown>>;
      const name = model ?? (typeof request.model === "string" ? request.model : DEFAULT_MODEL);
      const count = countFor(name);
      if (request.messages !== undefined) return chatPromptTokens(request, count);
      if (request.prompt !== undefined) return inputTokens(request.prompt, count);
      return isEmbeddingsInput(request, name)
        ? inputTokens(request.input, count)
        : responsesPromptTokens(request, count);
    },
  };
}

/** Both embeddings and the Responses API take `input`; the model tells them apart, else the body's other keys do. */
function isEmbeddingsInput(body: Readonly<Record<string, unknown>>, model: string): boolean {
  if (modelFacts(model).kind === "embeddings") return true;
  if (body.encoding_format !== undefined || body.dimensions !== undefined) return true;
  const { input } = body;
  return Array.isArray(input) && input.some((one) => typeof one !== "object" || Array.isArray(one));
}
