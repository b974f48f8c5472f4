/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- answers are looked at as they came */
import { expect } from "chai";
import { anthropic } from "../../../packages/local-gateway/providers/anthropic";
import { virtualProvider, type Loose } from "./provider";

const host = "api.anthropic.com";
const always = {
  "x-api-key": "sk-ant-test",
  "anthropic-version": "2023-06-01",
  "content-type": "application/json",
};
const provider = (more?: Parameters<typeof virtualProvider>[3]) =>
  virtualProvider(anthropic, host, always, more);

const user = (content: unknown) => ({ role: "user", content });
const basic = { model: "claude-sonnet-4-5", max_tokens: 64, messages: [user("Hello, Claude")] };

describe("the simulated Claude API, by what it counts,", () => {
  describe("caches a marked prefix", () => {
    const long = "word ".repeat(3_000);
    const mark = { cache_control: { type: "ephemeral" } };
    const body = { ...basic, system: [{ type: "text", text: long, ...mark }] };
    const usage = (json: Loose) => [
      json.usage.cache_creation_input_tokens,
      json.usage.cache_read_input_tokens,
    ];

    it("for five minutes from when it was last read", async () => {
      const { ask, clock, provider: made } = provider();
      const post = async (one: unknown) => usage((await ask("/v1/messages", { body: one })).json);
      const [written, none] = await post(body);
      expect(written).to.be.within(3_000, 3_010);
      expect(none).to.equal(0);
      await clock.advance(4 * 60_000);
      expect(await post(body)).to.deep.equal([0, written]);
      await clock.advance(4 * 60_000);
      expect(await post({ ...body, messages: [user("Another question")] })).to.deep.equal([0, written]);
      await clock.advance(5 * 60_000);
      expect(await post(body)).to.deep.equal([written, 0]);
      const [first, second] = made.ledger.calls;
      expect([first!.cacheWriteTokens, first!.cachedTokens]).to.deep.equal([written, 0]);
      expect([second!.cacheWriteTokens, second!.cachedTokens]).to.deep.equal([0, written]);
      expect(first!.promptTokens).to.equal(second!.promptTokens);
    });

    it("grows with a conversation, and is another one for another model or another beginning", async () => {
      const { ask } = provider();
      const turn = (text: string) => user([{ type: "text", text, ...mark }]);
      const post = async (one: unknown) => usage((await ask("/v1/messages", { body: one })).json);
      const [written] = await post({ ...basic, messages: [turn(long)] });
      const next = [user([{ type: "text", text: long }]), { role: "assistant", content: "Yes." }, turn(long)];
      const [more, read] = await post({ ...basic, messages: next });
      expect([read, more > 2_900]).to.deep.equal([written, true]);
      expect((await post({ ...basic, model: "claude-opus-4-1", messages: [turn(long)] }))[1]).to.equal(0);
      expect((await post({ ...basic, messages: [turn(`So ${long}`)] }))[1]).to.equal(0);
    });

    it("of the system whatever the choice of tools, and of messages by it", async () => {
      const { ask } = provider();
      const tools = [{ name: "w", input_schema: { type: "object" } }];
      const turn = [user([{ type: "text", text: long, ...mark }])];
      const post = async (one: object) =>
        usage((await ask("/v1/messages", { body: { ...body, tools, ...one } })).json);
      const [system] = await post({});
      const both = await post({ messages: turn });
      expect([both[1], both[0] > 2_900]).to.deep.equal([system, true]);
      const auto = { type: "auto", disable_parallel_tool_use: true };
      expect((await post({ messages: turn, tool_choice: auto }))[1]).to.equal(system);
    });

    it("from its model's least size on", async () => {
      const { ask } = provider();
      const of = async (model: string, words: number) => {
        const system = [{ type: "text", text: "word ".repeat(words), ...mark }];
        return usage((await ask("/v1/messages", { body: { ...basic, model, system } })).json)[0] > 0;
      };
      expect([await of("claude-sonnet-4-5", 1_000), await of("claude-sonnet-4-5", 1_100)]).to.deep.equal([
        false,
        true,
      ]);
      expect([await of("claude-haiku-4-5", 4_000), await of("claude-haiku-4-5", 4_100)]).to.deep.equal([
        false,
        true,
      ]);
    });
  });

  describe("limits", () => {
    it("requests a minute, and tells how long to wait", async () => {
      const { ask, clock, provider: made } = provider();
      made.limit("claude-sonnet-4-5", { requests: 2 });
      const post = () => ask("/v1/messages", { body: basic });
      expect((await post()).headers.get("anthropic-ratelimit-requests-remaining")).to.equal("1");
      await post();
      const refused = await post();
      expect([refused.status, refused.json.error.type]).to.deep.equal([429, "rate_limit_error"]);
      const wait = Number(refused.headers.get("retry-after"));
      expect(wait).to.be.within(1, 30);
      await clock.advance(wait * 1_000);
      expect((await post()).status).to.equal(200);
    });

    it("input tokens without those that a cache had, and output tokens once they are made", async () => {
      const { ask, provider: made } = provider();
      made.limit("claude-sonnet-4-5", { inputTokens: 7_000, outputTokens: 60 });
      const system = [{ type: "text", text: "word ".repeat(3_000), cache_control: { type: "ephemeral" } }];
      const post = (more: unknown) =>
        ask("/v1/messages", { body: { ...basic, system, ...(more as object) } });
      const left = async (more: unknown = {}) =>
        Number(
          (await post({ max_tokens: 1, ...(more as object) })).headers.get(
            "anthropic-ratelimit-input-tokens-remaining",
          ),
        );
      const first = await left();
      expect(first).to.be.within(3_900, 4_100);
      expect(await left()).to.be.within(first - 20, first + 20);
      await post({ max_tokens: 64 });
      const refused = await post({ max_tokens: 1 });
      expect(refused.json.error.message).to.match(/60 output tokens per minute/);
    });
  });
});
