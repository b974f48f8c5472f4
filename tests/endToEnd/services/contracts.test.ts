import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../../components";
import type { HttpRequest } from "../../../packages/common/http";
import { both, contractStack, hubStack } from "../../components/useCase/onBoard";
import { devConfig, DevStack } from "../devStack";
import { apps, audience, Issuer, tenant } from "../tokenStack";
import { ask, indexes, knowledge, papers, serviceEvents, type Answer } from "./serviceStack";

const config: GatewayConfigInput = {
  ...devConfig,
  entra: { tenants: [tenant], audiences: [audience] },
  services: [knowledge, papers],
};
const of = (name: string, more: Partial<ContractInput>): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev", costCenter: "CC-1" },
  ...more,
});
const contracts = [
  of("hotels", {
    services: [{ name: "knowledge", indexes: ["hotels"], callsPerMinute: 3 }],
    grants: [{ api: "openAiV1", models: ["gpt-5.4"], tokensPerMinute: 100 }],
    tokensPerMinute: 100,
    dimensions: { team: "talent" },
  }),
  of("rooms", { services: [{ name: "knowledge", indexes: ["rooms"] }] }),
  of("reader", { services: [{ name: "papers", models: ["prebuilt-read"], callsPerMinute: 2 }] }),
  of("papers", { services: [{ name: "papers" }], budget: { dollars: 0.04 } }),
  of("token", {
    identity: { mode: "both", applications: [apps.chat] },
    services: [{ name: "knowledge" }, { name: "papers" }],
  }),
  of("models", { grants: [{ api: "openAiV1" }] }),
];

const searching = "api-version=2026-04-01";
const version = "api-version=2024-11-30";
const threePages = Buffer.from("Invoice Number: 17\nTotal: 20\fPage two\fPage three");

