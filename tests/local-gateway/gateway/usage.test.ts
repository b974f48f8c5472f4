import { expect } from "chai";
import fc from "fast-check";
import { BodyObserver } from "../../../packages/local-gateway/gateway/pipeline/completion";

const usageChunk = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } };
const stream = [
  ...["Zwölf ", "Boxkämpfer ", "🥊"].map((content) => ({ model: "gpt", choices: [{ delta: { content } }] })),
  usageChunk,
]
  .map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`)
  .concat("data: [DONE]\n\n")
  .join("");

describe("reading usage while a stream passes", () => {
  it("finds the same however the stream is split", () => {
    const bytes = Buffer.from(stream);
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 30 });
    fc.assert(
      fc.property(cuts, (places) => {
        const observer = new BodyObserver(200, true);
        const sorted = [0, ...places.sort((a, b) => a - b), bytes.length];
        for (let index = 1; index < sorted.length; index++) {
          observer.add(bytes.subarray(sorted[index - 1], sorted[index]));
        }
        expect(observer.completionText).to.equal("Zwölf Boxkämpfer 🥊");
        expect(observer.usage).to.include({ promptTokens: 7, completionTokens: 3, totalTokens: 10 });
      }),
    );
  });

  it("finds the usage at the end of a body too long to keep", () => {
    const observer = new BodyObserver(200, true);
    const filler = Buffer.from(
      `data: ${JSON.stringify({ choices: [{ delta: { content: "x" } }] })}\n\n`.repeat(1000),
    );
    for (let sent = 0; sent < 5_000_000; sent += filler.length) observer.add(filler);
    observer.add(Buffer.from(stream));
    expect(observer.usage?.totalTokens).to.equal(10);
  });
});
