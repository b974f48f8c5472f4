import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { Call, CallResponse } from "../policy";
import { GatewayResponse } from "../response";

/** A whole response as a cache keeps it. */
export interface CachedResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
}

/** A copy of the response as it is now. A stream is read to its end first, so that the client gets it in one piece. */
export async function copyResponse(response: CallResponse): Promise<CachedResponse> {
  await response.buffer();
  const { status, reason, headers } = response;
  return { status, reason, headers: headers.clone(), body: response.bytes() ?? new Uint8Array(0) };
}

/**
 * Answers the call with a cached response: neither what follows nor the backend runs. On Azure the outbound policies
 * behind the one that stored the response run once more; here they do for semantic caches, where the store stands directly
 * in outbound.
 */
export function answerFromCache(call: Call, { status, reason, headers, body }: CachedResponse): "stop" {
  call.response = new GatewayResponse(status, reason, headers.clone(), body);
  return "stop";
}
