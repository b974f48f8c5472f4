import type { GatewayConfigInput } from "../../../components";
import { jsonResponse, type HttpHandler } from "../../../packages/common/http";
import { DevStack, devConfig } from "../devStack";
import { Seen } from "./guardedStack";

export const cache = { embeddings: "text-embedding-3-small" };

/**
 * The dev stack, whose first product has a cache; every product has two subscriptions.
 * @param hosts what else policies call
 * @param instead what the services that guardrails ask answer, in place of themselves
 */
export async function cachedStack(
  semanticCache: object = cache,
  more: Partial<GatewayConfigInput> = {},
  hosts: Readonly<Record<string, HttpHandler>> = {},
  instead?: HttpHandler,
) {
  const seen = new Seen();
  let count = 0;
  // Every answer of a model is another one.
  seen.answer = (body) =>
    "input" in body && !("store" in body)
      ? undefined
      : jsonResponse(
          200,
          "input" in body
            ? {
                id: `resp_${++count}`,
                object: "response",
                status: "completed",
                model: "gpt-5.4",
                output: [
                  {
                    type: "message",
                    id: `msg_${count}`,
                    role: "assistant",
                    content: [{ type: "output_text", text: `answer ${count}` }],
                  },
                ],
                usage: { input_tokens: 100, output_tokens: 50, total_tokens: 150 },
              }
            : {
                id: `chatcmpl-${++count}`,
                object: "chat.completion",
                model: "gpt-5.4",
                choices: [
                  {
                    index: 0,
                    finish_reason: "stop",
                    message: { role: "assistant", content: `answer ${count}` },
                  },
                ],
                usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
              },
        );
  const products = devConfig.products.map((product, index) => ({
    ...product,
    ...(index === 0 ? { semanticCache: semanticCache as typeof cache } : {}),
    subscriptions: [{ name: `one-${index}` }, { name: `two-${index}` }],
  }));
  const stack = await DevStack.start({ ...devConfig, products, ...more }, seen.between, hosts, { instead });
  const of = (subscription: string) => ({ "api-key": stack.key(subscription) });
  return { stack, seen, one: of("one-0"), two: of("two-0"), other: of("one-1") };
}

export const user = (content: unknown, more: object = {}) => ({
  messages: [{ role: "user", content }],
  ...more,
});
export const question = "What is the capital of Sweden?";
