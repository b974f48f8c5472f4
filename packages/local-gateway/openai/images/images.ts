import { hashOf } from "../../answers/answerText";
import type { Operation, OperationContext, Plan, RequestBody } from "../operation";
import { invalidRequest } from "../wire/errors";
import { fileOf, type UploadedFile, formValues } from "../wire/form";
import { sse, type Frame } from "../../answers/pacedStream";
import {
  anything,
  boolean,
  checkParameters,
  integer,
  oneOf,
  text,
  unknownParameter,
  type Parameters,
} from "../wire/parameters";
import { missing } from "../wire/validate";
import { plainPng } from "./plainPng";
import { PARTIAL_TOKENS, editedTokens, outputTokens } from "./tokens";

const MOST_IMAGES = 16;
/** Bytes of an image that is edited: https://learn.microsoft.com/azure/foundry/openai/how-to/dall-e */
const LARGEST = 50 * 1024 * 1024;

const shared: Parameters = {
  background: oneOf("transparent", "opaque", "auto"),
  model: text(),
  n: integer(1, 10),
  output_compression: integer(0, 100),
  output_format: oneOf("png", "jpeg", "webp"),
  partial_images: integer(0, 3),
  prompt: text(32_000, 1),
  quality: oneOf("auto", "high", "low", "medium"),
  size: oneOf("auto", ...Object.keys(outputTokens.high!)),
  stream: boolean,
  user: text(),
};
const generating: Parameters = { ...shared, moderation: oneOf("low", "auto") };
const editing: Parameters = {
  ...shared,
  image: anything,
  input_fidelity: oneOf("high", "low"),
  mask: anything,
};
/** The older models, which are billed by the image. */
const dalle: Parameters = {
  model: text(),
  n: integer(1, 1),
  prompt: text(4_000, 1),
  quality: oneOf("standard", "hd"),
  response_format: oneOf("url", "b64_json"),
  size: oneOf("1024x1024", "1024x1792", "1792x1024"),
  style: oneOf("vivid", "natural"),
  user: text(),
};

/**
 * Image generation: one plain colour per prompt, in the size asked for, with the tokens that such an image bills.
 * Whatever `output_format` says, the bytes are a PNG's.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/dall-e
 */
export const images: Operation = (body, context) => {
  const old = context.facts.name.startsWith("dall-e");
  checkParameters(body, old ? dalle : generating, unknownParameter);
  if (old) return drawnForEach(body, context);
  return drawn(body, 0, context, "image_generation");
};

/** Image edits, of up to 16 images that a form brings. The same page. */
export const imageEdits: Operation = (form, context) => {
  const body = formValues(form, {
    numbers: ["n", "output_compression", "partial_images"],
    booleans: ["stream"],
  });
  checkParameters(body, editing, unknownParameter);
  const given: readonly unknown[] = Array.isArray(body.image) ? body.image : [body.image];
  if (body.image === undefined) throw missing("image");
  if (given.length > MOST_IMAGES)
    throw invalidRequest(
      "array_above_max_length",
      `Invalid 'image': array too long. Expected an array with maximum length ${MOST_IMAGES}, but got an array with length ${given.length} instead.`,
      "image",
    );
  const mask = body.mask === undefined ? [] : [body.mask];
  for (const [index, one] of [...given, ...mask].entries())
    checkImage(one, index < given.length ? "image" : "mask");
  const faithful = body.input_fidelity === "high";
  const tokens = (given as readonly UploadedFile[]).reduce(
    (sum, { contentType, bytes }) => sum + editedTokens(contentType, bytes, faithful),
    0,
  );
  return drawn(body, tokens, context, "image_edit");
};

function checkImage(given: unknown, name: string): void {
  const file = fileOf(given, name);
  if (!/^image\/(png|jpe?g|webp)$/.test(file.contentType))
    throw invalidRequest(
      "unsupported_file_mimetype",
      `Invalid file '${name}': unsupported mimetype ('${file.contentType.slice(0, 80)}'). Supported file formats are 'image/jpeg', 'image/png', and 'image/webp'.`,
      name,
    );
  if (file.bytes.length === 0 || file.bytes.length > LARGEST)
    throw invalidRequest(
      "invalid_image_file",
      `Invalid file '${name}': expected 1 to ${LARGEST} bytes.`,
      name,
    );
}

