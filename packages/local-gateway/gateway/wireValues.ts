import { wellFormed } from "../http/url";
import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import { PolicyFailure } from "./policy";
import { unverified } from "./unverifiedTexts";

/**
 * What .NET's HttpClient and server take for a part of a message. Anything else is refused where a policy sets it, with
 * .NET's own message, so that a value that could not be sent fails the same call here, in a test and on Azure.
 * https://learn.microsoft.com/dotnet/api/system.net.http.headers.httpheaders.add
 */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Of Latin-1 what is no control character; a tab is white space. */
const fieldText = /^[\t\x20-\x7e\x80-\xff]*$/;

function refuse(policy: string, message: string): never {
  throw new PolicyFailure({ source: policy, ...unverified.valueRefused(message) });
}

export function headerName(policy: string, name: string): string {
  if (name === "") refuse(policy, "The value cannot be null or empty. (Parameter 'name')");
  if (!token.test(name)) refuse(policy, `The header name '${shown(name)}' has an invalid format.`);
  return name;
}

export function headerValue(policy: string, value: string): string {
  if (fieldText.test(value)) return value;
  return refuse(
    policy,
    /[\r\n]/.test(value)
      ? "New-line characters are not allowed in header values."
      : `Invalid non-ASCII or control character in header: 0x${firstBad(value)}`,
  );
}

export function statusCode(policy: string, code: number): number {
  if (Number.isInteger(code) && code >= 100 && code <= 999) return code;
  return refuse(policy, "Specified argument was out of the range of valid values. (Parameter 'value')");
}

export function statusReason(policy: string, reason: string): string {
  if (fieldText.test(reason)) return reason;
  return refuse(
    policy,
    /[\r\n]/.test(reason)
      ? "The reason phrase must not contain new-line characters."
      : `Invalid non-ASCII or control character in the reason phrase: 0x${firstBad(reason)}`,
  );
}

export function httpMethod(policy: string, method: string): string {
  return token.test(method) ? method : refuse(policy, "The format of the HTTP method is invalid.");
}

/** An absolute address of HTTP or WebSockets; white space around it is dropped. */
export function absoluteUrl(policy: string, text: string): string {
  const url = text.trim();
  // eslint-disable-next-line no-control-regex -- a parser of URLs drops these without a word
  if (/[\x00-\x1f\x7f]/.test(url)) return refuse(policy, "Invalid URI: The URI holds control characters.");
  if (!/^(https?|wss?):\/\//i.test(url)) {
    return refuse(policy, "Invalid URI: The format of the URI could not be determined.");
  }
  try {
    new URL(url);
  } catch {
    return refuse(policy, "Invalid URI: The hostname could not be parsed.");
  }
  return url;
}

/** A path with everything escaped that may not stand in one as it is. */
export function escapedPath(path: string): string {
  return path.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(wellFormed(part)));
}

/** Whether an answer can be sent; what did not pass a policy that checks it (a limit's header name) ends here. */
export function isSendable(status: number, reason: string, headers: HttpHeaders): boolean {
  if (!Number.isInteger(status) || status < 100 || status > 999 || !fieldText.test(reason)) return false;
  for (const [name, values] of headers) {
    if (!token.test(name) || !values.every((value) => fieldText.test(value))) return false;
  }
  return true;
}

function firstBad(text: string): string {
  const bad = Array.from(text).find((point) => !fieldText.test(point)) ?? "";
  return (bad.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

function shown(name: string): string {
  return name.slice(0, 60).replace(/[^\x20-\x7e]/g, "?");
}
