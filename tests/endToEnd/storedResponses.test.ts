import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { devConfig, DevStack } from "./devStack";
import { Caller, type StoredAnswer } from "./storedCalls";

/** Two subscriptions of one product, and one of another, without limits that would speak first. */
const config: GatewayConfigInput = {
  ...devConfig,
  products: [
    {
      name: "one",
      displayName: "One",
      tokensPerMinute: 1_000_000,
      subscriptions: [{ name: "one-a" }, { name: "one-b" }],
    },
    { name: "two", displayName: "Two", subscriptions: [{ name: "two-a" }] },
  ],
};
const subscriptions = ["one-a", "one-b", "two-a"];
const apis = ["/openai/v1", "/openai"];

/** Everything that a stored response can be asked, harmless things first: the last takes it away. */
const operations: Readonly<Record<string, (caller: Caller, id: string) => Promise<StoredAnswer>>> = {
  get: (caller, id) => caller.call("GET", `/responses/${id}`),
  "get, streamed": (caller, id) => caller.call("GET", `/responses/${id}?stream=true&starting_after=0`),
  "input items": (caller, id) => caller.call("GET", `/responses/${id}/input_items?limit=5`),
  continue: (caller, id) => caller.respond({ previous_response_id: id }),
  "continue, streamed": (caller, id) => caller.respond({ previous_response_id: id, stream: true }),
  "continue, not stored": (caller, id) => caller.respond({ previous_response_id: id, store: false }),
  compact: (caller, id) =>
    caller.call("POST", "/responses/compact", { model: "gpt-5.4", input: "Hello", previous_response_id: id }),
  "count tokens": (caller, id) =>
    caller.call("POST", "/responses/input_tokens", {
      model: "gpt-5.4",
      input: "Hello",
      previous_response_id: id,
    }),
  cancel: (caller, id) => caller.call("POST", `/responses/${id}/cancel`),
  delete: (caller, id) => caller.call("DELETE", `/responses/${id}`),
};

