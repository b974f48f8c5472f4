import { expect } from "chai";
import fc from "fast-check";
import { HttpHeaders } from "../../../packages/common/http";
import { otherCharsets, ownCharset } from "../contentTypes";
import { post, toolCall, type RpcAnswer } from "./clients";
import { ordersServer, startMcpStack, type McpStack } from "./mcpStack";

describe("tools that may not be called", () => {
  let stack: McpStack;
  before(async () => {
    stack = await startMcpStack(
      {
        mcpServers: [
          {
            ...ordersServer,
            tools: { deny: ["delete_order"], describe: { get_order: "An order by its number" } },
            productTools: { standard: ["get_order"] },
          },
          // The same tools from a server that answers for itself, so that what passes is seen.
          {
            name: "open",
            from: { url: "https://open.example.com/mcp" },
            tools: { allow: ["get_order", "create_order"], deny: ["Create_Order"] },
          },
        ],
      },
      { hosts: { "open.example.com": echo } },
    );
  });
  after(() => stack?.stack.close());
  const passed: string[] = [];
  const echo = (request: { readonly body: Uint8Array }) => {
    passed.push(Buffer.from(request.body).toString());
    return Promise.resolve({
      status: 200,
      headers: new HttpHeaders({ "Content-Type": "application/json" }),
      body: Buffer.from('{"jsonrpc":"2.0","id":1,"result":{"content":[]}}'),
    });
  };
  const to = (path: string, body: unknown, key = "premium-team", headers = {}): Promise<RpcAnswer> =>
    post(stack, body, { "api-key": stack.key(key), ...headers }, path);

  it("are not in the list of a server that is made from an API", async () => {
    const { text } = await to("orders/mcp", { jsonrpc: "2.0", id: 1, method: "tools/list" });
    const { result } = JSON.parse(/^data: (.*)$/m.exec(text)![1]!) as {
      result: { tools: { name: string; description: string }[] };
    };
    expect(result.tools.map(({ name }) => name)).to.deep.equal(["list_orders", "create_order", "get_order"]);
    expect(result.tools[2]!.description).to.equal("An order by its number");
  });

  for (const [key, tool, code] of [
    ["premium-team", "get_order", undefined],
    ["premium-team", "list_orders", undefined],
    ["premium-team", "delete_order", -32602],
    ["premium-team", "DELETE_ORDER", -32602],
    ["premium-team", "no_such", -32602],
    ["standard-team", "get_order", undefined],
    ["standard-team", "list_orders", -32602],
    ["standard-team", "Get_Order", -32602],
    ["standard-team", "get_order,list_orders", -32602],
    ["standard-team", "", -32602],
    ["standard-team", ["get_order"], -32602],
    ["standard-team", null, -32602],
  ] as const)
    it(`${key} calls ${JSON.stringify(tool)} => ${code ?? "an answer"}`, async () => {
      const before = stack.orders.asked.length;
      const body = toolCall(tool, { params: { name: tool, arguments: { id: "1" } } });
      const answer = await to("orders/mcp", body, key);
      expect(answer.status).to.equal(200);
      expect(answer.error?.code).to.equal(code);
      expect(stack.orders.asked.length - before).to.equal(code === undefined ? 1 : 0);
    });

  // Ways to have the gateway read one tool and a server another: what none of them may do is pass.
  const evil = "delete_order";
  const call = (params: string, more = "") =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call"${more},"params":${params}}`;
  for (const [what, body, headers] of [
    ["a second name", call(`{"name":"${evil}","name":"get_order"}`)],
    ["a second name first", call(`{"name":"get_order","name":"${evil}"}`)],
    ["a name in other letters", call(`{"name":"get_order","Name":"${evil}"}`)],
    ["a name with an underscore", call(`{"name":"get_order","_name":"${evil}"}`)],
    ["an escaped name", call(`{"name":"get_order","n\\u0061me":"${evil}"}`)],
    ["an escaped name alone", call(`{"n\\u0061me":"${evil}"}`)],
    ["single quotes", call(`{'name':"${evil}","name":"get_order"}`)],
    ["no quotes", call(`{name:"${evil}","name":"get_order"}`)],
    ["a comment", call(`{"name"/**/:"${evil}","name":"get_order"}`)],
    ["second params", call(`{"name":"${evil}"}`, `,"params":{"name":"get_order"}`)],
    ["a second method", call(`{"name":"${evil}"}`).replace(`"method":`, `"method":"ping","method":`)],
    ["params in other letters", call(`{"name":"get_order"}`, `,"Params":{"name":"${evil}"}`)],
    ["a method in other letters", call(`{"name":"${evil}"}`).replace("tools/call", "Tools/Call")],
    ["a method with a blank", call(`{"name":"${evil}"}`).replace("tools/call", "tools/call ")],
    ["a batch", `[${call(`{"name":"get_order"}`)},${call(`{"name":"${evil}"}`)}]`],
    ["two messages", `${call(`{"name":"get_order"}`)}${call(`{"name":"${evil}"}`)}`],
    ["two lines", `${call(`{"name":"get_order"}`)}\n${call(`{"name":"${evil}"}`)}`],
    ["a name with a line break", call(`{"name":"${evil}\\n"}`)],
    ["a method with a line break", call(`{"name":"${evil}"}`).replace("tools/call", "tools/call\\n")],
    ...otherCharsets.map(
      (type) =>
        [
          `a message of type ${type}`,
          call(`{"name":"get_order","x":"+ACI-,+ACI-name+ACI-:+ACI-${evil}"}`),
          { "Content-Type": type },
        ] as const,
    ),
    ["a list of everybody's tasks", `{"jsonrpc":"2.0","id":1,"method":"tasks/list"}`],
    ["a name of another type", call(`{"name":["${evil}"]}`)],
    ["a name with a zero", call(`{"name":"get_order\\u0000"}`)],
    [
      "UTF-16",
      Buffer.from(call(`{"name":"${evil}"}`), "utf16le"),
      { "Content-Type": "application/json; charset=utf-16" },
    ],
    ["UTF-16 that is not said", Buffer.from(call(`{"name":"${evil}"}`), "utf16le")],
    ["a form", `name=${evil}`, { "Content-Type": "application/x-www-form-urlencoded" }],
    ["text", call(`{"name":"get_order"}`), { "Content-Type": "text/plain" }],
    ["a coding", call(`{"name":"get_order"}`), { "Content-Encoding": "gzip" }],
    ["another key", call(`{"name":"get_order"}`, `,"tool":"${evil}"`)],
    ["no version", call(`{"name":"get_order"}`).replace(`"jsonrpc":"2.0",`, "")],
    ["the denied tool", call(`{"name":"${evil}"}`)],
    ["the tool that is allowed and denied", call(`{"name":"create_order"}`)],
  ] as readonly (readonly [string, string | Uint8Array, Record<string, string>?])[])
    it(`does not pass on ${what}`, async () => {
      const before = passed.length;
      const answer = await to("open/mcp", body, "premium-team", headers);
      expect(answer.error, answer.text).to.have.property("code");
      expect(passed.slice(before)).to.deep.equal([]);
    });

  // A server may read what comes with any method.
  it("does not pass on a message with DELETE, and does pass on a DELETE without any", async () => {
    const before = passed.length;
    const remove = (body?: string) =>
      fetch(`${stack.stack.url}/open/mcp`, {
        method: "DELETE",
        headers: { "api-key": stack.key("premium-team"), "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body }),
      });
    expect((await remove(call(`{"name":"${evil}"}`))).status).to.equal(400);
    expect(passed.slice(before)).to.deep.equal([]);
    expect((await remove()).status).to.equal(200);
    expect(passed.slice(before)).to.deep.equal([""]);
  });

  for (const type of ownCharset)
    it(`passes on a message of type ${type}`, async () => {
      const before = passed.length;
      const body = call(`{"name":"get_order"}`);
      await to("open/mcp", body, "premium-team", { "Content-Type": type });
      expect(passed.slice(before)).to.deep.equal([body]);
    });

  for (const [what, body] of [
    ["a call", call(`{"name":"get_order","arguments":{"name":"x","method":"y","params":{"name":"z"}}}`)],
    [
      "names inside a text",
      call(`{"name":"get_order","arguments":{"text":"{\\"name\\": 1, \\"name\\": 2}"}}`),
    ],
    ["other letters", call(`{"name":"get_order","arguments":{"größe":"\\u00e9","text":"\\u0041"}}`)],
    ["a progress token", call(`{"name":"get_order","_meta":{"progressToken":1}}`)],
    ["an answer to the server's own question", `{"jsonrpc":"2.0","id":7,"result":{"action":"accept"}}`],
    ["a notification", `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`],
  ] as const)
    it(`passes on ${what}, letter by letter`, async () => {
      await to("open/mcp", body);
      expect(passed.at(-1)).to.equal(body);
    });

  it("never reach a server that reads the last, or the first, of keys that are written twice", async () => {
    const name = fc.constantFrom(
      '"name"',
      '"Name"',
      "'name'",
      "name",
      '"n\\u0061me"',
      '"_name"',
      '"na\\u006de"',
      '"name" ',
    );
    const value = fc.constantFrom('"get_order"', `"${evil}"`, '"DELETE_ORDER"', `["${evil}"]`, "1");
    const params = fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(params, async (pairs) => {
        const before = passed.length;
        await to("open/mcp", call(`{${pairs.map((pair) => pair.join(":")).join(",")}}`));
        for (const body of passed.slice(before)) {
          // One key, plainly written, and the tool that is allowed.
          expect(body.replace(/ /g, "")).to.equal(call('{"name":"get_order"}'));
        }
      }),
      { numRuns: 150 },
    );
  });
});
