import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { devConfig, DevStack } from "./devStack";
import { Caller, type StoredAnswer } from "./storedCalls";

const config: GatewayConfigInput = {
  ...devConfig,
  products: [
    { name: "one", displayName: "One", subscriptions: [{ name: "one-a" }, { name: "one-b" }] },
    { name: "two", displayName: "Two", subscriptions: [{ name: "two-a" }] },
  ],
};
const subscriptions = ["one-a", "one-b", "two-a"];
const hour = 3_600_000;
const message = { type: "message", role: "user", content: [{ type: "input_text", text: "My number is 7." }] };

type Ask = (caller: Caller, id: string, item: string) => Promise<StoredAnswer>;

/** Everything that a conversation can be asked; the last two take away. */
const operations: Readonly<Record<string, Ask>> = {
  get: (caller, id) => caller.call("GET", `/conversations/${id}`),
  "list items": (caller, id) => caller.call("GET", `/conversations/${id}/items`),
  "get an item": (caller, id, item) => caller.call("GET", `/conversations/${id}/items/${item}`),
  "add items": (caller, id) => caller.call("POST", `/conversations/${id}/items`, { items: [message] }),
  change: (caller, id) => caller.call("POST", `/conversations/${id}`, { metadata: { topic: "numbers" } }),
  "go on": (caller, id) => caller.respond({ conversation: id }),
  "go on, streamed": (caller, id) => caller.respond({ conversation: { id }, stream: true }),
  "delete an item": (caller, id, item) => caller.call("DELETE", `/conversations/${id}/items/${item}`),
  delete: (caller, id) => caller.call("DELETE", `/conversations/${id}`),
};

describe("conversations", function () {
  let stack: DevStack;
  before(async () => {
    stack = await DevStack.start(config);
  });
  const caller = (subscription: string, api = "/openai/v1") => new Caller(stack, subscription, api);
  const comparable = ({ status, json, text }: StoredAnswer, id: string) =>
    `${status} ${JSON.stringify(json.error ?? text).replaceAll(id, "ID")}`;
  const unknown = "conv_00000000000000000000000000000000";

  for (const api of ["/openai/v1", "/openai"])
    for (const forgotten of [false, true])
      it(`of ${api}, ${forgotten ? "with an empty cache" : "cached"}: are nobody else's`, async () => {
        for (const maker of subscriptions) {
          const mine = caller(maker, api);
          const made = await mine.call("POST", "/conversations", { items: [message], metadata: { a: "b" } });
          expect(made.status, made.text).to.equal(200);
          expect(made.json.metadata).to.have.keys("a", "genai_owner", "genai_backend");
          const { id } = made.json;
          const listed = await operations["list items"]!(mine, id, "");
          const item = listed.json.data[0]!.id;
          for (const other of subscriptions.filter((one) => one !== maker))
            for (const [name, ask] of Object.entries(operations)) {
              if (forgotten) await stack.clock.advance(2 * hour);
              const foreign = await ask(caller(other, api), id, item);
              expect(foreign.status, `${name} by ${other}: ${foreign.text}`).to.equal(404);
              expect(comparable(foreign, id)).to.equal(
                comparable(await ask(caller(other, api), unknown, item), unknown),
              );
            }
          for (const [name, ask] of Object.entries(operations)) {
            if (forgotten) await stack.clock.advance(2 * hour);
            const own = await ask(mine, id, item);
            expect(own.status, `${name} by ${maker}: ${own.text}`).to.equal(200);
            expect(own.headers.get("x-gateway-backend")).to.equal(made.headers.get("x-gateway-backend"));
          }
          expect((await operations["get"]!(mine, id, item)).status).to.equal(404);
        }
      });

  it("stay their owner's when their metadata changes", async () => {
    const mine = caller("one-a");
    const { id } = (await mine.call("POST", "/conversations", {})).json;
    const changed = await mine.call("POST", `/conversations/${id}`, { metadata: { topic: "numbers" } });
    expect(changed.json.metadata).to.have.keys("topic", "genai_owner", "genai_backend");
    const stolen = await mine.call("POST", `/conversations/${id}`, { metadata: { genai_owner: "x" } });
    expect(stolen.status).to.equal(400);
    await stack.clock.advance(2 * hour);
    expect((await mine.call("GET", `/conversations/${id}`)).status).to.equal(200);
  });

  it("are made by an account with most deployments, and by another while it is gone", async () => {
    const made = await caller("one-a").call("POST", "/conversations", {});
    expect(made.headers.get("x-gateway-backend")).to.equal("payg-1");
    stack.account("payg-1").setOutage("refused");
    const next = await caller("one-a").call("POST", "/conversations", {});
    stack.account("payg-1").setOutage(undefined);
    expect(next.status, next.text).to.equal(200);
    expect(next.headers.get("x-gateway-backend")).to.equal("payg-2");
  });

  it("take no item by its id that is another's, nor a file", async () => {
    const mine = caller("one-a");
    const { id } = (await mine.call("POST", "/conversations", {})).json;
    const answer = await caller("two-a").respond({});
    const reference = { type: "item_reference", id: answer.json.output.at(-1)!["id"] };
    const file = { role: "user", content: [{ type: "input_file", file_id: "file-1" }] };
    for (const [body, code] of [
      [{ items: [reference] }, "item_not_found"],
      [{ items: [file] }, "unsupported_value"],
      // What one list has does not hide the other.
      [{ input: [], items: [reference] }, "item_not_found"],
      [{ input: [{ role: "user", content: "Hi" }], items: [reference] }, "item_not_found"],
    ] as const)
      for (const path of ["/conversations", `/conversations/${id}/items`]) {
        const refused = await mine.call("POST", path, body);
        expect(refused.status, refused.text).to.equal(code === "item_not_found" ? 404 : 400);
        expect(refused.json.error.code, refused.text).to.equal(code);
      }
  });
});

