import { expect } from "chai";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../packages/common/http";
import { post, toolCall } from "./clients";
import { ordersServer, startMcpStack, type McpStack } from "./mcpStack";

const host = "open.inside.example.com";

/** What a server or an agent answers => what its caller gets: the status, and the code of JSON-RPC's error. */
const answers: readonly (readonly [string, number, Record<string, string>, number, number?])[] = [
  [
    "asks for another token",
    401,
    { "WWW-Authenticate": `Bearer resource_metadata="https://${host}"` },
    502,
    -32603,
  ],
  [
    "asks for more of the token",
    403,
    { "WWW-Authenticate": `Bearer error="insufficient_scope", resource_metadata="https://${host}"` },
    502,
    -32603,
  ],
  ["asks for a proxy's password", 407, { "Proxy-Authenticate": "Basic" }, 502, -32603],
  ["sends its callers elsewhere", 307, { Location: `https://${host}/` }, 502, -32603],
  ["does not allow it", 403, {}, 403],
  ["does not understand", 400, { "WWW-Authenticate": "Bearer error=invalid_request" }, 400],
  [
    "names other addresses",
    200,
    {
      Location: `https://${host}/`,
      "Content-Location": `https://${host}/`,
      Link: `<https://${host}>; rel=next`,
      Refresh: `0; url=https://${host}`,
      "Alt-Svc": `h2="${host}:443"`,
      Server: host,
      Via: `1.1 ${host}`,
    },
    200,
  ],
  [
    "has clients keep something for the gateway's host",
    200,
    { "Set-Cookie": "a=b", "Clear-Site-Data": '"*"', "Strict-Transport-Security": "max-age=9" },
    200,
  ],
  ["forges the gateway's own words", 200, { "x-gateway-request-id": host, "Mcp-Session-Id": "1" }, 200],
];

