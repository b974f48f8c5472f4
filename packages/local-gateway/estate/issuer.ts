import { entraHosts, entraIssuers } from "@azure-genai-gateway/common/entraIssuers";
import {
  HttpHeaders,
  jsonResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { isLoopback } from "../http/client";
import type { OpenIdProvider } from "./openIdProvider";

/** What the policies of a stack ask of tokens: what a token has that does not say otherwise. */
export interface TokenDefaults {
  readonly tenants: readonly string[];
  readonly audiences: readonly string[];
  /** Where policies read the keys of the tenants: another one in Azure's other clouds. */
  readonly authority?: string;
}

/** @param documents texts of policies, in which tenants stand in URLs of OpenID configurations, or as `tenant-id` */
export function tokenDefaults(documents: readonly string[]): TokenDefaults {
  const all = documents.join("\n");
  const found = (pattern: RegExp) => [...new Set([...all.matchAll(pattern)].map(([, text]) => text!))];
  const [authority] = found(
    /(?:openid-config url|authentication-endpoint)="(https:\/\/[^/"@{]+)(?=["/])/gi,
  ).filter((one) => entraHosts.includes(one.slice("https://".length).toLowerCase()));
  return {
    ...(authority === undefined ? {} : { authority }),
    tenants: found(
      /(?:openid-config url="https:\/\/[^/"]+\/|tenant-id=")([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/gi,
    ),
    audiences: found(/<audience>\s*([^<@{\s][^<]*?)\s*<\/audience>/g),
  };
}

/** What somebody wants a token to say. */
interface Wanted {
  readonly app: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly tenant?: string;
  readonly user?: string;
  readonly audience?: string;
  readonly expires?: number;
}

/**
 * The issuer of a local stack's tokens, for commands on this machine: `POST /token` and `POST /rotate` beside what any
 * OpenID provider answers. Nothing of it is Microsoft Entra's but the tokens.
 * Pages in a browser are refused, and so is whoever has come by another name than this machine's own.
 */
export function createIssuer(openId: OpenIdProvider, defaults: TokenDefaults): HttpHandler {
  return async (request) => {
    const { pathname, hostname } = new URL(request.url);
    if (!isLoopback(hostname) || request.headers.get("origin") !== undefined)
      return refusal(403, "This issuer is for commands on this machine");
    if (request.method === "GET" && pathname === "/") return jsonResponse(200, defaults);
    if (request.method === "POST" && pathname === "/rotate")
      return jsonResponse(200, { kid: openId.rotate(/[?&]retire=true\b/.test(request.url)) });
    if (request.method === "POST" && pathname === "/token") return issue(request, openId, defaults);
    return openId.handle(request);
  };
}

function issue(request: HttpRequest, openId: OpenIdProvider, defaults: TokenDefaults): HttpResponse {
  const wanted = read(request);
  if (typeof wanted === "string") return refusal(400, wanted);
  const { app, roles, groups, user, expires = 3600 } = wanted;
  const tenant = wanted.tenant ?? defaults.tenants[0];
  const audience = wanted.audience ?? defaults.audiences[0];
  const oid = user ?? app;
  const issuer =
    defaults.authority !== undefined && tenant !== undefined
      ? entraIssuers(defaults.authority, tenant).version2
      : undefined;
  const access = openId.token({
    ...(issuer === undefined ? {} : { issuer }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(audience === undefined ? {} : { audience }),
    lifetimeSeconds: expires,
    claims: {
      ...{ azp: app, oid, sub: oid, ...(user === undefined ? { idtyp: "app" } : {}) },
      ...(roles.length > 0 ? { roles } : {}),
      ...(groups.length > 0 ? { groups } : {}),
    },
  });
  return jsonResponse(200, { token_type: "Bearer", expires_in: expires, access_token: access });
}

/** What is wanted, or what is wrong with it. */
function read(request: HttpRequest): Wanted | string {
  let body: Record<string, unknown>;
  try {
    body = JSON.parse(Buffer.from(request.body).toString("utf8")) as Record<string, unknown>;
  } catch {
    return "Send a JSON object";
  }
  const { app, roles = [], groups = [], tenant, user, audience, expires } = body;
  const texts = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((one) => typeof one === "string");
  const maybe = (value: unknown): value is string | undefined =>
    value === undefined || typeof value === "string";
  if (typeof app !== "string" || app === "") return "app is the client id of an application";
  if (!texts(roles) || !texts(groups)) return "roles and groups are lists of texts";
  if (!maybe(tenant) || !maybe(user) || !maybe(audience)) return "tenant, user and audience are texts";
  if (expires !== undefined && (!Number.isInteger(expires) || Math.abs(expires as number) > 86_400))
    return "expires is a whole number of seconds, a day at most; below 0 for a token that is over";
  return { app, roles, groups, tenant, user, audience, expires: expires as number | undefined };
}

function refusal(status: number, message: string): HttpResponse {
  return {
    status,
    headers: new HttpHeaders({ "Content-Type": "application/json" }),
    body: Buffer.from(JSON.stringify({ error: message })),
  };
}
