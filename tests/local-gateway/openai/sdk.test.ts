import { expect } from "chai";
import OpenAI, { AzureOpenAI } from "openai";
import type { HttpHandler } from "../../../packages/common/http";
import { serveHttp, type HttpServer } from "../../../packages/local-gateway/http/server";
import type { SimulatedAccount } from "../../../packages/local-gateway/openai/types";
import { account, deployment, embeddingDeployment, tokens } from "./accounts";

describe("simulated account, called by the openai package over loopback", () => {
  let served: SimulatedAccount;
  let server: HttpServer;
  let hungUp: Promise<void>;
  let azure: AzureOpenAI;
  let openai: OpenAI;
  const quick = { latency: { firstTokenMs: 0, perTokenMs: 0 } };

  before(async () => {
    served = account([
      deployment({ behaviour: quick }),
      { ...embeddingDeployment, behaviour: quick },
      deployment({ name: "tiny", capacity: 1, behaviour: quick }),
      deployment({ name: "slow", behaviour: { latency: { firstTokenMs: 0, perTokenMs: 20 } } }),
    ]);
    const handle: HttpHandler = (request) => {
      hungUp = new Promise((resolve) =>
        request.signal!.addEventListener("abort", () => resolve(), { once: true }),
      );
      return served.handle(request);
    };
    server = await serveHttp(handle, { host: "127.0.0.1", port: 0 });
    azure = new AzureOpenAI({
      endpoint: `http://127.0.0.1:${server.port}`,
      azureADTokenProvider: async () => "good-token",
      apiVersion: "2024-10-21",
      maxRetries: 0,
    });
    openai = new OpenAI({
      baseURL: `http://127.0.0.1:${server.port}/openai/v1`,
      apiKey: "good-token",
      maxRetries: 0,
    });
  });
  after(() => server.close(0));

  const messages = [{ role: "user" as const, content: "What is a leaky bucket?" }];

  it("answers a chat with the exact number of tokens", async () => {
    const answer = await azure.chat.completions.create({ model: "chat", messages });
    const text = answer.choices[0]!.message.content!;
    expect(answer.model).to.equal("gpt-4.1-2025-04-14");
    expect(answer.choices[0]!.finish_reason).to.equal("stop");
    expect(answer.usage!.completion_tokens).to.equal(tokens.count(text, "gpt-4.1"));
    expect(answer.usage!.prompt_tokens).to.equal(tokens.countPrompt({ messages }, "gpt-4.1"));
  });

  it("streams a chat with usage last, equal to the answer that is not streamed", async () => {
    const stream = await openai.chat.completions.create({
      model: "chat",
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let usage: OpenAI.CompletionUsage | null | undefined;
    let chunks = 0;
    for await (const chunk of stream) {
      chunks += 1;
      text += chunk.choices[0]?.delta.content ?? "";
      if (chunk.usage) usage = chunk.usage;
    }
    expect(chunks).to.be.greaterThan(10);
    expect(usage!.completion_tokens).to.equal(tokens.count(text, "gpt-4.1"));
    expect(served.ledger.calls.at(-1)).to.include({
      streamed: true,
      complete: true,
      completionTokens: usage!.completion_tokens,
    });
  });

  it("embeds texts, which the package asks for as base64", async () => {
    const answer = await azure.embeddings.create({
      model: "embed",
      input: ["one", "two", "one"],
      dimensions: 8,
    });
    const [one, two, again] = answer.data.map(({ embedding }) => embedding);
    expect(one).to.have.length(8);
    expect(one).to.deep.equal(again).and.not.to.deep.equal(two);
    expect(Math.hypot(...one!)).to.be.closeTo(1, 1e-5);
    expect(answer.usage.prompt_tokens).to.equal(3);
    const floats = await azure.embeddings.create({
      model: "embed",
      input: "one",
      dimensions: 8,
      encoding_format: "float",
    });
    expect(floats.data[0]!.embedding).to.deep.equal(one);
  });

  it("answers the Responses API, plain and streamed", async () => {
    const answer = await openai.responses.create({ model: "chat", input: "What is a leaky bucket?" });
    expect(answer.status).to.equal("completed");
    expect(answer.usage!.output_tokens).to.equal(tokens.count(answer.output_text, "gpt-4.1"));
    const stream = await openai.responses.create({
      model: "chat",
      input: "What is a leaky bucket?",
      stream: true,
    });
    const seen: string[] = [];
    let text = "";
    for await (const event of stream) {
      if (event.type !== "response.output_text.delta") seen.push(event.type);
      else text += event.delta;
      if (event.type === "response.completed")
        expect(event.response.usage!.output_tokens).to.equal(tokens.count(text, "gpt-4.1"));
    }
    expect(seen).to.deep.equal([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
  });

  it("gives a 429 that the package reads", async () => {
    const failure: unknown = await azure.chat.completions
      .create({ model: "tiny", messages, max_tokens: 2_000 })
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(OpenAI.RateLimitError);
    const error = failure as InstanceType<typeof OpenAI.RateLimitError>;
    expect(error.code).to.equal("429");
    expect(error.message).to.match(/token rate limit.*retry after \d+ seconds/);
    expect(Number(error.headers.get("retry-after-ms"))).to.be.greaterThan(0);
  });

  it("stops generating when the client leaves a stream", async () => {
    const stream = await azure.chat.completions.create({ model: "slow", messages, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    await hungUp;
    const entry = served.ledger.calls.at(-1)!;
    expect(entry).to.include({ status: 200, complete: false, deployment: "slow" });
    // The whole answer has at least 40 tokens, one every 20 ms.
    expect(entry.completionTokens).to.be.within(1, 20);
  });
});
