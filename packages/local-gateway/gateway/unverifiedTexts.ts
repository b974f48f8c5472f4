/**
 * Texts and reasons of API Management that no public source states. The statuses around them are documented or well
 * attested; the wording is this project's, so nothing should be built on it.
 */
export const unverified = {
  /** A backend whose circuit breaker is open, called by itself. Status 503. */
  breakerOpen: (backendId: string) => ({
    reason: "BackendCircuitBreakerOpen",
    message: `The circuit breaker of backend '${backendId}' is open`,
    statusReason: `Backend ${backendId} is temporarily unavailable`,
  }),
  /**
   * A pool of which every member's circuit breaker is open. Status 503. The status reason has the two parts that public
   * policies look for in context.Response.StatusReason ("Backend pool", "is temporarily unavailable": retry policies
   * of Azure-Samples/AI-Gateway's backend pool labs); how they stand together is inferred.
   */
  poolExhausted: (poolId: string) => ({
    reason: "BackendPoolExhausted",
    message: `No backend of pool '${poolId}' is available`,
    statusReason: `Backend pool ${poolId} is temporarily unavailable`,
  }),
  /** set-backend-service names a backend that does not exist. Status 500. */
  backendUnknown: (backendId: string) => ({
    reason: "BackendNotFound",
    message: `Backend with id '${backendId}' could not be found`,
  }),
  /** Neither the API nor a policy says where the request should go. Status 500. */
  backendMissing: () => ({
    reason: "BackendNotSet",
    message: "The API has no service URL, and no policy has chosen a backend",
  }),
  /** forward-request with fail-on-error-status-code. Status 500. */
  errorStatus: (status: number) => ({
    reason: "BackendErrorStatus",
    message: `The backend answered with status ${status}`,
  }),
  /** limit-concurrency at its limit. Status 429. */
  tooConcurrent: () => ({
    reason: "ConcurrencyLimitExceeded",
    message: "Too many requests are being processed at once. Try again later.",
  }),
  /** A managed identity that the service does not have. Status 500. */
  identityMissing: (clientId: string | undefined) => ({
    reason: "ManagedIdentityTokenFailure",
    message:
      clientId === undefined
        ? "The service has no system-assigned identity"
        : `No managed identity with client id '${clientId}' is attached to the service`,
  }),
  /** A value that .NET takes for no header, status, method or address; its own message is known. Status 500. */
  valueRefused: (message: string) => ({ reason: "ValueNotAllowed", message }),
  /** A body that is not of the format that a policy reads. Status 500. */
  contentUnreadable: (what: string) => ({
    reason: "ContentUnreadable",
    message: `The body could not be read: ${what}`,
  }),
} as const;