describe("background responses", function () {
  it("are polled, cancelled and streamed again by their owner alone", async () => {
    const stack = await DevStack.start(config);
    const [mine, other] = [new Caller(stack, "one-a"), new Caller(stack, "two-a")];
    const made = await mine.respond({ background: true });
    expect(made.status, made.text).to.equal(200);
    expect(made.json.status).to.equal("queued");
    const { id } = made.json;
    const poll = () => mine.call("GET", `/responses/${id}`);
    expect((await other.call("GET", `/responses/${id}`)).status).to.equal(404);
    expect((await other.call("POST", `/responses/${id}/cancel`)).status).to.equal(404);
    await stack.clock.advance(60_000);
    expect((await poll()).json.status).to.match(/completed|incomplete/);
    const cancelled = (await mine.respond({ background: true, input: "Once more" })).json.id;
    const end = await mine.call("POST", `/responses/${cancelled}/cancel`);
    expect(end.status, end.text).to.equal(200);
    expect(end.json.status).to.equal("cancelled");
    const streamed = await mine.respond({ background: true, stream: true });
    const rest = `/responses/${streamed.json.id}?stream=true&starting_after=1`;
    expect((await mine.call("GET", rest)).status).to.equal(200);
    expect((await other.call("GET", rest)).status).to.equal(404);
  });
});

describe("an API that has nothing stored", function () {
  for (const [api, prefix, otherPrefix] of [
    ["openAiV1", "/openai/v1", "/openai"],
    ["azureOpenAi", "/openai", "/openai/v1"],
  ] as const)
    it(`forces store to be false, and says why there is nothing to go on from: ${api}`, async () => {
      const apis = { ...devConfig.apis, [api]: { ...devConfig.apis?.[api], stored: "off" as const } };
      const stack = await DevStack.start({ ...config, apis });
      const mine = new Caller(stack, "one-a", prefix);
      const made = await mine.respond({ store: true });
      expect(made.status, made.text).to.equal(200);
      expect(JSON.parse(made.text)).to.include({ store: false });
      expect(made.json.metadata).to.deep.equal({});
      for (const more of [{ previous_response_id: made.json.id }, { conversation: "conv_1" }]) {
        const next = await mine.respond(more);
        expect(next.status).to.equal(404);
        expect(next.json.error.code).to.equal("stored_state_off");
      }
      for (const more of [{ background: true }, { background: true, stream: true }, { background: "true" }]) {
        const later = await mine.respond(more);
        expect(later.status).to.equal(400);
        expect(later.json.error).to.include({ code: "unsupported_parameter", param: "background" });
        expect(later.json.error.message).to.match(/nothing stored/);
      }
      expect((await mine.respond({ background: false })).status).to.equal(200);
      for (const [method, path] of [
        ["GET", `/responses/${made.json.id}`],
        ["DELETE", `/responses/${made.json.id}`],
        ["POST", "/conversations"],
      ] as const) {
        const answer = await mine.call(method, path, method === "POST" ? {} : undefined);
        expect(answer.status).to.equal(404);
        expect(answer.json.error.message).to.match(/switched off/);
      }
      // The other API has its state as before.
      const other = new Caller(stack, "one-a", otherPrefix);
      const kept = await other.respond({});
      expect((await other.call("GET", `/responses/${kept.json.id}`)).status).to.equal(200);
    });
});
