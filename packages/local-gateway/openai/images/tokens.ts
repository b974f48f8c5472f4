import { imageSize, type ImageSize } from "../../tokens/imageSize";

/** Output tokens of one image by quality and size: https://platform.openai.com/docs/guides/image-generation#cost-and-latency */
export const outputTokens: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  low: { "1024x1024": 272, "1024x1536": 408, "1536x1024": 400 },
  medium: { "1024x1024": 1_056, "1024x1536": 1_584, "1536x1024": 1_568 },
  high: { "1024x1024": 4_160, "1024x1536": 6_240, "1536x1024": 6_208 },
};

/** What each picture on the way to a streamed image bills: the same page. */
export const PARTIAL_TOKENS = 100;

const BASE = 65;
const TILE = 129;
/** Kept faithfully, an image also bills this, or more when it is not square. */
const FAITHFUL = { square: 4_096, other: 6_144 };
const UNSEEN: ImageSize = { width: 1_024, height: 1_024 };

/**
 * Prompt tokens of an image that is edited: its shorter side scaled to 512 pixels, then by tiles.
 * https://platform.openai.com/docs/guides/images-vision#gpt-image-1
 */
export function editedTokens(contentType: string, bytes: Uint8Array, faithful: boolean): number {
  const { width, height } =
    imageSize(`data:${contentType};base64,${Buffer.from(bytes).toString("base64")}`) ?? UNSEEN;
  const scale = Math.min(1, 512 / Math.max(1, Math.min(width, height)));
  const side = (pixels: number) => Math.max(1, Math.ceil(Math.round(pixels * scale) / 512));
  const more = !faithful ? 0 : width === height ? FAITHFUL.square : FAITHFUL.other;
  return BASE + TILE * side(width) * side(height) + more;
}
