import type { Clock } from "@azure-genai-gateway/common/clock";
import { entraHosts } from "@azure-genai-gateway/common/entraIssuers";
import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { isLoopback } from "../http/client";
import { type Redirect, takes } from "../http/redirects";
import { aiServiceHosts } from "../stack/aiServices";
import { isLogAnalytics } from "../stack/logAnalytics";
import type { EstateDocument } from "../resources/documents";
import { backendAddress, echo, echoHost } from "./echo";
import {
  addressesIn,
  addressesOf,
  type Address,
  accountSubdomain,
  providerAt,
  providersSaid,
  hostOf,
  unanswered,
} from "../resources/hosts";
import { tokenDefaults, type TokenDefaults } from "./issuer";
import { createOpenIdProvider, type OpenIdProvider } from "./openIdProvider";

export interface OutsideOptions {
  readonly clock: Clock;
  /**
   * Where calls to a backend go, by its name, by an API's (for its service URL), or by a host's: an address, or `echo`
   * for a server that answers with what it got.
   */
  readonly backends?: ReadonlyMap<string, string>;
  /** Where calls go that nobody else answers: an address, or `echo`; default nowhere, and they fail. */
  readonly fallback?: string;
  /** Hosts that may really be called, by name. */
  readonly allowHosts?: ReadonlySet<string>;
  /** Hosts that handlers answer for, by name in lower case. */
  readonly hosts?: Readonly<Record<string, HttpHandler>>;
}

/** Who answers for what stands outside the gateway. */
export interface Outside {
  readonly redirects: readonly Redirect[];
  readonly hosts: Readonly<Record<string, HttpHandler>>;
  /** The origin that may be called for a host that nothing here stands for. */
  readonly elsewhere: (url: URL) => string | undefined;
  /** Whose tokens the policies accept. */
  readonly openId: OpenIdProvider;
  /** Whose tokens they ask for; undefined where no policy looks at any. */
  readonly tokens: TokenDefaults | undefined;
  /** Hosts that nobody answers for. */
  readonly problems: readonly Problem[];
}

/** @param options with resources whose templates are expanded */
export function outside(
  options: OutsideOptions & {
    readonly resources: readonly DeclaredResource[];
    readonly documents: readonly EstateDocument[];
  },
): Outside {
  const { resources, documents, allowHosts, fallback } = options;
  const declared = addressesOf(resources);
  const said = providersSaid(resources);
  const written = addressesIn(documents, resources);
  const redirects = redirectsOf(declared, options);
  const openId = createOpenIdProvider(options.clock);
  const issuers = written.filter(({ url }) => isIssuer(url)).flatMap(({ url }) => hostOf(url) ?? []);
  const checked = documents.some(({ text }) => /<validate-(?:jwt|azure-ad-token)\b/.test(text));
  const hosts: Record<string, HttpHandler> = {
    ...Object.fromEntries([...(checked ? entraHosts : []), ...issuers].map((host) => [host, openId.handle])),
    [echoHost]: echo,
    ...options.hosts,
  };
  const services = aiServiceHosts(resources);
  const answers = (url: string): boolean => {
    const host = hostOf(url)!;
    const played =
      services.has(host) ||
      accountSubdomain(host) !== undefined ||
      (said.get(host) ?? providerAt(host)) !== undefined;
    const known = hosts[host] !== undefined || played || isLogAnalytics(host, resources) || isLoopback(host);
    return known || allowHosts?.has(host) === true || redirects.some((redirect) => takes(redirect, url));
  };
  const all = [...declared, ...written];
  if (fallback !== undefined) redirects.push(...fallbacks(all, answers, fallback));
  return {
    redirects,
    hosts,
    openId,
    tokens: checked ? tokenDefaults(documents.map(({ text }) => text)) : undefined,
    elsewhere: (url) =>
      isLoopback(url.hostname) || allowHosts?.has(url.hostname) === true ? url.origin : undefined,
    problems: unanswered(all, answers),
  };
}

const isIssuer = (url: string) => /\/\.well-known\/openid-configuration/.test(url);

/** Addresses on the command line that are none, or that lead off this machine without leave. */
export function wrongAddresses({
  backends,
  fallback,
  allowHosts,
  hosts,
}: OutsideOptions): readonly Problem[] {
  const allowed = new Set([...(allowHosts ?? []), ...Object.keys(hosts ?? {})]);
  const given = [...(backends ?? []), ...(fallback === undefined ? [] : [["", fallback] as const])];
  return given.flatMap(([name, url]) => wrongAddress(name, url, allowed));
}

function wrongAddress(name: string, url: string, allowed: ReadonlySet<string>): readonly Problem[] {
  const option = name === "" ? `--backend ${url}` : `--backend ${name}=${url}`;
  const host = hostOf(url);
  if (
    url === "echo" ||
    (host !== undefined && /^https?:/.test(url) && (isLoopback(host) || accountSubdomain(host) !== undefined))
  )
    return [];
  if (host === undefined || !/^https?:/.test(url))
    return [
      {
        code: "BACKEND_ADDRESS",
        severity: "error",
        message: `${option}: that is no address`,
        hint: "Write NAME=http://127.0.0.1:5000, or NAME=echo",
      },
    ];
  if (allowed.has(host)) return [];
  return [
    {
      code: "BACKEND_NOT_LOCAL",
      severity: "error",
      message: `${option}: ${host} is not on this machine`,
      hint: `Add --allow-host ${host} where calls may really go there`,
    },
  ];
}

function redirectsOf(
  declared: readonly Address[],
  { backends = new Map<string, string>() }: OutsideOptions,
): Redirect[] {
  const redirects: Redirect[] = [];
  for (const [name, target] of backends) {
    const to = backendAddress(target);
    const lower = name.toLowerCase();
    const named = declared.filter(
      (address) => address.name.toLowerCase() === lower && hostOf(address.url) !== undefined,
    );
    for (const { url } of named) if (url !== to) redirects.push({ from: url, to });
    // A host by its name, whatever its port and scheme.
    if (named.length === 0 && (name.includes(".") || name.includes(":")))
      for (const scheme of ["https", "http"])
        if (URL.canParse(`${scheme}://${name}`)) redirects.push({ from: `${scheme}://${name}`, to });
  }
  return redirects;
}

function fallbacks(
  addresses: readonly Address[],
  answers: (url: string) => boolean,
  fallback: string,
): readonly Redirect[] {
  const to = backendAddress(fallback);
  const origins = new Set(
    addresses.flatMap(({ url }) => (hostOf(url) === undefined || answers(url) ? [] : [new URL(url).origin])),
  );
  return [...origins].map((from) => ({ from, to }));
}
