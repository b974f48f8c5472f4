import { hashOf } from "../../answers/answerText";
import type { RequestBody } from "../operation";

/** How many alternatives per token a chat asks for; undefined: no log probabilities at all. */
export function logprobsWanted({ logprobs, top_logprobs: top }: RequestBody): number | undefined {
  if (logprobs !== true) return undefined;
  return typeof top === "number" ? top : 0;
}

/**
 * Log probabilities in the service's shape. The values are drawn from the token's text: negative, falling among the
 * alternatives, and of no meaning. A piece of the answer stands for a token.
 * https://learn.microsoft.com/azure/foundry/openai/reference#chat-completions
 */
export function logprobsOf(pieces: readonly string[], top: number | undefined): unknown {
  if (top === undefined) return null;
  return {
    content: pieces.map((piece) => {
      const logprob = logprobOf(piece);
      return {
        ...tokenOf(piece, logprob),
        top_logprobs: Array.from({ length: top }, (_, rank) =>
          tokenOf(rank === 0 ? piece : `${piece}${"\u2019".repeat(rank)}`, logprob - rank),
        ),
      };
    }),
    refusal: null,
  };
}

/** From -1 to 0, drawn from the text. */
export function logprobOf(piece: string): number {
  return -(hashOf(piece) % 1_000) / 1_000;
}

function tokenOf(token: string, logprob: number) {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
