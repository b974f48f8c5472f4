import { imageSize, type ImageSize } from "./imageSize";

/** Tokens of the base and of each tile of 512 x 512 pixels, as the models of the gpt-4o and gpt-4.1 families bill them. */
const BASE = 85;
const TILE = 170;
/** gpt-4o-mini's images cost as much in money as gpt-4o's, which its tokens make up for. */
const MINI = [2_833, 5_667] as const;
/** The mini and nano models bill by patches; the factor makes tokens of them. */
const patchFactors: readonly (readonly [RegExp, number])[] = [
  [/^gpt-(4\.1|5)-nano/, 2.46],
  [/^gpt-(4\.1|5)-mini/, 1.62],
  [/^o4-mini/, 1.72],
];
const MOST_PATCHES = 1_536;
/** Of an image that is only linked: nobody fetches it here, and this is a common size. */
const UNSEEN: ImageSize = { width: 1_024, height: 1_024 };

/**
 * Prompt tokens of one image in a chat or a response. An image inside the request (a data URL) counts by its own
 * size, one behind a link as 1,024 x 1,024.
 * https://learn.microsoft.com/azure/foundry/openai/concepts/gpt-with-vision#image-tokens
 */
export function imageTokens(url: unknown, detail: unknown, model: string): number {
  const size = (typeof url === "string" ? imageSize(url) : undefined) ?? UNSEEN;
  const factor = patchFactors.find(([models]) => models.test(model))?.[1];
  if (factor !== undefined) return Math.ceil(patches(size) * factor);
  const [base, tile] = model.startsWith("gpt-4o-mini") ? MINI : [BASE, TILE];
  return detail === "low" ? base : base + tile * tiles(size);
}

/** Scaled into 2,048 x 2,048, then to a shorter side of 768 pixels at most. */
function tiles({ width, height }: ImageSize): number {
  const fit = Math.min(1, 2_048 / Math.max(width, height));
  const shrink = Math.min(1, 768 / (Math.min(width, height) * fit));
  const side = (pixels: number) => Math.ceil(Math.round(pixels * fit * shrink) / 512);
  return Math.max(1, side(width)) * Math.max(1, side(height));
}

/** Patches of 32 x 32 pixels; an image of more of them is scaled down to fit. */
function patches({ width, height }: ImageSize): number {
  const count = (scale: number) => Math.ceil((width * scale) / 32) * Math.ceil((height * scale) / 32);
  if (count(1) <= MOST_PATCHES) return count(1);
  return Math.min(MOST_PATCHES, count(Math.sqrt((MOST_PATCHES * 32 * 32) / (width * height))));
}
