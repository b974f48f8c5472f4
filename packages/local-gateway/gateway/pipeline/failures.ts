import { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { HostError } from "@azure-genai-gateway/policy-language/expressions/host";
import { type Call, PolicyFailure } from "../policy";
import { GatewayResponse, statusBody } from "../response";
import { failedStep, placeOf } from "../runSteps";

/**
 * context.LastError of whatever a section threw.
 * https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies#lasterror
 */
export function lastErrorOf(error: unknown, call: Call): HostError {
  const step = failedStep(error);
  const place = step && placeOf(step);
  const failure = error instanceof PolicyFailure ? error.error : undefined;
  return {
    source: failure?.source || step?.name || "gateway",
    // Whatever a step that is cut short throws, the cause is that the client has gone.
    reason: failure?.reason ?? (call.signal.aborted ? "ClientConnectionFailure" : "InternalServerError"),
    message: failure?.message ?? (error instanceof Error ? error.message : String(error)),
    scope: place?.scope ?? "",
    section: step ? call.section : "",
    path: place?.path ?? "",
    policyId: failure?.policyId ?? place?.policyId ?? "",
  };
}

/** What the client gets unless on-error answers otherwise. Details of a 500 stay in the gateway. */
export function errorResponse(error: unknown, requestId: string): GatewayResponse {
  const status = error instanceof PolicyFailure ? error.status : 500;
  const headers = new HttpHeaders({ "Content-Type": "application/json" });
  let body: Uint8Array;
  if (error instanceof PolicyFailure) {
    for (const [name, value] of Object.entries(error.headers)) headers.set(name, value);
  }
  if (error instanceof PolicyFailure && error.body !== undefined) {
    body = Buffer.from(typeof error.body === "string" ? error.body : JSON.stringify(error.body));
  } else if (status === 500) body = statusBody(500, "Internal server error", requestId);
  else body = statusBody(status, error instanceof Error ? error.message : "");
  const reason = error instanceof PolicyFailure ? error.statusReason : undefined;
  return new GatewayResponse(status, reason, headers, body);
}

/** No API, or no operation of the API, takes the request. */
export function notFound(): PolicyFailure {
  return new PolicyFailure(
    {
      source: "configuration",
      reason: "OperationNotFound",
      message: "Unable to match incoming request to an operation.",
    },
    404,
    {},
    { statusCode: 404, message: "Resource not found" },
  );
}
