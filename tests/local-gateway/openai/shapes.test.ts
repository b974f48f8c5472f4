import { expect } from "chai";
import fc from "fast-check";
import { embeddingVector } from "../../../packages/local-gateway/answers/embeddingVector";
import { imageSize } from "../../../packages/local-gateway/tokens/imageSize";
import { chatPath, deployment, events, virtualAccount } from "./accounts";

const messages = [{ role: "user", content: "Hello" }];

describe("log probabilities", () => {
  it("come with each token, whole and streamed, with as many alternatives as asked for", async () => {
    const { call } = virtualAccount();
    const body = { messages, max_tokens: 5, logprobs: true, top_logprobs: 2 };
    const [choice] = (await call(chatPath, body)).json.choices;
    expect(choice!.logprobs!.content).to.have.length(5);
    expect(choice!.logprobs!.content.map(({ token }) => token).join("")).to.equal(choice!.message.content);
    for (const { logprob, top_logprobs: top } of choice!.logprobs!.content) {
      expect(logprob).to.be.at.most(0);
      expect(top).to.have.length(2);
    }
    const streamed = events((await call(chatPath, { ...body, stream: true })).text);
    const texts = streamed.flatMap(({ choices }) => choices[0]?.logprobs?.content ?? []);
    expect(texts).to.have.length(5);
  });

  it("are refused half asked for, and by models that think", async () => {
    const { call } = virtualAccount([deployment({ model: "o4-mini" })]);
    expect((await call(chatPath, { messages, top_logprobs: 2 })).json.error.param).to.equal("top_logprobs");
    expect((await call(chatPath, { messages, logprobs: true })).json.error.param).to.equal("logprobs");
  });
});

describe("images", () => {
  const path = "/openai/deployments/paint/images/generations?api-version=2025-04-01-preview";
  const { call } = virtualAccount([deployment({ name: "paint", model: "gpt-image-1" }), deployment()]);

  it("have the size asked for, and bill it", async () => {
    const { status, json } = await call(path, {
      prompt: "a red fox",
      n: 2,
      size: "1536x1024",
      quality: "low",
    });
    expect(status).to.equal(200);
    expect(json.data).to.have.length(2);
    for (const { b64_json: picture } of json.data)
      expect(imageSize(`data:image/png;base64,${picture}`)).to.deep.equal({ width: 1536, height: 1024 });
    expect(json.usage).to.deep.include({ input_tokens: 3, output_tokens: 800, total_tokens: 803 });
  });

  for (const [param, body] of [
    ["prompt", {}],
    ["prompt", { prompt: "" }],
    ["size", { prompt: "a fox", size: "7x7" }],
    ["n", { prompt: "a fox", n: 11 }],
  ] as const) {
    it(`name ${param} when it is wrong: ${JSON.stringify(body)}`, async () => {
      const { status, json } = await call(path, body);
      expect([status, json.error.param]).to.deep.equal([400, param]);
    });
  }

  it("are nothing a chat model makes", async () => {
    const { status } = await call("/openai/v1/images/generations", { model: "chat", prompt: "a fox" });
    expect(status).to.equal(400);
  });
});

describe("embedding vectors", () => {
  const near = (a: string, b: string) => {
    const [one, two] = [embeddingVector(a, 1_536), embeddingVector(b, 1_536)];
    return one.reduce((sum, value, index) => sum + value * two[index]!, 0);
  };

  it("lie near each other for texts that share their words", () => {
    const question = "How do I reset my password?";
    expect(near(question, "how can I reset the password")).to.be.greaterThan(0.7);
    expect(near(question, "What is the weather in Paris today?")).to.be.lessThan(0.3);
  });

  it("are unit vectors, equal for equal texts", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(8, 256, 1_536), (text, dimensions) => {
        const vector = embeddingVector(text, dimensions);
        expect(vector).to.deep.equal(embeddingVector(text, dimensions));
        expect(Math.hypot(...vector)).to.be.closeTo(1, 1e-4);
      }),
    );
  });
});
