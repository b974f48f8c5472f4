import { expect } from "chai";
import { findModel, knownModels, modelFacts } from "../../../packages/local-gateway/openai";

describe("model facts", () => {
  it("finds models by their Azure name, OpenAI's name and dated versions", () => {
    expect(findModel("gpt-3.5-turbo")).to.equal(findModel("gpt-35-turbo"));
    expect(findModel("gpt-4o-2024-11-20")!.name).to.equal("gpt-4o");
    expect(findModel("GPT-4.1-mini")!.ptu!.inputTpmPerPtu).to.equal(14_900);
    expect(findModel("gpt-99")).to.equal(undefined);
  });

  it("stands a current model of the same kind in for an unknown one", () => {
    expect(modelFacts("gpt-99")).to.include({ name: "gpt-99", kind: "chat", encoding: "o200k_base" });
    expect(modelFacts("text-embedding-9").kind).to.equal("embeddings");
  });

  it("is consistent", () => {
    for (const name of knownModels()) {
      const facts = modelFacts(name);
      expect(facts.name, name).to.equal(name);
      // What a transcript may have is no part of the window, which holds its prompt alone.
      if (facts.kind !== "transcription") expect(facts.maxOutput, name).to.be.at.most(facts.contextWindow);
      expect(facts.dimensions !== undefined, name).to.equal(facts.kind === "embeddings");
    }
  });
});