describe("servers and agents that mean harm", () => {
  let stack: McpStack;
  let answer: { readonly status: number; readonly headers: Record<string, string> } = {
    status: 200,
    headers: {},
  };
  const passed: HttpRequest[] = [];
  before(async () => {
    const behind = (request: HttpRequest): Promise<HttpResponse> => {
      passed.push(request);
      return Promise.resolve({
        status: answer.status,
        headers: new HttpHeaders({ "Content-Type": "application/json", ...answer.headers }),
        body: Buffer.from('{"jsonrpc":"2.0","id":1,"result":{}}'),
      });
    };
    stack = await startMcpStack(
      {
        mcpServers: [
          { name: "open", from: { url: `https://${host}/mcp` }, tools: { deny: ["wipe"] } },
          { ...ordersServer, productTools: { standard: ["get_order"] } },
        ],
        agents: [{ name: "travel", cardUrl: `https://${host}/card.json`, url: `https://${host}/a2a` }],
      },
      { hosts: { [host]: behind } },
    );
  });
  after(() => stack?.stack.close());
  beforeEach(() => (answer = { status: 200, headers: {} }));
  const key = (of = "premium-team") => ({ "api-key": stack.key(of) });

  for (const path of ["open/mcp", "travel/a2a"])
    for (const [what, status, headers, expected, code] of answers)
      it(`${path}: what ${what} is ${expected}, and nothing of it goes on`, async () => {
        answer = { status, headers };
        const method = path === "open/mcp" ? "tools/call" : "message/send";
        const given = await post(stack, toolCall("echo", { method }), key(), path);
        expect([given.status, given.error?.code]).to.deep.equal([expected, code]);
        const told = JSON.stringify([...given.headers]) + given.text;
        expect(told).not.to.include(host);
        const kept = Object.keys(headers).filter(
          (name) => !/^(?:x-gateway-request-id|mcp-session-id)$/i.test(name),
        );
        for (const name of kept) expect(given.headers.get(name), name).to.equal(null);
        expect(stack.events().at(-1)).to.include({ status: expected });
      });

  it("hear nothing of a caller that only the gateway or a proxy of theirs could know", async () => {
    const names = [
      "Cookie",
      "X-Original-URL",
      "X-Rewrite-URL",
      "X-HTTP-Method-Override",
      "X-Forwarded-User",
      "Remote-User",
      "X-MS-CLIENT-PRINCIPAL-ID",
    ];
    const sent = Object.fromEntries(names.map((name) => [name, "root"]));
    await post(stack, toolCall("echo"), { ...key(), ...sent }, "open/mcp");
    await post(
      stack,
      toolCall("x", { method: "message/send" }),
      { ...key(), ...sent, "Last-Event-ID": "1" },
      "travel/a2a",
    );
    await post(stack, toolCall("get_order", { params: { name: "get_order", arguments: { id: "1" } } }), {
      ...key(),
      ...sent,
    });
    const heard = [...passed.slice(-2), stack.orders.asked.at(-1)!];
    for (const { headers } of heard)
      expect([...names, "Last-Event-ID"].filter((name) => headers.get(name) !== undefined)).to.deep.equal([]);
  });

  describe("callers that mean harm", () => {
    // A server without sessions would know the event's number, and not whose it was.
    for (const method of ["GET", "POST"])
      it(`take no stream up outside a session, with ${method}`, async () => {
        const before = passed.length;
        const given = await fetch(`${stack.stack.url}/open/mcp`, {
          method,
          headers: { ...key(), "Last-Event-ID": "17", "Content-Type": "application/json" },
          ...(method === "POST" ? { body: JSON.stringify(toolCall("echo")) } : {}),
        });
        expect(given.status).to.equal(400);
        expect(await given.text()).to.include("send Mcp-Session-Id");
        expect(passed.length).to.equal(before);
      });

    it("take a stream up in their own session", async () => {
      answer = { status: 200, headers: { "Mcp-Session-Id": "s" } };
      const begun = await post(stack, toolCall("x", { method: "initialize" }), key(), "open/mcp");
      const session = begun.headers.get("Mcp-Session-Id")!;
      const ask = (of: string) =>
        fetch(`${stack.stack.url}/open/mcp`, {
          headers: { ...key(of), "Last-Event-ID": "17", "Mcp-Session-Id": session },
        });
      expect((await ask("premium-team")).status).to.equal(200);
      expect(passed.at(-1)!.headers.get("Last-Event-ID")).to.equal("17");
      expect((await ask("standard-team")).status).to.equal(404);
    });

    for (const method of [
      "Tools/Call",
      "tools.call",
      "tools_call",
      "tool/call",
      "callTool",
      "CallTools",
      "$tools/call",
    ])
      it(`call no tool by ${method}`, async () => {
        const before = passed.length;
        const given = await post(stack, toolCall("wipe", { method }), key(), "open/mcp");
        expect(given.error?.code).to.equal(-32601);
        expect(passed.length).to.equal(before);
      });

    for (const [id, leads] of [
      ["..", false],
      [".", false],
      ["", false],
      [null, false],
      ["../../admin", false],
      ["1/../../admin", false],
      ["..\\admin", false],
      ["%2e%2E", false],
      ["1%2f..", false],
      ["..;x", false],
      [[".."], true],
      ["1", true],
      ["a.b", true],
      ["...", true],
      ["a/b", true],
      ["..a", true],
    ] as const)
      it(`${leads ? "ask for" : "reach no other operation by"} an order ${JSON.stringify(id)}`, async () => {
        const before = stack.orders.asked.length;
        const given = await post(
          stack,
          toolCall("get_order", { params: { name: "get_order", arguments: { id } } }),
          key("standard-team"),
        );
        expect(given.error?.code).to.equal(leads ? undefined : -32602);
        const lines = stack.orders.asked.slice(before).map(({ line }) => line);
        expect(lines).to.deep.equal(
          leads
            ? [`GET /v2/orders/${encodeURIComponent(typeof id === "string" ? id : JSON.stringify(id))}`]
            : [],
        );
      });

    // Each of these took seconds for some 100 KB, and longer by its square: the time was spent, and the answer a 500.
    for (const [what, body, code] of [
      ["a text of quotes without an end", `{"a":"${'\\"'.repeat(600_000)}`, -32700],
      ["such a text that a backslash ends", `{"a":"${'\\"'.repeat(600_000)}\\`, -32700],
      ["single quotes", `{"a":'${'\\"'.repeat(600_000)}'}`, -32700],
      [
        "escaped letters",
        JSON.stringify(toolCall("x")).replace("{}", `{"a":"${"\\u0041".repeat(200_000)}"}`),
        undefined,
      ],
      [
        "blanks behind a text",
        JSON.stringify(toolCall("x")).replace("{}", `{"a":"b"${" ".repeat(600_000)}}`),
        undefined,
      ],
    ] as const)
      it(`hold up nobody with ${what}`, async () => {
        const given = await post(stack, body, key(), "open/mcp");
        expect(given.error?.code, given.text.slice(0, 300)).to.equal(code);
      });
  });
});
