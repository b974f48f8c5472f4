import { jsonBody } from "../service/body";
import type { Dialect, Incoming, Route } from "../service/dialect";
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

const MEGAPIXEL = 1_048_576;
const MOST_MEGAPIXELS = 4;
const LEAST_SIDE = 64;
/** A megapixel, as the gateway counts it. */
const TOKENS = 1_024;

export interface FluxApi extends Omit<ImagesApi, "route"> {
  /** What stands in the path of a deployment; undefined for any. */
  readonly pathOf: (deployment: string) => string | undefined;
}

/**
 * FLUX.2 behind `/providers/blackforestlabs/v1`, one picture a call, of at most four megapixels. `request_meta` says what is
 * charged, as public clients have found it. [I]: the wording of errors, and which picture is made of which text.
 * https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-flux
 */
export function fluxImages({ pathOf, ...api }: FluxApi): Dialect {
  return imagesDialect({ ...api, route: (incoming) => route(incoming, pathOf) });
}

function route({ request, url }: Incoming, pathOf: FluxApi["pathOf"]): Route {
  const path = /^\/providers\/blackforestlabs\/v1\/([^/]+)\/?$/.exec(url.pathname)?.[1];
  if (path === undefined || request.method !== "POST" || !url.searchParams.get("api-version"))
    throw notFound();
  const { json } = jsonBody(request, (reason) => {
    throw invalid(`The request body is not valid JSON: ${reason}`);
  });
  const model = needed(json.model, "model");
  const own = pathOf(model);
  if (own !== undefined && own !== path) throw notFound();
  return onePicture("flux.images", model, JSON.stringify([model, json]), ({ tokens, facts }) => {
    const prompt = needed(json.prompt, "prompt");
    if (wholeNumber(json.num_images ?? json.n, "num_images", 1) !== 1) throw invalid("num_images must be 1.");
    const given = references(json, path);
    const width = snapped(wholeNumber(json.width, "width", 1_024));
    const height = snapped(wholeNumber(json.height, "height", 1_024));
    if (width < LEAST_SIDE || height < LEAST_SIDE || width * height > MOST_MEGAPIXELS * MEGAPIXEL)
      throw invalid(
        `width and height must be at least ${LEAST_SIDE}, and width * height at most ${MOST_MEGAPIXELS * MEGAPIXEL}.`,
      );
    const megapixels = Math.ceil((width * height) / MEGAPIXEL);
    return {
      promptTokens: tokens.count(prompt, facts.name) + given * TOKENS,
      promptImageTokens: given * TOKENS,
      completionTokens: megapixels * TOKENS,
      body: () => ({
        data: [{ b64_json: picture(prompt, { width, height }) }],
        request_meta: { input_mp: given, output_mp: megapixels },
      }),
    };
  });
}

/** The service makes sides multiples of 16. */
function snapped(side: number): number {
  return Math.ceil(side / 16) * 16;
}

/** Megapixels of the pictures that a call brings. */
function references(json: Readonly<Record<string, unknown>>, path: string): number {
  const most = path === "flux-2-flex" ? 10 : 8;
  const given = Object.entries(json).filter(([name]) => /^input_image(_\d+)?$/.test(name));
  if (given.length > most) throw invalid(`At most ${most} input images are supported.`);
  const sizes = given.map(([name, value]) => {
    if (typeof value !== "string") throw invalid(`${name} must be a base64-encoded image.`);
    const { width, height } = sizeOf(value, name);
    return Math.ceil((width * height) / MEGAPIXEL);
  });
  // One alone is charged by its size, each of several as one megapixel.
  return sizes.length === 1 ? Math.min(MOST_MEGAPIXELS, sizes[0]!) : sizes.length;
}
