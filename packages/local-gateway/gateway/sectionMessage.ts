import type { Message } from "./message";
import type { Call, CallResponse } from "./policy";
import { requestOf } from "./request";
import { GatewayResponse } from "./response";

/** What set-header and set-body change: the request before the backend has answered for good, the response after. */
export function sectionMessage(call: Call): Message {
  if (call.section === "inbound" || call.section === "backend") return requestMessage(call);
  // In outbound without an answer (no forward-request ran) the client gets what policies make of an empty one.
  call.response ??= new GatewayResponse(200);
  return responseMessage(call.response);
}

/** CallRequest has the shape of a message, too. */
export function requestMessage(call: Call): Message {
  return requestOf(call);
}

/** CallResponse has the shape of a message; only a body set on it needs more than an assignment. */
export function responseMessage(response: CallResponse): Message {
  return response;
}
