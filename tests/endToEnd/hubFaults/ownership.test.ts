import { expect } from "chai";
import { HttpHeaders } from "../../../packages/common/http";
import type { GatewayConfigInput } from "../../../components";
import { devConfig, DevStack } from "../devStack";
import { Caller } from "../storedCalls";

const config: GatewayConfigInput = {
  ...devConfig,
  products: [
    { name: "one", displayName: "One", subscriptions: [{ name: "one-a" }, { name: "one-b" }] },
    { name: "two", displayName: "Two", subscriptions: [{ name: "two-a" }] },
  ],
};
const day = 86_400_000;

/** All that a gateway remembers is gone, as after a restart, or on another unit or in another region. */
const forget = (stack: DevStack) => stack.clock.advance(2 * day);

/** What any account has written for a caller. To ask whose something is writes nothing. */
const written = (stack: DevStack) =>
  ["ptu-1", "payg-1"]
    .flatMap((backend) => stack.account(backend).ledger.calls)
    .filter(({ completionTokens }) => completionTokens > 0).length;

describe("the AI hub's fault 1: ownership that is as good as a cache", function () {
  let stack: DevStack;
  beforeEach(async () => {
    stack = await DevStack.start(config);
  });
  const caller = (subscription: string) => new Caller(stack, subscription);

  for (const stream of [false, true])
    for (const remembered of [true, false])
      it(`is not copied: a ${stream ? "streamed" : "whole"} response that the gateway ${remembered ? "remembers" : "has forgotten"} is not gone on from with another's key`, async () => {
        const made = await caller("one-a").respond({ stream });
        expect(made.status, made.text).to.equal(200);
        if (!remembered) await forget(stack);
        const asked = written(stack);
        for (const other of ["one-b", "two-a"])
          for (const again of [false, true]) {
            const answer = await caller(other).respond({ previous_response_id: made.json.id, stream: again });
            expect(answer.status, `${other}: ${answer.text}`).to.equal(404);
            expect(answer.json.error.code).to.equal("previous_response_not_found");
          }
        expect(written(stack), "no account has been asked to answer").to.equal(asked);
        const own = await caller("one-a").respond({ previous_response_id: made.json.id });
        expect(own.status, own.text).to.equal(200);
      });

  it("is not copied: an id of which nobody knows anything is not passed on in the hope that it is the caller's", async () => {
    const asked = written(stack);
    const answer = await caller("one-a").respond({ previous_response_id: "resp_" + "0".repeat(48) });
    expect([answer.status, answer.json.error.code]).to.deep.equal([404, "previous_response_not_found"]);
    expect(written(stack)).to.equal(asked);
  });

  it("is not copied: nobody waits for a stream's end to learn whose it is", async () => {
    const begun = stack.clock.now();
    const { body, first } = await stack.clock.run(
      (async () => {
        const response = await stack.local.handle({
          method: "POST",
          url: "https://genai.example.com/openai/v1/responses",
          headers: new HttpHeaders({
            "api-key": stack.key("one-a"),
            "Content-Type": "application/json",
          }),
          body: Buffer.from(
            JSON.stringify({
              model: "gpt-5.4",
              input: "Tell a long story.",
              stream: true,
              max_output_tokens: 900,
            }),
          ),
          clientAddress: "203.0.113.9",
        });
        const parts = (response.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
        const part = await parts.next();
        return {
          body: parts,
          first: { text: Buffer.from(part.value as Uint8Array).toString(), at: stack.clock.now() },
        };
      })(),
    );
    const id = /"id":"(resp_[^"]+)"/.exec(first.text)?.[1] ?? "";
    expect(id, first.text).to.match(/^resp_/);
    await stack.clock.run(
      (async () => {
        for (let part = await body.next(); !part.done; part = await body.next());
      })(),
    );
    const took = { toFirst: first.at - begun, toEnd: stack.clock.now() - begun };
    expect(took.toFirst).to.be.below(took.toEnd / 2);
    await forget(stack);
    expect((await caller("two-a").respond({ previous_response_id: id })).status).to.equal(404);
    expect((await caller("one-a").respond({ previous_response_id: id })).status).to.equal(200);
  });
});
