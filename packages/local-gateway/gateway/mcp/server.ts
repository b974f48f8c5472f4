import { HttpHeaders, type HttpHandler, readBody } from "@azure-genai-gateway/common/http";
import { newUuid } from "@azure-genai-gateway/common/random";
import { splitUrl } from "../../http/url";
import { asRecord, type Json } from "../../resources/inputs";
import type { ApiModel, OperationModel, ServiceModel, ToolModel } from "../model/types";
import type { Call } from "../policy";
import { requestOf } from "../request";
import { GatewayResponse } from "../response";
import { argumentsOf, inputSchema, type McpFaults, operationCall } from "./tools";

/** Revisions of the protocol, the newest first. */
const protocolVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
const sessionSeconds = 24 * 60 * 60;

/** What of a call of a server does not belong to the call of an operation. */
const ownHeaders = ["accept", "content-length", "content-type", "mcp-session-id", "mcp-protocol-version"];

type Answer = { readonly result: unknown } | { readonly error: { code: number; message: string } };

/**
 * An MCP server that API Management makes of an API's operations: streamable HTTP, tools only. Stands where a backend
 * would: the policies of the MCP API run before and after it, and a tool's call runs those of the operation besides.
 * https://learn.microsoft.com/azure/api-management/mcp-server-overview
 */
export class McpServer {
  /**
   * @param callOperation runs a call through the gateway, as if a client had sent it
   */
  constructor(
    private readonly service: Pick<ServiceModel, "apis">,
    private readonly callOperation: HttpHandler,
    private readonly faults: McpFaults = {},
  ) {}

  async answer(call: Call, api: ApiModel): Promise<GatewayResponse> {
    const request = requestOf(call);
    const session = request.headers.get("Mcp-Session-Id");
    const known = session === undefined || call.gateway.cache.get(sessionKey(session)) !== undefined;
    if (!known) return rpc(404, null, { error: { code: -32001, message: "Session not found" } }, false);
    if (request.method === "DELETE") {
      if (session !== undefined) call.gateway.cache.delete(sessionKey(session));
      return new GatewayResponse(session === undefined ? 400 : 200);
    }
    // It has nothing to say by itself, so there is no stream to listen to.
    if (request.method !== "POST")
      return new GatewayResponse(405, "Method Not Allowed", new HttpHeaders({ Allow: "POST, DELETE" }));
    const message = messageOf(request.unsent);
    if (!message) return rpc(400, null, { error: { code: -32700, message: "Parse error" } }, false);
    // A notification, or an answer to a question that nobody has asked.
    if (message["id"] === undefined || typeof message["method"] !== "string") return new GatewayResponse(202);
    const streamed = /text\/event-stream/i.test(request.headers.get("Accept") ?? "");
    const answer = await this.run(call, api, message["method"], asRecord(message["params"]) ?? {});
    const response = rpc(200, message["id"], answer, streamed);
    if (message["method"] === "initialize" && "result" in answer)
      response.headers.set("Mcp-Session-Id", this.open(call));
    return response;
  }

  private async run(call: Call, api: ApiModel, method: string, params: Json): Promise<Answer> {
    switch (method) {
      case "initialize": {
        const asked = String(params["protocolVersion"]);
        return {
          result: {
            protocolVersion: protocolVersions.includes(asked) ? asked : protocolVersions[0],
            capabilities: { tools: {} },
            serverInfo: { name: api.name, version: "1.0.0" },
          },
        };
      }
      case "ping":
        return { result: {} };
      case "tools/list":
        return { result: { tools: api.mcp!.tools!.map((tool) => this.describe(tool)) } };
      case "tools/call":
        return this.callTool(call, api, params);
      default:
        return { error: { code: -32601, message: `Method not found: ${method}` } };
    }
  }

  private describe(tool: ToolModel): Json {
    const operation = this.operationOf(tool)?.operation;
    return {
      name: tool.name,
      description: tool.description ?? operation?.name ?? tool.name,
      inputSchema: inputSchema(argumentsOf(operation?.contract, this.faults)),
    };
  }

  private async callTool(call: Call, api: ApiModel, params: Json): Promise<Answer> {
    const tool = api.mcp!.tools!.find(({ name }) => name === params["name"]);
    if (!tool) return { error: { code: -32602, message: `Unknown tool: ${String(params["name"])}` } };
    const found = this.operationOf(tool);
    if (!found) return { error: { code: -32603, message: `Tool ${tool.name} leads to no operation` } };
    const { operation } = found;
    const all = argumentsOf(operation.contract, this.faults);
    const made = operationCall(operation.urlTemplate, all, asRecord(params["arguments"]) ?? {}, this.faults);
    if (typeof made === "string") return { error: { code: -32602, message: made } };
    const request = requestOf(call);
    const headers = request.headers.clone();
    for (const name of ownHeaders) headers.delete(name);
    for (const [name, value] of made.headers) if (!headers.has(name)) headers.set(name, value);
    if (made.body !== undefined) headers.set("Content-Type", "application/json");
    headers.set("Accept", "application/json, */*");
    const answer = await this.callOperation({
      method: operation.method,
      url: `${splitUrl(request.originalUrl).origin}/${found.api.path}${made.path}`,
      headers,
      body: Buffer.from(made.body ?? ""),
      clientAddress: request.ipAddress,
      signal: call.signal,
    });
    const text = Buffer.from(await readBody(answer.body)).toString();
    return {
      result: {
        content: [{ type: "text", text }],
        ...(answer.status >= 400 ? { isError: true } : {}),
      },
    };
  }

  private operationOf(
    tool: ToolModel,
  ): { readonly api: ApiModel; readonly operation: OperationModel } | undefined {
    const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
    const api = this.service.apis.find((each) => each.isCurrent && same(each.id, tool.apiId));
    const operation = api?.operations.find(({ id }) => same(id, tool.operationId));
    return api && operation && { api, operation };
  }

  private open({ gateway }: Call): string {
    const id = newUuid(gateway.random).replaceAll("-", "");
    gateway.cache.set(sessionKey(id), "open", sessionSeconds);
    return id;
  }
}

/** No key of a policy has a line break in it. */
const sessionKey = (id: string) => `MCP session\n${id}`;

/** @param streamed as the one event of a stream, which clients ask for */
function rpc(status: number, id: unknown, answer: Answer, streamed: boolean): GatewayResponse {
  const text = JSON.stringify({ jsonrpc: "2.0", id, ...answer });
  if (!streamed)
    return new GatewayResponse(
      status,
      undefined,
      new HttpHeaders({ "Content-Type": "application/json" }),
      Buffer.from(text),
    );
  return new GatewayResponse(
    status,
    undefined,
    new HttpHeaders({ "Content-Type": "text/event-stream", "Cache-Control": "no-cache" }),
    oneEvent(text),
  );
}

async function* oneEvent(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(`event: message\ndata: ${text}\n\n`));
}

function messageOf(body: Uint8Array | undefined): Json | undefined {
  try {
    return asRecord(JSON.parse(Buffer.from(body ?? new Uint8Array(0)).toString()) as unknown);
  } catch {
    return undefined;
  }
}
