import { expect } from "chai";
import { readServices } from "../../../../packages/local-gateway/gateway/model/readModel";
import { Router } from "../../../../packages/local-gateway/gateway/pipeline/router";
import { api, apiPolicy, bench, declared, operation, service } from "../support";

function router() {
  const [model] = readServices(
    [
      service(),
      api("openai"),
      operation(
        "openai",
        "chat",
        "POST",
        "/deployments/{deployment-id}/chat/completions?api-version={api-version}",
      ),
      operation("openai", "any-deployment", "GET", "/deployments/{deployment-id}"),
      operation("openai", "one-deployment", "GET", "/deployments/default"),
      operation("openai", "rest", "GET", "/files/*"),
      api("v1", { path: "openai/v1" }),
      operation("v1", "models", "GET", "/models"),
      api("old", { path: "openai/v1", isCurrent: false }),
    ],
    [],
  );
  const made = new Router(model!);
  return (method: string, path: string) => {
    const { api: found, operation: matched, parameters, rest } = made.match(method, `https://apim${path}`);
    return { api: found?.id, operation: matched?.id, parameters: Object.fromEntries(parameters), rest };
  };
}

describe("Router", () => {
  it("takes the API with the longest path that matches whole segments", () => {
    const match = router();
    expect(match("GET", "/openai/v1/models")).to.include({ api: "v1", operation: "models", rest: "/models" });
    expect(match("GET", "/openai/v1x/models")).to.include({ api: "openai", operation: undefined });
    expect(match("GET", "/OpenAI/V1/Models")).to.include({ api: "v1", operation: "models" });
    expect(match("GET", "/other").api).to.equal(undefined);
  });

  it("fills in parameters of path and query, decoded", () => {
    expect(
      router()("POST", "/openai/deployments/gpt%204o/chat/completions?API-version=2024-10-21"),
    ).to.deep.include({
      operation: "chat",
      parameters: { "deployment-id": "gpt 4o", "api-version": "2024-10-21" },
    });
  });

  it("chooses a version by header or query, and the original where none is named", () => {
    const set = (id: string, inputs: Record<string, unknown>) =>
      declared("apimanagement:ApiVersionSet", `apiVersionSets/${id}`, inputs);
    const version = (id: string, path: string, setId: string, apiVersion?: string) => [
      api(id, { path, apiVersion, apiVersionSetId: `/apiVersionSets/${setId}` }),
      operation(id, "get", "GET", "/x"),
    ];
    const [model] = readServices(
      [
        service(),
        set("header", { versioningScheme: "Header", versionHeaderName: "Api-Version" }),
        set("query", { versioningScheme: "Query", versionQueryName: "v" }),
        set("segment", { versioningScheme: "Segment" }),
        ...version("orders", "orders", "header"),
        ...version("orders-1", "orders", "header", "v1"),
        ...version("orders-2", "orders", "header", "v2"),
        ...version("stock-1", "stock", "query", "2024-01-01"),
        ...version("stock-2", "stock", "query", "2025-01-01"),
        ...version("parts-1", "parts", "segment", "v1"),
      ],
      [],
    );
    const made = new Router(model!);
    const found = (path: string, header?: string) =>
      made.match("GET", `https://apim${path}`, false, (name) =>
        name.toLowerCase() === "api-version" ? header : undefined,
      ).api?.id;
    const table: readonly (readonly [string, string | undefined, string | undefined])[] = [
      ["/orders/x", undefined, "orders"],
      ["/orders/x", "v1", "orders-1"],
      ["/orders/x", "V2", "orders-2"],
      ["/orders/x", "v3", undefined],
      ["/orders;rev=1/x", "v2", "orders-2"],
      ["/stock/x?v=2025-01-01", undefined, "stock-2"],
      ["/stock/x?V=2024-01-01", "v1", "stock-1"],
      ["/stock/x", undefined, undefined],
      ["/parts/v1/x", undefined, "parts-1"],
      ["/parts/x", undefined, undefined],
    ];
    expect(table.map(([path, header]) => found(path, header))).to.deep.equal(table.map(([, , id]) => id));
  });

  it("finds parameters inside a segment, behind static ones and before whole ones", () => {
    const [model] = readServices(
      [
        service(),
        api("odata", { path: "" }),
        operation("odata", "one", "GET", "/Orders({id})"),
        operation("odata", "item", "GET", "/Orders({id})/Items({a},{b})"),
        operation("odata", "file", "GET", "/{name}.json"),
        operation("odata", "any", "GET", "/{name}"),
      ],
      [],
    );
    const made = new Router(model!);
    const found = (path: string) => {
      const { operation: matched, parameters } = made.match("GET", `https://apim${path}`);
      return [matched?.id, Object.fromEntries(parameters)];
    };
    expect(found("/orders(7)")).to.deep.equal(["one", { id: "7" }]);
    expect(found("/Orders('a%20b')/Items(1,2)")).to.deep.equal(["item", { id: "'a b'", a: "1", b: "2" }]);
    expect(found("/x.json")).to.deep.equal(["file", { name: "x" }]);
    expect(found("/xjson")).to.deep.equal(["any", { name: "xjson" }]);
  });

  it("finds nothing when a query parameter of the template is missing, or the method is another", () => {
    const match = router();
    expect(match("POST", "/openai/deployments/a/chat/completions").operation).to.equal(undefined);
    expect(match("GET", "/openai/deployments/a/chat/completions?api-version=1").operation).to.equal(
      undefined,
    );
    expect(match("POST", "/openai/deployments//chat/completions?api-version=1").operation).to.equal(
      undefined,
    );
  });

  it("prefers static segments to parameters, and takes any rest for a star", () => {
    const match = router();
    expect(match("GET", "/openai/deployments/default").operation).to.equal("one-deployment");
    expect(match("GET", "/openai/deployments/other").operation).to.equal("any-deployment");
    expect(match("GET", "/openai/files/a/b").operation).to.equal("rest");
  });
});

describe("revisions", () => {
  const document = (mark: string) =>
    `<policies><inbound><return-response><set-status code="200" /><set-body>${mark}</set-body></return-response></inbound></policies>`;
  const revised = () =>
    bench([
      service(),
      api("chat", { apiRevision: "1", isCurrent: true }),
      api("chat;rev=2", { path: "chat", apiRevision: "2", isCurrent: false }),
      operation("chat", "say", "GET", "/say"),
      operation("chat;rev=2", "say", "GET", "/say"),
      operation("chat;rev=2", "new", "GET", "/new"),
      apiPolicy("chat", document("first")),
      apiPolicy("chat;rev=2", document("second")),
    ]);

  it("are reached by their number, the current one also without", async () => {
    const gateway = revised();
    expect((await gateway.call("/chat/say")).text).to.equal("first");
    expect((await gateway.call("/chat;rev=1/say")).text).to.equal("first");
    expect((await gateway.call("/chat;rev=2/say")).text).to.equal("second");
  });

  it("have operations of their own, and no more than there are", async () => {
    const gateway = revised();
    expect((await gateway.call("/chat;rev=2/new")).status).to.equal(200);
    expect((await gateway.call("/chat/new")).status).to.equal(404);
    expect((await gateway.call("/chat;rev=3/say")).status).to.equal(404);
  });
});
