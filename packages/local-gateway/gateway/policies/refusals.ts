import { PolicyFailure } from "../policy";

/**
 * What policies refuse calls with: LastError, status, headers and body. Reasons and messages marked "documented" stand in
 * https://learn.microsoft.com/azure/api-management/api-management-error-handling-policies#predefined-errors-for-policies;
 * "attested" means that answers of running services show them; what is marked "unverified" is this project's wording, so
 * nothing should be built on it.
 */

/** How long until a refused call may be made again, and the header that says so. */
export interface RetryAfter {
  readonly seconds: number;
  /** Default `Retry-After`. */
  readonly header?: string;
}

/** Documented reason and message; attested body. */
export function rateLimitExceeded(source: string, retry: RetryAfter, headers = {}): PolicyFailure {
  const message = `Rate limit is exceeded. Try again in ${retry.seconds} seconds.`;
  return refusal(429, source, "RateLimitExceeded", "Rate limit is exceeded", message, {
    ...headers,
    ...retryHeader(retry),
  });
}

/** Documented reason and message; attested body. */
export function quotaExceeded(source: string, retry: RetryAfter): PolicyFailure {
  const message = `Out of call volume quota. Quota will be replenished in ${timeSpan(retry.seconds)}.`;
  return refusal(403, source, "QuotaExceeded", message, message, retryHeader(retry));
}

/** Documented reason and message. */
export function bandwidthExceeded(source: string, retry: RetryAfter): PolicyFailure {
  const message = `Out of bandwidth quota. Quota will be replenished in ${timeSpan(retry.seconds)}.`;
  return refusal(403, source, "QuotaExceeded", message, message, retryHeader(retry));
}

/** Status and header are documented; reason, message and body are unverified. */
export function tokenLimitExceeded(source: string, retry: RetryAfter, headers = {}): PolicyFailure {
  const message = `Token limit is exceeded. Try again in ${retry.seconds} seconds.`;
  return refusal(429, source, "TokenLimitExceeded", message, message, { ...headers, ...retryHeader(retry) });
}

/** Status and header are documented; reason, message and body are unverified. */
export function tokenQuotaExceeded(source: string, retry: RetryAfter, headers = {}): PolicyFailure {
  const message = `Token quota is exceeded. Try again in ${retry.seconds} seconds.`;
  return refusal(403, source, "TokenQuotaExceeded", message, message, { ...headers, ...retryHeader(retry) });
}

/** Documented reasons and messages. */
export const callerAddress = {
  unknown: () =>
    refusal(
      403,
      "ip-filter",
      "FailedToParseCallerIP",
      "Failed to establish IP address for the caller. Access denied.",
    ),
  notAllowed: (address: string) =>
    refusal(
      403,
      "ip-filter",
      "CallerIpNotAllowed",
      `Caller IP address ${address} is not allowed. Access denied.`,
    ),
  blocked: () => refusal(403, "ip-filter", "CallerIpBlocked", "Caller IP address is blocked. Access denied."),
} as const;

/** Documented reasons and messages; status and body are what the policy's attributes say. */
export const headerCheck = {
  missing: (name: string, status: number, body: string | undefined) => {
    const message = `Header ${name} was not found in the request. Access denied.`;
    return refusal(status, "check-header", "HeaderNotFound", message, body ?? message);
  },
  notAllowed: (name: string, value: string, status: number, body: string | undefined) => {
    const message = `Header ${name} value of ${value} is not allowed. Access denied.`;
    return refusal(status, "check-header", "HeaderValueNotAllowed", message, body ?? message);
  },
} as const;

/** Documented reasons; messages that Microsoft leaves to its token library are this project's. */
export function jwtRefusal(
  source: string,
  status: number,
  reason: string,
  message: string,
  body?: string,
): PolicyFailure {
  return refusal(status, source, reason, message, body ?? message);
}

/** Unverified: no OpenID configuration can be had, and there is no other key. */
export function configUnavailable(source: string, urls: readonly string[]): PolicyFailure {
  const message = `Unable to obtain the OpenID configuration from ${urls.join(", ")}`;
  return refusal(500, source, "OpenIdConfigurationUnavailable", message);
}

/** Documented status; attested message and body; the reason is unverified. */
export function unsafeContent(): PolicyFailure {
  return refusal(
    403,
    "llm-content-safety",
    "ContentSafetyCheckFailed",
    "Request failed content safety check.",
  );
}

/** Documented status; reason and message are unverified. */
export function authorizationFailed(why: string): PolicyFailure {
  return refusal(500, "get-authorization-context", "AuthorizationContextFailure", why);
}

/** Attested status and reasons; the messages are unverified. */
export const clientCertificate = {
  missing: () => certificateRefusal("ClientCertificateNotFound", "Client certificate was not found."),
  early: () => certificateRefusal("ClientCertificateNotYetValid", "Client certificate is not valid yet."),
  expired: () => certificateRefusal("ClientCertificateExpired", "Client certificate has expired."),
  notMatched: () =>
    certificateRefusal("ClientCertificateIdentityNotMatched", "Client certificate matches no identity."),
} as const;

function certificateRefusal(reason: string, message: string): PolicyFailure {
  return refusal(401, "validate-client-certificate", reason, `${message} Access denied.`);
}

/** Unverified: on Azure a document that names an unknown logger cannot be saved at all. */
export function loggerUnknown(id: string): PolicyFailure {
  const message = `There is no Event Hubs logger with id '${id}'`;
  return refusal(500, "log-to-eventhub", "LoggerNotFound", message);
}

function refusal(
  status: number,
  source: string,
  reason: string,
  message: string,
  bodyMessage: string = message,
  headers: Readonly<Record<string, string>> = {},
): PolicyFailure {
  const body = status === 500 ? undefined : { statusCode: status, message: bodyMessage };
  return new PolicyFailure({ source, reason, message }, status, headers, body);
}

function retryHeader({ seconds, header }: RetryAfter): Record<string, string> {
  return { [header ?? "Retry-After"]: String(seconds) };
}

/** As .NET writes a TimeSpan: `hh:mm:ss`, with days in front where there are any. */
function timeSpan(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const clock = [two((seconds / 3600) % 24), two((seconds / 60) % 60), two(seconds % 60)].join(":");
  return days > 0 ? `${days}.${clock}` : clock;
}
