import { expect } from "chai";
import { Stopper } from "../../packages/common/stopper";
import { HttpHeaders, readBody } from "../../packages/common/http";
import type { GatewayConfigInput } from "../../components";
import { chatPath, devConfig, DevStack, embeddingsPath } from "./devStack";

/** US dollars for a million tokens: gpt-5.4 and text-embedding-3-small under GlobalStandard. */
const price = { prompt: 2.5, cached: 0.25, completion: 15, embedding: 0.02 };
const v1 = "/openai/v1";
const hello = { messages: [{ role: "user", content: "Hello" }] };
const streamTokens = 4_000;

type Budget = NonNullable<GatewayConfigInput["products"][number]["budget"]>;

/** The dev stack whose trial subscription has some dollars a day and no other limit. */
async function withBudget(more: Partial<Budget> = {}, between?: Between): Promise<DevStack> {
  const products = devConfig.products.map((product) =>
    product.name === "trial"
      ? {
          name: "trial",
          displayName: "Trial",
          subscriptions: [{ name: "trial-user" }],
          subscriptionBudget: { dollars: 10, period: "Daily" as const, streamTokens, ...more },
        }
      : product,
  );
  const apis = { azureOpenAi: { path: "openai" }, openAiV1: { path: "openai/v1" } };
  return DevStack.start({ ...devConfig, apis, products }, between);
}

type Between = Parameters<typeof DevStack.start>[1];

/** Every answer of an account, changed on its way. */
const changing =
  (change: (text: string) => string): Between =>
  async (_request, ask) => {
    const answer = await ask();
    const text = Buffer.from(await readBody(answer.body)).toString();
    return { ...answer, body: Buffer.from(change(text)) };
  };

/** Accounts that pass over the bounds of other operations, which the simulated ones refuse. */
const lenient: Between = (request, ask) => {
  if (!request.url.includes("/responses")) return ask();
  const body = JSON.parse(Buffer.from(request.body).toString()) as Record<string, unknown>;
  delete body["max_tokens"];
  delete body["max_completion_tokens"];
  return ask({ ...request, body: Buffer.from(JSON.stringify(body)) });
};

/** Millionths of a dollar that the budget's counter holds. */
const spent = (stack: DevStack) =>
  stack.local.counters[0]!.list().find(({ key }) => key.includes("budget:subscription"))?.used ?? 0;
const ask = (stack: DevStack, path: string, body: unknown, headers: Record<string, string> = {}) =>
  stack.call(path, body, { "api-key": stack.key("trial-user"), ...headers });
const served = (stack: DevStack) =>
  ["ptu-1", "payg-1", "payg-2"].flatMap((backend) => [...stack.account(backend).ledger.calls]);
/** What the accounts have truly charged, by hand. */
const charged = (stack: DevStack) =>
  served(stack).reduce(
    (sum, { promptTokens, cachedTokens, completionTokens }) =>
      sum +
      (promptTokens - cachedTokens) * price.prompt +
      cachedTokens * price.cached +
      completionTokens * price.completion,
    0,
  );

