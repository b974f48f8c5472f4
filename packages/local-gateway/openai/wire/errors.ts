import { jsonResponse, type HttpResponse } from "@azure-genai-gateway/common/http";

/** An answer in place of a completion. The account adds its usual headers. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    /** OpenAI's older checks name none. */
    readonly code: string | null,
    message: string,
    readonly more: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = "ServiceError";
  }

  toBody() {
    return { error: { code: this.code, message: this.message, ...this.more } };
  }

  toResponse(): HttpResponse {
    return jsonResponse(this.status, this.toBody(), { ...this.headers });
  }
}

/** A 400 in OpenAI's shape, naming the parameter. */
export function invalidRequest(
  code: string | null,
  message: string,
  param: string | null = null,
): ServiceError {
  return new ServiceError(400, code, message, { type: "invalid_request_error", param });
}

/** A 404 in OpenAI's shape, of something that is kept under an id. */
export function notFound(
  message: string,
  param: string | null = null,
  code: string | null = null,
): ServiceError {
  return new ServiceError(404, code, message, { type: "invalid_request_error", param });
}

/** A path that the account does not have, or not under this api-version: the service tells neither apart. */
export function resourceNotFound(): ServiceError {
  return new ServiceError(404, "404", "Resource not found");
}

/** https://learn.microsoft.com/azure/foundry/openai/concepts/content-filter: a prompt refused as harmful. */
export function promptFiltered(): ServiceError {
  return new ServiceError(
    400,
    "content_filter",
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
    {
      param: "prompt",
      type: null,
      status: 400,
      innererror: {
        code: "ResponsibleAIPolicyViolation",
        content_filter_result: {
          ...filteredAnswer,
          jailbreak: { filtered: false, detected: false },
        },
      },
    },
  );
}

const safe = { filtered: false, severity: "safe" };

/** Content filter results of a text that nothing is wrong with. */
export const unfiltered = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

/** The same of an answer that was stopped as harmful. */
export const filteredAnswer = { ...unfiltered, violence: { filtered: true, severity: "medium" } };

/** The same for a prompt, which is also looked at for attempts to break out. */
export const unfilteredPrompt = { ...unfiltered, jailbreak: { filtered: false, detected: false } };
