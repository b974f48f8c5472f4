import { expect } from "chai";
import fc from "fast-check";
import { promptParts } from "../../../../packages/local-gateway/gateway/policies/promptText";

describe("promptParts", () => {
  it("finds the text of every kind of request", () => {
    const texts = (body: unknown) => promptParts(body).map(({ role, text }) => `${role}: ${text}`);
    expect(texts({ prompt: ["a", "b"] })).to.deep.equal(["user: a", "user: b"]);
    expect(texts({ instructions: "i", input: "q" })).to.deep.equal(["system: i", "user: q"]);
    const parts = [{ type: "input_text", text: "q" }, { type: "input_image" }];
    expect(texts({ input: [{ role: "user", content: parts }] })).to.deep.equal(["user: q"]);
    expect(texts({ messages: [{ role: "tool", content: "t" }, null, "x"] })).to.deep.equal(["tool: t"]);
  });

  it("takes any JSON", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(promptParts(value))));
  });
});
