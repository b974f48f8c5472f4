import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from "jose";
import type { GatewayConfigInput } from "../../components";
import { jsonResponse, type HttpHandler } from "../../packages/common/http";
import { devConfig, DevStack } from "./devStack";

export const tenant = "11111111-1111-1111-1111-111111111111";
export const otherTenant = "99999999-9999-9999-9999-999999999999";
export const audience = "api://genai-gateway";
export const apps = {
  chat: "aaaaaaaa-0000-0000-0000-000000000001",
  batch: "aaaaaaaa-0000-0000-0000-000000000002",
  both: "aaaaaaaa-0000-0000-0000-000000000003",
  coding: "aaaaaaaa-0000-0000-0000-000000000004",
  stranger: "aaaaaaaa-0000-0000-0000-00000000000f",
} as const;
export const group = "bbbbbbbb-0000-0000-0000-000000000001";
export const people = {
  ann: "cccccccc-0000-0000-0000-000000000001",
  bob: "cccccccc-0000-0000-0000-000000000002",
} as const;

/** Microsoft Entra as `jose` plays it: nothing of the project's signs here. */
export class Issuer {
  private readonly keys = new Map<string, Awaited<ReturnType<typeof generateKeyPair>>>();
  private signer = "";
  /** Ids of the keys that it says tokens are signed with. */
  readonly published = new Set<string>();

  static async start(): Promise<Issuer> {
    const issuer = new Issuer();
    await issuer.rotate("first");
    return issuer;
  }

  /** Signs with a new key from now on; the ones before stay published until they are taken off. */
  async rotate(id: string): Promise<void> {
    this.keys.set(id, await generateKeyPair("RS256", { extractable: true }));
    this.published.add(id);
    this.signer = id;
  }

  publicKey(id: string): Awaited<ReturnType<typeof generateKeyPair>>["publicKey"] {
    return this.keys.get(id)!.publicKey;
  }

  readonly handle: HttpHandler = async (request) => {
    const { pathname } = new URL(request.url);
    const of = /^\/([^/]+)\//.exec(pathname)![1]!;
    if (pathname.endsWith("/.well-known/openid-configuration"))
      return jsonResponse(200, {
        issuer: `https://login.microsoftonline.com/${of}/v2.0`,
        jwks_uri: `https://login.microsoftonline.com/${of}/discovery/v2.0/keys`,
      });
    const keys = [...this.published].map(async (kid) => ({
      ...(await exportJWK(this.publicKey(kid))),
      kid,
      use: "sig",
    }));
    return jsonResponse(200, { keys: await Promise.all(keys) });
  };

  /**
   * A version 2 token of the tenant, valid for an hour from the stack's now.
   * @param claims in place of those that it would have; undefined takes one out
   */
  token(stack: DevStack, claims: Record<string, unknown> = {}, kid = this.signer): Promise<string> {
    const now = Math.floor(stack.clock.now() / 1000);
    const all = {
      iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
      aud: audience,
      tid: tenant,
      azp: apps.chat,
      oid: people.ann,
      sub: "pairwise",
      iat: now,
      nbf: now,
      exp: now + 3600,
      ver: "2.0",
      ...claims,
    };
    const payload = JSON.parse(JSON.stringify(all)) as JWTPayload;
    return new SignJWT(payload)
      .setProtectedHeader({ alg: "RS256", kid, typ: "JWT" })
      .sign(this.keys.get(kid)!.privateKey);
  }
}

/** Products called by token alone, by key and token, and by key, side by side on the same APIs. */
export const tokenProducts: GatewayConfigInput["products"] = [
  {
    name: "chat",
    displayName: "Chat",
    identity: { mode: "entra", applications: [apps.chat], roles: ["Models.Read"] },
    models: ["gpt-5.4"],
    tokensPerMinute: 5000,
  },
  {
    name: "batch",
    displayName: "Batch",
    identity: { mode: "entra", applications: [apps.batch] },
    apis: ["openAiV1"],
  },
  {
    name: "coding",
    displayName: "Coding agents",
    identity: {
      mode: "entra",
      applications: [apps.coding],
      groups: [group],
      perUser: { tokensPerMinute: 600 },
    },
  },
  {
    name: "both",
    displayName: "Both",
    identity: { mode: "both", applications: [apps.both] },
    subscriptions: [{ name: "both-team" }],
  },
  {
    name: "other-both",
    displayName: "Other both",
    identity: { mode: "both", users: [people.bob] },
    subscriptions: [{ name: "other-team" }],
  },
  { name: "keys", displayName: "Keys", subscriptions: [{ name: "key-team" }, { name: "second-team" }] },
];

export const tokenConfig: GatewayConfigInput = {
  ...devConfig,
  entra: { tenants: [tenant], audiences: [audience] },
  products: tokenProducts,
};

export async function startTokens(
  config: GatewayConfigInput = tokenConfig,
): Promise<{ readonly stack: DevStack; readonly issuer: Issuer }> {
  const issuer = await Issuer.start();
  const stack = await DevStack.start(config, undefined, { "login.microsoftonline.com": issuer.handle });
  return { stack, issuer };
}
