import { expect } from "chai";
import type { HttpRequest } from "../../packages/common/http";
import type { GatewayConfigInput } from "../../components";
import type { SimulatedAccount } from "../../packages/local-gateway/openai";
import { configOf, stackText } from "../components/config/stackFile";
import { devConfig, DevStack } from "./devStack";
import { Caller } from "./storedCalls";

const products: GatewayConfigInput["products"] = [
  { name: "one", displayName: "One", subscriptions: [{ name: "one-a" }] },
  { name: "two", displayName: "Two", subscriptions: [{ name: "two-a" }] },
];
const hour = 3_600_000;
const model = "gpt-5.4";

describe("the account that holds a response", function () {
  let stack: DevStack;
  let mine: Caller;
  let other: Caller;
  beforeEach(async () => {
    stack = await DevStack.start({ ...devConfig, products });
    [mine, other] = [new Caller(stack, "one-a"), new Caller(stack, "two-a")];
  });
  const full = (backend: string, seconds: number) =>
    stack.account(backend).configure(model, {
      fault: { kind: "status", status: 429, retryAfterMs: seconds * 1000 },
    });
  const free = (backend: string) => stack.account(backend).configure(model, { fault: undefined });
  const calls = (backend: string) => stack.account(backend).ledger.calls.length;
  const at = async (backend: string) => {
    for (const one of ["ptu-1", "payg-1", "payg-2"]) if (one !== backend) full(one, 30);
    const made = await mine.respond({});
    for (const one of ["ptu-1", "payg-1", "payg-2"]) free(one);
    expect(made.headers.get("x-gateway-backend")).to.equal(backend);
    return made;
  };

  for (const holder of ["ptu-1", "payg-1", "payg-2"])
    it(`${holder} is asked for everything that follows, whatever has room`, async () => {
      const made = await at(holder);
      for (const forgotten of [false, true]) {
        if (forgotten) await stack.clock.advance(2 * hour);
        const next = await mine.respond({ previous_response_id: made.json.id });
        expect(next.status, next.text).to.equal(200);
        expect(next.headers.get("x-gateway-backend")).to.equal(holder);
      }
      expect(made.json.metadata["genai_backend"]).to.equal(holder);
    });

  it("gives its own 429 with its Retry-After when it is full, and nobody else is asked", async () => {
    const made = await at("payg-1");
    full("payg-1", 9);
    const before = [calls("ptu-1"), calls("payg-2")];
    const next = await mine.respond({ previous_response_id: made.json.id });
    expect(next.status, next.text).to.equal(429);
    expect(next.headers.get("Retry-After")).to.equal("9");
    expect([calls("ptu-1"), calls("payg-2")]).to.deep.equal(before);
    expect((await mine.respond({})).status).to.equal(200);
  });

  for (const outage of ["refused", "unavailable"] as const)
    it(`that is ${outage}: 503 for what it holds, known or not, and never 404`, async () => {
      const made = await at("payg-1");
      stack.account("payg-1").setOutage(outage);
      for (const forgotten of [false, true]) {
        if (forgotten) await stack.clock.advance(2 * hour);
        const next = await mine.respond({ previous_response_id: made.json.id });
        expect(next.status, next.text).to.equal(503);
      }
      // Another's and unknown ids: the same words, for both might be there.
      const foreign = await other.call("GET", `/responses/${made.json.id}`);
      const unknown = await other.call("GET", "/responses/resp_unknown");
      expect([foreign.status, unknown.status]).to.deep.equal([503, 503]);
      expect(foreign.json).to.deep.equal(unknown.json);
      expect(foreign.json.error.code).to.equal("stored_state_unknown");
    });

  it("is found while another account is gone, and what is another's stays unknown", async () => {
    const made = await at("ptu-1");
    stack.account("payg-2").setOutage("refused");
    await stack.clock.advance(2 * hour);
    expect((await mine.call("GET", `/responses/${made.json.id}`)).status).to.equal(200);
    const foreign = await other.call("GET", `/responses/${made.json.id}`);
    const unknown = await other.call("GET", "/responses/resp_unknown");
    expect([foreign.status, foreign.json]).to.deep.equal([unknown.status, unknown.json]);
  });

  it("is named with what it has when it lacks the deployment that a call goes on with", async () => {
    const other = { name: "other", model, version: "2026-03-05", capacity: 100 };
    const backends = devConfig.backends.map((backend) =>
      backend.name === "payg-2" ? { ...backend, deployments: [...backend.deployments, other] } : backend,
    );
    stack = await DevStack.start({ ...devConfig, backends, products });
    mine = new Caller(stack, "one-a");
    const made = await at("payg-1");
    const asked = calls("payg-1");
    const next = await mine.respond({ previous_response_id: made.json.id }, "other");
    expect([next.status, next.json.error.code]).to.deep.equal([400, "deployment_elsewhere"]);
    expect(next.json.error.message).to.contain("gpt-5.4");
    const none = await mine.respond({ previous_response_id: made.json.id }, "nothing");
    expect([none.status, none.json.error.code]).to.deep.equal([404, "DeploymentNotFound"]);
    expect(calls("payg-1")).to.equal(asked);
    const own = await mine.respond({ previous_response_id: made.json.id }, "GPT-5.4");
    expect(own.status, own.text).to.equal(200);
  });

  it("is written into the response by each attempt", async () => {
    full("ptu-1", 5);
    const made = await mine.respond({ metadata: { team: "x" } });
    const backend = made.headers.get("x-gateway-backend");
    expect(backend).to.match(/^payg-/);
    expect(made.json.metadata).to.include({ team: "x", genai_backend: backend! });
  });
});

