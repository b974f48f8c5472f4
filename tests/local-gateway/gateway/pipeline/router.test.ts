import { expect } from "chai";
import { readServices } from "../../../../packages/local-gateway/gateway/model/readModel";
import { Router } from "../../../../packages/local-gateway/gateway/pipeline/router";
import { api, apiPolicy, bench, operation, service } from "../support";

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
