import { embeddingVector } from "../../answers/embeddingVector";
import type { CallContext, Plan } from "../service/dialect";
import { asList, asRecord, given, textOf, type Json } from "../service/records";
import { invalid, unknownName } from "./errors";
import { member, snake } from "./members";

const known = new Set(
  ["model", "content", "taskType", "title", "outputDimensionality", "config"].flatMap((name) => [
    name,
    snake(name),
  ]),
);

/** embedContent and batchEmbedContents: https://ai.google.dev/api/embeddings */
export function planEmbed(body: Json, many: boolean, context: CallContext): Plan {
  const { facts, tokens } = context;
  const requests = many ? asList(body.requests).map(asRecord) : [body];
  if (requests.length === 0)
    throw invalid("* BatchEmbedContentsRequest.requests: requests must not be empty\n");
  const texts = requests.map((one) => {
    const strange = Object.keys(one).find((name) => !known.has(name));
    if (strange !== undefined) throw unknownName(strange, "");
    const parts = asList(asRecord(one.content).parts).map((part) => textOf(asRecord(part).text));
    if (parts.length === 0) throw invalid("* EmbedContentRequest.content: contents is not specified\n");
    return parts.join(" ");
  });
  const full = facts.dimensions?.full ?? 768;
  const sizes = requests.map((one) => {
    const size = member(one, "outputDimensionality");
    if (!given(size)) return full;
    if (typeof size !== "number" || !Number.isInteger(size) || size < 1 || size > full)
      throw invalid(`* EmbedContentRequest.output_dimensionality: must be between 1 and ${full}.\n`);
    return size;
  });
  const promptTokens = texts.reduce((sum, text) => sum + tokens.count(text, facts.name), 0);
  const vectors = () => texts.map((text, index) => ({ values: [...embeddingVector(text, sizes[index]!)] }));
  return {
    promptTokens,
    needs: { inputTokens: promptTokens },
    streamed: false,
    make: () => ({
      completionTokens: 0,
      reasoningTokens: 0,
      body: () => (many ? { embeddings: vectors() } : { embedding: vectors()[0] }),
      frames: () => [][Symbol.iterator](),
    }),
  };
}
