import { expect } from "chai";
import { HttpHeaders } from "../../../../packages/common/http";
import { cors } from "../../../../packages/local-gateway/gateway/policies/cors";
import { build, element } from "../support/elements";
import { FakeGateway, finish } from "../support/fakeGateway";
import { run } from "./runPolicies";

describe("cors", () => {
  const list = (name: string, child: string, value: string) => element(name, {}, element(child, {}, value));
  const step = build(
    cors,
    element(
      "cors",
      { "allow-credentials": "true" },
      list("allowed-origins", "origin", "https://app.test/"),
      list("allowed-headers", "header", "*"),
    ),
  );
  const headers = (origin: string, more = {}) => new HttpHeaders({ Origin: origin, ...more });

  it("answers preflights", async () => {
    const call = new FakeGateway().call({
      method: "OPTIONS",
      headers: headers("https://app.test", { "Access-Control-Request-Method": "POST" }),
    });
    expect(await step.run(call)).to.equal("stop");
    expect(call.response!.status).to.equal(200);
    expect(call.response!.headers.get("Access-Control-Allow-Origin")).to.equal("https://app.test");
    expect(call.response!.headers.get("Access-Control-Allow-Methods")).to.equal("GET,POST");
  });

  it("adds headers for origins it knows and gives others an empty answer", async () => {
    const known = new FakeGateway().call({ headers: headers("https://app.test") });
    expect(await step.run(known)).to.equal(undefined);
    expect(finish(known).headers.get("Access-Control-Allow-Credentials")).to.equal("true");
    const other = new FakeGateway().call({ method: "GET", headers: headers("https://other.test") });
    expect(await step.run(other)).to.equal("stop");
    expect([...other.response!.headers]).to.be.empty;
  });

  it("refuses a preflight for a method or a header that is not allowed", async () => {
    const strict = build(
      cors,
      element(
        "cors",
        {},
        list("allowed-origins", "origin", "*"),
        element("allowed-methods", { "preflight-result-max-age": "60" }, element("method", {}, "PUT")),
        list("allowed-headers", "header", "x-a"),
      ),
    );
    const preflight = async (method: string, asked: string) => {
      const more = { "Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked };
      const call = new FakeGateway().call({ method: "OPTIONS", headers: headers("https://any.test", more) });
      expect(await strict.run(call)).to.equal("stop");
      return call.response!.headers;
    };
    const allowed = await preflight("PUT", "X-A");
    expect(allowed.get("Access-Control-Allow-Origin")).to.equal("*");
    expect(allowed.get("Access-Control-Max-Age")).to.equal("60");
    expect([...(await preflight("DELETE", "x-a"))]).to.be.empty;
    expect([...(await preflight("PUT", "x-a, x-b"))]).to.be.empty;
  });

  it("leaves requests alone that come from nowhere, or that it is told not to end", async () => {
    const plain = new FakeGateway().call();
    expect(await step.run(plain)).to.equal(undefined);
    expect(finish(plain).headers.has("Access-Control-Allow-Origin")).to.equal(false);
    const lenient = build(
      cors,
      element(
        "cors",
        { "terminate-unmatched-request": "false" },
        list("allowed-origins", "origin", "https://app.test"),
      ),
    );
    const other = new FakeGateway().call({ method: "GET", headers: headers("https://other.test") });
    expect(await lenient.run(other)).to.equal(undefined);
  });

  it("needs its origins", () => {
    expect(() => run("<cors />")).to.throw("allowed-origins");
  });
});