describe("stored responses", function () {
  let stack: DevStack;
  before(async () => {
    stack = await DevStack.start(config);
  });
  const hour = 3_600_000;
  const caller = (subscription: string, api = "/openai/v1") => new Caller(stack, subscription, api);
  const comparable = ({ status, json, text }: StoredAnswer, id: string) =>
    `${status} ${JSON.stringify(json.error ?? text).replaceAll(id, "ID")}`;

  for (const api of apis)
    for (const streamed of [false, true])
      for (const forgotten of [false, true])
        it(`of ${api}, ${streamed ? "streamed" : "whole"}, ${forgotten ? "with an empty cache" : "cached"}: are nobody else's`, async () => {
          for (const maker of subscriptions) {
            const made = await caller(maker, api).respond({ stream: streamed });
            expect(made.status, made.text).to.equal(200);
            const { id } = made.json;
            // What its owner has asked for stands in the cache.
            if (!forgotten) await operations["get"]!(caller(maker, api), id);
            for (const other of subscriptions.filter((one) => one !== maker))
              for (const [name, ask] of Object.entries(operations)) {
                if (forgotten) await stack.clock.advance(2 * hour);
                const foreign = await ask(caller(other, api), id);
                const unknown = await ask(caller(other, api), "resp_00000000000000000000000000000000");
                expect(foreign.status, `${name} by ${other}: ${foreign.text}`).to.equal(404);
                expect(comparable(foreign, id)).to.equal(
                  comparable(unknown, "resp_00000000000000000000000000000000"),
                );
              }
            for (const [name, ask] of Object.entries(operations)) {
              if (name === "cancel" || name === "get, streamed") continue;
              if (forgotten) await stack.clock.advance(2 * hour);
              const own = await ask(caller(maker, api), id);
              expect(own.status, `${name} by ${maker}: ${own.text}`).to.equal(200);
              expect(own.headers.get("x-gateway-backend")).to.equal(made.headers.get("x-gateway-backend"));
            }
            if (forgotten) await stack.clock.advance(2 * hour);
            expect((await operations["get"]!(caller(maker, api), id)).status).to.equal(404);
          }
        });

  it("cost nothing when they are read again", async () => {
    const made = await caller("one-a").respond({});
    const events = stack.usage().length;
    const counted = () => stack.local.counters[0]!.list().map(({ key, used }) => `${key} ${used}`);
    const before = counted();
    await caller("one-a").call("GET", `/responses/${made.json.id}`);
    expect(counted()).to.deep.equal(before);
    expect(stack.usage()[events]).to.include({ status: 200, totalTokens: 0, tokensFrom: "none" });
  });

  const refused: readonly (readonly [string, object, number, string])[] = [
    ["a key of the gateway's", { metadata: { genai_owner: "me" } }, 400, "invalid_value"],
    ["the same in capitals", { metadata: { GENAI_backend: "payg-1" } }, 400, "invalid_value"],
    ["metadata that is no object", { metadata: ["a"] }, 400, "invalid_type"],
    [
      "15 pairs of metadata",
      { metadata: Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`k${index}`, "v"])) },
      400,
      "object_above_max_properties",
    ],
    ["an id that is no text", { previous_response_id: 7 }, 400, "invalid_type"],
    ["two histories", { previous_response_id: "resp_1", conversation: "conv_1" }, 400, "mutually_exclusive_parameters"],
    ["an id that leads elsewhere", { previous_response_id: "../files/file-1" }, 404, "previous_response_not_found"],
    ["a conversation that leads elsewhere", { conversation: { id: "x/items" } }, 404, "conversation_not_found"],
    ["a conversation without an id", { conversation: {} }, 400, "invalid_type"],
    ["a stored prompt", { prompt: { id: "pmpt_1" } }, 400, "unsupported_parameter"],
    ["an item by its id", { input: [{ type: "item_reference", id: "msg_1" }] }, 404, "item_not_found"],
    ["an item by nothing but its id", { input: [{ id: "msg_1" }] }, 404, "item_not_found"],
    ["an image by its id", { input: [{ type: "image_generation_call", id: "ig_1" }] }, 404, "item_not_found"],
    ["an approval", { input: [{ type: "mcp_approval_response", approval_request_id: "mcpr_1", approve: true }] }, 404, "item_not_found"],
    ["a file", { input: [{ role: "user", content: [{ type: "input_file", file_id: "file-1" }] }] }, 400, "unsupported_value"],
    ["an image of a file", { input: [{ role: "user", content: [{ type: "input_image", file_id: "file-1" }] }] }, 400, "unsupported_value"],
    ["a vector store", { tools: [{ type: "file_search", vector_store_ids: ["vs_1"] }] }, 400, "unsupported_value"],
    ["a container", { tools: [{ type: "code_interpreter", container: "cntr_1" }] }, 400, "unsupported_value"],
    ["a tool that is no list", { tools: { type: "file_search", vector_store_ids: ["vs_1"] } }, 400, "unsupported_value"],
    ["tools in a list of lists", { tools: [[{ type: "file_search", vector_store_ids: ["vs_1"] }]] }, 400, "unsupported_value"],
    ["a choice of a tool", { tool_choice: { type: "file_search", vector_store_ids: ["vs_1"] } }, 400, "unsupported_value"],
    ["a skill", { tools: [{ type: "shell", environment: { type: "container_auto", skills: [{ type: "skill_reference", skill_id: "skill_1" }] } }] }, 400, "unsupported_value"],
    ["files of a container", { tools: [{ type: "code_interpreter", container: { type: "auto", file_ids: ["file-1"] } }] }, 400, "unsupported_value"],
    ["an item in the instructions", { instructions: [{ type: "item_reference", id: "msg_1" }] }, 404, "item_not_found"],
    ["a file in the instructions", { instructions: [{ role: "user", content: [{ type: "input_file", file_id: "file-1" }] }] }, 400, "unsupported_value"],
    ["instructions that are no list", { instructions: { type: "item_reference", id: "msg_1" } }, 400, "invalid_type"],
    ["an item behind an empty list", { input: [], instructions: [{ type: "item_reference", id: "msg_1" }] }, 404, "item_not_found"],
    ["input that is no list", { input: { type: "item_reference", id: "msg_1" } }, 400, "invalid_type"],
  ]; // prettier-ignore
  it("are not compacted by a conversation, whoever has it", async () => {
    const { id } = (await caller("one-a").call("POST", "/conversations", {})).json;
    for (const conversation of [id, { id }, "conv_0000000000000000"])
      for (const whose of subscriptions) {
        const body = { model: "gpt-5.4", input: "Hello", conversation };
        const answer = await caller(whose).call("POST", "/responses/compact", body);
        expect(answer.status, answer.text).to.equal(400);
        expect(answer.json.error).to.include({ code: "unknown_parameter", param: "conversation" });
        expect(answer.json.error.message).to.match(/previous_response_id/);
      }
  });

  for (const [what, more, status, code] of refused)
    it(`refuse ${what}`, async () => {
      const asked = [...stack.local.accounts.values()].map(({ ledger }) => ledger.calls.length);
      const answer = await caller("one-a").respond(more);
      expect(answer.status, answer.text).to.equal(status);
      expect(answer.json.error.code).to.equal(code);
      expect(answer.json.error.type).to.equal("invalid_request_error");
      if (status === 400)
        expect([...stack.local.accounts.values()].map(({ ledger }) => ledger.calls.length)).to.deep.equal(
          asked,
        );
    });
});
