import { expect } from "chai";
import fc from "fast-check";
import { VirtualClock } from "../../../packages/common/clock";
import { Feed, REQUESTS, SECONDS, TRACES } from "../../../packages/local-gateway/dashboard/feed";
import type { GatewayLogRow, LlmLogRow } from "../../../packages/local-gateway/gateway/policy";

const row = (at: number, more: Partial<GatewayLogRow> = {}): GatewayLogRow => ({
  TimeGenerated: at,
  CorrelationId: "c",
  Method: "POST",
  Url: "https://apim.test/openai/chat?api-key=hidden",
  ResponseCode: 200,
  BackendId: "payg-1",
  ApiId: "openai",
  OperationId: "chat",
  ProductId: "premium",
  ApimSubscriptionId: "team",
  TotalTime: 12,
  LastErrorReason: "",
  ...more,
});

const tokens = (id: string, prompt: number, completion: number): LlmLogRow => ({
  TimeGenerated: 0,
  CorrelationId: id,
  OperationName: "chat",
  ModelName: "gpt-5.4",
  DeploymentName: "gpt-5.4",
  IsStreamCompletion: true,
  PromptTokens: prompt,
  CompletionTokens: completion,
  TotalTokens: prompt + completion,
  SequenceNumber: 0,
});

describe("the dashboard's feed", () => {
  it("joins tokens to their call, and shows a path without its query", async () => {
    const clock = new VirtualClock();
    const feed = new Feed(clock);
    feed.sinks.llmLog(tokens("a", 7, 5));
    feed.sinks.gatewayLog(row(clock.now(), { CorrelationId: "a" }));
    feed.sinks.gatewayLog(row(clock.now(), { CorrelationId: "b", ResponseCode: 429, BackendId: "" }));
    const [second, first] = feed.requests();
    expect(first).to.include({ path: "/openai/chat", promptTokens: 7, completionTokens: 5, streamed: true });
    expect(second).to.include({ id: "b", status: 429, promptTokens: 0 });
    expect([...feed.tokens("payg-1")]).to.deep.equal([["gpt-5.4", { promptTokens: 7, completionTokens: 5 }]]);
    await clock.advance(1_000);
    expect(feed.history().at(-1)!.backends).to.deep.equal({
      "payg-1": { requests: 1, refused: 0, failed: 0, tokens: 12 },
      "": { requests: 1, refused: 1, failed: 0, tokens: 0 },
    });
  });

  it("loses no call of the last two minutes, and keeps none of before, whenever they came", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 60 }), async (waits) => {
        const clock = new VirtualClock();
        const feed = new Feed(clock);
        const times: number[] = [];
        for (const wait of waits) {
          await clock.advance(wait);
          times.push(Math.floor(clock.now() / 1_000));
          feed.sinks.gatewayLog(row(clock.now()));
        }
        const now = Math.floor(clock.now() / 1_000);
        const history = feed.history();
        expect(history.map(({ second }) => second)).to.deep.equal(
          Array.from({ length: SECONDS }, (_, index) => now - SECONDS + index),
        );
        const shown = history.reduce((sum, { backends }) => sum + (backends["payg-1"]?.requests ?? 0), 0);
        expect(shown).to.equal(times.filter((time) => time >= now - SECONDS && time < now).length);
      }),
    );
  });

  it("keeps a bounded number of calls and traces", () => {
    const feed = new Feed(new VirtualClock());
    for (let index = 0; index < REQUESTS * 2; index += 1) {
      const id = String(index);
      feed.sinks.llmLog(tokens(`orphan ${id}`, 1, 1));
      feed.onTrace({ requestId: id, method: "GET", url: "", status: 200, entries: [] });
      feed.sinks.gatewayLog(row(0, { CorrelationId: id }));
    }
    expect(feed.requests()).to.have.length(REQUESTS);
    expect(feed.requests()[0]!.id).to.equal(String(REQUESTS * 2 - 1));
    expect(feed.trace(String(REQUESTS * 2 - TRACES - 1))).to.equal(undefined);
    expect(feed.trace(String(REQUESTS * 2 - TRACES))).not.to.equal(undefined);
  });
});
