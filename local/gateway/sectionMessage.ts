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

export function requestMessage(call: Call): Message {
  const request = requestOf(call);
  return {
    headers: request.headers,
    setBody(bytes) {
      request.content = bytes;
    },
    get method() {
      return request.method;
    },
    set method(value: string) {
      request.method = value;
    },
  };
}

/** CallResponse has the shape of a message; only a body set on it needs more than an assignment. */
export function responseMessage(response: CallResponse): Message {
  return response;
}
