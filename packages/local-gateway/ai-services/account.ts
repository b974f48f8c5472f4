import { type HttpRequest, type HttpResponse, jsonResponse } from "@azure-genai-gateway/common/http";

/** Who an account of Azure AI services lets in. */
export interface AccountAccess {
  /** Keys it takes in Ocp-Apim-Subscription-Key; default none. */
  readonly keys?: readonly string[];
  /** Whether it takes an access token; default every one. */
  readonly acceptsToken?: (token: string) => boolean;
}

export type Values = Readonly<Record<string, unknown>>;

/** What a service answers in place of a result. Codes are the services' own; of the messages little is published. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Answers a POST as accounts of Azure AI services do: by key or token, with an api-version, JSON in and out.
 * @param operationAt what stands at a path; undefined where nothing does. It gets the body, and throws a {@link Refusal}.
 * @param unreadable the code of a body that is no JSON object
 * https://learn.microsoft.com/azure/ai-services/authentication
 */
export function answerAsAccount(
  request: HttpRequest,
  access: AccountAccess,
  operationAt: (path: string) => ((body: Values) => unknown) | undefined,
  unreadable: string,
): HttpResponse {
  return orRefused(
    () => {
      authenticate(request, access);
      const url = new URL(request.url);
      const operation = request.method === "POST" ? operationAt(url.pathname) : undefined;
      if (!operation) throw new Refusal(404, "NotFound", "Resource not found");
      if (!url.searchParams.get("api-version"))
        throw new Refusal(400, "InvalidRequest", "The api-version query parameter is required.");
      return jsonResponse(200, operation(bodyOf(request, unreadable)));
    },
    ({ code }) => ({ "x-ms-error-code": code }),
  );
}

/**
 * What was answered, or the {@link Refusal} as services of Azure AI write it.
 * @param headersOf what a refusal has in headers too; default nothing
 */
export function orRefused(
  answer: () => HttpResponse,
  headersOf: (refusal: Refusal) => Readonly<Record<string, string>> = () => ({}),
): HttpResponse {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message } = error;
    return jsonResponse(status, { error: { code, message } }, headersOf(error));
  }
}

/** Throws a {@link Refusal} for whoever shows neither a key nor a token that is taken. */
export function authenticate({ headers }: HttpRequest, { keys, acceptsToken }: AccountAccess): void {
  const key = headers.get("Ocp-Apim-Subscription-Key");
  if (key !== undefined && keys?.includes(key)) return;
  const token = /^Bearer\s+(.+)$/i.exec(headers.get("Authorization") ?? "")?.[1];
  if (token !== undefined && (acceptsToken?.(token) ?? true)) return;
  throw new Refusal(
    401,
    "401",
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
  );
}

function bodyOf({ body }: HttpRequest, code: string): Values {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString("utf8"));
  } catch {
    throw new Refusal(400, code, "The request body is not valid JSON.");
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Values;
  throw new Refusal(400, code, "The request body is not an object.");
}
