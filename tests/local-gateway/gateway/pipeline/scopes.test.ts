import { expect } from "chai";
import { api, bench, declared, echoed, globalPolicy, operation, service } from "../support";

const mark = (name: string) =>
  `<set-header name="x-path" exists-action="append"><value>${name}</value></set-header>`;
const operationPolicy = (xml: string) =>
  declared("apimanagement:ApiOperationPolicy", "apis/chat/operations/say/policies/policy", {
    format: "rawxml",
    value: xml,
  });
const policyOf = (xml: string) =>
  declared("apimanagement:ApiPolicy", "apis/chat/policies/policy", { format: "rawxml", value: xml });
const chat = [service(), api("chat"), operation("chat", "say", "GET", "/")];
const wrapped = (name: string) =>
  `<policies><inbound>${mark(`${name}-before`)}<base />${mark(`${name}-after`)}</inbound><backend><base /></backend></policies>`;
const globalMark = globalPolicy(
  `<policies><inbound>${mark("global")}</inbound><backend><forward-request /></backend><outbound /></policies>`,
);

describe("scopes", () => {
  it("put the parent's section where base stands, from operation to global", async () => {
    const gateway = bench([...chat, operationPolicy(wrapped("op")), policyOf(wrapped("api")), globalMark]);
    expect(echoed(await gateway.call("/chat/")).headers["x-path"]).to.equal(
      "op-before,api-before,global,api-after,op-after",
    );
  });

  it("drop what is above a section without base", async () => {
    const gateway = bench([
      ...chat,
      operationPolicy(wrapped("op")),
      policyOf(`<policies><inbound>${mark("api")}</inbound></policies>`),
      globalMark,
    ]);
    expect(echoed(await gateway.call("/chat/")).headers["x-path"]).to.equal("op-before,api,op-after");
  });

  it("skip a scope that has no document", async () => {
    const gateway = bench([...chat, operationPolicy(wrapped("op")), globalMark]);
    expect(echoed(await gateway.call("/chat/")).headers["x-path"]).to.equal("op-before,global,op-after");
  });

  it("forward by default, but not where the backend section is there and empty", async () => {
    const silent = bench([...chat, policyOf("<policies><inbound /></policies>")]);
    expect((await silent.call("/chat/")).status).to.equal(200);
    expect(silent.reached).to.have.length(1);
    const empty = bench([...chat, policyOf("<policies><inbound /><backend></backend></policies>")]);
    const answer = await empty.call("/chat/");
    expect([answer.status, answer.text]).to.deep.equal([200, ""]);
    expect(empty.reached).to.have.length(0);
  });
});
