import { imageSize } from "../../tokens/imageSize";

/** Of an image that is only linked: nobody fetches it here. */
const UNSEEN = { width: 1_000, height: 1_000 };

/**
 * Tokens of an image as Claude counts them: its pixels by 750, after it has been made to fit into 1,568 pixels and as
 * many tokens. https://platform.claude.com/docs/en/build-with-claude/vision
 * @param data base64; anything else stands for a link
 */
export function pixelTokens(mediaType: string, data: unknown): number {
  const inside = typeof data === "string" ? imageSize(`data:${mediaType};base64,${data}`) : undefined;
  const { width, height } = inside ?? UNSEEN;
  const fit = Math.min(1, 1_568 / Math.max(width, height));
  return Math.max(1, Math.min(1_600, Math.ceil((width * fit * height * fit) / 750)));
}
