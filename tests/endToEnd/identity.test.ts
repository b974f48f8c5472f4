import { expect } from "chai";
import { exportSPKI, SignJWT, UnsecuredJWT } from "jose";
import { chat, chatPath, type DevStack } from "./devStack";
import { refusedTokens } from "./refusedTokens";
import { apps, audience, group, people, startTokens, tenant, tokenConfig, type Issuer } from "./tokenStack";

const role = { roles: ["Models.Read"] };
const both = { azp: apps.both };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

describe("products that are called with tokens", function () {
  let stack: DevStack;
  let issuer: Issuer;
  before(async () => {
    ({ stack, issuer } = await startTokens());
  });

  const served = () => stack.served("payg-1").ok + stack.served("ptu-1").ok;
  const now = () => Math.floor(stack.clock.now() / 1000);
  const call = (headers: Record<string, string>, path = chatPath) => stack.call(path, chat(5), headers);
  const withToken = async (claims: Record<string, unknown>, more: Record<string, string> = {}) =>
    call({ ...bearer(await issuer.token(stack, claims)), ...more });

  /** A token's claims => the product that the call is for, with the key of a subscription or none. */
  const accepted: readonly [string, Record<string, unknown>, string | undefined, string][] = [
    ["an application with its role", role, undefined, "chat"],
    [
      "the same in a token of version 1",
      { ...role, azp: undefined, appid: apps.chat, iss: `https://sts.windows.net/${tenant}/`, ver: "1.0" },
      undefined,
      "chat",
    ],
    ["one of several roles", { roles: ["Other", "Models.Read"] }, undefined, "chat"],
    ["an application in capitals", { ...role, azp: apps.chat.toUpperCase() }, undefined, "chat"],
    ["somebody of a group", { azp: apps.coding, groups: [group] }, undefined, "coding"],
    ["a key and a token", both, "both-team", "both"],
    ["a key, and a token of a user", { azp: apps.stranger, oid: people.bob }, "other-team", "other-both"],
    [
      "a key of a product by key, whatever token stands beside it",
      { azp: apps.stranger },
      "key-team",
      "keys",
    ],
  ];
  for (const [what, claims, key, product] of accepted)
    it(`take ${what}`, async () => {
      const { status, text } = await withToken(
        claims,
        key === undefined ? {} : { "api-key": stack.key(key) },
      );
      expect(status, text).to.equal(200);
      const event = stack.usage().at(-1)!;
      expect(event.product).to.equal(product);
      expect(event.subscription).to.equal(key ?? null);
    });

  /** Claims, and a key or none => status, code, and a word of what the caller is told. */
  const refused: readonly (readonly [
    string,
    () => Record<string, unknown>,
    string | undefined,
    number,
    string,
    string,
  ])[] = [
    ...refusedTokens.map(
      ([what, claims, ...told]) => [what, () => claims(now()), undefined, ...told] as const,
    ),
    ["of a product by key and token, alone", () => both, undefined, 403, "caller_not_allowed", "application"],
    ["of another product by key and token", () => both, "other-team", 403, "caller_not_allowed", "user"],
    [
      "of a product by token alone, beside a key",
      () => role,
      "both-team",
      403,
      "caller_not_allowed",
      "application",
    ],
    [
      "expired, beside a key",
      () => ({ ...both, exp: now() - 1 }),
      "both-team",
      401,
      "invalid_token",
      "expired",
    ],
  ];
  for (const [what, claims, key, status, code, word] of refused)
    it(`refuse a token ${what}`, async () => {
      const before = served();
      const answer = await withToken(claims(), key === undefined ? {} : { "api-key": stack.key(key) });
      expect(answer.status, answer.text).to.equal(status);
      const { error } = answer.json();
      expect(error!.code).to.equal(code);
      expect(error!.message).to.include(word);
      expect(Object.keys(error!)).to.have.members(["message", "type", "param", "code"]);
      const challenge = answer.headers.get("www-authenticate");
      if (status === 401)
        expect(challenge).to.equal(
          `Bearer authorization_uri="https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize", error="invalid_token"`,
        );
      else expect(challenge).to.equal(undefined);
      const event = stack.usage().at(-1)!;
      expect(event.status).to.equal(status);
      expect(event.caller).to.equal(undefined);
      expect(served()).to.equal(before);
    });

  it("refuse keys without tokens, and calls without either", async () => {
    for (const headers of [
      {},
      { "api-key": "unknown" },
      { "api-key": stack.key("both-team") },
      { Authorization: "" },
    ]) {
      const answer = await call(headers as Record<string, string>);
      expect(answer.status, answer.text).to.equal(401);
      expect(answer.headers.get("www-authenticate")).to.match(/^Bearer authorization_uri=/);
      expect(answer.text).not.to.include(stack.key("both-team"));
    }
  });

  it("refuse what is no token", async () => {
    const good = await issuer.token(stack, role);
    const [head, body, signature] = good.split(".") as [string, string, string];
    const forms = [
      "Bearer",
      "Bearer ",
      "Bearer garbage",
      "Bearer a.b.c",
      `Bearer ${head}.${body}`,
      `Bearer ${head}.${body}.`,
      `Bearer ${good}.${signature}`,
      `Bearer ${good}${good}`,
      `Bearer ${good}, Bearer ${good}`,
      `Bearer ${good} ${good}`,
      `Basic ${good}`,
      `Token ${good}`,
      good,
      `Bearer ${head}.${Buffer.from("{}").toString("base64url")}.${signature}`,
      `Bearer ${head}.${Buffer.from("null").toString("base64url")}.${signature}`,
      `Bearer ${"a".repeat(100_000)}`,
      `Bearer ${head}.${"a".repeat(16_384)}.${signature}`,
    ];
    for (const Authorization of forms) {
      const answer = await call({ Authorization });
      expect(answer.status, Authorization.slice(0, 60)).to.equal(401);
      // The ingress takes what has no dots for a key.
      const code = /^Bearer +[^.]+$/.test(Authorization) ? "token_missing" : "invalid_token";
      expect(answer.json().error!.code, Authorization.slice(0, 60)).to.equal(code);
      expect(answer.text).not.to.include(signature);
    }
  });

  it("refuse algorithms that are not the issuer's", async () => {
    const claims = {
      ...{ iss: `https://login.microsoftonline.com/${tenant}/v2.0`, aud: audience, tid: tenant },
      ...{ azp: apps.chat, oid: people.ann, nbf: now(), exp: now() + 3600, ...role },
    };
    const none = new UnsecuredJWT(claims).encode();
    const publicKey = new TextEncoder().encode(await exportSPKI(issuer.publicKey("first")));
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: "HS256", kid: "first" })
      .sign(publicKey);
    const stranger = await (await startTokens()).issuer.token(stack, role);
    for (const token of [none, `${none.replace(/\.$/, "")}.AAAA`, symmetric, stranger]) {
      const answer = await call(bearer(token));
      expect(answer.status, answer.text).to.equal(401);
    }
  });

  it("follow the issuer's keys", async () => {
    const { stack, issuer } = await startTokens();
    const call = (headers: Record<string, string>) => stack.call(chatPath, chat(5), headers);
    const old = await issuer.token(stack, role);
    expect((await call(bearer(old))).status).to.equal(200);
    await issuer.rotate("second");
    const fresh = () => issuer.token(stack, role, "second");
    // API Management reads keys again where it does not know one, at most once in five minutes.
    await stack.clock.advance(6 * 60_000);
    expect((await call(bearer(await fresh()))).status).to.equal(200);
    expect((await call(bearer(old))).status).to.equal(200);
    issuer.published.delete("first");
    await stack.clock.advance(61 * 60_000);
    expect((await call(bearer(await fresh()))).status).to.equal(200);
    const unexpired = await issuer.token(stack, role, "first");
    expect((await call(bearer(unexpired))).status).to.equal(401);
  });

  it("know ids and addresses that the config writes in capitals", async () => {
    const user = "cccccccc-0000-0000-0000-00000000000f";
    const client = "dddddddd-0000-0000-0000-00000000000d";
    const { stack, issuer } = await startTokens({
      ...tokenConfig,
      entra: {
        tenants: [tenant],
        audiences: [client.toUpperCase()],
        authority: "https://Login.MicrosoftOnline.com",
      },
      products: [
        { name: "chat", displayName: "Chat", identity: { mode: "entra", users: [user.toUpperCase()] } },
      ],
    });
    const token = await issuer.token(stack, { aud: client, oid: user });
    expect((await stack.call(chatPath, chat(5), bearer(token))).text).to.include("usage");
    const other = await issuer.token(stack, { aud: client });
    expect((await stack.call(chatPath, chat(5), bearer(other))).status).to.equal(403);
  });

  it("say that the gateway is at fault where the issuer does not answer", async () => {
    const silent = await startTokens({
      ...tokenConfig,
      entra: { tenants: [tenant], audiences: [audience], authority: "https://login.example" },
    });
    const answer = await silent.stack.call(chatPath, chat(5), bearer(await issuer.token(silent.stack, role)));
    expect(answer.status).to.equal(500);
    expect(answer.text).not.to.include("login.example");
  });
});
