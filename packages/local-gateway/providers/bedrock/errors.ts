import { jsonResponse, type HttpResponse } from "@azure-genai-gateway/common/http";
import { Refusal } from "../service/refusal";

/** Errors of Bedrock's runtime: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
const byStatus: Readonly<Record<number, string>> = {
  400: "ValidationException",
  403: "AccessDeniedException",
  404: "ResourceNotFoundException",
  408: "ModelTimeoutException",
  424: "ModelErrorException",
  429: "ThrottlingException",
  500: "InternalServerException",
  503: "ServiceUnavailableException",
};

export function failure(status: number, message: string, type = byStatus[status]): Refusal {
  return new Refusal(
    status,
    type ?? (status < 500 ? "ValidationException" : "InternalServerException"),
    message,
  );
}

export function invalid(message: string): Refusal {
  return failure(400, message);
}

/** What the service's front finds wrong with a member, before any model is asked. */
export function constraint(path: string, value: unknown, must: string): Refusal {
  const shown = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return invalid(
    `1 validation error detected: Value '${shown.slice(0, 100)}' at '${path}' failed to satisfy constraint: ${must}`,
  );
}

/** The type stands in a header, the message in the body. */
export function refused({ status, type, message, headers }: Refusal): HttpResponse {
  return jsonResponse(status, { message }, { "x-amzn-errortype": type, ...headers });
}