describe("items that a request names", function () {
  let stack: DevStack;
  let mine: Caller;
  let other: Caller;
  let sent: Record<string, unknown>[];
  beforeEach(async () => {
    stack = await DevStack.start({ ...devConfig, products });
    [mine, other] = [new Caller(stack, "one-a"), new Caller(stack, "two-a")];
    sent = [];
    for (const account of stack.local.accounts.values()) {
      const watched = account as { -readonly [Key in keyof SimulatedAccount]: SimulatedAccount[Key] };
      const { handle } = watched;
      watched.handle = (request: HttpRequest) => {
        if (request.method === "POST") sent.push(JSON.parse(Buffer.from(request.body).toString()) as never);
        return handle(request);
      };
    }
  });
  const itemsOf = async (stream = false) => {
    const made = await mine.respond({ stream });
    const stored = stream ? undefined : made.json.output;
    return { made, items: stored as readonly { id: string; type: string }[] };
  };

  it("resolve for the subscription that got them, and for no other", async () => {
    const { items } = await itemsOf();
    const input = [
      { type: "item_reference", id: items.at(-1)!.id },
      { role: "user", content: "More" },
    ];
    expect((await other.respond({ input })).status).to.equal(404);
    const before = sent.length;
    const next = await mine.respond({ input });
    expect(sent.length, next.text).to.equal(before + 1);
    expect(sent.at(-1)!["input"]).to.deep.equal(input);
    await stack.clock.advance(2 * hour);
    const forgotten = await mine.respond({ input });
    expect(forgotten.status).to.equal(404);
    expect(forgotten.json.error.message).to.contain("store: false");
  });

  it("of the response that the call goes on from are known without a memory", async () => {
    const { made, items } = await itemsOf();
    await stack.clock.advance(2 * hour);
    const before = sent.length;
    await mine.respond({
      previous_response_id: made.json.id,
      input: [{ type: "item_reference", id: items.at(-1)!.id }],
    });
    expect(sent.length).to.equal(before + 1);
  });

  it("of a stream are known once the response has been read", async () => {
    const { made } = await itemsOf(true);
    const read = await mine.call("GET", `/responses/${made.json.id}`);
    const before = sent.length;
    await mine.respond({ input: [{ type: "item_reference", id: read.json.output.at(-1)!["id"] }] });
    expect(sent.length).to.equal(before + 1);
  });

  it("go out without ids where they are whole, with an id of nobody's where they are sealed, and not at all where they are thoughts of another's", async () => {
    await mine.respond({
      input: [
        { type: "message", id: "msg_foreign", role: "assistant", content: [{ type: "output_text", text: "Hi" }] },
        { type: "function_call", id: "fc_foreign", call_id: "call_1", name: "f", arguments: "{}" },
        { type: "function_call_output", id: "fco_foreign", call_id: "call_1", output: "1" },
        { type: "reasoning", id: "rs_foreign", summary: [] },
        { type: "reasoning", id: "rs_sealed", summary: [], encrypted_content: "gAAAA" },
        { role: "user", content: "More" },
      ],
    }); // prettier-ignore
    const input = sent.at(-1)!["input"] as Record<string, unknown>[];
    expect(input.map(({ type, id }) => [type ?? null, id ?? null]).filter(([type]) => type !== "reasoning")).to.deep.equal([
      ["message", null],
      ["function_call", null],
      ["function_call_output", null],
      [null, null],
    ]); // prettier-ignore
    const thoughts = input.filter(({ type }) => type === "reasoning");
    expect(thoughts).to.have.length(1);
    expect(thoughts[0]!["id"]).to.match(/^rs_[0-9a-f]{48}$/);
    expect(thoughts[0]!["encrypted_content"]).to.equal("gAAAA");
  });

  it("keep their texts to the letter, those that look like dates too", async () => {
    const dates = ["2024-01-01T00:00:00.100Z", "2024-06-01T12:00:00+02:00", 'He said "2024-01-01T00:00:00.100Z"', "/Date(1)/"];
    const input = dates.map((content) => ({ role: "user", content }));
    await mine.respond({ input, metadata: { at: dates[0] } });
    expect(sent.at(-1)!["input"]).to.deep.equal(input);
    expect(sent.at(-1)!["metadata"]).to.include({ at: dates[0] });
  }); // prettier-ignore
});

describe("stored responses of three gateways with caches of their own", function () {
  it("are their owner's everywhere, and nobody else's anywhere", async () => {
    const prod = configOf(stackText("prod")) as unknown as GatewayConfigInput;
    const stack = await DevStack.start({
      ...prod,
      additionalLocations: [
        ...prod.additionalLocations!,
        { location: "germanywestcentral", addressSpace: "10.4.0.0/16" },
      ],
      products,
    });
    const regions = ["swedencentral", "francecentral", "germanywestcentral"];
    const from = (subscription: string, region: string) =>
      new Caller(stack, subscription, "/openai/v1", stack.local.handleFrom(region));
    for (const place of regions) {
      const made = await from("one-a", place).respond({ stream: place === "francecentral" });
      expect(made.status, made.text).to.equal(200);
      for (const region of regions) {
        const foreign = await from("two-a", region).respond({ previous_response_id: made.json.id });
        expect(foreign.status, foreign.text).to.equal(404);
        const next = await from("one-a", region).respond({ previous_response_id: made.json.id });
        expect(next.status, next.text).to.equal(200);
        expect(next.headers.get("x-gateway-backend")).to.equal(made.headers.get("x-gateway-backend"));
      }
      expect((await from("two-a", place).call("DELETE", `/responses/${made.json.id}`)).status).to.equal(404);
    }
  });
});
