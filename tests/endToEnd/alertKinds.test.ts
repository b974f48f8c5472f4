import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { emptyBody, HttpHeaders, readBody } from "../../packages/common/http";
import { asHandshake } from "../../packages/common/webSocket";
import { alertsOf, appMetrics, appTraces } from "../kql/appTraces";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { DevStack } from "./devStack";
import { toolCall } from "./mcp/clients";
import { ordersHost, ordersServer } from "./mcp/mcpStack";
import { realtimeConfig } from "./realtimeStack";
import { indexes, knowledge, papers } from "./services/serviceStack";

const config: GatewayConfigInput = {
  ...realtimeConfig(),
  alerts: { emails: ["on-duty@example.com"], categories: { authFailure: true } },
  contracts: { enabled: true, alerts: true },
  mcpServers: [
    ordersServer,
    {
      name: "pass",
      from: { url: "https://pass.example.com/mcp" },
      tools: { deny: ["drop"] },
      callsPerMinute: 3,
    },
  ],
  agents: [
    { name: "travel", cardUrl: "https://pass.example.com/card.json", url: "https://pass.example.com/a2a" },
  ],
  services: [
    { ...knowledge, callsPerMinute: 2 },
    papers,
    { name: "broken", kind: "search", endpoint: "https://pass.example.com", indexes: ["a"] },
  ],
};
const contract = {
  useCase: { businessUnit: "hr", name: "papers", environment: "dev", owner: "a@example.com" },
  services: [{ name: "papers" }],
  budget: { dollars: 0.02, alerts: {} },
  alerts: {},
};
const find = toolCall("find");
const message = { jsonrpc: "2.0", id: 1, method: "message/send", params: { message: {} } };

