import { jsonResponse, type HttpRequest } from "@azure-genai-gateway/common/http";
import { hashOf } from "../../answers/answerText";
import { plainPng } from "../../openai/images/plainPng";
import { imageSize, type ImageSize } from "../../tokens/imageSize";
import type { ModelFacts } from "../../tokens/models";
import type { Dialect, Plan, Route } from "../service/dialect";
import { Refusal } from "../service/refusal";

/** What tells the two APIs for images apart that an account has besides OpenAI's. */
export interface ImagesApi {
  readonly authenticate: (request: HttpRequest) => void;
  readonly model: (name: string) => ModelFacts | undefined;
  readonly route: Dialect["route"];
}

/** What both have in common: errors as Azure words them, and limits by the minute alone. */
export function imagesDialect({ authenticate, model, route }: ImagesApi): Dialect {
  return {
    authenticate: ({ request }) => authenticate(request),
    route,
    model,
    unknownModel: () =>
      new Refusal(
        404,
        "DeploymentNotFound",
        "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
      ),
    listed: [],
    defaultLimits: { requests: 12 },
    // [I]: the wording.
    limited: (_kind, retryAfterMs) =>
      new Refusal(429, "RateLimitReached", "Requests have exceeded the rate limit of the deployment.", {
        "retry-after": String(Math.ceil(retryAfterMs / 1_000)),
      }),
    limitHeaders: () => ({}),
    headers: (id) => ({ "apim-request-id": id }),
    refused: ({ status, type, message, headers }) =>
      jsonResponse(status, { error: { code: type, message } }, { ...headers }),
    unavailable: () => new Refusal(503, "ServiceUnavailable", "The service is temporarily unavailable."),
    filtered: () =>
      invalid("The request was refused by the content safety system.", "content_safety_violation"),
    status: (status, retryAfterMs) =>
      new Refusal(
        status,
        String(status),
        "The simulated model has been told to refuse this call.",
        retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) },
      ),
  };
}

export function invalid(message: string, code = "BadRequest"): Refusal {
  return new Refusal(400, code, message);
}

export const notFound = () => new Refusal(404, "404", "Resource not found");

/** A whole number that a call has to state, or may leave to the service. @throws Refusal for any other value */
export function wholeNumber(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw invalid(`${name} must be an integer.`);
}

/** A text that has something in it. @throws Refusal */
export function needed(value: unknown, name: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalid(`${name} is required.`);
}

/** The pixels of a picture in base64. @throws Refusal for one that is none */
export function sizeOf(base64: string, name: string): ImageSize {
  const size = imageSize(`data:image/png;base64,${base64}`);
  if (size) return size;
  throw invalid(`${name} is not a supported image: send PNG or JPEG as base64.`);
}

/** A picture of one colour, by its text. */
export function picture(text: string, { width, height }: ImageSize): string {
  const colour = hashOf(text);
  return plainPng(width, height, [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]).toString(
    "base64",
  );
}

/** One call that makes one picture. Tokens are those of the answer's usage, or what stands for them. */
export function onePicture(
  name: string,
  model: string,
  text: string,
  plan: (context: Parameters<Extract<Route, { plan: unknown }>["plan"]>[0]) => {
    readonly promptTokens: number;
    readonly promptImageTokens: number;
    readonly completionTokens: number;
    readonly body: () => unknown;
  },
): Route {
  return {
    name,
    model,
    text,
    plan(context): Plan {
      const { promptTokens, promptImageTokens, completionTokens, body } = plan(context);
      return {
        promptTokens,
        needs: { requests: 1 },
        streamed: false,
        charged: { promptImageTokens },
        make: () => ({
          completionTokens,
          reasoningTokens: 0,
          charged: { completionImageTokens: completionTokens, images: 1 },
          body,
          frames: () => [][Symbol.iterator](),
        }),
      };
    },
  };
}
