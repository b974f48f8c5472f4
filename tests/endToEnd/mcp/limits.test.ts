import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import { createLocalStack, type LocalStack } from "../../../packages/local-gateway/stack/stack";
import { toolCall } from "./clients";
import { mcpDeployment, ordersHost, OrdersApi, ordersServer } from "./mcpStack";

/** What a call of a tool came to: `ok`, or the code of the error and what the usage event has of it. */
interface Outcome {
  readonly http: number;
  readonly code: number | undefined;
  readonly retryAfter: string | undefined;
  readonly event: number | undefined;
}

describe("limits of an MCP server's tools", () => {
  let keys: Readonly<Record<string, string>>;
  let deployment: Awaited<ReturnType<typeof mcpDeployment>>["deployment"];
  let clock: VirtualClock;
  let stack: LocalStack;
  before(async () => {
    ({ deployment, keys } = await mcpDeployment({
      mcpServers: [{ ...ordersServer, callsPerMinute: 4, perTool: { create_order: 2 } }],
    }));
  });
  beforeEach(() => {
    clock = new VirtualClock();
    const hosts = { [ordersHost]: new OrdersApi().handle };
    stack = createLocalStack(deployment, { clock, random: seededRandom(2), hosts });
  });

  async function send(body: unknown, key = "premium-team"): Promise<Outcome> {
    const before = stack.recorded.eventHubEvents.length;
    const answer = await clock.run(
      stack.handle({
        method: "POST",
        url: "https://gateway.example/orders/mcp",
        headers: new HttpHeaders({ "Content-Type": "application/json", "api-key": keys[key]! }),
        body: Buffer.from(JSON.stringify(body)),
        clientAddress: "203.0.113.9",
      }),
    );
    const text = Buffer.from(await readBody(answer.body)).toString();
    const events = stack.recorded.eventHubEvents.slice(before);
    expect(events.length).to.be.at.most(1);
    return {
      http: answer.status,
      code: text === "" ? undefined : (JSON.parse(text) as { error?: { code: number } }).error?.code,
      retryAfter: answer.headers.get("Retry-After"),
      event: events[0] && (JSON.parse(events[0].body) as { status: number }).status,
    };
  }
  const ok: Outcome = { http: 200, code: undefined, retryAfter: undefined, event: 200 };
  const get = toolCall("get_order", { params: { name: "get_order", arguments: { id: "1" } } });
  const create = toolCall("create_order", {
    params: { name: "create_order", arguments: { item: "tea", quantity: 1 } },
  });

  it("refuse a tool's call with an error of JSON-RPC, and say when it may be made again", async () => {
    for (let calls = 0; calls < 4; calls++) expect(await send(get)).to.deep.equal(ok);
    const refused = await send(get);
    expect(refused).to.include({ http: 200, code: -32029, event: 429 });
    expect(Number(refused.retryAfter)).to.be.within(1, 60);
    await clock.advance(Number(refused.retryAfter) * 1000 + 1000);
    expect(await send(get)).to.deep.equal(ok);
  });

  it("count a tool for itself, and each subscription", async () => {
    expect(await send(create)).to.deep.equal(ok);
    expect(await send(create)).to.deep.equal(ok);
    expect(await send(create)).to.include({ code: -32029, event: 429 });
    expect(await send(get)).to.deep.equal(ok);
    expect(await send(create, "standard-team")).to.deep.equal(ok);
  });

  it("count no list, no ping and no greeting", async () => {
    for (const method of ["initialize", "tools/list", "ping"])
      for (let calls = 0; calls < 5; calls++)
        expect(await send({ jsonrpc: "2.0", id: 1, method, params: {} })).to.include({
          http: 200,
          code: undefined,
          event: undefined,
        });
    expect(await send(get)).to.deep.equal(ok);
  });

  it("count a call of a tool that there is not", async () => {
    for (let calls = 0; calls < 4; calls++)
      expect(await send(toolCall("guess"))).to.include({ code: -32602, event: 403 });
    expect(await send(get)).to.include({ code: -32029 });
  });

  it("refuse a notification that calls a tool by its status, for it has no answer", async () => {
    const { id: _, ...notification } = get;
    for (let calls = 0; calls < 4; calls++) expect((await send(notification)).http).to.equal(202);
    expect(await send(notification)).to.include({ http: 429, event: 429 });
  });
});
