import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../components";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { ask } from "./ask";
import { chat, devConfig, DevStack } from "./devStack";
import { config as everyProvider, hosts } from "./hubFaults/everyProvider";
import { answer, FakeProvider } from "./providers/providerStack";
import { refusedTokens } from "./refusedTokens";
import { apps, audience, group, Issuer, people, tenant } from "./tokenStack";

const v1 = "/openai/v1/chat/completions";
const entra = { tenants: [tenant], audiences: [audience] };
const role = { roles: ["Models.Read"] };
const of = (name: string, more: Partial<ContractInput>): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev" },
  grants: [{ api: "openAiV1" }, { api: "azureOpenAi" }],
  ...more,
});
const withRole = of("role", {
  identity: { mode: "both", applications: [apps.chat], roles: ["Models.Read"] },
  grants: [{ api: "openAiV1", models: ["gpt-5.4"] }],
});
const ofGroup = of("group", {
  identity: {
    mode: "both",
    applications: [apps.coding],
    groups: [group],
    perUser: { tokensPerMinute: 300 },
  },
});
const byKey = of("key", { identity: { mode: "key" } });
const plain = of("plain", {});
const contracts = [withRole, ofGroup, byKey, plain];

async function start(
  config: GatewayConfigInput = { ...devConfig, entra },
  taken: readonly ContractInput[] = contracts,
  ...between: Parameters<typeof DevStack.of> extends [unknown, ...infer Rest] ? Partial<Rest> : never
) {
  const issuer = await Issuer.start();
  const gateway = await hubStack(config);
  const stack = DevStack.of(both(gateway, await contractStack(gateway, taken)), between[0], {
    "login.microsoftonline.com": issuer.handle,
  });
  return { stack, issuer };
}

