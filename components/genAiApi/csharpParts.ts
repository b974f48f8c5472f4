import type { EntityNames } from "../policyNames";

/**
 * Scheme, host and port that the client has called, as C#. An Application Gateway calls API Management by another name, and
 * says in X-Original-Host what it was called by; who sends that header without one is answered with its own words.
 * https://learn.microsoft.com/azure/application-gateway/how-application-gateway-works#modifications-to-the-request
 */
export const ownOrigin = [
  `(Regex.IsMatch(context.Request.Headers.GetValueOrDefault("X-Original-Host", ""), "^[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?$")`,
  `? (context.Request.Headers.GetValueOrDefault("X-Forwarded-Proto", "https") == "http" ? "http://" : "https://") + context.Request.Headers.GetValueOrDefault("X-Original-Host", "")`,
  `: context.Request.OriginalUrl.Scheme + "://" + context.Request.OriginalUrl.Host + (context.Request.OriginalUrl.Port == (context.Request.OriginalUrl.Scheme == "http" ? 80 : 443) ? "" : ":" + context.Request.OriginalUrl.Port))`,
].join(" ");

/** C#: 40 characters that nobody can make who does not know the gateway's secret. */
export function signature(text: string, names: EntityNames): string {
  const key = `Encoding.UTF8.GetBytes("{{${names.ownerNamedValue}}}")`;
  return `BitConverter.ToString(new System.Security.Cryptography.HMACSHA256(${key}).ComputeHash(Encoding.UTF8.GetBytes(${text}))).Replace("-", "").Substring(0, 40).ToLowerInvariant()`;
}

/**
 * C#: a text as usage events have it, of at most 128 characters and none of them a control character; null for none. The
 * fragment that makes events has no function for it, because plain calls would make one each.
 */
export function plainText(text: string): string {
  return `(${text} == null ? null : Regex.Replace(${text}.Length > 128 ? ${text}.Substring(0, 128) : ${text}, "[\\x00-\\x1f\\x7f]", ""))`;
}