describe("budgets in money, dev stack", function () {
  for (const [what, path, body] of [
    ["a chat", chatPath, { ...hello, max_completion_tokens: 20 }],
    ["four answers to one chat", chatPath, { ...hello, n: 4 }],
    ["a response", `${v1}/responses`, { model: "gpt-5.4", input: "hi", max_output_tokens: 40 }],
    [
      "a response that states another bound",
      `${v1}/responses`,
      { model: "gpt-5.4", input: "hi", max_tokens: 1 },
    ],
  ] as const)
    it(`takes what a whole answer states: ${what}`, async () => {
      const stack = await withBudget({}, lenient);
      expect((await ask(stack, path, body)).status).to.equal(200);
      expect(spent(stack)).to.equal(Math.ceil(charged(stack)));
      expect(spent(stack)).to.be.greaterThan(0);
    });

  it("takes embeddings at their own price, to a millionth of a dollar", async () => {
    const stack = await withBudget();
    await ask(stack, embeddingsPath, { input: "word ".repeat(1_000) });
    const [call] = served(stack);
    expect(spent(stack)).to.equal(Math.ceil(call!.promptTokens * price.embedding));
  });

  it("takes what the prompt cache had at the price of that", async () => {
    const stack = await withBudget();
    const long = { messages: [{ role: "user", content: "word ".repeat(3_000) }], max_completion_tokens: 5 };
    await ask(stack, chatPath, long);
    const before = spent(stack);
    await ask(stack, chatPath, long);
    expect(served(stack).at(-1)!.cachedTokens).to.be.greaterThan(1_000);
    expect(spent(stack)).to.be.closeTo(Math.ceil(charged(stack)), 2);
    expect(spent(stack) - before).to.be.lessThan(before / 2);
  });

  it("takes the config's own prices before the catalogue's", async () => {
    const stack = await withBudget({ promptPerMillion: 100, completionPerMillion: 1_000 });
    await ask(stack, chatPath, { ...hello, max_completion_tokens: 20 });
    const [call] = served(stack);
    expect(spent(stack)).to.equal(call!.promptTokens * 100 + call!.completionTokens * 1_000);
  });

  // [what, path, body, tokens that the account may write]
  for (const [what, path, body, bound] of [
    ["its own bound", chatPath, { ...hello, max_completion_tokens: 50 }, 50],
    ["the older name of it", chatPath, { ...hello, max_completion_tokens: 60, max_tokens: null }, 60],
    ["as many answers as it asks for", chatPath, { ...hello, n: 8, max_completion_tokens: 50 }, 400],
    ["the bound that it was given", chatPath, hello, streamTokens],
    ["the bound for each answer", chatPath, { ...hello, n: 3 }, 3 * streamTokens],
    ["the model's longest answer", chatPath, { ...hello, max_completion_tokens: 128_000 }, 128_000],
    ["a response's own bound", `${v1}/responses`, { input: "hi", max_output_tokens: 50 }, 50],
    [
      "a response's bound, whatever else is stated",
      `${v1}/responses`,
      { input: "hi", max_output_tokens: 50, max_completion_tokens: -99_999_999 },
      50,
    ],
    [
      "the given bound, where another operation's stands",
      `${v1}/responses`,
      { input: "hi", max_tokens: 1 },
      streamTokens,
    ],
  ] as const)
    it(`takes for a stream its prompt, and ${what}`, async () => {
      const stack = await withBudget({}, lenient);
      const answer = await ask(stack, path, { model: "gpt-5.4", stream: true, ...body });
      expect(answer.status, answer.text).to.equal(200);
      const [call] = served(stack);
      expect(spent(stack)).to.be.within(
        Math.floor(call!.promptTokens * price.prompt + bound * price.completion),
        Math.ceil((call!.promptTokens * 1.5 + 10) * price.prompt + bound * price.completion),
      );
      expect(spent(stack)).to.be.at.least(charged(stack));
      expect(stack.usage()).to.have.length(1);
      expect(stack.usage()[0]).to.include({ tokensFrom: "estimate", completionBound: bound });
    });

  it("gives a stream without a bound that of the budget, and changes nothing else of its body", async () => {
    const sent: string[] = [];
    const stack = await withBudget({}, (request, ask) => {
      sent.push(Buffer.from(request.body).toString());
      return ask();
    });
    stack.account("ptu-1").configure("gpt-5.4", { answerTokens: { min: 9_000, max: 9_000 } });
    const body =
      '{"messages": [{"role":"user","content":"2024-01-02T03:04:05.000Z"}],  "stream":true, "seed":1.0 }';
    await ask(stack, chatPath, body);
    expect(sent).to.deep.equal([`${body.slice(0, -1)},"max_completion_tokens":${streamTokens}}`]);
    expect(served(stack)[0]!.completionTokens).to.be.at.most(streamTokens);
  });

  for (const [what, usage] of [
    ["a text", '{"prompt_tokens":"abc","completion_tokens":"12","total_tokens":{}}'],
    ["beyond an int", '{"prompt_tokens":3000000000,"completion_tokens":99999999999999999999999}'],
    ["below zero", '{"prompt_tokens":-5,"completion_tokens":-99999999}'],
    ["no object", '"none"'],
    ["missing", "null"],
  ] as const)
    it(`charges the estimate where the usage is ${what}, and lets the answer pass`, async () => {
      const stack = await withBudget(
        {},
        changing((text) => text.replace(/"usage":\{.*?\}\}/, `"usage":${usage}`)),
      );
      const answer = await ask(stack, chatPath, { ...hello, max_completion_tokens: 50 });
      expect(answer.status).to.equal(200);
      expect(answer.text).to.include(`"usage":${usage}`);
      expect(spent(stack)).to.be.within(50 * price.completion, 50 * price.completion + 40 * price.prompt);
      expect(stack.usage()).to.have.length(1);
      expect(stack.usage()[0]).to.include({ status: 200, tokensFrom: "estimate" });
    });

  it("charges a caller who leaves for what can have been written, and records 499", async () => {
    const stack = await withBudget();
    for (const backend of ["ptu-1", "payg-1", "payg-2"])
      stack.account(backend).configure("gpt-5.4", { latency: { firstTokenMs: 60_000, perTokenMs: 100 } });
    const stopper = new Stopper();
    const body = { ...hello, max_completion_tokens: 70 };
    const gone = stack.send(chatPath, body, { "api-key": stack.key("trial-user") }, stopper.signal);
    await stack.clock.advance(1_000);
    stopper.abort();
    await stack.clock.run(gone.catch(() => undefined));
    expect(spent(stack)).to.be.within(70 * price.completion, 70 * price.completion + 40 * price.prompt);
    expect(stack.usage()).to.have.length(1);
    expect(stack.usage()[0]).to.include({ status: 499, tokensFrom: "estimate", completionBound: 70 });
    expect(stack.usage()[0]!.promptTokens).to.be.greaterThan(0);
  });

  it("charges a response in the background when it is made, and not when it is read", async () => {
    const stack = await withBudget();
    const made = await ask(stack, `${v1}/responses`, { model: "gpt-5.4", input: "hi", background: true });
    expect(made.status).to.be.oneOf([200, 202]);
    const once = spent(stack);
    expect(once).to.be.within(
      streamTokens * price.completion,
      streamTokens * price.completion + 40 * price.prompt,
    );
    await stack.clock.advance(60_000);
    const { id } = made.json() as unknown as { id: string };
    const read = await stack.clock.run(
      stack.local.handle({
        method: "GET",
        url: `https://gateway.example${v1}/responses/${id}`,
        headers: new HttpHeaders({ "api-key": stack.key("trial-user") }),
        body: Buffer.alloc(0),
        clientAddress: "203.0.113.9",
      }),
    );
    expect(read.status).to.equal(200);
    expect(spent(stack)).to.equal(once);
  });

  it("refuses with 403 in OpenAI's shape once it is spent, and lets in again the next day", async () => {
    const stack = await withBudget({ dollars: 0.01 });
    expect(
      (await ask(stack, chatPath, { ...hello, stream: true, max_completion_tokens: 700 })).status,
    ).to.equal(200);
    const refused = await ask(stack, chatPath, { ...hello, max_completion_tokens: 1 });
    expect(refused.status).to.equal(403);
    expect(refused.json().error!.message).to.match(/budget/i);
    expect(stack.usage().map(({ status }) => status)).to.deep.equal([200, 403]);
    await stack.clock.advance(86_400_000);
    expect((await ask(stack, chatPath, { ...hello, max_completion_tokens: 1 })).status).to.equal(200);
  });

  it("costs nothing where the call failed", async () => {
    const stack = await withBudget();
    expect((await ask(stack, chatPath, { messages: "none" })).status).to.equal(400);
    expect((await ask(stack, chatPath, "{")).status).to.equal(400);
    expect(
      (await ask(stack, chatPath, { ...hello, stream: true, max_completion_tokens: -5 })).status,
    ).to.equal(400);
    expect(spent(stack)).to.equal(0);
    expect(stack.usage().map(({ tokensFrom }) => tokensFrom)).to.deep.equal(["none", "none", "none"]);
  });
});
