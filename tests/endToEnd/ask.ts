import { HttpHeaders, readBody } from "../../packages/common/http";
import type { DevStack } from "./devStack";

/** A whole answer to any method, text or bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly bytes: Buffer;
  /** The body as JSON; undefined where it is none. */
  readonly json: Record<string, unknown> | undefined;
  /** The body's `error.code` and `error.message`; empty where it has none. */
  readonly code: string;
  readonly message: string;
}

/** One call of `METHOD /path` to its end; an object goes as JSON. */
export async function ask(
  stack: DevStack,
  call: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Answer> {
  const [method = "", path = ""] = call.split(" ");
  const asJson = body !== undefined && !(body instanceof Uint8Array);
  const whole = async () => {
    const response = await stack.local.handle({
      method,
      url: `https://gateway.example${path}`,
      headers: new HttpHeaders({ ...(asJson ? { "Content-Type": "application/json" } : {}), ...headers }),
      body: body instanceof Uint8Array ? body : Buffer.from(asJson ? JSON.stringify(body) : ""),
      clientAddress: "203.0.113.9",
    });
    return { response, bytes: Buffer.from(await readBody(response.body)) };
  };
  const { response, bytes } = await stack.clock.run(whole());
  const json = jsonOf(bytes);
  const error = json?.["error"] as { code?: string; message?: string } | undefined;
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json,
    code: error?.code ?? "",
    message: error?.message ?? "",
  };
}

function jsonOf(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(bytes.toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
