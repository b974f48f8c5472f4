import { expect } from "chai";
import { HttpHeaders, readBody, jsonResponse } from "../../../packages/common/http";
import { ask } from "../ask";
import { chatPath } from "../devStack";
import { guardedStack } from "../guards/guardedStack";

const user = (content: string, more: object = {}) => ({ messages: [{ role: "user", content }], ...more });
const person = "Ann Smith";

describe("the AI hub's fault 5: what masking does to streams, JSON, records and failures", function () {
  it("is not copied: a stream goes on piece by piece, before the model has ended", async () => {
    const { stack, seen, key } = await guardedStack({ pii: {} });
    let ended = false;
    let goOn: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const frame = (text: string) =>
      Buffer.from(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`);
    seen.answer = () => ({
      status: 200,
      reason: "OK",
      headers: new HttpHeaders({ "Content-Type": "text/event-stream" }),
      body: (async function* () {
        yield frame("first");
        await waiting;
        ended = true;
        yield frame("last");
      })(),
    });
    const answer = await stack.clock.run(stack.send(chatPath, user(person, { stream: true }), key));
    const pieces = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    expect(Buffer.from((await pieces.next()).value as Uint8Array).toString()).to.include("first");
    expect(ended).to.equal(false);
    goOn();
    expect(Buffer.from((await pieces.next()).value as Uint8Array).toString()).to.include("last");
  });

  it("is not copied: what is masked and restored stays JSON, whatever stands in it", async () => {
    const { stack, seen, key } = await guardedStack({
      pii: { categories: [], regex: [{ pattern: "<<[^>]*>>", category: "Own" }] },
    });
    const own = '<<a "quoted" \\ name\n with a line>>';
    seen.answer = (body) =>
      jsonResponse(200, {
        choices: [
          {
            message: {
              content: (body["messages"] as { content: string }[])[0]!.content,
              tool_calls: [{ function: { name: "f", arguments: '{"to":"⟦P0⟧"}' } }],
            },
          },
        ],
      });
    const { json, status } = await ask(stack, `POST ${chatPath}`, key, user(`I am ${own}.`));
    expect(status).to.equal(200);
    expect(seen.last).to.deep.equal(user("I am ⟦P0⟧."));
    const { message } = (
      json!["choices"] as {
        message: { content: string; tool_calls: { function: { arguments: string } }[] };
      }[]
    )[0]!;
    expect(message.content).to.equal(`I am ${own}.`);
    expect(JSON.parse(message.tool_calls[0]!.function.arguments)).to.deep.equal({ to: own });
  });

  it("is not copied: no record has what was masked, nor what stands for it", async () => {
    const { stack, key } = await guardedStack({ pii: {} });
    await ask(stack, `POST ${chatPath}`, key, user(`${person}, ann@example.com`));
    const { eventHubEvents, metrics, llmLogs, gatewayLogs } = stack.local.recorded;
    const records = JSON.stringify([eventHubEvents, metrics, llmLogs, gatewayLogs]);
    expect(records).not.to.match(/Ann|Smith|example\.com|⟦/);
    expect(JSON.parse(eventHubEvents[0]!.body)).to.deep.include({ guardrails: { Person: 1, Email: 1 } });
  });

  for (const [what, answer] of [
    ["cannot be reached", () => Promise.reject(new Error("refused"))],
    ["answers without what it should have", () => Promise.resolve(jsonResponse(200, {}))],
  ] as const)
    it(`is not copied: a call is refused while Language ${what}, and no expression fails`, async () => {
      const { stack, seen, key } = await guardedStack({ pii: {} }, {}, {}, answer);
      const refused = await ask(stack, `POST ${chatPath}`, key, user(person));
      expect([refused.status, refused.code]).to.deep.equal([503, "GuardrailUnavailable"]);
      expect(seen.bodies).to.deep.equal([]);
    });

  it("is not copied: of an answer that is no stream the caller gets all, and of a stream's body nobody reads", async () => {
    const { stack, seen, key } = await guardedStack({ pii: {} });
    seen.answer = undefined;
    const streamed = await stack.clock.run(stack.send(chatPath, user(person, { stream: true }), key));
    expect(streamed.body instanceof Uint8Array).to.equal(false);
    await stack.clock.run(readBody(streamed.body));
  });
});
