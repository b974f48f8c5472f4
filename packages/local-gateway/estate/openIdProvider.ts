import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { entraHosts, entraIssuers } from "@azure-genai-gateway/common/entraIssuers";
import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
} from "@azure-genai-gateway/common/http";

export interface TokenRequest {
  /** Default that of Microsoft Entra's v2.0 tokens for the tenant in `tenant`, in the public cloud. */
  readonly issuer?: string;
  /** Tenant's id; default all zeros. */
  readonly tenant?: string;
  readonly audience?: string | readonly string[];
  /** Further claims: roles, scp, sub, and so on. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Default 3,600. */
  readonly lifetimeSeconds?: number;
}

/** Stands in for whoever issues the tokens that policies check: any address of an OpenID configuration. */
export interface OpenIdProvider {
  readonly handle: HttpHandler;
  /** A token that policies accept whose openid-config is answered by this provider. */
  token(request?: TokenRequest): string;
  /**
   * Signs with a new key from now on, and gives its id.
   * @param retire whether the keys before are no longer among those that tokens may be signed with. Default: they stay,
   *   as at Microsoft Entra, until the tokens that they have signed are over
   */
  rotate(retire?: boolean): string;
}

interface Key {
  readonly id: string;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const publicCloud = "https://login.microsoftonline.com";
const noTenant = "00000000-0000-0000-0000-000000000000";

/**
 * Answers `.../.well-known/openid-configuration`, the keys behind it, and Microsoft Entra's token endpoint for clients
 * that sign on by their own credentials, whatever these are.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function createOpenIdProvider(clock: Clock): OpenIdProvider {
  let published: Key[] = [];
  let made = 0;
  // Made when first asked for: it takes longer than the rest of a start.
  const keys = () => {
    if (published.length === 0) rotate();
    return published;
  };

  function rotate(retire = false): string {
    // The first keeps its name, whatever comes after it.
    const id = made === 0 ? "local" : `local-${made + 1}`;
    made++;
    published = [
      ...(retire ? [] : published),
      { id, ...generateKeyPairSync("rsa", { modulusLength: 2048 }) },
    ];
    return id;
  }

  function token({
    issuer,
    tenant = noTenant,
    audience,
    claims = {},
    lifetimeSeconds = 3600,
  }: TokenRequest = {}): string {
    const now = Math.floor(clock.now() / 1000);
    const { id, privateKey } = keys().at(-1)!;
    const head = encoded({ typ: "JWT", alg: "RS256", kid: id });
    const body = encoded({
      iss: issuer ?? entraIssuers(publicCloud, tenant).version2,
      ...(audience === undefined ? {} : { aud: audience }),
      ...{ iat: now, nbf: now, exp: now + lifetimeSeconds, tid: tenant, ver: "2.0" },
      ...claims,
    });
    const signature = createSign("RSA-SHA256").update(`${head}.${body}`).sign(privateKey, "base64url");
    return `${head}.${body}.${signature}`;
  }

  function handle(request: HttpRequest): Promise<HttpResponse> {
    const { origin, pathname } = new URL(request.url);
    const configuration = /^(.*?)\/\.well-known\/openid-configuration$/i.exec(pathname);
    if (configuration) {
      const base = `${origin}${configuration[1]}`;
      return Promise.resolve(
        jsonResponse(200, {
          issuer: issuerOf(origin, configuration[1]!),
          jwks_uri: `${base}/discovery/keys`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
        }),
      );
    }
    if (/\/discovery\/(?:v2\.0\/)?keys$/i.test(pathname)) {
      const all = keys().map(({ id, publicKey }) => {
        const { n, e } = publicKey.export({ format: "jwk" });
        return { kty: "RSA", use: "sig", kid: id, alg: "RS256", n, e };
      });
      return Promise.resolve(jsonResponse(200, { keys: all }));
    }
    if (/\/oauth2\/(?:v2\.0\/)?token$/i.test(pathname) && request.method === "POST")
      return Promise.resolve(issued(request));
    return Promise.resolve({ status: 404, headers: new HttpHeaders(), body: new Uint8Array(0) });
  }

  function issued(request: HttpRequest): HttpResponse {
    const form = new URLSearchParams(Buffer.from(request.body).toString("utf8"));
    const { origin, pathname } = new URL(request.url);
    const tenant = /^\/([^/]+)\//.exec(pathname)?.[1] ?? noTenant;
    const audience = (form.get("resource") ?? form.get("scope") ?? "").replace(/\/\.default$/, "");
    const client = form.get("client_id") ?? "";
    const access = token({
      ...(isEntra(origin) ? { issuer: entraIssuers(origin, tenant).version2 } : {}),
      tenant,
      audience,
      claims: { appid: client, azp: client, sub: client, oid: client },
    });
    return jsonResponse(200, { token_type: "Bearer", expires_in: 3600, access_token: access });
  }

  return { handle, token, rotate };
}

const isEntra = (origin: string) => entraHosts.includes(origin.replace(/^https:\/\//, ""));

/** As Microsoft Entra's two versions state it; that of anybody else is the address itself. */
function issuerOf(origin: string, path: string): string {
  const tenant = /^\/([^/]+)/.exec(path)?.[1] ?? noTenant;
  const name = /^(?:common|organizations|consumers)$/i.test(tenant) ? "{tenantid}" : tenant;
  if (!isEntra(origin)) return `${origin}${path}${path.endsWith("/") ? "" : "/"}`;
  const { version1, version2 } = entraIssuers(origin, name);
  return /\/v2\.0$/i.test(path) ? version2 : version1;
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
