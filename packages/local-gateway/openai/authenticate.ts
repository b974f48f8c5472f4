import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import { ServiceError } from "./wire/errors";
import type { SimulatedAccountOptions } from "./types";

/** Lets a call in by its token or its key, or throws what the service answers. */
export function authenticate(
  headers: HttpHeaders,
  { acceptsToken, keys = [], open = false }: Pick<SimulatedAccountOptions, "acceptsToken" | "keys" | "open">,
): void {
  const key = headers.get("api-key");
  const token = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (key !== undefined && (open || keys.includes(key))) return;
  if (token !== undefined) {
    // OpenAI's own clients can only send a key as a token, and at /openai/v1 the service takes it there.
    if (open || acceptsToken(token) || keys.includes(token)) return;
    throw new ServiceError(
      401,
      "401",
      "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
    );
  }
  if (key !== undefined && keys.length === 0)
    throw new ServiceError(
      403,
      "AuthenticationTypeDisabled",
      "Key based authentication is disabled for this resource.",
    );
  throw new ServiceError(
    401,
    "401",
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
  );
}
