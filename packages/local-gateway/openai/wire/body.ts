import { isUtf8 } from "node:buffer";
import type { HttpRequest } from "@azure-genai-gateway/common/http";
import type { RequestBody } from "../operation";
import { ServiceError, invalidRequest } from "./errors";
import { isRecord } from "./validate";

/** The body as text. @throws ServiceError for what is not UTF-8. */
export function textOf({ body }: HttpRequest): string {
  if (!isUtf8(body)) throw notJson("The body of the request is not valid UTF-8.");
  return Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8");
}

/** The members of a JSON body. @throws ServiceError for another content type, and for what is no JSON object. */
export function jsonOf(request: HttpRequest, text: string): RequestBody {
  const type = request.headers.get("content-type");
  if (type !== undefined && !/^(application|text)\/([\w.+-]+\+)?json\b/i.test(type.trim()))
    throw unsupportedType(type, "application/json");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson("The body of the request could not be parsed as JSON.");
  }
  if (!isRecord(value)) throw notJson("The body of the request must be a JSON object.");
  return value;
}

// [I]: the code; the message of the service quotes its parser.
function notJson(message: string): ServiceError {
  return invalidRequest("invalid_json", message);
}

/** https://platform.openai.com/docs/guides/error-codes and threads: a content type that the operation does not read. */
export function unsupportedType(type: string, expected: string): ServiceError {
  const shown = type.length > 100 ? `${type.slice(0, 100)}...` : type;
  return new ServiceError(
    415,
    "unsupported_content_type",
    `Unsupported media type: '${shown}'. Expected '${expected}'.`,
    { type: "invalid_request_error", param: null },
  );
}
