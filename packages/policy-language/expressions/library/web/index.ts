import { define } from "../../types/registry";
import { outOfRange } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "../core/bytes";
import { defineEnum } from "../core/enums";
import { htmlDecode, htmlEncode } from "./html";
import { urlDecode, urlEncode } from "./escaping";
import "./uri";
import "./uriBuilder";
import "./ipAddress";
import "./uriParts";

function part(array: NetArray | null, offset: number, count: number): Buffer {
  const bytes = fromByteArray(array, "bytes");
  if (offset < 0 || offset > bytes.length) outOfRange("offset");
  if (count < 0 || offset + count > bytes.length) outOfRange("count");
  return bytes.subarray(offset, offset + count);
}

const encodeBytes = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => {
    const text = String.fromCharCode(byte);
    if (byte === 32) return "+";
    return /[A-Za-z0-9\-_.!*()]/.test(text) ? text : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");

const decodeBytes = (bytes: Buffer): Buffer =>
  Buffer.from(
    bytes
      .toString("latin1")
      .replaceAll("+", " ")
      .replace(/%([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  );

define("System.Net", "class WebUtility", {
  "static string UrlEncode(string value)": urlEncode,
  "static string UrlDecode(string encodedValue)": urlDecode,
  "static byte[] UrlEncodeToBytes(byte[] value, int offset, int count)": (
    array: NetArray | null,
    offset: number,
    count: number,
  ) =>
    array === null && count === 0 ? null : toByteArray(Buffer.from(encodeBytes(part(array, offset, count)))),
  "static byte[] UrlDecodeToBytes(byte[] encodedValue, int offset, int count)": (
    array: NetArray | null,
    offset: number,
    count: number,
  ) => (array === null && count === 0 ? null : toByteArray(decodeBytes(part(array, offset, count)))),
  "static string HtmlEncode(string value)": htmlEncode,
  "static string HtmlDecode(string value)": htmlDecode,
});

defineEnum("System.Net", "HttpStatusCode", {
  Continue: 100, SwitchingProtocols: 101, Processing: 102, EarlyHints: 103, OK: 200, Created: 201, Accepted: 202,
  NonAuthoritativeInformation: 203, NoContent: 204, ResetContent: 205, PartialContent: 206, MultiStatus: 207,
  AlreadyReported: 208, IMUsed: 226, MultipleChoices: 300, Ambiguous: 300, MovedPermanently: 301, Moved: 301, Found: 302,
  Redirect: 302, SeeOther: 303, RedirectMethod: 303, NotModified: 304, UseProxy: 305, Unused: 306, TemporaryRedirect: 307,
  RedirectKeepVerb: 307, PermanentRedirect: 308, BadRequest: 400, Unauthorized: 401, PaymentRequired: 402, Forbidden: 403,
  NotFound: 404, MethodNotAllowed: 405, NotAcceptable: 406, ProxyAuthenticationRequired: 407, RequestTimeout: 408,
  Conflict: 409, Gone: 410, LengthRequired: 411, PreconditionFailed: 412, RequestEntityTooLarge: 413, RequestUriTooLong: 414,
  UnsupportedMediaType: 415, RequestedRangeNotSatisfiable: 416, ExpectationFailed: 417, MisdirectedRequest: 421,
  UnprocessableEntity: 422, UnprocessableContent: 422, Locked: 423, FailedDependency: 424, UpgradeRequired: 426,
  PreconditionRequired: 428, TooManyRequests: 429, RequestHeaderFieldsTooLarge: 431, UnavailableForLegalReasons: 451,
  InternalServerError: 500, NotImplemented: 501, BadGateway: 502, ServiceUnavailable: 503, GatewayTimeout: 504,
  HttpVersionNotSupported: 505, VariantAlsoNegotiates: 506, InsufficientStorage: 507, LoopDetected: 508, NotExtended: 510,
  NetworkAuthenticationRequired: 511,
}); // prettier-ignore
