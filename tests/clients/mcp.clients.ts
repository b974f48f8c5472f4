import { expect } from "chai";
import { ordersServer, startMcpStack, type McpStack } from "../endToEnd/mcp/mcpStack";
import { ToolServer } from "../endToEnd/mcp/toolServer";
import { inspect } from "./inspector";
import { hasPython, runCases, type CaseResult } from "./python";

/** The official SDK for TypeScript calls these servers in tests/endToEnd/mcp. */
describe("other clients of MCP through the whole local stack", () => {
  const server = new ToolServer();
  let stack: McpStack;
  before(async () => {
    const origin = await server.listen();
    stack = await startMcpStack(
      {
        mcpServers: [
          { ...ordersServer, tools: { deny: ["delete_order"] }, perTool: { create_order: 1 } },
          { name: "tools", from: { url: "https://tools.example.com/mcp" }, tools: { deny: ["wipe"] } },
        ],
      },
      { elsewhere: (url) => (url.hostname === "tools.example.com" ? origin : undefined) },
    );
  });
  after(async () => {
    await stack?.stack.close();
    await server.close();
  });

  (hasPython() || process.env["CI"] ? describe : describe.skip)("the SDK for Python", () => {
    let results: ReadonlyMap<string, CaseResult>;
    before(async () => {
      const environment = { GATEWAY_URL: stack.stack.url, GATEWAY_KEY: stack.key("premium-team") };
      results = await runCases("mcp_client.py", environment, "requirements-mcp.txt");
    });
    for (const [name, right] of [
      [
        "tools of an API",
        [["list_orders", "create_order", "get_order"], '{"line":"GET /v2/orders/7","body":""}'],
      ],
      ["a limit", [false, ["MCPError", "The limit of calls is reached. Try again in 60 seconds."], false]],
      ["a tool that is denied", [["MCPError", "Unknown tool: wipe"], "hi"]],
      ["no key", true],
    ] as const)
      it(name, () => {
        const { value, error } = results.get(name)!;
        expect(error).to.equal(undefined);
        // The clock runs on between the two calls.
        const text = JSON.stringify(value).replace(/in (?:59|60) seconds/, "in 60 seconds");
        expect(JSON.parse(text)).to.deep.equal(right);
      });
  });

  describe("the Inspector", () => {
    const run = (path: string, ...args: readonly string[]) =>
      inspect(`${stack.stack.url}/${path}/mcp`, stack.key("standard-team"), ...args);
    it("lists tools", async () => {
      const { text, code } = await run("orders", "--method", "tools/list");
      expect(code).to.equal(0);
      expect(text).to.include('"get_order"').and.not.to.include("delete_order");
    });
    it("calls a tool", async () => {
      const call = ["--method", "tools/call", "--tool-name", "get_order", "--tool-arg", "id=7"];
      const { text, code } = await run("orders", ...call);
      expect(code).to.equal(0);
      expect(text).to.include("GET /v2/orders/7");
    });
    it("is told which tool there is not", async () => {
      const { text, code } = await run("tools", "--method", "tools/call", "--tool-name", "wipe");
      expect(code).not.to.equal(0);
      expect(text).to.include("Unknown tool: wipe");
    });
  });
});
