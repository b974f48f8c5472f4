import type { DemoResult } from "./demo";
import type { TeamTarget } from "./teamTargets";

/** As far as the official SDK's client is used. */
interface ToolAnswer {
  readonly isError?: boolean;
  readonly content?: readonly { readonly type: string; readonly text?: string }[];
}

/** A tool's call by the official SDK of MCP; a line says so where the package is not there. */
export async function callTool(
  { url, key, keyHeader }: NonNullable<TeamTarget["tool"]>,
  fetch: typeof globalThis.fetch | undefined,
): Promise<DemoResult> {
  const result = (status: number, expected: boolean, note: string, requestId = ""): DemoResult => ({
    ...{ call: "MCP tool", status, backend: "", requestId, note, expected },
  });
  const sdk = await theSdk();
  if (!sdk) return result(0, true, "not called: npm install --save-dev @modelcontextprotocol/sdk");
  let requestId = "";
  const noting: typeof globalThis.fetch = async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init);
    requestId = response.headers.get("x-gateway-request-id") ?? requestId;
    return response;
  };
  const client = new sdk.Client({ name: "azure-genai-gateway", version: "1.0.0" });
  const transport = new sdk.StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { [keyHeader]: key } },
    fetch: noting,
  });
  try {
    await client.connect(transport);
    const { tools } = await client.listTools();
    const [tool] = tools;
    if (!tool) return result(200, false, "the server has no tools");
    const required = tool.inputSchema.required ?? [];
    const answer = (await client.callTool({
      name: tool.name,
      arguments: Object.fromEntries(required.map((name) => [name, "4711"])),
    })) as ToolAnswer;
    const text = answer.content?.[0]?.text ?? "";
    return result(200, answer.isError !== true, `${tool.name}: ${text.slice(0, 120)}`, requestId);
  } catch (error) {
    return result(0, false, String((error as Error).message ?? error));
  } finally {
    await client.close();
  }
}

/** Undefined where it is not installed. */
async function theSdk() {
  try {
    const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
    const { StreamableHTTPClientTransport } =
      await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
    return { Client, StreamableHTTPClientTransport };
  } catch (error) {
    if (/MODULE_NOT_FOUND$/.test((error as { code?: string }).code ?? "")) return undefined;
    throw error;
  }
}