describe("alerts by category, of what is no model", () => {
  let stack: DevStack;
  let status = 200;
  const answers = () =>
    status === 0
      ? Promise.reject(new Error("refused"))
      : Promise.resolve({
          status,
          headers: new HttpHeaders({ "Content-Type": "application/json" }),
          body: Buffer.from(JSON.stringify({ jsonrpc: "2.0", id: 1, result: {} })),
        });
  before(async () => {
    const gateway = await hubStack(config);
    stack = DevStack.of(
      both(gateway, await contractStack(gateway, [contract])),
      undefined,
      {
        "pass.example.com": answers,
        [ordersHost]: answers,
      },
      {
        aiServices: { indexes, documentIntelligence: { models: papers.models!, analysisMs: 2_000 } },
      },
    );
  });
  beforeEach(() => {
    status = 200;
    stack.local.recorded.metrics.splice(0);
  });
  const key = (of = "premium-team") => (of === "" ? "none" : stack.key(of));
  const counted = () =>
    stack.local.recorded.metrics
      .filter(({ name }) => name === "GenAI Alerts")
      .map(({ dimensions }) =>
        ["Type", "Product ID", "Model", "Backend", "Status"].map((name) => dimensions[name] ?? "").join("|"),
      );
  const call = async (path: string, body: unknown, of?: string, header = "api-key") => {
    const answer = await stack.call(path, body, { [header]: key(of) });
    return answer.status;
  };

  it("of MCP servers: limits, tools, what stands behind, and who is not known", async () => {
    expect(await call("/pass/mcp", find)).to.equal(200);
    expect(await call("/pass/mcp", toolCall("drop"))).to.equal(200);
    status = 503;
    await call("/pass/mcp", find);
    status = 200;
    expect(await call("/pass/mcp", find)).to.equal(200);
    await stack.clock.advance(61_000);
    status = 401;
    await call("/pass/mcp", find);
    status = 200;
    expect(await call("/pass/mcp", find, "")).to.equal(401);
    expect(counted()).to.deep.equal([
      "auth-failure|premium|none|mcp pass|403",
      "backend-failure|premium|none|mcp pass|503",
      "throttling|premium|none|mcp pass|429",
      // The server does not take the gateway's sign-on, which is no 401 of the caller's.
      "backend-failure|premium|none|mcp pass|502",
      "auth-failure||none|mcp pass|401",
    ]);
  });

  it("of the API behind a tool, which the tool's own call answers for with 200", async () => {
    const order = toolCall("get_order", { params: { name: "get_order", arguments: { id: "1" } } });
    for (status of [200, 404, 503, 403, 429, 0])
      expect(await call("/orders/mcp", order), String(status)).to.equal(200);
    expect(counted()).to.deep.equal([
      "backend-failure|premium|none|mcp orders|503",
      "backend-failure|premium|none|mcp orders|403",
      "throttling|premium|none|mcp orders|429",
      "backend-failure|premium|none|mcp orders|502",
    ]);
  });

  it("of agents", async () => {
    expect(await call("/travel/a2a", message)).to.equal(200);
    status = 500;
    await call("/travel/a2a", message);
    expect(await call("/travel/a2a", message, "")).to.equal(401);
    expect(counted()).to.deep.equal([
      "backend-failure|premium|none|a2a travel|500",
      "auth-failure||none|a2a travel|401",
    ]);
  });

  it("of services: limits, lists, who is not known, and what stands behind", async () => {
    const path = (index: string) =>
      `/knowledge/indexes('${index}')/docs/search.post.search?api-version=2026-04-01`;
    expect(await call(path("hotels"), { search: "a" })).to.equal(200);
    expect(await call(path("secret"), { search: "a" })).to.equal(403);
    expect(await call(path("hotels"), { search: "a" })).to.equal(200);
    expect(await call(path("hotels"), { search: "a" })).to.equal(429);
    expect(await call(path("hotels"), { search: "a" }, "")).to.equal(401);
    // What it answers, or that it does not take the gateway's sign-on.
    const broken = "/broken/indexes('a')/docs/search.post.search?api-version=2026-04-01";
    for (const [own, told] of [
      [503, 503],
      [403, 502],
    ] as const) {
      status = own;
      expect(await call(broken, { search: "a" })).to.equal(told);
    }
    expect(counted()).to.deep.equal([
      "auth-failure|premium|none|search knowledge|403",
      "throttling|premium|none|search knowledge|429",
      "auth-failure||none|search knowledge|401",
      "backend-failure|premium|none|search broken|503",
      "backend-failure|premium|none|search broken|502",
    ]);
  });

  it("of a contract's services: its budget, which its owner is told of level by level", async () => {
    const from = stack.clock.now();
    const analyze = () =>
      stack.call(
        "/documentintelligence/documentModels/prebuilt-layout:analyze?api-version=2024-11-30",
        Buffer.from("x"),
        {
          "Ocp-Apim-Subscription-Key": key("hr/papers/dev"),
          "Content-Type": "application/octet-stream",
        },
      );
    for (let calls = 0; calls < 2; calls++) {
      expect((await analyze()).status).to.equal(202);
      await stack.clock.advance(960_000);
    }
    expect((await analyze()).status).to.equal(403);
    expect(counted()).to.deep.equal(["quota-exceeded|MULTI-hr-papers-dev|none|documents papers|403"]);
    const tables = {
      AppMetrics: appMetrics(stack.local.recorded.metrics),
      AppTraces: appTraces(stack.local.recorded.traces),
    };
    const fired = (rule: string) =>
      alertsOf(
        stack.deployment.resources.find(({ name }) => name === `hr-papers-dev-alert-${rule}`)!.inputs,
        tables,
        from,
        stack.clock.now() + 86_400_000,
      ).map(({ series }) => series.slice(0, 4));
    expect(fired("category")).to.deep.equal([
      ["quota-exceeded", "MULTI-hr-papers-dev", "none", "documents papers"],
    ]);
    // A page is half of it.
    expect(fired("budget-level").map((series) => series[2])).to.deep.equal(["50 %", "100 %"]);
  });

  it("of realtime sessions: how the handshake ended", async () => {
    const shake = async (query: string, of: string) => {
      const answer = await stack.clock.run(
        stack.local.handle({
          method: "GET",
          url: `https://gateway.example/openai/v1/realtime?model=${query}`,
          headers: asHandshake(new HttpHeaders({ "api-key": key(of) })),
          body: emptyBody,
          clientAddress: "203.0.113.9",
        }),
      );
      if (!answer.webSocket) await stack.clock.run(readBody(answer.body));
      return answer.status;
    };
    expect(await shake("live", "talkers-user")).to.equal(101);
    expect(await shake("live", "readers-user")).to.equal(403);
    expect(await shake("live", "")).to.equal(401);
    for (const name of ["payg-1", "payg-2"])
      stack.account(name).configure("live", { fault: { kind: "status", status: 500 } });
    const failed = await shake("live", "talkers-user");
    expect(failed).to.be.greaterThan(499);
    expect(counted().map((line) => line.replace(/payg-\d/, "payg-N"))).to.deep.equal([
      "auth-failure|readers|none|none|403",
      "auth-failure||none|none|401",
      `backend-failure|talkers|live|payg-N|${failed}`,
    ]);
  });
});
