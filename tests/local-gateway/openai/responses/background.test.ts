import { expect } from "chai";
import { readBody } from "../../../../packages/common/http";
import { deployment, events, send, virtualAccount } from "../accounts";

const slow = deployment({
  behaviour: { latency: { firstTokenMs: 1_000, perTokenMs: 100 }, answerTokens: { min: 50, max: 50 } },
});
const create = { model: "chat", input: "Write a long text", background: true };

describe("background responses", () => {
  it("are queued, worked at and completed by the clock", async () => {
    const { ask, clock, account } = virtualAccount([slow]);
    const made = await ask("POST /responses", create);
    expect(made.status).to.equal(200);
    expect(made.json).to.include({ status: "queued", background: true, usage: null });
    const poll = async () => (await ask(`GET /responses/${made.json.id}`)).json;
    expect((await poll()).status).to.equal("queued");
    await clock.advance(1_000);
    expect((await poll()).status).to.equal("in_progress");
    expect(account.ledger.calls[0]).to.include({ status: 200, complete: false, completionTokens: 0 });
    await clock.advance(3_000);
    expect(account.ledger.calls[0]).to.include({ complete: false, completionTokens: 20 });
    await clock.advance(3_000);
    const done = await poll();
    expect(done).to.include({ status: "completed", id: made.json.id });
    expect(done.usage.output_tokens).to.equal(50);
    expect(account.ledger.calls[0]).to.include({ complete: true, completionTokens: 50 });
  });

  it("stop when they are cancelled, charge what they wrote, and stay cancelled", async () => {
    const { ask, clock, account } = virtualAccount([slow]);
    const { json } = await ask("POST /responses", create);
    await clock.advance(4_000);
    const cancelled = await ask(`POST /responses/${json.id}/cancel`);
    expect([cancelled.status, cancelled.json.status]).to.deep.equal([200, "cancelled"]);
    await clock.advance(60_000);
    expect((await ask(`GET /responses/${json.id}`)).json.status).to.equal("cancelled");
    expect((await ask(`POST /responses/${json.id}/cancel`)).json.status).to.equal("cancelled");
    expect(account.ledger.calls[0]).to.include({ complete: false, completionTokens: 20 });
    const next = await ask("POST /responses", {
      model: "chat",
      input: "More",
      previous_response_id: json.id,
    });
    expect(next.status).to.equal(200);
  });

  it("cannot be cancelled when they are none, nor gone on from before their end", async () => {
    const { ask } = virtualAccount([slow]);
    const whole = await ask("POST /responses", { ...create, background: false });
    const refused = await ask(`POST /responses/${whole.json.id}/cancel`);
    expect([refused.status, refused.json.error.message]).to.deep.equal([
      400,
      "Cannot cancel a synchronous response.",
    ]);
    const { json } = await ask("POST /responses", create);
    const early = await ask("POST /responses", {
      model: "chat",
      input: "More",
      previous_response_id: json.id,
    });
    expect([early.status, early.json.error.param]).to.deep.equal([400, "previous_response_id"]);
  });

  it("are streamed, left, and streamed again from where the caller was", async () => {
    const { ask, clock, account } = virtualAccount([slow]);
    const first = await send(account.handle, "/openai/v1/responses", { ...create, stream: true });
    const reader = (first.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    let seen = "";
    for (let index = 0; index < 10; index += 1)
      seen += Buffer.from((await clock.run(reader.next())).value as Uint8Array).toString("utf8");
    await reader.return!();
    const [begun] = events(seen) as unknown as { type: string; response: { id: string; status: string } }[];
    expect(begun).to.deep.include({ type: "response.created" });
    expect(begun!.response.status).to.equal("queued");
    const path = `/openai/v1/responses/${begun!.response.id}?stream=true&starting_after=9`;
    const rest = await send(account.handle, path, "", { method: "GET" });
    const text = Buffer.from(await clock.run(readBody(rest.body))).toString("utf8");
    const all = [...events(seen), ...events(text)] as unknown as { type: string; sequence_number: number }[];
    expect(all.map((event) => event.sequence_number)).to.deep.equal(all.map((_, index) => index));
    expect(all.at(-1)!.type).to.equal("response.completed");
    expect((await ask(`GET /responses/${begun!.response.id}`)).json.status).to.equal("completed");
    expect(account.ledger.calls[0]).to.include({ complete: true, completionTokens: 50 });
  });

  it("are streamed only when they began as a stream", async () => {
    const { ask } = virtualAccount([slow]);
    const { json } = await ask("POST /responses", create);
    const refused = await ask(`GET /responses/${json.id}?stream=true`);
    expect([refused.status, refused.json.error.param]).to.deep.equal([400, "stream"]);
  });

  it("must be stored, and are gone with their work when deleted", async () => {
    const { ask, clock, account } = virtualAccount([slow]);
    expect((await ask("POST /responses", { ...create, store: false })).json.error.param).to.equal("store");
    const { json } = await ask("POST /responses", create);
    await clock.advance(2_500);
    expect((await ask(`DELETE /responses/${json.id}`)).json.deleted).to.equal(true);
    await clock.advance(60_000);
    expect((await ask(`GET /responses/${json.id}`)).status).to.equal(404);
    expect(account.ledger.calls[1]).to.include({ complete: false, completionTokens: 5 });
  });
});
