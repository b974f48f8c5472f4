import { emptyBody, type HttpBody, HttpHeaders, readBody } from "@azure-genai-gateway/common/http";
import { closeCodes, type WebSocketEnd } from "@azure-genai-gateway/common/webSocket";
import type { HostBody, HostResponse } from "@azure-genai-gateway/policy-language/expressions/host";
import type { CallResponse } from "./policy";

/** Reason phrases of the statuses that gateways and models answer with; anything else goes without one. */
const reasons: Readonly<Record<number, string>> = {
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Payload Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

export function reasonPhrase(status: number): string {
  return reasons[status] ?? "";
}

/** A response on its way to the client; policies see it as CallResponse, expressions as context.Response. */
export class GatewayResponse implements CallResponse, HostResponse {
  reason: string;
  readonly body: HostBody;
  /** The backend entity that answered; a pool's member, not the pool. */
  servedBy?: string;
  /** Of a 101: the connection to the backend, until the client has it. */
  webSocket?: WebSocketEnd;
  private content: HttpBody | undefined;

  constructor(
    public status: number,
    reason?: string,
    public headers: HttpHeaders = new HttpHeaders(),
    content: HttpBody = emptyBody,
  ) {
    this.reason = reason ?? reasonPhrase(status);
    this.content = content;
    // Its bytes() and consume() are the body's own.
    this.body = this;
  }

  get statusCode(): number {
    return this.status;
  }

  get statusReason(): string {
    return this.reason;
  }

  get streaming(): boolean {
    return this.content !== undefined && !(this.content instanceof Uint8Array);
  }

  bytes(): Uint8Array | undefined {
    return this.content instanceof Uint8Array ? this.content : undefined;
  }

  async buffer(): Promise<void> {
    if (this.streaming) this.content = await readBody(this.content!);
  }

  setBody(bytes: Uint8Array): void {
    void closeBody(this.content);
    this.content = bytes;
    // What the backend said of its own body no longer holds.
    this.headers.delete("Content-Length");
    this.headers.delete("Content-Encoding");
  }

  consume(): void {
    void closeBody(this.content);
    this.content = undefined;
    this.headers.delete("Content-Length");
  }

  /** What the client gets; the response has no body afterwards. */
  takeBody(): HttpBody {
    const body = this.content ?? emptyBody;
    this.content = undefined;
    return body;
  }

  /** Lets go of a body that nobody will read, so that the backend's connection is free again. */
  discard(): void {
    void closeBody(this.content);
    this.content = undefined;
    this.webSocket?.close(closeCodes.brokenOff);
    this.webSocket = undefined;
  }
}

/** Closes a body that will not be read; errors of a stream that is being thrown away interest nobody. */
export async function closeBody(body: HttpBody | undefined): Promise<void> {
  if (body === undefined || body instanceof Uint8Array) return;
  try {
    await body[Symbol.asyncIterator]().return?.();
  } catch {
    // The stream had failed already.
  }
}

/** A JSON body in API Management's own style: `{ "statusCode": 401, "message": "..." }`. */
export function statusBody(status: number, message: string, activityId?: string): Uint8Array {
  return Buffer.from(
    JSON.stringify({ statusCode: status, message, ...(activityId === undefined ? {} : { activityId }) }),
  );
}
