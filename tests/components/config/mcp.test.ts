import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { parseGatewayConfig } from "../../../components/config/parse";
import { readOpenApi } from "../../../components/mcp/openApiFile";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const openapi = "tests/endToEnd/mcp/orders.openapi.json";
const url = "https://orders.example.com";
const orders = { name: "orders", from: { openapi, url } };
const remote = { name: "remote", from: { url: "https://tools.example.com/mcp" } };
const agent = { name: "travel", cardUrl: `${url}/.well-known/agent-card.json`, url: `${url}/a2a` };

const found = (mcpServers: unknown, more: object = {}) =>
  parseGatewayConfig({ ...dev, mcpServers, ...more }).problems.map(
    ({ code, subject, severity }) => `${severity === "error" ? "" : "warning "}${code} ${subject}`,
  );

describe("MCP servers and agents of a config", () => {
  for (const [what, servers, problems, more] of [
    ["none", [], []],
    ["one from a description", [orders], []],
    ["some of its operations", [{ ...orders, from: { ...orders.from, operations: ["get_order"] } }], []],
    ["one that is passed through", [remote], []],
    ["an agent", [], [], { agents: [agent] }],
    ["a name twice", [orders, { ...remote, name: "ORDERS" }], ["CONFIG_DUPLICATE_SERVER mcpServers[1].name"]],
    [
      "an agent's name that is a server's",
      [{ ...orders, name: "travel" }],
      ["CONFIG_DUPLICATE_SERVER agents[0].name"],
      { agents: [agent] },
    ],
    ["a path twice", [orders, { ...remote, path: "Orders" }], ["CONFIG_DUPLICATE_PATH mcpServers[1].path"]],
    ["a model API's path", [{ ...orders, path: "openai/v1" }], ["CONFIG_DUPLICATE_PATH mcpServers[0].path"]],
    ["nowhere to come from", [{ name: "a", from: {} }], ["CONFIG_MCP_ORIGIN mcpServers[0].from"]],
    ["a description alone", [{ name: "a", from: { openapi } }], ["CONFIG_MCP_ORIGIN mcpServers[0].from"]],
    [
      "an API and a description",
      [{ name: "a", from: { openapi, url, api: "b" } }],
      ["CONFIG_MCP_ORIGIN mcpServers[0].from"],
    ],
    [
      "an API without operations",
      [{ name: "a", from: { api: "b" } }],
      ["CONFIG_MCP_ORIGIN mcpServers[0].from", "warning CONFIG_MCP_API mcpServers[0].from.api"],
    ],
    [
      "an API of a service that the stack makes",
      [{ name: "a", from: { api: "b", operations: ["c"] } }],
      ["warning CONFIG_MCP_API mcpServers[0].from.api"],
    ],
    [
      "operations of a server that has none",
      [{ name: "a", from: { url, operations: ["c"] } }],
      ["CONFIG_MCP_ORIGIN mcpServers[0].from"],
    ],
    [
      "no such file",
      [{ name: "a", from: { openapi: "none.json", url } }],
      ["CONFIG_MCP_OPENAPI mcpServers[0].from.openapi"],
    ],
    [
      "a file that is no description",
      [{ name: "a", from: { openapi: "package.json", url } }],
      ["CONFIG_MCP_OPENAPI mcpServers[0].from.openapi"],
    ],
    [
      "names of operations, tools and products that there are not, all at once",
      [
        {
          name: "a",
          from: { openapi, url, operations: ["get_order", "get_ordr"] },
          tools: { allow: ["get_order", "x"], deny: ["y"], describe: { z: "Z" } },
          perTool: { u: 1 },
          products: ["standard", "nobody"],
          productTools: { premium: ["get_order"], standard: ["v"] },
        },
      ],
      [
        "CONFIG_UNKNOWN_PRODUCT mcpServers[0].products[1]",
        "CONFIG_UNKNOWN_PRODUCT mcpServers[0].productTools.premium",
        "CONFIG_MCP_OPERATION mcpServers[0].from.operations[1]",
        "CONFIG_MCP_TOOL mcpServers[0].tools.allow[1]",
        "CONFIG_MCP_TOOL mcpServers[0].tools.deny[0]",
        "CONFIG_MCP_TOOL mcpServers[0].tools.describe.z",
        "CONFIG_MCP_TOOL mcpServers[0].perTool.u",
        "CONFIG_MCP_TOOL mcpServers[0].productTools.standard[0]",
      ],
    ],
    [
      "an operation twice, in any case",
      [{ ...orders, from: { ...orders.from, operations: ["get_order", "list_orders", "get_order"] } }],
      ["CONFIG_MCP_OPERATION mcpServers[0].from.operations[2]"],
    ],
    [
      "an operation of an API of the service twice",
      [{ name: "a", from: { api: "b", operations: ["c", "C"] } }],
      [
        "warning CONFIG_MCP_API mcpServers[0].from.api",
        "CONFIG_MCP_OPERATION mcpServers[0].from.operations[1]",
      ],
    ],
    [
      "limits and lists outside of the tools that are allowed",
      [
        {
          ...remote,
          tools: { allow: ["find", "add"] },
          perTool: { ad: 5, add: 1 },
          productTools: { standard: ["find", "serch"] },
        },
      ],
      [
        "CONFIG_MCP_TOOL mcpServers[0].perTool.ad",
        "CONFIG_MCP_TOOL mcpServers[0].productTools.standard[1]",
        "warning CONFIG_MCP_LIST mcpServers[0].tools",
      ],
    ],
    [
      "no tool left",
      [{ ...orders, tools: { allow: ["get_order"], deny: ["get_order"] } }],
      ["CONFIG_MCP_TOOL mcpServers[0].tools"],
    ],
    [
      "a list that cannot be shortened",
      [{ ...remote, tools: { deny: ["wipe"] } }],
      ["warning CONFIG_MCP_LIST mcpServers[0].tools"],
    ],
    [
      "words for tools of a server that has its own",
      [{ ...remote, tools: { describe: { wipe: "Wipes" } } }],
      ["CONFIG_MCP_DESCRIBE mcpServers[0].tools.describe"],
    ],
    [
      "a key in plain text",
      [{ ...remote, from: { ...remote.from, auth: { apiKey: "secret" } } }],
      ["CONFIG_WRONG_TYPE mcpServers[0].from.auth.apiKey"],
    ],
  ] as readonly (readonly [string, unknown, readonly string[], object?])[])
    it(`${what} => ${problems.join(", ") || "no problem"}`, () => {
      expect(found(servers, more)).to.deep.equal(problems);
    });

  describe("with operations that are one to API Management", () => {
    const folder = mkdtempSync(join(tmpdir(), "mcp-"));
    after(() => rmSync(folder, { recursive: true }));
    const of = (ids: readonly string[], more: object = {}) => {
      const file = join(folder, "api.json");
      const paths = Object.fromEntries(ids.map((operationId, at) => [`/p${at}`, { get: { operationId } }]));
      writeFileSync(file, JSON.stringify({ openapi: "3.0.1", info: { title: "x", version: "1" }, paths }));
      return found([{ name: "a", from: { openapi: file, url, ...more } }]);
    };
    const wrong = ["CONFIG_MCP_OPERATION mcpServers[0].from.openapi"];
    for (const [ids, problems, more] of [
      [["get_order", "getOrder"], []],
      [["get_order", "get_order"], wrong],
      [["get_order", "Get_Order"], wrong],
      [["get_order", "get.order"], wrong],
      [["get_order", "get-order"], [], { operations: ["get_order"] }],
      [["get_order", "..."], wrong],
    ] as const)
      it(`${ids.join(", ")} => ${problems.join(", ") || "no problem"}`, () => {
        expect(of(ids, more)).to.deep.equal(problems);
      });
  });

  it("says what was meant", () => {
    const { problems } = parseGatewayConfig({
      ...dev,
      mcpServers: [{ name: "a", from: { openapi, url, operations: ["get_ordr"] } }],
    });
    expect(problems[0]).to.include({
      message: `${openapi} has no operation "get_ordr"`,
      hint: "Did you mean get_order?",
    });
  });

  it("has the place of a mistake in the stack file", () => {
    const text = [
      "config:",
      "  azure-genai-gateway:mcpServers:",
      "    - name: orders",
      "      from:",
      `        openapi: ${openapi}`,
      `        url: ${url}`,
      "      perTool: { get_ordr: 5 }",
    ].join("\n");
    const source = { file: "Pulumi.x.yaml", text, project: "azure-genai-gateway" };
    const { problems } = parseGatewayConfig(
      { ...dev, mcpServers: [{ ...orders, perTool: { get_ordr: 5 } }] },
      source,
    );
    expect(problems.find(({ code }) => code === "CONFIG_MCP_TOOL")?.place).to.include({
      file: "Pulumi.x.yaml",
      line: 7,
    });
  });
});

