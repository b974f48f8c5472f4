import { expect } from "chai";
import { HttpHeaders, jsonResponse } from "../../../../packages/common/http";
import { type Answer, api, apiPolicy, bench, declared, operation, service, serviceId } from "../support";

const user = (id: string, key: string) => [
  declared("apimanagement:User", `users/${id}`, { email: `${id}@test`, firstName: id, lastName: "x" }),
  declared("apimanagement:Subscription", `subscriptions/${id}`, {
    scope: `${serviceId}/apis`,
    ownerId: `${serviceId}/users/${id}`,
    primaryKey: key,
    secondaryKey: `${key}-2`,
    state: "active",
  }),
];

interface Setup {
  readonly attributes?: string;
  readonly children?: string;
  readonly store?: string;
  readonly lookup?: boolean;
  readonly outbound?: string;
  status?: number;
}

function setUp(options: Setup = {}) {
  const { attributes = "", children = "", store = 'duration="60"', lookup = true } = options;
  let answers = 0;
  const gateway = bench(
    [
      service(),
      ...user("ann", "key-ann"),
      ...user("bob", "key-bob"),
      api("shop", { serviceUrl: "https://shop.test" }),
      ...["GET", "POST", "HEAD"].map((method) => operation("shop", method.toLowerCase(), method, "/{item}")),
      apiPolicy(
        "shop",
        `<policies>
          <inbound>${
            lookup
              ? `<cache-lookup ${attributes.includes("vary-by-developer=") ? "" : 'vary-by-developer="false"'} vary-by-developer-groups="false" ${attributes}>${children}</cache-lookup>`
              : ""
          }</inbound>
          <backend><forward-request /></backend>
          <outbound><cache-store ${store} />${options.outbound ?? ""}</outbound>
        </policies>`,
      ),
    ],
    {
      "shop.test": () =>
        Promise.resolve(jsonResponse(options.status ?? 200, { answer: ++answers }, { "x-from": "shop" })),
    },
  );
  const get = (path = "/shop/hat", headers: Record<string, string> = {}) => gateway.call(path, { headers });
  return { gateway, get };
}

const number = (answer: Answer) => (JSON.parse(answer.text) as { answer: number }).answer;

