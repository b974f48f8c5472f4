import { expect } from "chai";
import { ProblemsError } from "../../../packages/common/problem";
import {
  api,
  apiPolicy,
  bench,
  declared,
  echoed,
  fragment,
  globalPolicy,
  operation,
  service,
} from "./support";

const chat = [service(), api("chat"), operation("chat", "say", "POST", "/rooms/{room}/say")];

describe("createGateway", () => {
  it("carries a call through every section of an API's policy to the API's own service", async () => {
    const gateway = bench([
      ...chat,
      apiPolicy(
        "chat",
        `<policies>
          <inbound>
            <base />
            <include-fragment fragment-id="mark" />
            <set-query-parameter name="v" exists-action="override"><value>2</value></set-query-parameter>
          </inbound>
          <backend><base /></backend>
          <outbound><set-header name="x-out" exists-action="override"><value>yes</value></set-header></outbound>
          <on-error><base /></on-error>
        </policies>`,
      ),
      fragment(
        "mark",
        `<fragment><set-header name="x-in" exists-action="append"><value>1</value></set-header></fragment>`,
      ),
      globalPolicy(
        `<policies>
          <inbound><set-header name="x-in" exists-action="override"><value>0</value></set-header></inbound>
          <backend><forward-request /></backend>
          <outbound /><on-error />
        </policies>`,
      ),
    ]);

    const answer = await gateway.call("/chat/rooms/blue/say?v=1&w=3", { method: "POST", body: "hello" });

    expect(answer.status).to.equal(200);
    expect(answer.headers.get("x-out")).to.equal("yes");
    const { method, url, headers, body } = echoed(answer);
    expect({ method, url, body }).to.deep.equal({
      method: "POST",
      url: "https://backend.test/base/rooms/blue/say?w=3&v=2",
      body: "hello",
    });
    expect(headers["x-in"]).to.equal("0,1");
    expect(gateway.recorded.gatewayLog).to.have.length(1);
    expect(gateway.recorded.gatewayLog[0]).to.include({
      ApiId: "chat",
      OperationId: "say",
      ResponseCode: 200,
      LastErrorReason: "",
      Url: "https://apim.azure-api.net/chat/rooms/blue/say",
    });
  });

  it("answers what matches no operation as API Management does", async () => {
    const gateway = bench(chat);
    for (const path of ["/nowhere", "/chat/rooms/blue", "/chatter/rooms/blue/say"]) {
      const answer = await gateway.call(path, { method: "POST" });
      expect(answer.status, path).to.equal(404);
      expect(JSON.parse(answer.text)).to.deep.equal({ statusCode: 404, message: "Resource not found" });
    }
    expect(gateway.reached).to.deep.equal([]);
  });

  it("answers the probe of load balancers", async () => {
    expect((await bench([service()]).call("/status-0123456789abcdef")).status).to.equal(200);
  });

  it("reports what is wrong with all documents at once, each with its resource", () => {
    const broken = `<policies><inbound><set-header><value>1</value></set-header></inbound></policies>`;
    const load = () =>
      bench([
        ...chat,
        apiPolicy("chat", broken),
        globalPolicy(`<policies><inbound><include-fragment fragment-id="none" /></inbound></policies>`),
        declared("apimanagement:Backend", "backends/pool", {
          type: "Pool",
          pool: { services: [{ id: "/backends/gone" }] },
        }),
      ]);
    expect(load)
      .to.throw(ProblemsError)
      .with.property("problems")
      .that.satisfies((problems: { subject?: string }[]) => {
        const subjects = problems.map(({ subject }) => subject);
        expect(subjects).to.include.members(["policy", "pool"]);
        return problems.length >= 3;
      });
  });
});
