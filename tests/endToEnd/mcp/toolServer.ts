import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { z } from "zod";

/** An MCP server of the official SDK, with sessions: what calls are passed through to. */
export class ToolServer {
  /** Headers of each request, and what its path was. */
  readonly asked: {
    readonly path: string;
    readonly method: string;
    readonly headers: IncomingHttpHeaders;
  }[] = [];
  readonly called: string[] = [];
  private readonly sessions = new Map<string, StreamableHTTPServerTransport>();
  /** Ends a call of `slow`: until then its stream is open. */
  finish: () => void = () => undefined;

  private readonly server = createServer((request, response) => {
    this.asked.push({ path: request.url!, method: request.method!, headers: request.headers });
    const id = request.headers["mcp-session-id"];
    void this.transportOf(typeof id === "string" ? id : undefined).then((transport) => {
      if (transport) return transport.handleRequest(request, response);
      response.writeHead(404).end();
      return undefined;
    });
  });

  private async transportOf(id: string | undefined): Promise<StreamableHTTPServerTransport | undefined> {
    if (id !== undefined) return this.sessions.get(id);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (session) => void this.sessions.set(session, transport),
      onsessionclosed: (session) => void this.sessions.delete(session),
    });
    await this.tools().connect(transport);
    return transport;
  }

  private tools(): McpServer {
    const server = new McpServer({ name: "tools", version: "1.0.0" });
    const text = (content: string) => ({ content: [{ type: "text" as const, text: content }] });
    server.registerTool("echo", { inputSchema: { text: z.string() } }, (given) => {
      this.called.push("echo");
      return text(given.text);
    });
    server.registerTool("wipe", { description: "Takes all away" }, () => {
      this.called.push("wipe");
      return text("gone");
    });
    server.registerTool("slow", {}, async (extra) => {
      const progressToken = extra._meta?.progressToken;
      if (progressToken !== undefined)
        await extra.sendNotification({
          method: "notifications/progress",
          params: { progressToken, progress: 1, message: "half way" },
        });
      await new Promise<void>((resolve) => (this.finish = resolve));
      return text("done");
    });
    return server;
  }

  get sessionCount(): number {
    return this.sessions.size;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