describe("services in a contract", () => {
  let stack: DevStack;
  let issuer: Issuer;
  const sent: HttpRequest[] = [];
  beforeEach(async () => {
    issuer = await Issuer.start();
    const gateway = await hubStack(config);
    stack = DevStack.of(
      both(gateway, await contractStack(gateway, contracts)),
      undefined,
      { "login.microsoftonline.com": issuer.handle },
      {
        aiServices: { indexes, documentIntelligence: { models: papers.models!, analysisMs: 2_000 } },
        onSend: (request) => void (request.url.includes("login.") ? 0 : sent.push(request)),
      },
    );
    sent.splice(0);
  });
  const key = (name: string) => stack.key(`hr/${name}/dev`);
  const bearer = async (claims: Record<string, unknown> = {}) => ({
    Authorization: `Bearer ${await issuer.token(stack, claims)}`,
  });
  const search = (index: string, name: string, more: Record<string, string> = {}) =>
    ask(
      stack,
      "POST",
      `/knowledge/indexes('${index}')/docs/search.post.search?${searching}`,
      { "api-key": key(name), ...more },
      { search: "harbour" },
    );
  const get = (path: string, name: string) =>
    ask(stack, "GET", `/knowledge${path}?${searching}`, { "api-key": key(name) });
  const own = (name: string) => ({ "Ocp-Apim-Subscription-Key": key(name) });
  const begin = (model: string, name: string, more: Record<string, string> = {}) =>
    ask(
      stack,
      "POST",
      `/documentintelligence/documentModels/${model}:analyze?${version}`,
      { ...own(name), "Content-Type": "application/octet-stream", ...more },
      threePages,
    );
  const read = (place: string, name: string, more: Record<string, string> = {}) =>
    ask(stack, "GET", place, { ...own(name), ...more });
  const place = (answer: Answer) => answer.headers.get("operation-location")!;
  const codeOf = ({ status, text }: Answer) => [
    status,
    text.startsWith("{") ? (JSON.parse(text) as { error?: { code?: string } }).error?.code : undefined,
  ];

  it("are what the contract names, in both forms of a path, for reading by GET too", async () => {
    expect((await search("hotels", "hotels")).status).to.equal(200);
    expect((await get("/indexes('hotels')/docs('1')", "hotels")).status).to.equal(200);
    expect((await get("/indexes/rooms/docs/$count", "rooms")).status).to.equal(200);
    sent.splice(0);
    for (const answer of [
      await search("rooms", "hotels"),
      await search("hotels", "rooms"),
      await get("/indexes('hotels')/docs('1')", "rooms"),
      await get("/indexes/hotels/docs/1", "rooms"),
      await get("/indexes/hotels/docs/$count", "rooms"),
      // Of the service, and for nobody.
      await search("secret", "token", await bearer()),
    ])
      expect(codeOf(answer)).to.deep.equal([403, "IndexNotAllowed"]);
    expect((await search("rooms", "hotels")).text).to.include(
      "This key may not ask 'rooms'. It may ask: hotels.",
    );
    expect(sent).to.deep.equal([]);
  });

  it("are not written to", async () => {
    const writing = await ask(
      stack,
      "POST",
      `/knowledge/indexes('hotels')/docs/search.index?${searching}`,
      { "api-key": key("hotels") },
      { value: [{ id: "9" }] },
    );
    expect(codeOf(writing)).to.deep.equal([403, "WritingNotAllowed"]);
  });

  it("know no key of a contract that has no grant of them", async () => {
    expect((await search("hotels", "models")).status).to.equal(401);
    expect((await search("hotels", "reader")).status).to.equal(401);
    expect((await begin("prebuilt-read", "hotels")).status).to.equal(401);
  });

  it("have limits of calls, which count no refused ones, no other contract's, and no tokens", async () => {
    for (let turn = 0; turn < 4; turn++) expect((await search("rooms", "hotels")).status).to.equal(403);
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn++) statuses.push((await search("hotels", "hotels")).status);
    expect(statuses).to.deep.equal([200, 200, 200, 429]);
    const refused = await search("hotels", "hotels");
    expect([refused.headers.get("x-genai-limit"), Number(refused.headers.get("retry-after"))]).to.satisfy(
      ([limit, wait]: [string, number]) => limit === "grant_calls" && wait > 0 && wait <= 60,
    );
    expect((await search("rooms", "rooms")).status).to.equal(200);
    // The contract's hundred tokens a minute are for models.
    const long = await ask(
      stack,
      "POST",
      `/knowledge/indexes('rooms')/docs/search.post.search?${searching}`,
      { "api-key": key("rooms") },
      { search: "word ".repeat(2_000) },
    );
    expect(long.status).to.equal(200);
  });

  it("have models of a contract's own, and looking for a result is no call", async () => {
    expect(codeOf(await begin("prebuilt-layout", "reader"))).to.deep.equal([403, "ModelNotAllowed"]);
    const begun = place(await begin("prebuilt-read", "reader"));
    for (let turn = 0; turn < 4; turn++) expect((await read(begun, "reader")).status).to.equal(200);
    expect((await begin("prebuilt-read", "reader")).status).to.equal(202);
    expect((await begin("prebuilt-read", "reader")).status).to.equal(429);
  });

  it("give a result to the contract that began it, and to no other's key", async () => {
    const mine = place(await begin("prebuilt-read", "reader"));
    await stack.clock.advance(2_000);
    sent.splice(0);
    for (const [name, more] of [
      ["papers", {}],
      ["token", await bearer()],
    ] as const) {
      expect(codeOf(await read(mine, name, more))).to.deep.equal([404, "NotFound"]);
      expect(codeOf(await ask(stack, "DELETE", mine, { ...own(name), ...more }))).to.deep.equal([
        404,
        "NotFound",
      ]);
    }
    expect(sent).to.deep.equal([]);
    expect((await read(mine, "reader")).json()).to.include({ status: "succeeded" });
  });

  it("ask for the token that the contract asks for, and a result is then its caller's", async () => {
    expect((await search("hotels", "token")).status).to.equal(401);
    expect(codeOf(await search("hotels", "token", await bearer({ azp: apps.stranger })))).to.deep.equal([
      403,
      "caller_not_allowed",
    ]);
    expect((await search("hotels", "token", await bearer())).status).to.equal(200);
    const ann = await bearer({ oid: "ann" });
    const mine = place(await begin("prebuilt-read", "token", ann));
    await stack.clock.advance(2_000);
    expect((await read(mine, "token")).status).to.equal(401);
    expect(codeOf(await read(mine, "token", await bearer({ oid: "bob" })))).to.deep.equal([404, "NotFound"]);
    expect((await read(mine, "token", ann)).json()).to.include({ status: "succeeded" });
    expect(serviceEvents(stack).at(-1)).to.have.nested.property("caller.app", apps.chat);
  });

  it("count into the contract's budget, which ends with 403", async () => {
    const mine = place(await begin("prebuilt-layout", "papers"));
    await stack.clock.advance(2_000);
    expect((await read(mine, "papers")).status).to.equal(200);
    // 10,000 when it began and 20,000 now: of 40,000 one page is left.
    expect((await begin("prebuilt-layout", "papers")).status).to.equal(202);
    const spent = await begin("prebuilt-layout", "papers");
    expect([spent.status, spent.headers.get("x-genai-limit")]).to.deep.equal([403, "product_budget"]);
  });

  it("have events of the use case, with what they cost", async () => {
    await search("hotels", "hotels");
    await search("rooms", "hotels");
    const mine = place(await begin("prebuilt-layout", "papers"));
    await stack.clock.advance(2_000);
    await read(mine, "papers");
    expect(
      (serviceEvents(stack) as unknown as Record<string, unknown>[]).map((event) =>
        ["useCase", "businessUnit", "costCenter", "kind", "server", "deployment", "status", "costMicros"]
          .map((name) => String(event[name]))
          .join(" "),
      ),
    ).to.deep.equal([
      "hr/hotels/dev hr CC-1 search knowledge hotels 200 0",
      "hr/hotels/dev hr CC-1 search knowledge rooms 403 0",
      "hr/papers/dev hr CC-1 documents papers prebuilt-layout 202 10000",
      "hr/papers/dev hr CC-1 documents papers prebuilt-layout 200 20000",
    ]);
    expect(serviceEvents(stack)[0]).to.have.nested.property("dimensions.team", "talent");
  });
});
