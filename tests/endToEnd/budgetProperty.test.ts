import { expect } from "chai";
import fc from "fast-check";
import { sleep } from "../../packages/common/clock";
import { Stopper } from "../../packages/common/stopper";
import { readBody } from "../../packages/common/http";
import type { ServedCall } from "../../packages/local-gateway/openai/types";
import { devConfig, DevStack, type UsageEvent } from "./devStack";

/** US dollars for a million tokens under GlobalStandard: prompt, what of it was cached, answer. */
const prices: Readonly<Record<string, readonly [number, number, number]>> = {
  "gpt-5.4": [2.5, 0.25, 15],
  "gpt-4o-mini": [0.15, 0.075, 0.6],
  "text-embedding-3-small": [0.02, 0.02, 0],
};
const largest: Readonly<Record<string, number>> = { "gpt-5.4": 128_000, "gpt-4o-mini": 16_384 };
const streamTokens = 700;
const batch = 250;
const batches = 40;

interface RandomCall {
  readonly operation: "chat" | "chatByDeployment" | "responses" | "embeddings";
  readonly model: "gpt-5.4" | "gpt-4o-mini";
  readonly words: number;
  readonly images: number;
  readonly stream: boolean;
  readonly background: boolean;
  readonly bound: unknown;
  readonly n: unknown;
  /** ms after which the caller leaves. */
  readonly leaves: number | undefined;
  /** In place of the usage that the account states. */
  readonly usage: string | undefined;
}

const randomCall: fc.Arbitrary<RandomCall> = fc.record({
  operation: fc.constantFrom("chat", "chatByDeployment", "responses", "embeddings"),
  model: fc.constantFrom("gpt-5.4", "gpt-4o-mini"),
  words: fc.integer({ min: 1, max: 60 }),
  images: fc.constantFrom(0, 0, 0, 1, 2),
  stream: fc.boolean(),
  background: fc.constantFrom(false, false, false, true),
  bound: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 16, max: 400 }) },
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, "50", -5, 0, 1e12, 2.5, [], {}) },
  ),
  n: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.integer({ min: 2, max: 5 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>(null, "3", -1, 0, 1e9) },
  ),
  leaves: fc.oneof(
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 400 }) },
  ),
  usage: fc.oneof(
    { weight: 10, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "null",
        '"none"',
        '{"prompt_tokens":"1","input_tokens":[]}',
        '{"prompt_tokens":-1e9,"completion_tokens":-1e9}',
        '{"total_tokens":3000000000,"prompt_tokens":3000000000,"completion_tokens":1e300}',
      ),
    },
  ),
});

const sentence = "Every call is safe, sticky and exactly accounted for, whatever its caller sends. ";
/** A PNG of 512 x 512: 255 tokens at one tile. */
const picture = `data:image/png;base64,${Buffer.concat([
  Buffer.from(`89504e470d0a1a0a0000000d49484452${"00000200".repeat(2)}0802000000`, "hex"),
  Buffer.alloc(6_000),
]).toString("base64")}`;

function requestOf(call: RandomCall): { readonly path: string; readonly body: Record<string, unknown> } {
  const { operation, model, words, images, stream, bound, n } = call;
  const text = sentence.repeat(words);
  const parts = (type: string, wrap: (url: string) => unknown) => [
    { type: operation === "responses" ? "input_text" : "text", text },
    ...Array.from({ length: images }, () => ({ type, image_url: wrap(picture) })),
  ];
  const own = (name: string) => (bound === undefined ? {} : { [name]: bound });
  if (operation === "embeddings")
    return { path: "/openai/v1/embeddings", body: { model: "text-embedding-3-small", input: text } };
  if (operation === "responses")
    return {
      path: "/openai/v1/responses",
      body: {
        model,
        input: [{ role: "user", content: parts("input_image", (url) => url) }],
        stream,
        ...(call.background ? { background: true } : {}),
        ...own("max_output_tokens"),
      },
    };
  const body = {
    messages: [{ role: "user", content: parts("image_url", (url) => ({ url })) }],
    stream,
    ...(n === undefined ? {} : { n }),
    ...own("max_completion_tokens"),
  };
  return operation === "chat"
    ? { path: "/openai/v1/chat/completions", body: { model, ...body } }
    : { path: `/openai/deployments/${model}/chat/completions?api-version=2024-10-21`, body };
}

/** Summed by hand from what the accounts say; a cheap double of nothing in the policies. */
function trulyCharged(stack: DevStack, from: number): number {
  return stack
    .account("payg")
    .ledger.calls.slice(from)
    .filter(({ status }) => status === 200 || status === 499)
    .reduce((sum, { deployment, promptTokens, cachedTokens, completionTokens }) => {
      const [prompt, cached, completion] = prices[deployment]!;
      return (
        sum + (promptTokens - cachedTokens) * prompt + cachedTokens * cached + completionTokens * completion
      );
    }, 0);
}

/** The most that the call can have had written, by the words of docs/configure.md. */
function mostWritten({ operation, model, stream, background, bound, n }: RandomCall): number {
  if (operation === "embeddings") return 0;
  const stated = typeof bound === "number" && bound >= 1 ? Math.ceil(bound) : undefined;
  // A stream gets a bound only where it brings none, of whatever type.
  const isGiven = bound === undefined || bound === null;
  const given = isGiven && (stream || (background && operation === "responses")) ? streamTokens : Infinity;
  const answers = operation !== "responses" && typeof n === "number" ? Math.min(128, Math.max(1, n)) : 1;
  return Math.min(largest[model]!, stated ?? given) * answers;
}

