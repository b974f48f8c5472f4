import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { jsonResponse } from "../../../packages/common/http";
import { ask } from "../ask";
import { chatPath, devConfig, type DevStack } from "../devStack";
import { cache, cachedStack, question, user } from "./cachedStack";

interface CacheEvent {
  readonly status: number;
  readonly tokensFrom: string;
  readonly costMicros: number;
  readonly cost: Readonly<Record<string, number>>;
  readonly embeddingTokens?: number;
  readonly gatewayCache?: string;
  readonly priceFrom: string | null;
}

const events = (stack: DevStack) => stack.usage() as unknown as CacheEvent[];

/** Tokens of the vectors that accounts have made, by their own tokenizer. */
const billed = (stack: DevStack) =>
  ["payg-1", "ptu-1"].flatMap((backend) =>
    stack
      .account(backend)
      .ledger.calls.filter(({ deployment }) => deployment === cache.embeddings)
      .map(({ promptTokens }) => promptTokens),
  );

const withProduct = (more: object): Partial<GatewayConfigInput> => ({
  products: devConfig.products.map((product, index) =>
    index === 0
      ? {
          name: product.name,
          displayName: product.displayName,
          semanticCache: cache,
          subscriptions: [{ name: "one-0" }, { name: "two-0" }],
          ...more,
        }
      : { ...product, subscriptions: [{ name: `one-${index}` }] },
  ),
});

describe("what a semantic cache counts", () => {
  it("is a vector for each call that is looked up, found or not, at the catalogue's price", async () => {
    const { stack, one } = await cachedStack();
    const texts = [
      question,
      "ok",
      "The committee met on Tuesday and agreed to publish the minutes of the last meeting. ".repeat(40),
      "for (const [key, value] of Object.entries(map)) { total += value; } // adds up\n".repeat(40),
      "水曜日の会議で決まったことを要約してください。".repeat(100),
      "Wie hoch war der durchschnittliche Stromverbrauch der Haushalte im letzten Jahr?",
    ];
    for (const text of texts)
      for (const hit of [undefined, "hit"]) {
        const answer = await ask(stack, `POST ${chatPath}`, one, user(text));
        expect(answer.headers.get("x-genai-cache"), text).to.equal(hit);
      }
    const counted = events(stack);
    const made = billed(stack);
    expect(made).to.have.lengthOf(2 * texts.length);
    for (const [index, event] of counted.entries()) {
      const text = texts[Math.floor(index / 2)]!;
      // An estimate: no policy is told what the lookup has used.
      expect(event.embeddingTokens! / made[index]!, text).to.be.within(0.9, 3);
      // text-embedding-3-small costs 0.02 dollars a million.
      expect(event.cost["embeddings"]).to.be.closeTo(event.embeddingTokens! * 0.02, 1e-9);
      const parts = Object.values(event.cost).reduce((sum, part) => sum + part, 0);
      expect(event.costMicros).to.equal(Math.ceil(Math.round(parts * 1e6) / 1e6));
      const paid = Object.keys(event.cost).sort();
      expect(paid).to.deep.equal(index % 2 === 0 ? ["embeddings", "output", "prompt"] : ["embeddings"]);
      expect(event.priceFrom).to.match(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it("is paid for by calls that fail behind the lookup, and not by those that are not looked up", async () => {
    const { stack, seen, one } = await cachedStack();
    const { answer } = seen;
    seen.answer = (body) => ("messages" in body ? jsonResponse(400, { error: {} }) : answer!(body));
    await ask(stack, `POST ${chatPath}`, one, user(question));
    await ask(stack, `POST ${chatPath}`, one, user(question, { temperature: 1 }));
    const [failed, other] = events(stack);
    expect(failed).to.deep.include({ status: 400, tokensFrom: "cache", cost: { embeddings: 0.18 } });
    expect(failed!.costMicros).to.equal(1);
    expect(other).to.include({ status: 400, tokensFrom: "none", costMicros: 0 });
    expect(other).not.to.have.property("embeddingTokens");
    expect(billed(stack)).to.have.lengthOf(1);
  });

  it("is in budgets, hits too, to the same sum as in events", async () => {
    const budget = {
      dollars: 0.25,
      period: "Daily" as const,
      promptPerMillion: 1000,
      completionPerMillion: 1000,
    };
    const { stack, one } = await cachedStack(cache, withProduct({ budget }));
    const statuses: number[] = [];
    while (statuses.at(-1) !== 403 && statuses.length < 100)
      statuses.push((await ask(stack, `POST ${chatPath}`, one, user(question))).status);
    // 150 tokens once, and 9 each time.
    const costs = events(stack).map(({ costMicros }) => costMicros);
    expect(costs).to.deep.equal([159_000, ...Array.from({ length: 11 }, () => 9_000), 0]);
    expect(statuses).to.deep.equal([...Array.from({ length: 12 }, () => 200), 403]);
  });

  it("is nothing of a limit of tokens, where an answer has come from the cache", async () => {
    const { stack, one } = await cachedStack(
      cache,
      withProduct({ tokensPerMinute: 400, tokenQuota: { tokens: 1000, period: "Monthly" } }),
    );
    const call = (text: string) => ask(stack, `POST ${chatPath}`, one, user(text));
    for (let calls = 0; calls < 40; calls++) {
      const { status, headers } = await call(question);
      expect([status, headers.get("x-genai-cache")]).to.deep.equal([200, calls === 0 ? undefined : "hit"]);
    }
    // Two answers of 150 tokens have room in 400, a third one does not leave any.
    expect((await call("How tall is a tree?")).status).to.equal(200);
    expect((await call("Where do penguins live?")).status).to.equal(200);
    expect((await call("Who has built the pyramids?")).status).to.equal(429);
  });

  it("is nothing in what an answer from the cache states, nor in API Management's log", async () => {
    const { stack, seen, one } = await cachedStack();
    const quoted = 'Write "usage": {"total_tokens": 7} and be done.';
    const { answer } = seen;
    seen.answer = (body) =>
      "messages" in body
        ? jsonResponse(200, {
            choices: [{ message: { content: quoted } }],
            usage: {
              prompt_tokens: 10,
              prompt_tokens_details: { cached_tokens: 4 },
              completion_tokens: 2,
              total_tokens: 12,
            },
          })
        : answer!(body);
    const paths: readonly [string, object, object][] = [
      [chatPath, user(question), { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
      [
        "/openai/v1/responses",
        { model: "gpt-5.4", input: question, store: false },
        { input_tokens: 0, output_tokens: 0, total_tokens: 0 },
      ],
    ];
    for (const [path, body, none] of paths) {
      const first = await ask(stack, `POST ${path}`, one, body);
      const second = await ask(stack, `POST ${path}`, one, body);
      expect(second.headers.get("x-genai-cache")).to.equal("hit");
      expect(first.json!["usage"]).not.to.deep.equal(none);
      expect(second.json).to.deep.equal({ ...first.json, usage: none });
    }
    const logged = stack.local.recorded.llmLogs.filter(({ SequenceNumber }) => SequenceNumber === 0);
    expect(logged.map(({ TotalTokens }) => TotalTokens)).to.deep.equal([12, 0, 150, 0]);
  });
});
