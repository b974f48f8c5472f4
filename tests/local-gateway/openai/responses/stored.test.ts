import { expect } from "chai";
import { call, virtualAccount } from "../accounts";

const path = "/openai/v1/responses";
const get = { method: "GET", headers: { Authorization: "Bearer good-token" } };

describe("stored responses", () => {
  it("are given again, listed by their input, and deleted", async () => {
    const { call: post, account, clock } = virtualAccount();
    const made = (await post(path, { model: "chat", input: "Hello" })).json;
    const at = (suffix: string, method = "GET") =>
      clock.run(call(account.handle, `${path}/${made.id}${suffix}`, "", { ...get, method }));

    const again = await at("");
    expect(again.status).to.equal(200);
    expect(again.json).to.deep.equal(made);
    const items = (await at("/input_items")).json;
    expect(items.data[0]!.content).to.deep.equal([{ type: "input_text", text: "Hello" }]);
    expect(items.has_more).to.equal(false);
    expect((await at("", "DELETE")).json).to.include({ id: made.id });
    const gone = await at("");
    expect(gone.status).to.equal(404);
    expect(gone.json.error.message).to.contain(made.id);
    expect((await at("", "PATCH")).status).to.equal(405);
  });

  it("are gone on from, and billed as part of the prompt", async () => {
    const { call: post } = virtualAccount();
    type Usage = { usage: { input_tokens: number; output_tokens: number } };
    const ask = async (body: object) =>
      (await post(path, { model: "chat", ...body })).json as unknown as { id: string } & Usage;
    const first = await ask({ input: "What is a leaky bucket?" });
    const alone = await ask({ input: "And a token bucket?" });
    const second = await ask({ input: "And a token bucket?", previous_response_id: first.id });
    expect(second.usage.input_tokens).to.be.greaterThan(alone.usage.input_tokens + first.usage.output_tokens);
    const third = await ask({ input: "Thanks", previous_response_id: second.id });
    expect(third.usage.input_tokens).to.be.greaterThan(
      second.usage.input_tokens + second.usage.output_tokens,
    );
  });

  it("are not kept with store false, and an unknown one names its parameter", async () => {
    const { call: post, account, clock } = virtualAccount();
    const made = (await post(path, { model: "chat", input: "Hello", store: false })).json;
    const again = await clock.run(call(account.handle, `${path}/${made.id}`, "", get));
    expect(again.status).to.equal(404);
    const next = await post(path, { model: "chat", input: "More", previous_response_id: made.id });
    expect(next.status).to.equal(400);
    expect(next.json.error).to.include({
      code: "previous_response_not_found",
      param: "previous_response_id",
    });
    const wrong = await post(path, { model: "chat", input: "More", previous_response_id: 7 });
    expect(wrong.json.error.code).to.equal("invalid_type");
  });

  it("are kept once a stream has come to its end", async () => {
    const { call: post, account, clock } = virtualAccount();
    const { text } = await post(path, { model: "chat", input: "Hello", stream: true });
    const id = /resp_\w+/.exec(text)![0];
    expect((await clock.run(call(account.handle, `${path}/${id}`, "", get))).status).to.equal(200);
  });

  it("page through many input items in either order", async () => {
    const { call: post, account, clock } = virtualAccount();
    const input = Array.from({ length: 5 }, (_, index) => ({ role: "user", content: `number ${index}` }));
    const made = (await post(path, { model: "chat", input })).json;
    const page = async (query: string) =>
      clock.run(call(account.handle, `${path}/${made.id}/input_items?${query}`, "", get));
    const first = (await page("order=asc&limit=3")).json;
    expect(first.data).to.have.length(3);
    expect(first.has_more).to.equal(true);
    const rest = (await page(`order=asc&limit=3&after=${first.data[2]!.id}`)).json;
    expect(rest.data.map(({ content }) => content)).to.deep.equal([
      [{ type: "input_text", text: "number 3" }],
      [{ type: "input_text", text: "number 4" }],
    ]);
    expect((await page("limit=0")).status).to.equal(400);
  });
});
