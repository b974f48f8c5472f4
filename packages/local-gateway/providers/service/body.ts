import { isUtf8 } from "node:buffer";
import type { HttpRequest } from "@azure-genai-gateway/common/http";
import { isRecord, type Json } from "./records";

/**
 * A request's JSON object and the text that it was.
 * @param refuse throws what the provider answers to a body that is none; the reason is in plain words
 */
export function jsonBody(
  { body }: HttpRequest,
  refuse: (reason: string) => never,
): { readonly text: string; readonly json: Json } {
  if (!isUtf8(body)) refuse("the body is not valid UTF-8");
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    refuse(error instanceof Error ? error.message : "it is no JSON");
  }
  if (!isRecord(json)) refuse("it is no object");
  return { text, json };
}
