import { expect } from "chai";
import type { DevStack } from "../devStack";
import { HttpHeaders, type HttpRequest } from "../../../packages/common/http";
import { otherCharsets, ownCharset } from "../contentTypes";
import { ask, knowledge, serviceEvents, startServices } from "./serviceStack";

const version = "api-version=2026-04-01";
const at = (path: string) => `/knowledge${path}?${version}`;
const found = (text: string) =>
  (JSON.parse(text) as { value: { name: string }[] }).value.map(({ name }) => name);

/** In place of the simulated service: one that takes whatever it is sent. */
const searchThatAnswers = (status: number, headers: Readonly<Record<string, string>> = {}) => ({
  "srch-shared.search.windows.net": () =>
    Promise.resolve({
      status,
      headers: new HttpHeaders({ "Content-Type": "application/json", ...headers }),
      body: Buffer.from('{"value":[]}'),
    }),
});

describe("Azure AI Search behind the gateway", () => {
  let stack: DevStack;
  const sent: HttpRequest[] = [];
  before(async () => {
    stack = await startServices([knowledge], {}, { onSend: (request) => void sent.push(request) });
  });
  beforeEach(() => void sent.splice(0));
  const key = (of = "premium-team") => ({ "api-key": stack.key(of) });
  const query = (path: string, body: object, of?: string) => ask(stack, "POST", at(path), key(of), body);

  it("answers in both forms of the path, and asks the service in its own", async () => {
    for (const path of ["/indexes('hotels')/docs/search.post.search", "/indexes/hotels/docs/search"]) {
      const answer = await query(path, { search: "harbour", count: true });
      expect(answer.status, answer.text).to.equal(200);
      expect(found(answer.text)).to.have.members(["Harbour House", "Harbour Hotel"]);
    }
    expect(sent.map(({ url }) => url)).to.deep.equal(
      Array<string>(2).fill(
        `https://srch-shared.search.windows.net/indexes('hotels')/docs/search.post.search?${version}`,
      ),
    );
  });

  it("signs on as the gateway, and neither the caller's key nor a wish for more goes there", async () => {
    await ask(
      stack,
      "POST",
      `${at("/indexes('hotels')/docs/search.post.search")}&api-key=own`,
      { ...key(), "x-ms-enable-elevated-read": "true", "x-ms-query-source-authorization": "Bearer user" },
      { search: "inn" },
    );
    const { headers, url } = sent.at(-1)!;
    expect(headers.get("authorization")).to.match(/^Bearer ey/);
    expect([headers.get("api-key"), headers.get("x-ms-enable-elevated-read")]).to.deep.equal([
      undefined,
      undefined,
    ]);
    expect(new URL(url).searchParams.has("api-key")).to.equal(false);
    // It only takes away from what is found.
    expect(headers.get("x-ms-query-source-authorization")).to.equal("Bearer user");
  });

  for (const [name, method, path, of, status, code] of [
    [
      "an index that nobody may ask",
      "POST",
      "/indexes('secret')/docs/search.post.search",
      "premium-team",
      403,
      "IndexNotAllowed",
    ],
    [
      "one whose name is a part of another's",
      "POST",
      "/indexes('hotel')/docs/search.post.search",
      "premium-team",
      403,
      "IndexNotAllowed",
    ],
    ["one in the other form", "POST", "/indexes/secret/docs/search", "premium-team", 403, "IndexNotAllowed"],
    [
      "one in capitals",
      "POST",
      "/indexes('Hotels')/docs/search.post.search",
      "premium-team",
      404,
      "NotFound",
    ],
    [
      "one that is another product's",
      "POST",
      "/indexes('hotels')/docs/search.post.search",
      "trial-user",
      403,
      "IndexNotAllowed",
    ],
    [
      "a way out of an index",
      "POST",
      "/indexes('hotels')%2f..%2fsecret/docs/search.post.search",
      "premium-team",
      404,
      "NotFound",
    ],
    [
      "a quote within a name",
      "POST",
      "/indexes('hotels''x')/docs/search.post.search",
      "premium-team",
      404,
      "NotFound",
    ],
    ["a list of indexes", "GET", "/indexes", "premium-team", 404, "OperationNotOffered"],
    ["an index's definition", "GET", "/indexes('hotels')", "premium-team", 404, "OperationNotOffered"],
    ["an index's definition by slashes", "GET", "/indexes/hotels", "premium-team", 404, "NotFound"],
    ["the service's statistics", "GET", "/servicestats", "premium-team", 404, "OperationNotOffered"],
    ["a removal of an index", "DELETE", "/indexes('hotels')", "premium-team", 404, "OperationNotOffered"],
    [
      "a document by a key with a way out",
      "GET",
      "/indexes('hotels')/docs('..%2f..')",
      "premium-team",
      404,
      "NotFound",
    ],
    [
      "writing by who may not",
      "POST",
      "/indexes('hotels')/docs/search.index",
      "standard-team",
      403,
      "WritingNotAllowed",
    ],
  ] as const)
    it(`refuses ${name} with ${status}, and asks nobody`, async () => {
      const answer = await ask(stack, method, at(path), key(of), method === "POST" ? { search: "*" } : "");
      expect(answer.status, answer.text).to.equal(status);
      expect(answer.json<{ error: { code: string } }>().error.code).to.equal(code);
      expect(sent).to.deep.equal([]);
      expect(serviceEvents(stack).at(-1)).to.include({
        kind: "search",
        server: "knowledge",
        status,
        costMicros: 0,
      });
    });

  it("opens nothing without a key, by a wrong one, or by a header that names somebody", async () => {
    for (const headers of [
      {},
      { "api-key": "wrong" },
      { "x-genai-subscription": "premium-team", "api-key": "wrong" },
    ]) {
      const answer = await ask(
        stack,
        "POST",
        at("/indexes('hotels')/docs/search.post.search"),
        headers as Record<string, string>,
        {},
      );
      expect(answer.status).to.equal(401);
      expect(answer.json<{ error: { code: string } }>().error.code).to.equal("Unauthorized");
    }
    expect(sent).to.deep.equal([]);
  });

  it("counts, gets, suggests and completes", async () => {
    expect((await ask(stack, "GET", at("/indexes('hotels')/docs/$count"), key())).text).to.equal("3");
    expect((await ask(stack, "GET", at("/indexes('hotels')/docs('2')"), key())).json()).to.include({
      name: "Forest Inn",
    });
    expect((await ask(stack, "GET", at("/indexes/hotels/docs/2"), key())).json()).to.include({
      name: "Forest Inn",
    });
    expect(
      (await query("/indexes('hotels')/docs/search.post.suggest", { search: "har", suggesterName: "sg" }))
        .text,
    ).to.include("Harbour House");
    expect(
      (
        await query("/indexes('hotels')/docs/search.post.autocomplete", {
          search: "har",
          suggesterName: "sg",
        })
      ).text,
    ).to.include("harbour");
  });

  it("lets a product write that may", async () => {
    const body = { value: [{ "@search.action": "upload", id: "4", name: "Lake Lodge" }] };
    const answer = await query("/indexes('hotels')/docs/search.index", body);
    expect(answer.status, answer.text).to.equal(200);
    expect(
      found((await query("/indexes('hotels')/docs/search.post.search", { search: "lodge" })).text),
    ).to.deep.equal(["Lake Lodge"]);
  });

  for (const [name, body, micros] of [
    ["words", { search: "inn" }, 0],
    ["words about the ranker", { search: "semantic queryType" }, 0],
    ["the ranker", { search: "inn", queryType: "semantic", semanticConfiguration: "c" }, 1000],
    ["the ranker by its configuration alone", { search: "inn", semanticConfiguration: "c" }, 1000],
    ["the ranker by a question of its own", { search: "inn", semanticQuery: "where to sleep" }, 1000],
    ["words that a model writes anew", { search: "inn", queryRewrites: "generative|count-5" }, 1000],
    ["the ranker in other letters", '{"search":"inn","QUERYTYPE":"Semantic"}', 1000],
    [
      "the ranker behind a key that stands twice",
      '{"search":"inn","queryType":"semantic","queryType":"simple"}',
      1000,
    ],
    [
      "the ranker behind a key that stands twice, once with an escape",
      '{"search":"inn","query\\u0054ype":"semantic","queryType":"simple"}',
      1000,
    ],
    ["words with escapes", '{"search":"inn \\u00e9 \\"x\\": y","queryType":"simple"}', 0],
  ] as const)
    it(`prices a query of ${name} at ${micros} millionths`, async () => {
      // The service takes all of them here: what it refuses costs nothing, and would show no price.
      const priced = await startServices([knowledge], {}, {}, searchThatAnswers(200));
      const answer = await ask(
        priced,
        "POST",
        at("/indexes('hotels')/docs/search.post.search"),
        { "api-key": priced.key("premium-team"), "Content-Type": "application/json" },
        typeof body === "string" ? body : { ...body },
      );
      expect(answer.status, answer.text).to.equal(200);
      expect(serviceEvents(priced).at(-1)).to.include({
        kind: "search",
        deployment: "hotels",
        costMicros: micros,
      });
    });

  it("does not tell where the service is", async () => {
    const own = "https://srch-shared.search.windows.net/indexes('hotels')/docs";
    const telling = await startServices([knowledge], {}, {}, searchThatAnswers(201, { Location: own }));
    const answer = await ask(
      telling,
      "POST",
      at("/indexes('hotels')/docs/search.index"),
      { "api-key": telling.key("premium-team") },
      { value: [] },
    );
    expect(answer.status, answer.text).to.equal(201);
    expect(answer.headers.get("location")).to.equal(undefined);
  });
  for (const type of otherCharsets)
    it(`asks nothing by a body of type ${type}`, async () => {
      const path = at("/indexes('hotels')/docs/search.post.search");
      const answer = await ask(stack, "POST", path, { ...key(), "Content-Type": type }, { search: "inn" });
      expect([answer.status, answer.json<{ error: { code: string } }>().error.code]).to.deep.equal([
        415,
        "UnsupportedMediaType",
      ]);
      expect(sent).to.deep.equal([]);
    });
  for (const type of ownCharset)
    it(`asks by a body of type ${type}`, async () => {
      const path = at("/indexes('hotels')/docs/search.post.search");
      const answer = await ask(stack, "POST", path, { ...key(), "Content-Type": type }, { search: "inn" });
      expect(answer.status, answer.text).to.equal(200);
    });

  it("passes on what the service finds wrong with a query", async () => {
    const wrong = await query("/indexes('hotels')/docs/search.post.search", { filter: "name like 'x'" });
    expect([wrong.status, wrong.json<{ error: { code: string } }>().error.code]).to.deep.equal([
      400,
      "NotSimulated",
    ]);
  });

  it("says that the gateway's own sign-on is refused, and not the caller's", async () => {
    const refuses = () =>
      Promise.resolve({ status: 403, headers: new HttpHeaders(), body: Buffer.from("srch-shared says no") });
    const closed = await startServices([knowledge], {}, {}, { "srch-shared.search.windows.net": refuses });
    const answer = await ask(
      closed,
      "POST",
      at("/indexes('hotels')/docs/search.post.search"),
      { "api-key": closed.key("premium-team") },
      {},
    );
    expect([answer.status, answer.json<{ error: { code: string } }>().error.code]).to.deep.equal([
      502,
      "BackendRefusedIdentity",
    ]);
    expect(answer.text).not.to.include("srch-shared");
  });

  it("has limits of calls for each subscription, and for a product's together", async () => {
    const limited = await startServices([
      { ...knowledge, callsPerMinute: 2, productCallsPerMinute: { standard: 1 }, productIndexes: {} },
    ]);
    const call = (of: string) =>
      ask(
        limited,
        "POST",
        at("/indexes('hotels')/docs/search.post.search"),
        { "api-key": limited.key(of) },
        { search: "inn" },
      );
    expect((await call("premium-team")).status).to.equal(200);
    expect((await call("premium-team")).status).to.equal(200);
    const third = await call("premium-team");
    expect(third.status).to.equal(429);
    expect(third.headers.get("retry-after")).to.match(/^\d+$/);
    expect(third.headers.get("x-genai-limit")).to.equal("subscription_calls");
    expect(third.text).to.include("this subscription has for 'knowledge'");
    expect((await call("standard-team")).status).to.equal(200);
    const second = await call("standard-team");
    expect([second.status, second.headers.get("x-genai-limit")]).to.deep.equal([429, "product_calls"]);
    expect((await call("trial-user")).status).to.equal(200);
  });
});
