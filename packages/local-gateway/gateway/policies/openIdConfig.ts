import { emptyBody, HttpHeaders, readBody } from "@azure-genai-gateway/common/http";
import { TransportError } from "../../http/transport";
import { at, records, textOf } from "../../resources/inputs";
import type { GatewayServices } from "../policy";
import { rsaKey, type SigningKey } from "./jwtSignature";
import { parseBody } from "./promptText";

/** What an OpenID provider says of the tokens it issues. */
export interface OpenIdConfig {
  /** May hold `{tenantid}`, as Microsoft Entra's does for several tenants. */
  readonly issuer?: string;
  readonly keys: readonly SigningKey[];
}

interface Fetched {
  readonly config?: OpenIdConfig;
  /** Ms since the epoch. */
  readonly fetchedAt: number;
}

const hourMs = 60 * 60 * 1000;
const retryMs = 5 * 60 * 1000;
/** Not documented. */
const timeoutMs = 30_000;

/** By gateway and URL: instances of a service fetch for themselves. */
const fetched = new WeakMap<GatewayServices, Map<string, Promise<Fetched>>>();

/**
 * The configuration behind a URL and the keys it leads to, kept for an hour. Where it lacks the key `keyId`, or could
 * not be had, it is fetched again at most once in five minutes. Undefined when it cannot be had.
 * https://learn.microsoft.com/azure/api-management/validate-jwt-policy#elements
 */
export async function openIdConfig(
  gateway: GatewayServices,
  url: string,
  keyId: string | undefined,
): Promise<OpenIdConfig | undefined> {
  let known = fetched.get(gateway);
  if (!known) fetched.set(gateway, (known = new Map<string, Promise<Fetched>>()));
  const last = known.get(url);
  if (last) {
    const { config, fetchedAt } = await last;
    const age = gateway.clock.now() - fetchedAt;
    const lacking = !config || (keyId !== undefined && !config.keys.some(({ id }) => id === keyId));
    if (age < (lacking ? retryMs : hourMs)) return config;
  }
  // Another call may have begun to fetch while this one waited.
  const current = known.get(url);
  const pending = current && current !== last ? current : fetchConfig(gateway, url);
  known.set(url, pending);
  // A defect is nothing to remember.
  pending.catch(() => known.delete(url));
  return (await pending).config ?? (last && (await last).config);
}

async function fetchConfig(gateway: GatewayServices, url: string): Promise<Fetched> {
  const fetchedAt = gateway.clock.now();
  const metadata = await getJson(gateway, url);
  const issuer = textOf(at(metadata, "issuer"));
  const keysUrl = textOf(at(metadata, "jwks_uri"));
  const set = keysUrl === undefined ? undefined : await getJson(gateway, keysUrl);
  return set === undefined ? { fetchedAt } : { fetchedAt, config: { issuer, keys: signingKeys(set) } };
}

function signingKeys(set: unknown): readonly SigningKey[] {
  return records(at(set, "keys")).flatMap(({ kty, kid, n, e, use }) => {
    if (kty !== "RSA" || use === "enc" || typeof n !== "string" || typeof e !== "string") return [];
    const publicKey = rsaKey(n, e);
    return publicKey ? [{ id: textOf(kid), publicKey }] : [];
  });
}

async function getJson(gateway: GatewayServices, url: string): Promise<unknown> {
  try {
    const request = { method: "GET", url, headers: new HttpHeaders(), body: emptyBody };
    const { status, body } = await gateway.transport.send(request, timeoutMs);
    const bytes = await readBody(body);
    return status === 200 ? parseBody(bytes) : undefined;
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}
