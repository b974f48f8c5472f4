import { ServiceError } from "../../openai/wire/errors";
import { fileOf, formOf } from "../../openai/wire/form";
import { jsonBody } from "../service/body";
import type { CallContext, Dialect, Incoming, Route } from "../service/dialect";
import {
  imagesDialect,
  invalid,
  needed,
  notFound,
  onePicture,
  picture,
  sizeOf,
  wholeNumber,
  type ImagesApi,
} from "./pictures";

const LEAST_SIDE = 768;
const MOST_PIXELS = 1_048_576;
const PIXELS_OF_TOKEN = 1_024;

const ofGenerations = ["model", "prompt", "width", "height", "auto_aspect_ratio", "web_grounding", "n"];
const ofEdits = ["model", "prompt", "image", "auto_aspect_ratio", "web_grounding", "n"];

/**
 * Microsoft's image models behind `/mai/v1/images`. Usage has the names that public clients read; sizes that no call states
 * are the service's own choice, here the largest square. [I]: the wording of errors, and what pictures of a prompt count.
 * https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-mai
 */
export function maiImages(api: Omit<ImagesApi, "route">): Dialect {
  return imagesDialect({ ...api, route });
}

function route(incoming: Incoming): Route {
  const { request, url } = incoming;
  const operation = /^\/mai\/v1\/images\/(generations|edits)\/?$/.exec(url.pathname)?.[1];
  if (operation === undefined || request.method !== "POST") throw notFound();
  return operation === "generations" ? generation(incoming) : edit(incoming);
}

function generation({ request }: Incoming): Route {
  const { json } = jsonBody(request, (reason) => {
    throw invalid(`The request body is not valid JSON: ${reason}`);
  });
  const model = needed(json.model, "model");
  return onePicture("mai.images.generations", model, JSON.stringify(json), (context) => {
    const prompt = checked(json, ofGenerations);
    const width = wholeNumber(json.width, "width", 1_024);
    const height = wholeNumber(json.height, "height", 1_024);
    if (width < LEAST_SIDE || height < LEAST_SIDE)
      throw invalid(`width and height must be at least ${LEAST_SIDE}.`);
    if (width * height > MOST_PIXELS) throw invalid(`width * height must not exceed ${MOST_PIXELS}.`);
    return made(context, prompt, 0, { width, height });
  });
}

function edit({ request }: Incoming): Route {
  const form = read(() => formOf(request));
  const model = needed(form.model, "model");
  return onePicture("mai.images.edits", model, JSON.stringify([model, form.prompt]), (context) => {
    const prompt = checked(form, ofEdits);
    const { contentType, bytes } = read(() => fileOf(form.image, "image"));
    if (!/^image\/(png|jpe?g)$/.test(contentType)) throw invalid("image must be JPEG or PNG.");
    const { width, height } = sizeOf(Buffer.from(bytes).toString("base64"), "image");
    const given = Math.ceil(Math.min(width * height, MOST_PIXELS) / PIXELS_OF_TOKEN);
    return made(context, prompt, given, { width: 1_024, height: 1_024 });
  });
}

/** The prompt of a call that has nothing in it which the API does not know. */
function checked(given: Readonly<Record<string, unknown>>, known: readonly string[]): string {
  const strange = Object.keys(given).find((name) => !known.includes(name));
  if (strange !== undefined) throw invalid(`Unknown parameter: '${strange.slice(0, 80)}'.`);
  return needed(given["prompt"], "prompt");
}

function made(
  { tokens, facts, now }: CallContext,
  prompt: string,
  given: number,
  size: { readonly width: number; readonly height: number },
) {
  const textTokens = tokens.count(prompt, facts.name);
  const output = Math.ceil((size.width * size.height) / PIXELS_OF_TOKEN);
  return {
    promptTokens: textTokens + given,
    promptImageTokens: given,
    completionTokens: output,
    body: () => ({
      created: Math.floor(now / 1_000),
      data: [{ b64_json: picture(prompt, size) }],
      usage: {
        num_output_tokens: output,
        num_input_text_tokens: textTokens,
        num_input_image_tokens: given,
      },
    }),
  };
}

/** Forms are read as for OpenAI's images, whose errors have another shape. */
function read<Value>(action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    if (error instanceof ServiceError) throw invalid(error.message);
    throw error;
  }
}
