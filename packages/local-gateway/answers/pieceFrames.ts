import type { Choice } from "./generate";
import type { Frame } from "./pacedStream";

/**
 * Frames of an answer's pieces, each due when the tokens are made that it brings.
 * @param textOf what is on the wire of a piece
 */
export function* pieceFrames(
  { pieces, tokens }: Pick<Choice, "pieces" | "tokens">,
  perTokenMs: number,
  textOf: (piece: string) => string | Uint8Array,
): Generator<Frame> {
  let counted = 0;
  for (const [at, piece] of pieces.entries()) {
    const upTo = Math.round((tokens * (at + 1)) / pieces.length);
    yield { text: textOf(piece), afterMs: (upTo - counted) * perTokenMs, tokens: upTo - counted };
    counted = upTo;
  }
}
