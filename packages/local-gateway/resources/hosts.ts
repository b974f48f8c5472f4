import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName } from "./armId";
import { azureType, property, textOf } from "./inputs";
import { type EstateDocument, placeIn } from "./documents";
import { namedValuesOf, substituteNamedValues } from "./namedValues";

/** Hosts that simulated accounts answer for. */
const accountHost = /\b([a-z0-9][\w-]*)\.(?:openai|cognitiveservices|services\.ai)\.azure\.com\b/gi;

const onlyAccountHost = new RegExp(`^${accountHost.source}$`, "i");

/** The subdomain of an account, in lower case, whose host this is; undefined for any other host. */
export function accountSubdomain(hostname: string): string | undefined {
  return onlyAccountHost.exec(hostname)?.[1]!.toLowerCase();
}

/** Providers of models whose wire format is played here. */
export type ProviderName = "anthropic" | "bedrock" | "gemini" | "openai" | "compatible";

/** With the region that it stands in. */
const bedrockHost = /^bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$/i;

/** Where they are. A host of one's own that speaks as OpenAI does is named by an option of the stack. */
const providers: readonly (readonly [ProviderName, RegExp])[] = [
  ["anthropic", /^api\.anthropic\.com$/],
  ["bedrock", bedrockHost],
  ["gemini", /^generativelanguage\.googleapis\.com$/],
  ["openai", /^(?:[a-z]{2}\.)?api\.openai\.com$/],
  [
    "compatible",
    /^(?:api\.(?:mistral\.ai|groq\.com|together\.xyz|deepseek\.com|x\.ai)|openrouter\.ai|bedrock-mantle\.[a-z0-9-]+\.api\.aws)$/,
  ],
];

/** The provider that is at a host; undefined for any other host. */
export function providerAt(hostname: string): ProviderName | undefined {
  const host = hostname.toLowerCase();
  return providers.find(([, pattern]) => pattern.test(host))?.[0];
}

/**
 * Providers that backends say they lead to, by host: `provider: compatible` in a backend's description stands for a server
 * whose address tells nothing.
 */
export function providersSaid(resources: readonly DeclaredResource[]): ReadonlyMap<string, ProviderName> {
  const said = new Map<string, ProviderName>();
  for (const resource of resources) {
    if (azureType(resource) !== "apimanagement:Backend") continue;
    const description = textOf(property(resource, "description")) ?? "";
    const name = /\bprovider: (anthropic|bedrock|gemini|openai|compatible)\b/.exec(description)?.[1];
    const host = hostOf(textOf(property(resource, "url")) ?? "");
    if (name !== undefined && host !== undefined) said.set(host, name as ProviderName);
  }
  return said;
}

/** The region of Amazon Bedrock's host; undefined for any other host. */
export function bedrockRegion(hostname: string): string | undefined {
  return bedrockHost.exec(hostname)?.[1]?.toLowerCase();
}

/** Hosts of all addresses in the estate, in lower case. */
export function hostsNamed(
  resources: readonly DeclaredResource[],
  documents: readonly EstateDocument[],
): ReadonlySet<string> {
  return new Set(
    textsOf(resources, documents).flatMap((text) =>
      [...text.matchAll(/\bhttps?:\/\/([a-z0-9][a-z0-9.-]*)/gi)].map((match) => match[1]!.toLowerCase()),
    ),
  );
}

/**
 * Subdomains of all accounts that are named in an address of the estate, in lower case.
 * @param others hosts in the same domains that are no accounts of models, in lower case
 */
export function accountHosts(
  resources: readonly DeclaredResource[],
  documents: readonly EstateDocument[],
  others: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(
    textsOf(resources, documents).flatMap((text) =>
      [...text.matchAll(accountHost)]
        .filter(([host]) => !others.has(host.toLowerCase()))
        .map((match) => match[1]!.toLowerCase()),
    ),
  );
}

/** Whatever may hold an address. */
function textsOf(
  resources: readonly DeclaredResource[],
  documents: readonly EstateDocument[],
): readonly string[] {
  const values = namedValuesOf(resources);
  return [
    ...addressesOf(resources).map(({ url }) => url),
    ...documents.map(({ text }) => substituteNamedValues(text, values)),
    ...[...values.values()].map(({ value }) => value),
  ];
}

/** An address that calls go to. */
export interface Address {
  /** What somebody would call it: a backend's id, or an API's; empty where only a policy names it. */
  readonly name: string;
  readonly url: string;
  readonly subject?: string;
  readonly place?: Problem["place"];
}

/** The declared backends' addresses, and those of APIs, named values put in. */
export function addressesOf(resources: readonly DeclaredResource[]): readonly Address[] {
  const values = namedValuesOf(resources);
  return resources.flatMap((resource): readonly Address[] => {
    const type = azureType(resource);
    const path =
      type === "apimanagement:Backend" ? "url" : type === "apimanagement:Api" ? "serviceUrl" : undefined;
    const url = path && textOf(property(resource, path));
    if (!url) return [];
    const { name: subject, sourceFile: file } = resource;
    const place = file === undefined ? undefined : { file, line: 1, column: 1 };
    return [{ name: armName(resource.id), url: substituteNamedValues(url, values), subject, place }];
  });
}

/** Addresses that stand in policies as they are: backends, calls beside the call, and where tokens are checked. */
export function addressesIn(
  documents: readonly EstateDocument[],
  resources: readonly DeclaredResource[],
): readonly Address[] {
  const values = namedValuesOf(resources);
  const written =
    /(?:base-url\s*=\s*["']|<set-url>\s*|<openid-config\s+url\s*=\s*["'])(https?:\/\/[^"'<@\s]+)/g;
  return documents.flatMap((document) =>
    [...document.text.matchAll(written)].map((match) => ({
      name: "",
      url: substituteNamedValues(match[1]!, values),
      subject: document.subject,
      place: placeIn(document, match.index + match[0].length - match[1]!.length),
    })),
  );
}

/** The host of an address; undefined for what is none, such as one with a template's expression in it. */
export function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : undefined;
}

/**
 * Hosts that nobody here answers for, each asked for once by the name that --backend takes.
 * @param answered whether something here answers for an address
 */
export function unanswered(
  addresses: readonly Address[],
  answered: (url: string) => boolean,
): readonly Problem[] {
  const open = addresses.filter(({ url }) => hostOf(url) !== undefined && !answered(url));
  const byHost = new Map<string, Address[]>();
  for (const address of open) {
    const host = hostOf(address.url)!;
    byHost.set(host, [...(byHost.get(host) ?? []), address]);
  }
  return [...byHost].map(([host, all]) => {
    // A name stands for its own address; several on one host are meant by the host's.
    const name = all.length === 1 ? all[0]!.name || host : host;
    const { subject, place } = all[0]!;
    return {
      ...{ code: "HOST_UNANSWERED", severity: "warning", subject, place, missing: host },
      message: `Nobody here answers for ${host}; calls to it fail`,
      hint: `--backend ${name}=http://127.0.0.1:5000 sends them to a server of yours, --backend ${name}=echo to one that answers with what it got`,
    };
  });
}
