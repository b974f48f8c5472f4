import {
  discoverOAuthProtectedResourceMetadata,
  extractWWWAuthenticateParams,
} from "@modelcontextprotocol/sdk/client/auth.js";
import { expect } from "chai";
import { post, toolCall } from "./clients";
import { ordersServer, startMcpStack, type McpStack } from "./mcpStack";

const issuer = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0";

describe("protected-resource metadata of MCP servers", () => {
  let stack: McpStack;
  before(async () => {
    stack = await startMcpStack({
      mcpServers: [
        {
          ...ordersServer,
          oauth: { authorizationServers: [issuer], scopes: ["api://gateway/tools.call", "openid"] },
        },
        {
          ...ordersServer,
          name: "named",
          path: "deep/named",
          oauth: { authorizationServers: [issuer], resource: "https://genai.example.com/deep/named/mcp" },
        },
        { ...ordersServer, name: "plain" },
      ],
    });
  });
  after(() => stack?.stack.close());
  const refused = (path: string) =>
    fetch(`${stack.stack.url}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(toolCall("get_order")),
    });

  it("are found by the official client from a call that is refused", async () => {
    const answer = await refused("orders/mcp");
    expect(answer.status).to.equal(401);
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(answer);
    // The handlers of the local gateway see https, whatever the socket speaks.
    expect(resourceMetadataUrl!.pathname).to.equal("/.well-known/oauth-protected-resource/orders/mcp");
    expect(scope).to.equal("api://gateway/tools.call openid");
    const found = await discoverOAuthProtectedResourceMetadata(`${stack.stack.url}/orders/mcp`);
    expect(found).to.deep.equal({
      resource: `${stack.stack.url.replace("http:", "https:")}/orders/mcp`,
      authorization_servers: [issuer],
      bearer_methods_supported: ["header"],
      resource_name: "orders",
      scopes_supported: ["api://gateway/tools.call", "openid"],
    });
  });

  it("name the address that the config gives", async () => {
    const answer = await refused("deep/named/mcp");
    expect(answer.headers.get("WWW-Authenticate")).to.equal(
      'Bearer resource_metadata="https://genai.example.com/.well-known/oauth-protected-resource/deep/named/mcp"',
    );
    const found = await discoverOAuthProtectedResourceMetadata(`${stack.stack.url}/deep/named/mcp`);
    expect(found.resource).to.equal("https://genai.example.com/deep/named/mcp");
    expect(found).not.to.have.property("scopes_supported");
  });

  it("are not there for a server without them, whose challenge stays API Management's own", async () => {
    const answer = await refused("plain/mcp");
    expect(answer.headers.get("WWW-Authenticate")).to.match(/^AzureApiManagementKey /);
    const metadata = await fetch(`${stack.stack.url}/.well-known/oauth-protected-resource/plain/mcp`);
    expect(metadata.status).to.equal(404);
  });

  it("say nothing of who calls, and take no message", async () => {
    const answer = await post(
      stack,
      toolCall("get_order"),
      {},
      ".well-known/oauth-protected-resource/orders/mcp",
    );
    expect(answer.status).to.equal(404);
  });
});
