import type { Wanted } from "../answers/generate";
import { checkName, checkSchema } from "./tools";
import { invalidValue, wrongType } from "./wire/parameters";
import { asRecord, isRecord, missing } from "./wire/validate";

/**
 * The format of an answer, from chat's `response_format` or the `text.format` of the Responses API.
 * @throws ServiceError for an unknown type, and for a schema that is none.
 */
export function jsonFormat(format: unknown, path: string): Wanted["json"] {
  if (format === undefined || format === null) return undefined;
  const { type, json_schema: nested } = asRecord(format);
  if (typeof type !== "string") throw missing(`${path}.type`);
  if (type === "json_object") return {};
  if (type !== "json_schema") {
    if (type === "text") return undefined;
    throw invalidValue(type, ["json_object", "json_schema", "text"], `${path}.type`);
  }
  // Chat nests what the Responses API does not.
  const [declared, at] =
    path === "response_format" ? [asRecord(nested), `${path}.json_schema`] : [asRecord(format), path];
  const { name, schema, strict } = declared;
  if (name === undefined || name === null) throw missing(`${at}.name`);
  const called = checkName(name, `${at}.name`);
  if (schema === undefined || schema === null) throw missing(`${at}.schema`);
  if (!isRecord(schema)) throw wrongType(`${at}.schema`, "an object", schema);
  checkSchema(schema, `Invalid schema for response_format '${called}'`, path, {
    code: null,
    strict: strict === true,
  });
  return { schema };
}