function drawn(
  body: RequestBody,
  imageTokens: number,
  context: OperationContext,
  event: "image_generation" | "image_edit",
): Plan {
  const { prompt } = body;
  if (typeof prompt !== "string") throw missing("prompt");
  const n = typeof body.n === "number" ? body.n : 1;
  const chosen = (name: string, auto: string) =>
    typeof body[name] === "string" && body[name] !== "auto" ? body[name] : auto;
  const quality = chosen("quality", "high");
  const size = chosen("size", "1024x1024");
  const partial = body.stream === true && typeof body.partial_images === "number" ? body.partial_images : 0;
  const textTokens = context.tokens.count(prompt, context.facts.name);
  const promptTokens = textTokens + imageTokens;
  const each = outputTokens[quality]![size]!;
  const tokens = n * each + partial * PARTIAL_TOKENS;
  const looks = {
    background: chosen("background", "opaque"),
    output_format: chosen("output_format", "png"),
    quality,
    size,
  };
  const usage = {
    input_tokens: promptTokens,
    input_tokens_details: { image_tokens: imageTokens, text_tokens: textTokens },
    output_tokens: tokens,
    total_tokens: promptTokens + tokens,
  };
  const picture = (index: number) => pictureOf(`${index} ${prompt}`, size).toString("base64");
  return {
    promptTokens,
    maxTokens: undefined,
    streamed: body.stream === true,
    charged: { promptImageTokens: imageTokens },
    make: () => ({
      completionTokens: tokens,
      reasoningTokens: 0,
      charged: { completionImageTokens: tokens, images: n },
      body: () => ({
        created: context.created,
        ...looks,
        data: Array.from({ length: n }, (_, index) => ({ b64_json: picture(index) })),
        usage,
      }),
      frames: () => frames(),
    }),
  };

  function* frames(): Generator<Frame> {
    const { firstTokenMs, perTokenMs } = context.latency;
    let afterMs = firstTokenMs;
    const frame = (type: string, more: object, count: number): Frame => {
      const data = { type, created_at: context.created, ...looks, ...more };
      const made = { text: sse(data, type), afterMs: afterMs + count * perTokenMs, tokens: count };
      afterMs = 0;
      return made;
    };
    for (let index = 0; index < partial; index += 1)
      yield frame(
        `${event}.partial_image`,
        { b64_json: picture(0), partial_image_index: index },
        PARTIAL_TOKENS,
      );
    for (let index = 0; index < n; index += 1)
      yield frame(`${event}.completed`, { b64_json: picture(index), usage }, each);
  }
}

/** What dall-e answers: links unless asked for the image itself, and no usage. [I]: the link's form; nothing is behind it. */
function drawnForEach(body: RequestBody, context: OperationContext): Plan {
  const { prompt } = body;
  if (typeof prompt !== "string") throw missing("prompt");
  const size = typeof body.size === "string" ? body.size : "1024x1024";
  return {
    promptTokens: 0,
    maxTokens: undefined,
    streamed: false,
    make: () => ({
      completionTokens: 0,
      reasoningTokens: 0,
      charged: { images: 1 },
      body: () => ({
        created: context.created,
        data: [
          {
            revised_prompt: prompt,
            ...(body.response_format === "b64_json"
              ? { b64_json: pictureOf(prompt, size).toString("base64") }
              : { url: `${context.origin}/generated/${context.id}.png` }),
          },
        ],
      }),
      frames: () => [][Symbol.iterator](),
    }),
  };
}

function pictureOf(words: string, size: string): Buffer {
  const [width = 0, height = 0] = size.split("x").map(Number);
  const colour = hashOf(words);
  return plainPng(width, height, [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
}
