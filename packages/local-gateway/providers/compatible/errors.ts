import { jsonResponse, type HttpResponse } from "@azure-genai-gateway/common/http";

export type Flavour = "openai" | "compatible";

export interface Failure {
  readonly status: number;
  readonly message: string;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

/** Kinds of errors of servers that speak as OpenAI does (vLLM, and others after it), by status. */
const kinds: Readonly<Record<number, string>> = {
  400: "BadRequestError",
  401: "AuthenticationError",
  404: "NotFoundError",
  429: "RateLimitError",
};

/** OpenAI's: https://platform.openai.com/docs/guides/error-codes; a server of one's own says the status for a code. */
export function failed(flavour: Flavour, failure: Failure): HttpResponse {
  const { status, message, param = null } = failure;
  const own = status >= 500 ? "server_error" : "invalid_request_error";
  const error =
    flavour === "openai"
      ? { message, type: failure.type ?? own, param, code: failure.code ?? null }
      : { message, type: kinds[status] ?? "InternalServerError", param, code: status };
  return jsonResponse(status, { error });
}
