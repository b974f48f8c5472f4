import { jsonResponse, type HttpResponse } from "@azure-genai-gateway/common/http";
import { Refusal } from "../service/refusal";

/** Google's words for errors, by status: https://ai.google.dev/gemini-api/docs/troubleshooting */
const statuses: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

export function failure(status: number, message: string, details: readonly unknown[] = []): Refusal {
  const more = details.length > 0 ? { details } : {};
  return new Refusal(
    status,
    statuses[status] ?? (status < 500 ? "INVALID_ARGUMENT" : "INTERNAL"),
    message,
    {},
    more,
  );
}

export function invalid(message: string): Refusal {
  return failure(400, message);
}

/** A member that the request's message does not have. */
export function unknownName(name: string, where: string): Refusal {
  const description = `Invalid JSON payload received. Unknown name "${name}"${where === "" ? "" : ` at '${where}'`}: Cannot find field.`;
  const violation = { ...(where === "" ? {} : { field: where }), description };
  return failure(400, description, [
    { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [violation] },
  ]);
}

export function refused({ status, type, message, headers, more }: Refusal): HttpResponse {
  const error = { code: status, message, status: type, ...more };
  return jsonResponse(status, { error }, { ...headers, "Content-Type": "application/json; charset=UTF-8" });
}

/** When to come back. */
export function retryInfo(retryAfterMs: number): unknown {
  return {
    "@type": "type.googleapis.com/google.rpc.RetryInfo",
    retryDelay: `${Math.ceil(retryAfterMs / 1_000)}s`,
  };
}