describe("an OpenAPI document that tools are made from", () => {
  it("keeps the operations that are asked for, whichever they are, and no server of its own", () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(ids, fc.infiniteStream(fc.boolean()), (names, coin) => {
        const paths = Object.fromEntries(
          names.map((operationId, at) => [
            `/p${at % 3}/${operationId}`,
            { get: { operationId }, parameters: [] },
          ]),
        );
        const file = readOpenApi(
          JSON.stringify({ openapi: "3.0.0", servers: [{ url: "https://x" }], paths }),
          "x.json",
        );
        if (typeof file === "string") throw new Error(file);
        const wanted = names.filter(() => coin.next().value);
        const kept = JSON.parse(file.withOperations(new Set(wanted))) as {
          servers?: unknown;
          paths: Record<string, { get?: { operationId: string } }>;
        };
        expect(kept.servers).to.equal(undefined);
        expect(Object.values(kept.paths).map(({ get }) => get?.operationId)).to.have.members(wanted);
      }),
    );
  });

  // https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions, normalization rules
  for (const [id, name] of [
    ["GET-/foo/{bar}?buzz={quix}", "get-foo-bar-buzz-quix"],
    ["get_order", "get-order"],
    ["Orders.get__One-", "orders-get-one"],
    ["a".repeat(80), "a".repeat(76)],
  ] as const)
    it(`names the operation ${id.slice(0, 30)} ${name.slice(0, 30)}`, () => {
      const file = readOpenApi(
        JSON.stringify({ openapi: "3.0.1", paths: { "/a": { get: { operationId: id } } } }),
        "x",
      );
      if (typeof file === "string") throw new Error(file);
      const { paths } = JSON.parse(file.withOperations(new Set([id]))) as { paths: unknown };
      expect(paths).to.deep.equal({ "/a": { get: { operationId: name, summary: id } } });
    });

  it("has what merge keys bring", () => {
    const text =
      'openapi: 3.0.1\r\npaths:\r\n  /a:\r\n    get: &g { operationId: a, responses: { "200": {} } }\r\n    post: { <<: *g, operationId: b }\r\n';
    const file = readOpenApi(text, "x.yaml");
    if (typeof file === "string") throw new Error(file);
    const { paths } = JSON.parse(file.withOperations(new Set(["b"]))) as { paths: unknown };
    expect(paths).to.deep.equal({
      "/a": { post: { operationId: "b", summary: "b", responses: { "200": {} } } },
    });
  });

  for (const [text, wrong] of [
    ["{", "x.json cannot be read"],
    ["swagger: '2.0'\npaths: {}", "x.json is no OpenAPI 3 document"],
    ["[]", "x.json is no OpenAPI 3 document"],
  ] as const)
    it(`${text} => ${wrong}`, () => {
      expect(readOpenApi(text, "x.json"))
        .to.be.a("string")
        .and.satisfy((said: string) => said.startsWith(wrong));
    });
});
