import { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { BackendTarget, Call, CallResponse } from "../policy";
import { CallRequest } from "../request";

export interface BackendCall {
  /** Id of a declared backend or pool. */
  readonly backendId: string;
  /** Behind the backend's own URL; empty calls that URL itself. */
  readonly path: string;
  /** Encoded, without its question mark. */
  readonly query: string;
  readonly body: unknown;
  /** Signs the request on; credentials of the backend entity take its place. */
  readonly token?: string;
  /** Until the answer's headers are here. */
  readonly timeoutMs: number;
}

/** The audience of tokens for Azure OpenAI and Content Safety. */
export const cognitiveServices = "https://cognitiveservices.azure.com";

/**
 * POSTs JSON to a declared backend beside the call's own request, which it leaves alone: the entity's credentials, its
 * pool and its circuit breaker apply. The answer's body is in memory.
 * @throws PolicyFailure as forward-request does.
 */
export async function callBackend(call: Call, request: BackendCall): Promise<CallResponse> {
  const headers = new HttpHeaders({ "Content-Type": "application/json" });
  if (request.token !== undefined) headers.set("Authorization", `Bearer ${request.token}`);
  const own = new CallRequest({
    method: "POST",
    url: "",
    headers,
    body: Buffer.from(JSON.stringify(request.body)),
  });
  own.path = request.path;
  own.query = request.query;
  const backend: BackendTarget = { backendId: request.backendId };
  // Everything but the request and its target is the call's: its signal ends this request as well.
  const beside = Object.create(call, {
    backend: { value: backend },
    context: { value: Object.create(call.context, { request: { value: own } }) as Call["context"] },
  }) as Call;
  const response = await call.gateway.forward(beside, {
    timeoutMs: request.timeoutMs,
    followRedirects: false,
    bufferResponse: true,
    bufferRequestBody: true,
  });
  await response.buffer();
  return response;
}
