import { jsonResponse, type HttpResponse } from "@azure-genai-gateway/common/http";
import { Refusal } from "../service/refusal";

/** Kinds of errors by status: https://platform.claude.com/docs/en/api/errors */
const types: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  402: "billing_error",
  403: "permission_error",
  404: "not_found_error",
  409: "conflict_error",
  413: "request_too_large",
  429: "rate_limit_error",
  500: "api_error",
  504: "timeout_error",
  529: "overloaded_error",
};

export function failure(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const type = types[status] ?? (status < 500 ? "invalid_request_error" : "api_error");
  return new Refusal(status, type, message, headers);
}

export function invalid(message: string): Refusal {
  return failure(400, message);
}

/** A value of another kind, as the service's checks word it: `messages.0.role: Input should be ...`. */
export function shouldBe(path: string, what: string): Refusal {
  return invalid(`${path}: Input should be ${what}`);
}

export function required(path: string): Refusal {
  return invalid(`${path}: Field required`);
}

/** Every answer's id stands in the body of an error too. */
export function refused({ status, type, message, headers }: Refusal, id: string): HttpResponse {
  const body = { type: "error", error: { type, message }, request_id: requestId(id) };
  return jsonResponse(status, body, { ...headers });
}

export function requestId(id: string): string {
  return `req_011${id.slice(0, 21)}`;
}
