import { hashOf } from "../answerText";
import { invalidRequest } from "../wire/errors";
import type { ModelFacts } from "../models";
import type { RequestBody } from "../operation";
import { flag, wholeNumber } from "../wire/validate";

/** How many alternatives per token a chat asks for; undefined: no log probabilities at all. */
export function logprobsWanted(body: RequestBody, { reasoning }: ModelFacts): number | undefined {
  const top = wholeNumber(body, "top_logprobs", 0, 20);
  const wanted = flag(body, "logprobs");
  if (!wanted && top !== undefined)
    throw invalidRequest(
      "invalid_value",
      "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
      "top_logprobs",
    );
  if (!wanted) return undefined;
  if (reasoning?.byDefault)
    throw invalidRequest(
      "unsupported_parameter",
      "Unsupported parameter: 'logprobs' is not supported with this model.",
      "logprobs",
    );
  return top ?? 0;
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
      const logprob = -(hashOf(piece) % 1_000) / 1_000;
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

function tokenOf(token: string, logprob: number) {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
