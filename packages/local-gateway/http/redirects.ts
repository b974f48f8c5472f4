import type { Transport } from "./transport";

/** Calls to addresses that begin so go elsewhere. */
export interface Redirect {
  /** Scheme, host and path: `https://orders.contoso.com/v2`; a longer one counts before a shorter. */
  readonly from: string;
  /** What stands in its place; with a path of its own in place of all of it, without one in place of scheme and host. */
  readonly to: string;
}

/** A transport that sends some calls to other addresses than they are for. */
export function redirecting(transport: Transport, redirects: readonly Redirect[]): Transport {
  if (redirects.length === 0) return transport;
  const sorted = redirects
    .map(({ from, to }) => ({ from: new URL(from), to: new URL(to) }))
    .sort((left, right) => right.from.pathname.length - left.from.pathname.length);
  return {
    send(request, timeoutMs) {
      const url = redirected(request.url, sorted);
      return transport.send(url === undefined ? request : { ...request, url }, timeoutMs);
    },
  };
}

/** Whether calls to an address are among those that a redirect sends elsewhere. */
export function takes({ from }: Redirect, url: string): boolean {
  return begins(new URL(url), new URL(from));
}

/** By host, whatever the scheme, and by whole segments of the path. */
function begins(url: URL, from: URL): boolean {
  const prefix = from.pathname.replace(/\/+$/, "");
  return url.host === from.host && (url.pathname === prefix || url.pathname.startsWith(`${prefix}/`));
}

function redirected(
  written: string,
  redirects: readonly { readonly from: URL; readonly to: URL }[],
): string | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  for (const { from, to } of redirects) {
    if (!begins(url, from)) continue;
    const prefix = from.pathname.replace(/\/+$/, "");
    const own = to.pathname.replace(/\/+$/, "");
    const path = own === "" ? url.pathname : own + url.pathname.slice(prefix.length);
    return `${to.origin}${path}${url.search}`;
  }
  return undefined;
}