describe("cache-lookup and cache-store", () => {
  it("answer a GET from the cache, for as long as it was stored", async () => {
    const { gateway, get } = setUp({ store: 'duration="@(20 + 10)"' });
    expect(number(await get())).to.equal(1);
    const hit = await get();
    expect([hit.status, number(hit)]).to.deep.equal([200, 1]);
    expect(hit.headers.get("x-from")).to.equal("shop");
    expect(gateway.reached).to.have.length(1);
    expect(number(await get("/shop/coat"))).to.equal(2);
    await gateway.clock.advance(30_000);
    expect(number(await get())).to.equal(3);
  });

  it("leave every other method alone", async () => {
    const { gateway } = setUp();
    for (const method of ["POST", "POST", "HEAD", "HEAD"]) await gateway.call("/shop/hat", { method });
    expect(gateway.reached).to.have.length(4);
  });

  it("cache only answers with 200, or what cache-response says", async () => {
    const setup: Setup = { status: 404 };
    const plain = setUp(setup);
    await plain.get();
    expect(number(await plain.get())).to.equal(2);
    setup.status = 200;
    expect(number(await plain.get())).to.equal(3);
    expect(number(await plain.get())).to.equal(3);

    const all = setUp({ status: 404, store: 'duration="60" cache-response="true"' });
    await all.get();
    const hit = await all.get();
    expect([hit.status, number(hit)]).to.deep.equal([404, 1]);
    const none = setUp({ store: 'duration="60" cache-response="@(context.Response.StatusCode != 200)"' });
    await none.get();
    expect(number(await none.get())).to.equal(2);
  });

  it("cache requests with an Authorization header only where they are told to", async () => {
    const signed = { Authorization: "Bearer a" };
    const plain = setUp();
    await plain.get();
    expect(number(await plain.get("/shop/hat", signed))).to.equal(2);
    expect(number(await plain.get("/shop/hat", signed))).to.equal(3);
    expect(number(await plain.get())).to.equal(1);
    const allowed = setUp({
      attributes: 'allow-private-response-caching="@(true)"',
      children: "<vary-by-header>Authorization</vary-by-header>",
    });
    await allowed.get("/shop/hat", signed);
    expect(number(await allowed.get("/shop/hat", signed))).to.equal(1);
    expect(number(await allowed.get("/shop/hat", { Authorization: "Bearer b" }))).to.equal(2);
  });

  it("keep apart the headers and query parameters that are named, and no others", async () => {
    const { get } = setUp({
      children:
        "<vary-by-header>Accept</vary-by-header><vary-by-query-parameter>size;colour</vary-by-query-parameter>",
    });
    await get("/shop/hat?size=1&colour=red&page=1", { Accept: "a" });
    expect(number(await get("/shop/hat?page=2&colour=red&SIZE=1", { accept: "a" }))).to.equal(1);
    expect(number(await get("/shop/hat?size=1&colour=blue", { Accept: "a" }))).to.equal(2);
    expect(number(await get("/shop/hat?size=2&colour=red", { Accept: "a" }))).to.equal(3);
    expect(number(await get("/shop/hat?size=1&colour=red", { Accept: "b" }))).to.equal(4);
  });

  it("keep developers apart where they are told to", async () => {
    const as = (key: string) => ({ "Ocp-Apim-Subscription-Key": key });
    const apart = setUp({ attributes: 'vary-by-developer="true"' });
    await apart.get("/shop/hat", as("key-ann"));
    expect(number(await apart.get("/shop/hat", as("key-bob")))).to.equal(2);
    expect(number(await apart.get("/shop/hat", as("key-ann-2")))).to.equal(1);
    const together = setUp();
    await together.get("/shop/hat", as("key-ann"));
    expect(number(await together.get("/shop/hat", as("key-bob")))).to.equal(1);
  });

  it("tell caches downstream what they may do", async () => {
    const first = async (attributes: string) => {
      const { get, gateway } = setUp({ attributes });
      const stored = (await get()).headers.get("Cache-Control");
      await gateway.clock.advance(20_500);
      return [stored, (await get()).headers.get("Cache-Control")];
    };
    expect(await first("")).to.deep.equal(["no-store", "no-store"]);
    expect(await first('downstream-caching-type="public"')).to.deep.equal([
      "public, max-age=60, must-revalidate",
      "public, max-age=39, must-revalidate",
    ]);
    const own = await first('downstream-caching-type="private" must-revalidate="false"');
    expect(own).to.deep.equal(["private, max-age=60", "private, max-age=39"]);
  });

  it("store nothing without a lookup", async () => {
    const { get } = setUp({ lookup: false });
    await get();
    expect(number(await get())).to.equal(2);
  });

  it("keep a copy that later policies do not change", async () => {
    const { get } = setUp({ outbound: "<set-body>changed</set-body>" });
    expect((await get()).text).to.equal("changed");
    expect(number(await get())).to.equal(1);
  });

  it("store a stream once it is whole", async () => {
    async function* pieces() {
      yield await Promise.resolve(Buffer.from("a"));
      yield Buffer.from("b");
    }
    const gateway = bench(
      [
        service(),
        api("shop", { serviceUrl: "https://shop.test" }),
        operation("shop", "get", "GET", "/"),
        apiPolicy(
          "shop",
          `<policies><inbound><cache-lookup vary-by-developer="false" vary-by-developer-groups="false" /></inbound>
          <backend><forward-request buffer-response="false" /></backend><outbound><cache-store duration="5" /></outbound></policies>`,
        ),
      ],
      { "shop.test": () => Promise.resolve({ status: 200, headers: new HttpHeaders(), body: pieces() }) },
    );
    expect((await gateway.call("/shop/")).text).to.equal("ab");
    expect((await gateway.call("/shop/")).text).to.equal("ab");
    expect(gateway.reached).to.have.length(1);
  });

  it("fail a call whose duration is no number", async () => {
    const { get } = setUp({ store: 'duration="@(&quot;long&quot;)"' });
    expect((await get()).status).to.equal(500);
  });
});
