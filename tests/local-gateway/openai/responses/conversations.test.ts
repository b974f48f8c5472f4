import { expect } from "chai";
import { virtualAccount } from "../accounts";

const said = (text: string) => ({ role: "user", content: text });

describe("conversations", () => {
  it("are made with metadata and items, changed and deleted", async () => {
    const { ask } = virtualAccount();
    const made = (await ask("POST /conversations", { metadata: { topic: "x" }, items: [said("Hello")] }))
      .json;
    expect(made).to.deep.include({ object: "conversation", metadata: { topic: "x" } });
    expect(made.id).to.match(/^conv_/);
    const changed = await ask(`POST /conversations/${made.id}`, { metadata: { topic: "y" } });
    expect(changed.json.metadata).to.deep.equal({ topic: "y" });
    expect((await ask(`GET /conversations/${made.id}`)).json).to.deep.equal(changed.json);
    expect((await ask(`DELETE /conversations/${made.id}`)).json).to.deep.equal({
      id: made.id,
      object: "conversation.deleted",
      deleted: true,
    });
    const gone = await ask(`GET /conversations/${made.id}`);
    expect([gone.status, gone.json.error.message]).to.deep.equal([
      404,
      `Conversation with id '${made.id}' not found.`,
    ]);
    expect((await ask("POST /conversations")).status).to.equal(200);
  });

  it("take items, page through them, and give them one by one", async () => {
    const { ask } = virtualAccount();
    const { id } = (await ask("POST /conversations", {})).json;
    const items = Array.from({ length: 5 }, (_, index) => said(`number ${index}`));
    const added = (await ask(`POST /conversations/${id}/items`, { items })).json;
    expect(added.data.map((one) => one.content[0]!.text)).to.deep.equal(items.map((one) => one.content));
    const page = async (query: string) => (await ask(`GET /conversations/${id}/items?${query}`)).json;
    const newest = await page("limit=2");
    expect(newest.data.map((one) => one.content[0]!.text)).to.deep.equal(["number 4", "number 3"]);
    expect(newest.has_more).to.equal(true);
    const rest = await page(`after=${newest.last_id}`);
    expect(rest.data).to.have.length(3);
    expect(rest.has_more).to.equal(false);
    const first = added.data[0]!.id;
    expect((await ask(`GET /conversations/${id}/items/${first}`)).json).to.deep.equal(added.data[0]);
    expect((await ask(`DELETE /conversations/${id}/items/${first}`)).json.id).to.equal(id);
    expect((await ask(`GET /conversations/${id}/items/${first}`)).status).to.equal(404);
    expect((await page("order=asc")).data).to.have.length(4);
  });

  it("carry what was said in them, and are billed for it", async () => {
    const { ask } = virtualAccount();
    const { id } = (await ask("POST /conversations", { items: [said("My name is Ada")] })).json;
    const alone = (await ask("POST /responses", { model: "chat", input: "Who am I?" })).json;
    const first = (await ask("POST /responses", { model: "chat", input: "Who am I?", conversation: id }))
      .json;
    expect(first.conversation).to.deep.equal({ id });
    expect(first.usage.input_tokens).to.be.greaterThan(alone.usage.input_tokens);
    const items = (await ask(`GET /conversations/${id}/items?order=asc`)).json.data;
    expect(items.map((one) => one.role)).to.deep.equal(["user", "user", "assistant"]);
    expect(items[2]).to.deep.equal(first.output[0]);
    const second = (await ask("POST /responses", { model: "chat", input: "Sure?", conversation: { id } }))
      .json;
    expect(second.usage.input_tokens).to.be.greaterThan(first.usage.input_tokens + first.usage.output_tokens);
  });

  for (const [what, path, body, status, param] of [
    [
      "more than 16 pairs",
      "",
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [n, "x"])) },
      400,
      "metadata",
    ],
    ["a key of 65 characters", "", { metadata: { ["k".repeat(65)]: "x" } }, 400, "metadata"],
    ["a value of 513 characters", "", { metadata: { k: "v".repeat(513) } }, 400, "metadata.k"],
    ["a value that is no text", "", { metadata: { k: 1 } }, 400, "metadata.k"],
    ["an unknown member", "", { title: "x" }, 400, "title"],
    ["21 items", "", { items: Array.from({ length: 21 }, () => said("x")) }, 400, "items"],
    ["an item of no kind", "", { items: [{ type: "nothing" }] }, 400, "items[0]"],
    ["an item for no conversation", "/conv_1/items", { items: [said("x")] }, 404, null],
  ] as const)
    it(`refuse ${what}`, async () => {
      const { ask } = virtualAccount();
      const answer = await ask(`POST /conversations${path}`, body);
      expect([answer.status, answer.json.error.param]).to.deep.equal([status, param]);
    });

  it("are not gone on from beside a response, nor when they are unknown", async () => {
    const { ask } = virtualAccount();
    const { id } = (await ask("POST /conversations", {})).json;
    const made = (await ask("POST /responses", { model: "chat", input: "x" })).json;
    const both = { model: "chat", input: "x", conversation: id, previous_response_id: made.id };
    expect((await ask("POST /responses", both)).status).to.equal(400);
    expect((await ask("POST /responses", { ...both, previous_response_id: null })).status).to.equal(200);
    const unknown = await ask("POST /responses", { model: "chat", input: "x", conversation: "conv_1" });
    expect(unknown.status).to.equal(404);
  });
});
