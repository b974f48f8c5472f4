import { expect } from "chai";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { VirtualClock } from "../../packages/common/clock";
import { run } from "../../packages/cli/main";
import { HttpHeaders } from "../../packages/common/http";
import { createIssuer } from "../../packages/local-gateway/estate/issuer";
import { outside, type Outside } from "../../packages/local-gateway/estate/outside";
import { expandTemplates } from "../../packages/local-gateway/gateway/model/expandTemplates";
import { serveHttp, type HttpServer } from "../../packages/local-gateway/http/server";
import { documentsOf } from "../../packages/local-gateway/resources/documents";
import { createLocalStack, type LocalStack } from "../../packages/local-gateway/stack/stack";
import { chat, chatPath, DevStack } from "../endToEnd/devStack";
import { apps, audience, group, people, tenant, tokenConfig } from "../endToEnd/tokenStack";

describe("azure-genai-gateway token", function () {
  let clock: VirtualClock;
  let stack: LocalStack;
  let issuer: HttpServer;
  let around: Outside;
  before(async () => {
    const { deployment } = await DevStack.start(tokenConfig);
    clock = new VirtualClock();
    const resources = expandTemplates(deployment.resources);
    around = outside({ clock, resources, documents: documentsOf(resources) });
    stack = createLocalStack(deployment, { clock, hosts: around.hosts });
    issuer = await serveHttp(createIssuer(around.openId, around.tokens!), { host: "127.0.0.1", port: 0 });
  });
  after(() => issuer.close());

  const command = async (...args: string[]) => {
    const [out, error]: [string[], string[]] = [[], []];
    const code = await run(["token", ...args], {
      out: (text: string) => void out.push(text),
      error: (text: string) => void error.push(text),
    } as never);
    return { code, out: out.join(""), error: error.join("") };
  };
  const at = () => ["--issuer", `http://127.0.0.1:${issuer.port}`];
  const token = async (...args: string[]) => {
    const { code, out, error } = await command(...args, ...at());
    expect(code, error).to.equal(0);
    return out.trim();
  };
  const status = async (bearer: string) => {
    const answer = await clock.run(
      stack.handle({
        method: "POST",
        url: `https://gateway.example${chatPath}`,
        headers: new HttpHeaders({
          "Content-Type": "application/json",
          Authorization: `Bearer ${bearer}`,
        }),
        body: Buffer.from(JSON.stringify(chat(5))),
        clientAddress: "203.0.113.9",
      }),
    );
    return answer.status;
  };

  it("knows what the stack's policies ask of tokens", () => {
    expect(around.tokens).to.deep.equal({
      authority: "https://login.microsoftonline.com",
      tenants: [tenant],
      audiences: [audience],
    });
  });

  const table: readonly [args: string[], status: number][] = [
    [["--app", apps.chat, "--roles", "Models.Read"], 200],
    [["--app", apps.chat, "--roles", "Other", "Models.Read", "--user", people.ann], 200],
    [["--app", apps.coding, "--groups", group, "--user", people.bob], 200],
    [["--app", apps.chat], 403],
    [["--app", apps.coding, "--groups", people.ann], 403],
    [["--app", apps.chat, "--roles", "Models.Read", "--expires", "-60"], 401],
    [["--app", apps.chat, "--roles", "Models.Read", "--audience", "api://other"], 401],
    [["--app", apps.chat, "--roles", "Models.Read", "--tenant", people.ann], 401],
  ];
  for (const [args, expected] of table)
    it(`${args.join(" ")} => ${expected}`, async () => {
      expect(await status(await token(...args))).to.equal(expected);
    });

  it("makes tokens that jose verifies against the issuer's published keys", async () => {
    const text = await token("--app", apps.chat, "--user", people.ann, "--roles", "Models.Read");
    const keys = createRemoteJWKSet(new URL(`http://127.0.0.1:${issuer.port}/${tenant}/discovery/v2.0/keys`));
    const { payload } = await jwtVerify(text, keys, {
      audience,
      issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
      currentDate: new Date(clock.now()),
    });
    expect(payload).to.include({ azp: apps.chat, oid: people.ann, tid: tenant });
    expect(payload["roles"]).to.deep.equal(["Models.Read"]);
  });

  it("rotates the issuer's keys", async () => {
    const args = ["--app", apps.chat, "--roles", "Models.Read"];
    const before = await token(...args);
    expect(await status(before)).to.equal(200);
    const kid = await token("--rotate");
    const fresh = await token(...args);
    expect(decodeProtectedHeader(fresh).kid).to.equal(kid);
    await clock.advance(6 * 60_000);
    expect(await status(fresh)).to.equal(200);
    expect(await status(before)).to.equal(200);
    await token("--rotate", "--retire");
    await clock.advance(61 * 60_000);
    expect(await status(await token(...args))).to.equal(200);
    expect(await status(fresh)).to.equal(401);
  });

  it("says what is wrong, and prints no token then", async () => {
    const wrong: readonly [args: string[], code: number, word: string][] = [
      [[], 2, "--app is missing"],
      [["--app", "a", "--issuer", "https://login.microsoftonline.com"], 2, "no address of this machine"],
      [["--app", "a", "--issuer", "http://127.0.0.1:1"], 1, "No issuer answers"],
      [["--app", "a", "--expires", "1.5"], 2, "whole number"],
      [["--retire"], 2, "--rotate"],
      [["--rotate", "--app", "a"], 2, "one at a time"],
    ];
    for (const [args, code, word] of wrong) {
      const answer = await command(...args);
      expect(answer.code, args.join(" ")).to.equal(code);
      expect(answer.error).to.include(word);
      expect(answer.out).to.equal("");
    }
  });

  it("is for commands alone: pages and other names are refused", async () => {
    const url = `http://127.0.0.1:${issuer.port}/token`;
    const body = JSON.stringify({ app: apps.chat });
    const page = await fetch(url, { method: "POST", body, headers: { Origin: "https://page.example" } });
    expect(page.status).to.equal(403);
    const named = await around.openId.handle({
      method: "GET",
      url: "https://issuer.example/nothing",
      headers: new HttpHeaders(),
      body: Buffer.from(""),
      clientAddress: "127.0.0.1",
    });
    expect(named.status).to.equal(404);
    const rebound = await createIssuer(
      around.openId,
      around.tokens!,
    )({
      method: "POST",
      url: "http://rebound.example/token",
      headers: new HttpHeaders(),
      body: Buffer.from(body),
      clientAddress: "127.0.0.1",
    });
    expect(rebound.status).to.equal(403);
    for (const bad of ["", "[]", "{}", '{"app":"a","roles":"x"}', '{"app":"a","expires":1e9}'])
      expect((await fetch(url, { method: "POST", body: bad })).status, bad).to.equal(400);
  });
});
