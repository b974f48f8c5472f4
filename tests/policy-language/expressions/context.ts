import { HttpHeaders } from "../../../packages/common/http";
import type { PolicyContext } from "../../../packages/policy-language/expressions/host";

/** A context with little in it, for expressions that need one. */
export function contextWith(
  variables: Record<string, unknown>,
  response?: { statusCode: number; headers?: Record<string, string>; body?: string },
): PolicyContext {
  const body = (text?: string) => ({
    bytes: () => (text === undefined ? undefined : Buffer.from(text)),
    consume: () => undefined,
  });
  return {
    requestId: "8b6a4cfe-0d3c-4f57-9a5b-3f2f6c1d9e01",
    timestamp: Date.UTC(2026, 0, 1),
    elapsedMs: () => 12.5,
    tracing: false,
    trace: () => undefined,
    deployment: { serviceName: "s", serviceId: "i", region: "r", gatewayId: "g" },
    request: {
      method: "POST",
      url: "https://a/b",
      originalUrl: "https://a/b",
      ipAddress: "1.2.3.4",
      matchedParameters: new Map(),
      headers: new HttpHeaders(),
      body: body("{}"),
    },
    response: response && {
      statusCode: response.statusCode,
      statusReason: "",
      headers: new HttpHeaders(response.headers),
      body: body(response.body),
    },
    variables: new Map(Object.entries(variables)),
  };
}
