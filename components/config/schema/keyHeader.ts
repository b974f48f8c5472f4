import { z } from "@azure-genai-gateway/schema";
import { caseless } from "./caseless";

/**
 * The header of a backend's key. Not those that are about the message or the connection: a key there is a call that
 * nobody can read.
 */
export const keyHeader = z
  .string()
  .regex(
    caseless(
      /^(?!(?:host|accept|accept-encoding|connection|content-[a-z-]+|cookie|expect|te|trailer|transfer-encoding|upgrade|via|x-amz-date)$)[a-z][a-z0-9-]*$/,
    ),
    "Write the name of a header for keys, for example x-api-key",
  );