describe("a contract whose calls bring a token beside the key", function () {
  let stack: DevStack;
  let issuer: Issuer;
  before(async () => {
    ({ stack, issuer } = await start());
  });

  const served = () => stack.served("payg-1").ok + stack.served("ptu-1").ok;
  const key = (name: string) => ({ "api-key": stack.key(`hr/${name}/dev`) });
  const bearer = async (claims: Record<string, unknown>) => ({
    Authorization: `Bearer ${await issuer.token(stack, claims)}`,
  });
  const nameOf = (claims: Record<string, unknown>) => (claims["azp"] === apps.coding ? "group" : "role");

  it("takes key and token, and says in its event who called", async () => {
    const { status, text } = await stack.call(v1, chat(5), { ...key("role"), ...(await bearer(role)) });
    expect(status, text).to.equal(200);
    const event = stack.usage().at(-1)!;
    expect([event.product, event.subscription]).to.deep.equal([
      "MULTI-hr-role-dev",
      "MULTI-hr-role-dev-SUB-01",
    ]);
    expect(event.caller).to.include({ app: apps.chat, tenant });
    expect(event.caller!.user).to.match(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(event)).not.to.include(people.ann);
  });

  it("takes tokens of version 1, and somebody of its group", async () => {
    const first = { azp: undefined, appid: apps.chat, iss: `https://sts.windows.net/${tenant}/`, ver: "1.0" };
    for (const [name, claims] of [
      ["role", { ...role, ...first }],
      ["group", { azp: apps.coding, groups: [group] }],
    ] as const)
      expect((await stack.call(v1, chat(5), { ...key(name), ...(await bearer(claims)) })).status).to.equal(
        200,
      );
  });

  for (const [what, claimsOf, status, code, word] of refusedTokens)
    it(`refuses a token ${what}`, async () => {
      const before = served();
      const claims = claimsOf(Math.floor(stack.clock.now() / 1000));
      const refused = await stack.call(v1, chat(5), { ...key(nameOf(claims)), ...(await bearer(claims)) });
      expect(refused.status, refused.text).to.equal(status);
      const { error } = refused.json();
      expect(error!.code).to.equal(code);
      expect(error!.message).to.include(word);
      expect(refused.headers.get("www-authenticate")).to.equal(
        status === 401
          ? `Bearer authorization_uri="https://login.microsoftonline.com/${tenant}/oauth2/v2.0/authorize", error="invalid_token"`
          : undefined,
      );
      const event = stack.usage().at(-1)!;
      expect([event.status, event.product, event.caller]).to.deep.equal([
        status,
        `MULTI-hr-${nameOf(claims)}-dev`,
        undefined,
      ]);
      expect(served()).to.equal(before);
    });

  it("refuses a key without a token, a token without a key, and the token of another contract", async () => {
    const alone = await stack.call(v1, chat(5), key("role"));
    expect([alone.status, alone.json().error!.code]).to.deep.equal([401, "token_missing"]);
    expect(alone.text).not.to.include(stack.key("hr/role/dev"));
    expect((await stack.call(v1, chat(5), await bearer(role))).status).to.equal(401);
    const other = await stack.call(v1, chat(5), { ...key("group"), ...(await bearer(role)) });
    expect([other.status, other.json().error!.code]).to.deep.equal([403, "caller_not_allowed"]);
    // What is wrong with the token is told first, and nothing of models.
    const both = { ...key("role"), ...(await bearer({})) };
    const model = await stack.call(v1, chat(5, { model: "text-embedding-3-small" }), both);
    expect(model.json().error!.code).to.equal("insufficient_role");
  });

  it("asks for none of contracts by key, whatever token stands beside it", async () => {
    for (const name of ["key", "plain"])
      for (const headers of [{}, await bearer({ azp: apps.stranger })]) {
        expect((await stack.call(v1, chat(5), { ...key(name), ...headers })).status).to.equal(200);
        expect(stack.usage().at(-1)!.caller).to.equal(undefined);
      }
  });

  it("counts each user by the token, and nobody else's", async () => {
    const { stack, issuer } = await start();
    const as = async (oid: string, stream: boolean) =>
      stack.call(v1, chat(100, { stream }), {
        "api-key": stack.key("hr/group/dev"),
        Authorization: `Bearer ${await issuer.token(stack, { azp: apps.coding, groups: [group], oid })}`,
      });
    let last = await as(people.ann, false);
    expect(last.status).to.equal(200);
    for (let turn = 0; turn < 6; turn++) last = await as(people.ann, turn % 2 === 0);
    expect([last.status, last.headers.get("x-genai-limit")]).to.deep.equal([429, "user_tokens"]);
    expect((await as(people.bob, false)).status).to.equal(200);
  });

  it("ends a user's budget, and no other's", async () => {
    const budget = { dollars: 0.01, period: "Daily" as const };
    const spender = of("spender", {
      identity: { mode: "both", applications: [apps.chat], perUser: { budget } },
    });
    const { stack, issuer } = await start(undefined, [spender]);
    const as = async (oid: string) =>
      stack.call(v1, chat(300, { max_completion_tokens: 16 }), {
        "api-key": stack.key("hr/spender/dev"),
        Authorization: `Bearer ${await issuer.token(stack, { oid })}`,
      });
    let last = await as(people.ann);
    for (let turn = 0; last.status === 200 && turn < 60; turn++) last = await as(people.ann);
    expect([last.status, last.headers.get("x-genai-limit")]).to.deep.equal([403, "user_budget"]);
    expect((await as(people.bob)).status).to.equal(200);
  });

  it("keeps what one caller has stored from another with the same key", async () => {
    const headers = async (oid: string) => ({ ...key("role"), ...(await bearer({ ...role, oid })) });
    const made = await ask(stack, "POST /openai/v1/responses", await headers(people.ann), {
      ...{ model: "gpt-5.4", input: "Hello", max_output_tokens: 60 },
    });
    expect(made.status, made.bytes.toString()).to.equal(200);
    const line = `GET /openai/v1/responses/${String(made.json!["id"])}`;
    expect((await ask(stack, line, await headers(people.ann))).status).to.equal(200);
    expect((await ask(stack, line, await headers(people.bob))).status).to.equal(404);
    expect((await ask(stack, line, key("plain"))).status).to.equal(404);
    expect((await ask(stack, line, key("role"))).status).to.equal(401);
  });
});

