import { expect } from "chai";
import { chat, chatPath, DevStack, embeddingsPath } from "./devStack";

describe("usage of every call, dev stack", function () {
  it("records a plain call exactly, once", async () => {
    const stack = await DevStack.start();
    const { status, headers, json } = await stack.call(chatPath, chat(50), {
      "api-key": stack.key("premium-team"),
    });
    expect(status).to.equal(200);
    const events = stack.usage();
    expect(events).to.have.length(1);
    const [served] = stack.account("ptu-1").ledger.calls;
    expect(events[0]).to.include({
      requestId: headers.get("x-gateway-request-id"),
      product: "premium",
      backend: "ptu-1",
      backendKind: "ptu",
      status: 200,
      tokensFrom: "response",
      promptTokens: served!.promptTokens,
      completionTokens: served!.completionTokens,
      totalTokens: json().usage!.total_tokens,
    });
  });

  it("streams chunk by chunk; the event says estimate, the LLM log has the account's exact tokens", async () => {
    const stack = await DevStack.start();
    const account = stack.account("ptu-1");
    account.configure("gpt-5.4", {
      latency: { firstTokenMs: 100, perTokenMs: 50 },
      answerTokens: { min: 40, max: 40 },
    });
    const body = chat(50, { stream: true, max_completion_tokens: 200 });
    const response = await stack.clock.run(
      stack.send(chatPath, body, { "api-key": stack.key("premium-team") }),
    );
    expect(response.status).to.equal(200);
    if (response.body instanceof Uint8Array) throw new Error("The stream arrived whole");
    const arrivals: number[] = [];
    await stack.clock.run(
      (async () => {
        for await (const chunk of response.body as AsyncIterable<Uint8Array>)
          if (chunk.length > 0) arrivals.push(stack.clock.now());
      })(),
    );
    expect(arrivals.length).to.be.greaterThan(10);
    expect(arrivals.at(-1)! - arrivals[0]!).to.be.greaterThan(1000);

    const events = stack.usage();
    expect(events).to.have.length(1);
    expect(events[0]).to.include({ streamed: true, tokensFrom: "estimate", completionTokens: null });
    const rows = stack.local.recorded.llmLogs.filter((row) => row.CorrelationId === events[0]!.requestId);
    const [served] = account.ledger.calls;
    expect(rows.map((row) => [row.PromptTokens, row.CompletionTokens])).to.deep.equal([
      [served!.promptTokens, served!.completionTokens],
    ]);
  });

  it("takes the tokens of the Responses API from that API's own fields", async () => {
    const stack = await DevStack.start();
    const body = { model: "gpt-5.4", input: "hello", max_output_tokens: 40 };
    const { status } = await stack.call("/openai/v1/responses", body, {
      "api-key": stack.key("premium-team"),
    });
    expect(status).to.equal(200);
    const [served] = stack.account("ptu-1").ledger.calls;
    expect(served!.completionTokens).to.be.greaterThan(0);
    expect(stack.usage()[0]).to.include({
      tokensFrom: "response",
      promptTokens: served!.promptTokens,
      completionTokens: served!.completionTokens,
      totalTokens: served!.promptTokens + served!.completionTokens,
    });
  });

  it("records calls that were refused or went wrong", async () => {
    const stack = await DevStack.start();
    const key = { "api-key": stack.key("premium-team") };
    await stack.call("/openai/deployments/nothing/chat/completions?api-version=2024-10-21", chat(5), key);
    const trial = { "api-key": stack.key("trial-user") };
    await stack.call(chatPath, chat(500), trial);
    expect(stack.usage().map(({ status, tokensFrom }) => [status, tokensFrom])).to.deep.equal([
      [404, "none"],
      [400, "none"],
    ]);
  });

  it("counts embeddings, which have no completion", async () => {
    const stack = await DevStack.start();
    await stack.call(embeddingsPath, { input: ["a laptop"] }, { "api-key": stack.key("standard-team") });
    expect(stack.usage()[0]).to.include({ product: "standard", tokensFrom: "response", completionTokens: 0 });
  });

  it("sends token metrics and call metrics with dimensions", async () => {
    const stack = await DevStack.start();
    await stack.call(chatPath, chat(5), { "api-key": stack.key("premium-team") });
    const { metrics } = stack.local.recorded;
    const names = new Set(metrics.map(({ name }) => name));
    for (const name of ["Total Tokens", "Prompt Tokens", "Completion Tokens", "GenAI Calls"])
      expect(names).to.include(name);
    const calls = metrics.find(({ name }) => name === "GenAI Calls")!;
    expect(calls.dimensions).to.include({
      Backend: "ptu-1",
      "Backend Kind": "ptu",
      Spilled: "False",
      Status: "200",
    });
  });
});
