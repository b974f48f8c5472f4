import { expect } from "chai";
import fc from "fast-check";
import { BodyObserver } from "../../../../packages/local-gateway/gateway/pipeline/completion";

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: string) => ({ model: "gpt-4.1", choices: [{ delta: { content } }] });
const usage = {
  prompt_tokens: 12,
  completion_tokens: 3,
  total_tokens: 15,
  prompt_tokens_details: { cached_tokens: 4 },
};

function observe(
  text: string,
  streamed: boolean,
  cut: (bytes: Buffer) => readonly Uint8Array[] = (bytes) => [bytes],
) {
  const observer = new BodyObserver(200, streamed);
  for (const chunk of cut(Buffer.from(text))) observer.add(chunk);
  return observer;
}

describe("BodyObserver", () => {
  it("reads a stream's text, model and usage wherever the bytes are cut", () => {
    const text =
      event({ model: "", choices: [], prompt_filter_results: [] }) +
      event(delta("Grüß ")) +
      event(delta("Gott ☀")) +
      event({ model: "gpt-4.1", choices: [], usage }) +
      "data: [DONE]\n\n";
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const observer = observe(text, true, (bytes) => {
          const chunks: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length]!;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          return chunks;
        });
        expect(observer.completionText).to.equal("Grüß Gott ☀");
        expect(observer.model).to.equal("gpt-4.1");
        expect(observer.usage).to.deep.equal({
          promptTokens: 12,
          completionTokens: 3,
          totalTokens: 15,
          cachedTokens: 4,
          reasoningTokens: 0,
        });
      }),
      { numRuns: 30 },
    );
  });

  it("knows the Responses API's own names, in a body and in events", () => {
    const response = {
      model: "o4-mini",
      output: [{ content: [{ type: "output_text", text: "Hi" }] }],
      usage: {
        input_tokens: 5,
        output_tokens: 9,
        total_tokens: 14,
        output_tokens_details: { reasoning_tokens: 7 },
      },
    };
    const whole = observe(JSON.stringify(response), false);
    const streamed = observe(
      event({ type: "response.output_text.delta", delta: "H" }) +
        event({ type: "response.output_text.delta", delta: "i" }) +
        event({ type: "response.output_text.done", text: "Hi" }) +
        event({ type: "response.completed", response }),
      true,
    );
    for (const observer of [whole, streamed]) {
      expect(observer.completionText).to.equal("Hi");
      expect(observer.usage).to.include({ promptTokens: 5, completionTokens: 9, reasoningTokens: 7 });
      expect(observer.model).to.equal("o4-mini");
    }
  });

  it("finds the usage at the end of a body too long to keep", () => {
    const long = JSON.stringify({ data: "x".repeat(5_000_000), usage, note: { of: {} } });
    const observer = observe(long, false, (bytes) =>
      Array.from({ length: Math.ceil(bytes.length / 50_000) }, (_, index) =>
        bytes.subarray(index * 50_000, (index + 1) * 50_000),
      ),
    );
    expect(observer.usage).to.include({ totalTokens: 15 });
  });

  it("reads a stream too long to keep while it passes", () => {
    const long = "word ".repeat(50);
    const count = 20_000;
    const observer = new BodyObserver(200, true);
    for (let index = 0; index < count; index++) observer.add(Buffer.from(event(delta(long))));
    observer.add(Buffer.from(event({ choices: [], usage })));
    expect(observer.completionText).to.have.length(long.length * count);
    expect(observer.usage).to.include({ totalTokens: 15 });
    expect(observer.model).to.equal("gpt-4.1");
  });

  it("makes nothing of what is no answer of a model", () => {
    for (const text of ["", "<html>", "[]", '{"usage": "none"}', "null"]) {
      const observer = observe(text, false);
      expect([observer.usage, observer.completionText, observer.model], text).to.deep.equal([
        undefined,
        "",
        undefined,
      ]);
    }
  });
});
