import { type Problem, ProblemsError } from "../../common/problem";
import type { Clock } from "../../common/clock";
import type { HttpHandler } from "../../common/http";
import type { Deployment } from "../cloud/resource";
import { isLoopback } from "../http/client";
import { type Redirect, takes } from "../http/redirects";
import type { LocalStackOptions } from "../stack";
import { completeEstate } from "./completeEstate";
import { echo, echoHost } from "./echo";
import type { Estate } from "./estate";
import { addressesIn, addressesOf, type Address, hostOf, isAccountHost, unanswered } from "./hosts";
import { createOpenIdProvider, type OpenIdProvider } from "./openIdProvider";

export interface PrepareOptions {
  readonly clock: Clock;
  /**
   * Where calls to a backend go, by its name, by an API's (for its service URL), or by a host's: an address, or `echo`
   * for a server that answers with what it got.
   */
  readonly backends?: ReadonlyMap<string, string>;
  /** Where calls go that nobody else answers: an address, or `echo`; default nowhere, and they fail. */
  readonly fallback?: string;
  readonly namedValues?: ReadonlyMap<string, string>;
  /** Hosts that may really be called, by name. */
  readonly allowHosts?: ReadonlySet<string>;
  /** Hosts that handlers answer for, by name in lower case. */
  readonly hosts?: Readonly<Record<string, HttpHandler>>;
  readonly service?: string;
}

/** What a local stack needs to serve an estate. */
export interface PreparedEstate {
  readonly deployment: Deployment;
  readonly stack: Pick<LocalStackOptions, "service" | "redirects" | "openAccounts" | "hosts">;
  /** The origin that may be called for a host that nothing here stands for. */
  readonly elsewhere: (url: URL) => string | undefined;
  readonly problems: readonly Problem[];
  /** Whose tokens the policies accept. */
  readonly openId: OpenIdProvider;
  /** Problems of the gateway in the words of who runs an estate, at their place in its files. */
  told(problems: readonly Problem[]): readonly Problem[];
}

/** Makes an estate ready to be served. @throws ProblemsError with everything that is wrong with options or estate */
export function prepareEstate(estate: Estate, options: PrepareOptions): PreparedEstate {
  const allowed = new Set([...(options.allowHosts ?? []), ...Object.keys(options.hosts ?? {})]);
  const wrong = [
    ...(options.backends ?? []),
    ...(options.fallback === undefined ? [] : [["", options.fallback] as const]),
  ].flatMap(([name, url]) => wrongAddress(name, url, allowed));
  const complete = completeEstate(withDefaultBackend(estate, options), options);
  const found = [...wrong, ...complete.problems].map((problem) => estate.locate(problem));
  if (found.some(({ severity }) => severity === "error"))
    throw new ProblemsError("The estate cannot be served", found);

  const declared = addressesOf(complete.resources);
  const redirects = redirectsOf(declared, options);
  const openId = createOpenIdProvider(options.clock);
  const written = addressesIn(complete.documents, complete.resources);
  const issuers = written.filter(({ url }) => isIssuer(url)).flatMap(({ url }) => hostOf(url) ?? []);
  const entra = ["login.microsoftonline.com", "sts.windows.net", "login.windows.net"];
  const hosts: Record<string, HttpHandler> = {
    ...Object.fromEntries([...entra, ...issuers].map((host) => [host, openId.handle])),
    [echoHost]: echo,
    ...options.hosts,
  };
  const answers = (url: string): boolean => {
    const host = hostOf(url)!;
    return (
      hosts[host] !== undefined ||
      isAccountHost(host) ||
      isLoopback(host) ||
      options.allowHosts?.has(host) === true ||
      redirects.some((redirect) => takes(redirect, url))
    );
  };
  const open = [...declared, ...written];
  if (options.fallback !== undefined) redirects.push(...fallbacks(open, answers, options.fallback));
  const { service, resources } = complete;
  return {
    deployment: { project: "estate", stack: service, resources, outputs: {} },
    stack: { service, redirects, openAccounts: true, hosts },
    elsewhere: (url) =>
      isLoopback(url.hostname) || options.allowHosts?.has(url.hostname) === true ? url.origin : undefined,
    problems: [
      ...found,
      ...echoed(estate, options),
      ...unanswered(open, answers).map((problem) => estate.locate(problem)),
    ],
    openId,
    told: (problems) => problems.map((problem) => estate.locate(inOurWords(problem))),
  };
}

const isIssuer = (url: string) => /\/\.well-known\/openid-configuration/.test(url);

/** The API of a lone document has no backend of its own: what comes by it is shown to whoever calls. */
function withDefaultBackend(estate: Estate, { fallback }: PrepareOptions): Estate {
  const lone = estate.form === "policy document" || estate.form === "folder of policy documents";
  if (!lone) return estate;
  const serviceUrl = fallback === undefined || fallback === "echo" ? `https://${echoHost}` : fallback;
  const resources = estate.resources.map((resource) =>
    resource.type.endsWith(":Api") ? { ...resource, inputs: { ...resource.inputs, serviceUrl } } : resource,
  );
  return { ...estate, resources };
}

function echoed({ form, files }: Estate, { fallback }: PrepareOptions): readonly Problem[] {
  if (fallback !== undefined || (form !== "policy document" && form !== "folder of policy documents"))
    return [];
  return [
    {
      code: "BACKEND_MISSING",
      severity: "warning",
      place: { file: files[0] ?? "", line: 1, column: 1 },
      message: "No backend is given: what the policies would send there comes back to whoever calls",
      hint: "Say where it is: --backend http://127.0.0.1:5000",
    },
  ];
}

function wrongAddress(name: string, url: string, allowed: ReadonlySet<string>): readonly Problem[] {
  const option = name === "" ? `--backend ${url}` : `--backend ${name}=${url}`;
  const host = hostOf(url);
  if (
    url === "echo" ||
    (host !== undefined && /^https?:/.test(url) && (isLoopback(host) || isAccountHost(host)))
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
  { backends = new Map<string, string>() }: PrepareOptions,
): Redirect[] {
  const redirects: Redirect[] = [];
  for (const [name, target] of backends) {
    const to = target === "echo" ? `https://${echoHost}` : target;
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
  const to = fallback === "echo" ? `https://${echoHost}` : fallback;
  const origins = new Set(
    addresses.flatMap(({ url }) => (hostOf(url) === undefined || answers(url) ? [] : [new URL(url).origin])),
  );
  return [...origins].map((from) => ({ from, to }));
}

/** The next step is another one for who runs files than for who writes a program. */
function inOurWords(problem: Problem): Problem {
  const name = /"([^"]+)"/.exec(problem.message)?.[1] ?? "NAME";
  switch (problem.code) {
    case "POLICY_UNKNOWN_NAMED_VALUE":
      return {
        ...problem,
        hint: `Write a line "${name}: value" into a file, and name the file by --named-values`,
      };
    case "POLICY_UNKNOWN_BACKEND":
      return {
        ...problem,
        hint: `Say where it is: --backend ${name}=http://127.0.0.1:5000, or --backend ${name}=echo`,
      };
    case "POLICY_UNKNOWN_FRAGMENT":
      return {
        ...problem,
        hint: `Put its document beside this one as ${name}.xml, or name it by --fragment ${name}=FILE`,
      };
    default:
      return problem;
  }
}