/** The most that a call whose tokens nobody states may be charged. */
function slack(call: RandomCall): number {
  const [prompt, , completion] =
    prices[call.operation === "embeddings" ? "text-embedding-3-small" : call.model]!;
  const tokens = (call.words * sentence.length) / 3 + call.images * 12_000 + 20;
  return tokens * prompt + mostWritten(call) * completion;
}

/** Of one call: what its event says against what its account says. */
function compare(call: RandomCall, event: UsageEvent, served: ServedCall | undefined): void {
  if (![200, 202, 499].includes(event.status) || (event.status === 499 && !served)) {
    expect(event.tokensFrom).to.equal("none");
    return;
  }
  expect(served, "no account was asked").not.to.equal(undefined);
  if (event.tokensFrom === "response") {
    expect([event.promptTokens, event.completionTokens]).to.deep.equal([
      served!.promptTokens,
      served!.completionTokens,
    ]);
    return;
  }
  expect(event.tokensFrom).to.equal("estimate");
  expect(event.completionBound, "bound").to.equal(mostWritten(call));
  expect(event.completionBound).to.be.at.least(served!.completionTokens);
  expect(event.promptTokens / served!.promptTokens, "prompt").to.be.within(0.8, 5);
}

/** What an event's figures cost, in millionths of a dollar. */
function priced(event: UsageEvent): number {
  const [prompt, cached, completion] = prices[event.deployment] ?? [0, 0, 0];
  const { promptTokens, cachedTokens, completionTokens, completionBound = 0 } = event;
  return (
    (promptTokens - cachedTokens) * prompt +
    cachedTokens * cached +
    (completionTokens ?? completionBound) * completion
  );
}

describe("the budget after 10,000 random calls", function () {
  async function start(): Promise<DevStack> {
    const deployment = (model: string, version: string) => ({
      name: model,
      model,
      version,
      capacity: 900_000,
    });
    return DevStack.start(
      {
        ...devConfig,
        backends: [
          {
            name: "payg",
            kind: "payg",
            deployments: [
              deployment("gpt-5.4", "2026-03-05"),
              deployment("gpt-4o-mini", "2024-07-18"),
              deployment("text-embedding-3-small", "1"),
            ],
          },
        ],
        apis: { azureOpenAi: { path: "openai" }, openAiV1: { path: "openai/v1" } },
        products: [
          {
            name: "one",
            displayName: "One",
            budget: { dollars: 2_000, period: "Daily", streamTokens },
            subscriptions: [{ name: "team" }],
          },
        ],
      },
      async (request, ask) => {
        const answer = await ask();
        const usage = request.headers.get("x-usage");
        if (usage === undefined || answer.status !== 200) return answer;
        const text = Buffer.from(await readBody(answer.body)).toString();
        return {
          ...answer,
          body: Buffer.from(text.replace(/"usage":\{(?:[^{}]|\{[^{}]*\})*\}/, `"usage":${usage}`)),
        };
      },
    );
  }

  /** Gives the call's id where it was answered. */
  async function make(stack: DevStack, call: RandomCall, index: string): Promise<string | undefined> {
    const { path, body } = requestOf(call);
    const stopper = new Stopper();
    const headers = {
      "api-key": stack.key("team"),
      "x-call": index,
      ...(call.usage === undefined ? {} : { "x-usage": call.usage }),
    };
    let id: string | undefined;
    const answered = (async () => {
      const answer = await stack.send(path, body, headers, stopper.signal);
      id = answer.headers.get("x-gateway-request-id");
      await readBody(answer.body);
    })().catch(() => undefined);
    if (call.leaves !== undefined) {
      await sleep(stack.clock, call.leaves);
      stopper.abort();
    }
    await answered;
    return id;
  }

  it("is what the accounts have charged, and above it no more than estimates may be", async () => {
    const stack = await start();
    await fc.assert(
      fc.asyncProperty(fc.array(randomCall, { minLength: batch, maxLength: batch }), async (calls) => {
        // Another day, another count.
        await stack.clock.advance(86_400_000);
        const [eventsBefore, served] = [stack.usage().length, stack.account("payg").ledger.calls.length];
        const ids = await stack.clock.run(
          Promise.all(calls.map((call, index) => make(stack, call, String(index)))),
        );
        await stack.clock.advance(600_000);
        const events = stack.usage().slice(eventsBefore);
        expect(events.length, "events").to.equal(calls.length);
        expect(new Set(events.map(({ requestId }) => requestId)).size).to.equal(calls.length);
        const ok = events.filter(({ status }) => status === 200);
        expect(ok.filter(({ tokensFrom }) => tokensFrom === "none")).to.deep.equal([]);

        const counted = stack.local.counters[0]!.list().find(({ key }) =>
          key.includes("budget:product"),
        )!.used;
        const truth = trulyCharged(stack, served);
        expect(counted, "below what was charged").to.be.at.least(Math.floor(truth));
        const byId = new Map(events.map((event) => [event.requestId, event]));
        const byCall = new Map(
          stack
            .account("payg")
            .ledger.calls.slice(served)
            .map((one) => [one.headers["x-call"], one]),
        );
        const told = events.reduce((sum, event) => sum + priced(event), 0);
        expect(counted, "what the events say, in money").to.be.within(
          Math.floor(told),
          Math.ceil(told) + calls.length,
        );
        expect(counted, "what the events say that they cost").to.equal(
          events.reduce((sum, { costMicros }) => sum + costMicros!, 0),
        );
        let most = calls.length;
        for (const [index, call] of calls.entries()) {
          const event = byId.get(ids[index] ?? "");
          expect(event, "an event for each call").not.to.equal(undefined);
          compare(call, event!, byCall.get(String(index)));
          if (event!.tokensFrom === "estimate") most += slack(call);
        }
        expect(counted, "above what may be").to.be.at.most(truth + most);
      }),
      { numRuns: batches, endOnFailure: true },
    );
  });
});
