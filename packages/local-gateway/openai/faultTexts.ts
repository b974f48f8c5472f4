import type { FaultTexts } from "../answers/faults";
import { ServiceError, promptFiltered } from "./wire/errors";

/** What goes wrong on demand, as the service says it. */
export const faultTexts: FaultTexts = {
  unavailable: () => new ServiceError(503, "ServiceUnavailable", "The service is temporarily unavailable."),
  filtered: promptFiltered,
  status: failure,
};

function failure(status: number, retryAfterMs: number | undefined): ServiceError {
  const message =
    status === 429
      ? "The simulated deployment has been told to refuse this call."
      : "The simulated deployment has been told to fail this call.";
  const code = status >= 500 ? "InternalServerError" : String(status);
  if (retryAfterMs === undefined) return new ServiceError(status, code, message);
  const headers = {
    "retry-after-ms": String(retryAfterMs),
    "retry-after": String(Math.ceil(retryAfterMs / 1_000)),
  };
  return new ServiceError(status, code, message, {}, headers);
}
