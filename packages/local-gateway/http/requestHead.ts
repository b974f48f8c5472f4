import type { IncomingMessage } from "node:http";

/** What of a head node:http lets pass and no server should: nothing of it is guessed at. */
export type HeadProblem = "TwoHosts" | "BadHost" | "BadTarget";

/** Host and port as RFC 3986 has them, an IPv6 address in brackets. */
const authority = /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(:\d{0,5})?$/;

/**
 * The absolute URL that a request is for. A target that is an absolute URL itself takes the place of Host, as RFC 9112,
 * section 3.2.2, asks; `*` stands for the server.
 */
export function requestUrl(
  { url = "/", rawHeaders }: Pick<IncomingMessage, "url" | "rawHeaders">,
  scheme: "http" | "https",
  ownHost: string,
): string | { readonly problem: HeadProblem } {
  let stated: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length !== 4 || name.toLowerCase() !== "host") continue;
    if (stated !== undefined) return { problem: "TwoHosts" };
    stated = rawHeaders[index + 1]!;
  }
  const host = stated ?? ownHost;
  if (host !== "" && !authority.test(host)) return { problem: "BadHost" };
  if (url.startsWith("/")) return `${scheme}://${host === "" ? ownHost : host}${url}`;
  if (url === "*") return `${scheme}://${host === "" ? ownHost : host}/`;
  const absolute = /^https?:\/\/([^/?#]+)(.*)$/i.exec(url);
  if (!absolute || !authority.test(absolute[1]!)) return { problem: "BadTarget" };
  const path = absolute[2]!;
  return `${scheme}://${absolute[1]!}${path.startsWith("/") ? path : `/${path}`}`;
}

export const headMessages: Readonly<Record<HeadProblem, string>> = {
  TwoHosts: "The request has more than one Host header.",
  BadHost: "The Host header is no name of a host.",
  BadTarget: "The request is for no path and no URL.",
};
