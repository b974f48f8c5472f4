import { expect } from "chai";
import fc from "fast-check";
import { createTokenCounter } from "../../../packages/local-gateway/tokens";
import { boundedCount } from "../../../packages/local-gateway/tokens/boundedCount";
import { encoding } from "../../../packages/local-gateway/tokens/encodings";

const counter = createTokenCounter();

describe("token counter", () => {
  it("uses each model's tokenizer", () => {
    // A word that the two encodings are known to split differently.
    const text = "Grüße aus Zürich, schöne Überraschung";
    expect(counter.count(text, "gpt-4.1")).to.equal(encoding("o200k_base").countTokens(text));
    expect(counter.count(text, "gpt-4")).to.equal(encoding("cl100k_base").countTokens(text));
    expect(counter.count(text, "gpt-4.1")).to.be.lessThan(counter.count(text, "gpt-4"));
    expect(counter.count(text, "text-embedding-ada-002")).to.equal(counter.count(text, "gpt-3.5-turbo"));
    expect(counter.count(text, "gpt-4o-2024-11-20")).to.equal(counter.count(text));
  });

  it("takes the names of special tokens for text", () => {
    expect(counter.count("<|endoftext|>")).to.be.greaterThan(1);
    expect(counter.count("")).to.equal(0);
  });

  it("counts ordinary text exactly", () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme-ascii" });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), (parts) => {
        const text = parts.join(" ");
        expect(boundedCount(text, encoding("o200k_base"))).to.equal(encoding("o200k_base").countTokens(text));
      }),
      { numRuns: 50 },
    );
  });

  it("estimates hostile text without merging long stretches", () => {
    let longest = 0;
    let given = 0;
    const spy = {
      countTokens(text: string) {
        longest = Math.max(longest, text.length);
        given += text.length;
        return Math.ceil(text.length / 8);
      },
      split: () => [],
    };
    for (const letter of ["a", "é", "!", " "]) {
      given = 0;
      expect(boundedCount(letter.repeat(100_000), spy)).to.equal(12_500);
      expect(given).to.be.at.most(10_000);
      expect(longest).to.be.at.most(64);
    }
    expect(counter.count("a".repeat(100_000))).to.be.closeTo(12_500, 200);
  });

  it("takes the rest of a very long text to be like its beginning", () => {
    const page = "The quick brown fox jumps over the lazy dog. ";
    expect(counter.count(page.repeat(20_000))).to.be.closeTo(20_000 * 10, 2_000);
  });
});

describe("prompt tokens", () => {
  const o200k = (text: string) => encoding("o200k_base").countTokens(text);

  it("adds the frame of chat messages", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", name: "ada", content: [{ type: "text", text: "Hello there" }] },
    ];
    const expected = 3 + (3 + 1 + o200k("Be brief.")) + (3 + 1 + o200k("ada") + 1 + o200k("Hello there"));
    expect(counter.countPrompt({ messages }, "gpt-4.1")).to.equal(expected);
  });

  it("counts images by their detail, tools and tool calls", () => {
    const user = (content: unknown) => counter.countPrompt({ messages: [{ role: "user", content }] });
    const image = (detail: string) => [{ type: "image_url", image_url: { url: "data:", detail } }];
    expect(user(image("high")) - user(image("low"))).to.equal(680);
    const messages = [{ role: "user", content: "Hi" }];
    const tools = [{ type: "function", function: { name: "f", description: "Does it", parameters: {} } }];
    expect(counter.countPrompt({ messages, tools })).to.be.greaterThan(counter.countPrompt({ messages }));
  });

  it("counts inputs of embeddings and completions with no frame", () => {
    expect(counter.countPrompt({ input: ["one", "two"] }, "text-embedding-3-small")).to.equal(2);
    expect(counter.countPrompt({ input: [[1, 2], [3]] }, "text-embedding-3-small")).to.equal(3);
    expect(counter.countPrompt({ prompt: [5, 6, 7] }, "gpt-35-turbo-instruct")).to.equal(3);
  });

  it("counts the Responses API like a chat", () => {
    const asChat = counter.countPrompt({ messages: [{ role: "user", content: "Hello" }] }, "gpt-4.1");
    expect(counter.countPrompt({ input: "Hello" }, "gpt-4.1")).to.equal(asChat);
    expect(counter.countPrompt({ input: [{ role: "user", content: "Hello" }] }, "gpt-4.1")).to.equal(asChat);
  });

  it("is 0 for what is no request, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        expect(counter.countPrompt(body)).to.be.at.least(0);
      }),
    );
    expect(counter.countPrompt("text")).to.equal(0);
    expect(counter.countPrompt(null)).to.equal(0);
  });
});
