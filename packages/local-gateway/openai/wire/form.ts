import type { HttpRequest } from "@azure-genai-gateway/common/http";
import type { RequestBody } from "../operation";
import { unsupportedType } from "./body";
import { invalidRequest, type ServiceError } from "./errors";
import { wrongType } from "./parameters";
import { missing } from "./validate";

/** A file that a form brings. */
export class UploadedFile {
  constructor(
    readonly name: string,
    readonly contentType: string,
    readonly bytes: Uint8Array,
  ) {}
}

/**
 * The file that a form must bring in a field.
 * @throws ServiceError 400 where it brings none, or a text.
 */
export function fileOf(value: unknown, field: string): UploadedFile {
  if (value === undefined) throw missing(field);
  if (value instanceof UploadedFile) return value;
  throw wrongType(field, "a file", value);
}

const MOST_PARTS = 1_000;

/**
 * The fields of a multipart form (RFC 7578): texts, files, and lists of either for a name that comes twice or ends in
 * `[]`. Fields like `expires_after[seconds]` become members of an object.
 * @throws ServiceError 415 for another content type, 400 for a form that is broken.
 */
export function formOf({ headers, body }: HttpRequest): RequestBody {
  const type = headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) throw unsupportedType(type, "multipart/form-data");
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw broken("it has no boundary");
  const fields = new Map<string, unknown>();
  for (const part of partsOf(Buffer.from(body.buffer, body.byteOffset, body.length), mark)) {
    const { name, value } = readPart(part);
    const member = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name);
    if (!member) fields.set(name, fields.has(name) ? listed(fields.get(name), value) : value);
    else if (member[2] === "") fields.set(member[1]!, listed(fields.get(member[1]!) ?? [], value));
    else fields.set(member[1]!, { ...(fields.get(member[1]!) as object | undefined), [member[2]!]: value });
  }
  return Object.fromEntries(fields);
}

function listed(before: unknown, value: unknown): unknown[] {
  return Array.isArray(before) ? [...(before as unknown[]), value] : [before, value];
}

function partsOf(body: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = [];
  const open = Buffer.from(`--${boundary}`);
  const next = Buffer.from(`\r\n--${boundary}`);
  if (!body.subarray(0, open.length).equals(open)) throw broken("it does not begin with its boundary");
  for (let at = open.length; ;) {
    if (body.subarray(at, at + 2).toString("latin1") === "--") return parts;
    const start = body.indexOf("\r\n", at) + 2;
    // A part without content ends where its head does.
    const end = body.indexOf(next, Math.max(at, start - 2));
    if (start < 2 || end < 0) throw broken("its last part has no end");
    if (parts.length === MOST_PARTS) throw broken(`it has more than ${MOST_PARTS} parts`);
    parts.push(body.subarray(start, Math.max(start, end)));
    at = end + next.length;
  }
}

function readPart(part: Buffer): { readonly name: string; readonly value: string | UploadedFile } {
  const split = part.indexOf("\r\n\r\n");
  if (split < 0) throw broken("a part has no head");
  const head = part.subarray(0, split).toString("utf8");
  const bytes = part.subarray(split + 4);
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(head)?.[1] ?? "";
  const named = (word: string) => {
    const found = new RegExp(`;\\s*${word}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, "i").exec(disposition);
    return (found?.[1] ?? found?.[2])?.replace(/%22/g, '"').replace(/\\(.)/g, "$1");
  };
  const name = named("name");
  if (name === undefined) throw broken("a part has no name");
  const file = named("filename");
  if (file === undefined) return { name, value: bytes.toString("utf8") };
  const type = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? "application/octet-stream";
  return { name, value: new UploadedFile(file, type, bytes) };
}

function broken(what: string): ServiceError {
  // [I]: the wording.
  return invalidRequest("invalid_multipart_form_data", `The form could not be read: ${what}.`);
}

/** A form's fields with those as numbers and booleans that are such; what cannot be read stays a text, and is refused. */
export function formValues(
  form: RequestBody,
  {
    numbers = [],
    booleans = [],
  }: { readonly numbers?: readonly string[]; readonly booleans?: readonly string[] },
): RequestBody {
  const value = (name: string, given: unknown): unknown => {
    if (typeof given !== "string") return given;
    if (numbers.includes(name) && /^-?\d+(\.\d+)?$/.test(given)) return Number(given);
    if (booleans.includes(name) && /^(true|false)$/i.test(given)) return given.toLowerCase() === "true";
    return given;
  };
  return Object.fromEntries(Object.entries(form).map(([name, given]) => [name, value(name, given)]));
}