describe("every operation of every API, of a contract that asks for tokens", function () {
  const heard: string[] = [];
  const reached: string[] = [];
  let stack: DevStack;
  let issuer: Issuer;
  before(async () => {
    const provider = new FakeProvider(() => answer({}));
    const files = { files: "owned" as const };
    const config = {
      ...everyProvider,
      entra,
      apis: { azureOpenAi: files, openAiV1: files },
      usage: { ownView: true },
    };
    const gateway = await hubStack(config);
    const apis = Object.keys((gateway.outputs["hub"]!.value as { apis: object }).apis);
    const asked = of("all", {
      identity: { mode: "both", applications: [apps.chat] },
      grants: apis.map((api) => ({ api })),
    });
    ({ stack, issuer } = await start(config, [asked], (request, go) => {
      reached.push(request.url);
      heard.push(...[...request.headers].map(([, value]) => String(value)));
      const known = hosts.some(
        ([end]) => end !== ".openai.azure.com" && new URL(request.url).hostname.endsWith(end),
      );
      return known ? provider.handle(request) : go();
    }));
  });

  const operations = () =>
    stack.local.gateway.service.apis.flatMap((api) =>
      api.webSocket
        ? []
        : api.operations.map((operation) => ({
            name: `${api.id} ${operation.id}`,
            keyHeader: api.keyHeader,
            line: `${operation.method === "*" ? "PATCH" : operation.method} /${api.path}${operation.urlTemplate.replace(/\{[^}]*\}/g, "shared").replace(/\*$/, "anything")}?api-version=2025-04-01-preview`,
          })),
    );
  const bodies = [{}, { model: "gpt-5.4", messages: [{ role: "user", content: "Hello" }], input: "Hello" }];
  const call = (one: ReturnType<typeof operations>[number], body: object, headers: Record<string, string>) =>
    ask(
      stack,
      one.line,
      { [one.keyHeader]: stack.key("hr/all/dev"), ...headers },
      one.line.startsWith("POST") ? body : undefined,
    );

  it("gives nothing and asks no backend without a token that it takes", async () => {
    expect(operations().length).to.be.above(70);
    const wrong = {
      Authorization: `Bearer ${await issuer.token(stack, { azp: apps.stranger })}`,
    };
    for (const operation of operations())
      for (const body of bodies)
        for (const headers of [{}, wrong] as Record<string, string>[]) {
          const { status, bytes } = await call(operation, body, headers);
          // What is said of a call that cannot be read, or of a path that is none, is said before base runs.
          expect(status, `${operation.name}: ${bytes.toString()}`).to.be.oneOf([400, 401, 403, 404, 415]);
          expect(bytes.toString(), operation.name).not.to.match(/"object":"list"|sonnet/);
        }
    expect(reached).to.deep.equal([]);
  });

  it("goes on with one, and shows it to no backend", async () => {
    const token = await issuer.token(stack, {});
    for (const operation of operations())
      for (const body of bodies) {
        const { status, bytes } = await call(operation, body, { Authorization: `Bearer ${token}` });
        expect(status, `${operation.name}: ${bytes.toString()}`).not.to.equal(401);
      }
    expect(reached.length).to.be.above(10);
    expect(heard.join("\n")).not.to.include(token);
  });

  it("is told of what it is granted only with one", async () => {
    const token = await issuer.token(stack, {});
    const lists = operations().filter(({ name }) => / (?:list-(?:models|deployments)|get-usage)$/.test(name));
    expect(lists.length).to.be.above(5);
    for (const list of lists) {
      expect((await call(list, {}, {})).status, list.name).to.equal(401);
      const given = await call(list, {}, { Authorization: `Bearer ${token}` });
      expect([given.status, list.name]).to.deep.equal([200, list.name]);
    }
  });
});

describe("what a contract may ask of callers", () => {
  const asked = (identity: NonNullable<ContractInput["identity"]>): ContractInput => of("asks", { identity });
  const rows: readonly (readonly [
    what: string,
    identity: NonNullable<ContractInput["identity"]>,
    withEntra: boolean,
    codes: readonly string[],
  ])[] = [
    ["keys, said so", { mode: "key" }, false, []],
    ["tokens of the gateway's tenants", { mode: "both", users: [people.ann] }, true, []],
    [
      "tokens where the gateway takes none",
      { mode: "both", roles: ["A"] },
      false,
      ["CONTRACT_IDENTITY_NO_ENTRA identity.mode"],
    ],
    [
      "tokens without a key",
      { mode: "entra", roles: ["A"] },
      true,
      ["CONTRACT_IDENTITY_KEYLESS identity.mode"],
    ],
    ["anybody's token", { mode: "both" }, true, ["CONTRACT_IDENTITY_OPEN identity.mode"]],
    [
      "another tenant and another audience",
      { mode: "both", roles: ["A"], tenants: [people.ann], audience: "api://other" },
      true,
      ["CONTRACT_IDENTITY_TENANT identity.tenants[0]", "CONTRACT_IDENTITY_AUDIENCE identity.audience"],
    ],
    [
      "conditions that keys do not have",
      { mode: "key", roles: ["A"], perUser: { tokensPerMinute: 5 } },
      true,
      ["CONTRACT_IDENTITY_UNUSED identity.mode"],
    ],
  ];
  for (const [what, identity, withEntra, codes] of rows)
    it(`${what}: ${codes.length === 0 ? "taken" : codes.join(", ")}`, async () => {
      const gateway = await hubStack(withEntra ? { ...devConfig, entra } : devConfig);
      const failure = await contractStack(gateway, [asked(identity)]).then(
        () => "",
        (error: Error) => error.message,
      );
      expect(failure.match(/CONTRACT_\S+ identity[^\s:]*/g) ?? []).to.deep.equal(codes);
    });

  it("has to be something where the gateway requires it", async () => {
    const gateway = await hubStack({ ...devConfig, entra, contracts: { requires: ["identity"] } });
    const told = async (more: Partial<ContractInput>) =>
      contractStack(gateway, [of("asks", more)]).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await told({})).to.include("CONTRACT_REQUIRED identity");
    expect(await told({ identity: { mode: "key" } })).to.include("CONTRACT_REQUIRED identity");
    expect(await told({ identity: { mode: "both", roles: ["A"] } })).to.equal("");
  });
});
