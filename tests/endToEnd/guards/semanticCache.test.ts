import { expect } from "chai";
import fc from "fast-check";
import { jsonResponse } from "../../../packages/common/http";
import { ask } from "../ask";
import { chatPath, devConfig } from "../devStack";
import { cache, cachedStack, question, user } from "./cachedStack";

describe("a semantic cache", () => {
  it("answers a prompt a second time, says so, and costs nothing but the vector of the prompt", async () => {
    const { stack, one, seen } = await cachedStack();
    const first = await ask(stack, `POST ${chatPath}`, one, user(question));
    const second = await ask(stack, `POST ${chatPath}`, one, user(question));
    expect([first.status, second.status]).to.deep.equal([200, 200]);
    expect(second.json!["choices"]).to.deep.equal(first.json!["choices"]);
    expect([first.headers.get("x-genai-cache"), second.headers.get("x-genai-cache")]).to.deep.equal([
      undefined,
      "hit",
    ]);
    expect(second.headers.get("x-gateway-request-id")).not.to.equal(
      first.headers.get("x-gateway-request-id"),
    );
    expect(seen.bodies.filter((body) => body.includes("messages")).length).to.equal(1);
    const [paid, free] = stack.usage() as unknown as Record<string, unknown>[];
    expect(paid)
      .to.include({ tokensFrom: "response", totalTokens: 150 })
      .and.not.have.property("gatewayCache");
    expect(free).to.include({
      gatewayCache: "hit",
      status: 200,
      tokensFrom: "cache",
      promptTokens: 0,
      completionTokens: 0,
      totalTokens: 0,
      model: "gpt-5.4",
      // Nine tokens at 0.02 dollars a million: budgets count whole millionths.
      embeddingTokens: 9,
      costMicros: 1,
      backend: "",
      attempts: 0,
    });
  });

  it("spends nothing of a budget on what it answers", async () => {
    const budget = {
      dollars: 0.01,
      period: "Daily" as const,
      promptPerMillion: 40,
      completionPerMillion: 40,
    };
    const products = devConfig.products.map((product, index) =>
      index === 0
        ? { ...product, budget, semanticCache: cache, subscriptions: [{ name: "one-0" }, { name: "two-0" }] }
        : { ...product, subscriptions: [{ name: `one-${index}` }] },
    );
    const { stack, one } = await cachedStack(cache, { products });
    // Of 0.01 dollars a call spends 0.006.
    for (let call = 0; call < 5; call++)
      expect((await ask(stack, `POST ${chatPath}`, one, user(question))).status).to.equal(200);
    expect((await ask(stack, `POST ${chatPath}`, one, user("Another question altogether"))).status).to.equal(
      200,
    );
    expect((await ask(stack, `POST ${chatPath}`, one, user("And one more of another kind"))).status).to.equal(
      403,
    );
  });

  it("forgets after its time", async () => {
    const { stack, one } = await cachedStack({ ...cache, ttl: 60 });
    const hit = async () =>
      (await ask(stack, `POST ${chatPath}`, one, user(question))).headers.get("x-genai-cache") === "hit";
    expect([await hit(), await hit()]).to.deep.equal([false, true]);
    await stack.clock.advance(61_000);
    expect(await hit()).to.equal(false);
  });

  it("never gives one subscription what another one was answered, nor one product another's", async () => {
    const { stack, one, two, other } = await cachedStack();
    const answers = [];
    for (const key of [one, two, other, one, two])
      answers.push((await ask(stack, `POST ${chatPath}`, key, user(question))).json!["id"]);
    expect(answers).to.deep.equal(["chatcmpl-1", "chatcmpl-2", "chatcmpl-3", "chatcmpl-1", "chatcmpl-2"]);
    expect((await ask(stack, `POST ${chatPath}`, other, user(question))).json!["id"]).to.equal("chatcmpl-4");
  });

  it("takes what stands around the question letter by letter, whoever asks it and where", async () => {
    const { stack, one } = await cachedStack();
    const rule = (content: string) => ({ role: "system", content });
    const ann = { role: "user", name: "ann", content: question };
    const ids = [];
    for (const messages of [
      [ann],
      [{ ...ann, name: "bob" }],
      [rule("a"), ann, rule("b")],
      [rule("a"), rule("b"), ann],
      [ann],
    ])
      ids.push((await ask(stack, `POST ${chatPath}`, one, { messages })).json!["id"]);
    expect(ids).to.deep.equal(["chatcmpl-1", "chatcmpl-2", "chatcmpl-3", "chatcmpl-4", "chatcmpl-1"]);
  });

  it("never crosses a subscription, whatever is asked", async () => {
    const { stack, one, two } = await cachedStack({ ...cache, threshold: 1 });
    const owners = new Map<unknown, string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("one", "two"),
        fc.constantFrom(question, "Capital of Sweden?", "How tall is a tree?"),
        async (who, text) => {
          const { json } = await ask(stack, `POST ${chatPath}`, who === "one" ? one : two, user(text));
          const id = json!["id"];
          expect(owners.get(id) ?? who).to.equal(who);
          owners.set(id, who);
        },
      ),
      { numRuns: 60 },
    );
    expect(owners.size).to.be.greaterThan(1);
  });

  const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
  for (const [what, body] of [
    ["a stream", user(question, { stream: true })],
    ["tools", user(question, { tools: [{ type: "function", function: { name: "f", parameters: {} } }] })],
    ["a picture", user([{ type: "text", text: question }, image])],
    ["a temperature", user(question, { temperature: 0.7 })],
    ["several answers", user(question, { n: 2 })],
    [
      "a history",
      {
        messages: [
          { role: "user", content: "hello" },
          { role: "assistant", content: "hi" },
          { role: "user", content: question },
        ],
      },
    ],
    ["a long text", user("word ".repeat(1_000))],
  ] as const)
    it(`leaves out a call with ${what}`, async () => {
      const { stack, one } = await cachedStack();
      for (let call = 0; call < 2; call++) {
        const answer = await ask(stack, `POST ${chatPath}`, one, body);
        expect(answer.headers.get("x-genai-cache")).to.equal(undefined);
      }
      expect(stack.usage().every((event) => !("gatewayCache" in event))).to.equal(true);
    });

  it("takes only one question for another: what stands around it has to be the same", async () => {
    const { stack, one } = await cachedStack({ ...cache, threshold: 1 });
    const hit = async (body: object) =>
      (await ask(stack, `POST ${chatPath}`, one, body)).headers.get("x-genai-cache") === "hit";
    const told = (system: string, more: object = {}) => ({
      messages: [
        { role: "system", content: system },
        { role: "user", content: question },
      ],
      ...more,
    });
    expect(await hit(told("Be brief"))).to.equal(false);
    expect(await hit(told("Be brief"))).to.equal(true);
    expect(await hit(told("Be long"))).to.equal(false);
    expect(await hit(told("Be brief", { max_completion_tokens: 5 }))).to.equal(false);
    expect(await hit(told("Be brief", { response_format: { type: "json_object" } }))).to.equal(false);
    expect(await hit(told("Be brief", { temperature: 0.2 }))).to.equal(false);
    expect(await hit(told("Be brief", { user: "somebody" }))).to.equal(true);
    // Whether a lookup leaves out a developer's message as it does a system's is not documented: none is looked up.
    const developer = { messages: [{ role: "developer", content: "Be brief" }, ...user(question).messages] };
    expect([await hit(developer), await hit(developer)]).to.deep.equal([false, false]);
    expect(stack.usage().at(-1)).not.to.have.property("embeddingTokens");
  });

  it("keeps answers of the Responses API that nobody stores", async () => {
    const { stack, one } = await cachedStack();
    const post = (more: object) =>
      ask(stack, "POST /openai/v1/responses", one, { model: "gpt-5.4", input: question, ...more });
    for (const [more, hits] of [
      [{ store: false }, [undefined, "hit"]],
      [{ store: true }, [undefined, undefined]],
      [{ store: false, stream: true }, [undefined, undefined]],
    ] as const)
      for (const cached of hits)
        expect((await post(more)).headers.get("x-genai-cache"), JSON.stringify(more)).to.equal(cached);
  });

  it("keeps nothing of what went wrong", async () => {
    const { stack, seen, one } = await cachedStack();
    const { answer } = seen;
    seen.answer = (body) =>
      "messages" in body ? jsonResponse(400, { error: { message: "no" } }) : undefined;
    expect((await ask(stack, `POST ${chatPath}`, one, user(question))).status).to.equal(400);
    seen.answer = answer;
    expect((await ask(stack, `POST ${chatPath}`, one, user(question))).headers.get("x-genai-cache")).to.equal(
      undefined,
    );
  });

  it("keeps masked answers, and gives each caller his own text back", async () => {
    const { stack, seen, one } = await cachedStack(cache, {
      guardrails: [{ name: "rules", pii: { restore: true } }],
      products: devConfig.products.map((product, index) => ({
        ...product,
        ...(index === 0 ? { semanticCache: cache, guardrails: "rules" } : {}),
        subscriptions: [{ name: `one-${index}` }, { name: `two-${index}` }],
      })),
    });
    const { answer } = seen;
    seen.answer = (body) =>
      "messages" in body
        ? jsonResponse(200, { choices: [{ message: { content: "Dear ⟦P0⟧," } }] })
        : answer!(body);
    const said = async (name: string) => {
      const { json, headers } = await ask(stack, `POST ${chatPath}`, one, user(`Write to ${name}`));
      return [
        (json!["choices"] as { message: { content: string } }[])[0]!.message.content,
        headers.get("x-genai-cache"),
      ];
    };
    expect(await said("Ann Smith")).to.deep.equal(["Dear Ann Smith,", undefined]);
    expect(await said("Bob Jones")).to.deep.equal(["Dear Bob Jones,", "hit"]);
    expect(JSON.stringify(seen.bodies)).not.to.match(/Ann|Smith|Bob|Jones/);
  });
});
