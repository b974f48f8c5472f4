import { hashOf } from "../answerText";
import { invalidRequest } from "../wire/errors";
import type { Operation, OperationContext, Plan, RequestBody } from "../operation";
import { UploadedFile } from "../wire/form";
import { plainPng } from "./plainPng";
import { missing, wholeNumber } from "../wire/validate";

const LONGEST_PROMPT = 32_000;

/** Output tokens of one image by quality and size: https://platform.openai.com/docs/guides/image-generation#cost-and-latency */
const outputTokens: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  low: { "1024x1024": 272, "1024x1536": 408, "1536x1024": 400 },
  medium: { "1024x1024": 1_056, "1024x1536": 1_584, "1536x1024": 1_568 },
  high: { "1024x1024": 4_160, "1024x1536": 6_240, "1536x1024": 6_208 },
};

/**
 * Image generation: one plain colour per prompt, in the size asked for, with the tokens that such an image bills.
 * No partial images in a stream.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/dall-e
 */
export const images: Operation = (body, context) => draw(body, context, 0);

/** Tokens of one image that is read, at the highest fidelity of one tile and its base. [I]: whatever its size. */
const INPUT_TOKENS = 323;

/** Changes to images that a form brings: drawn anew, one plain colour. */
export const imageEdits: Operation = (body, context) => {
  const files = [body["image"] ?? []].flat().filter((one) => one instanceof UploadedFile);
  if (files.length === 0) throw missing("image");
  if (files.length > 16)
    throw invalidRequest("invalid_value", "Invalid 'image': expected at most 16 images.", "image");
  const count = body["n"];
  const fields = typeof count === "string" && /^\d+$/.test(count) ? { ...body, n: Number(count) } : body;
  const stream = body["stream"] === "true";
  return draw({ ...fields, stream }, context, files.length * INPUT_TOKENS);
};

function draw(body: RequestBody, context: OperationContext, imageTokens: number): Plan {
  const { prompt } = body;
  if (prompt === undefined || prompt === null) throw missing("prompt");
  if (typeof prompt !== "string" || prompt === "" || prompt.length > LONGEST_PROMPT)
    throw invalidRequest(
      "invalid_value",
      `Invalid 'prompt': expected a text of 1 to ${LONGEST_PROMPT} characters.`,
      "prompt",
    );
  if (body.stream === true)
    throw invalidRequest("unsupported_parameter", "Streamed images are not simulated.", "stream");
  const n = wholeNumber(body, "n", 1, 10) ?? 1;
  const quality = choiceOf(body, "quality", Object.keys(outputTokens), "high");
  const size = choiceOf(body, "size", Object.keys(outputTokens.high!), "1024x1024");
  const textTokens = context.tokens.count(prompt, context.facts.name);
  const promptTokens = textTokens + imageTokens;
  const tokens = n * outputTokens[quality]![size]!;
  return {
    promptTokens,
    maxTokens: undefined,
    streamed: false,
    charged: { promptImageTokens: imageTokens },
    make: () => ({
      completionTokens: tokens,
      reasoningTokens: 0,
      charged: { completionImageTokens: tokens },
      body: () => ({
        created: context.created,
        background: "opaque",
        output_format: "png",
        quality,
        size,
        data: Array.from({ length: n }, (_, index) => ({
          b64_json: pictureOf(`${index} ${prompt}`, size).toString("base64"),
        })),
        usage: {
          input_tokens: promptTokens,
          input_tokens_details: { image_tokens: imageTokens, text_tokens: textTokens },
          output_tokens: tokens,
          total_tokens: promptTokens + tokens,
        },
      }),
      frames: () => [][Symbol.iterator](),
    }),
  };
}

function choiceOf(body: RequestBody, name: string, known: readonly string[], auto: string): string {
  const value = body[name] ?? "auto";
  if (value === "auto") return auto;
  if (typeof value === "string" && known.includes(value)) return value;
  throw invalidRequest(
    "invalid_value",
    `Invalid value for '${name}': expected one of auto, ${known.join(", ")}.`,
    name,
  );
}

function pictureOf(text: string, size: string): Buffer {
  const [width = 0, height = 0] = size.split("x").map(Number);
  const colour = hashOf(text);
  return plainPng(width, height, [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
}
