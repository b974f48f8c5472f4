import { expect } from "chai";
import { invokeDaprBinding } from "../../../../packages/local-gateway/gateway/policies/invokeDaprBinding";
import type { CompiledElement } from "../../../../packages/policy-language/document";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";
import { build, element } from "../support/elements";
import { FakeGateway } from "../support/fakeGateway";

function setUp(policy: string) {
  return bench([
    service(),
    api("orders"),
    operation("orders", "post", "POST", "/"),
    apiPolicy(
      "orders",
      `<policies><inbound>${policy}
        <set-header name="x-status"><value>@(context.Variables.ContainsKey("answer") ? ((IResponse)context.Variables["answer"]).StatusCode.ToString() : "")</value></set-header>
      </inbound><backend><forward-request /></backend></policies>`,
    ),
  ]);
}

const post = (gateway: ReturnType<typeof setUp>) =>
  gateway.call("/orders/", { method: "POST", body: '{"id":7}' });
const invoke = (attributes: string, content = "") =>
  `<invoke-dapr-binding ${attributes}>${content}</invoke-dapr-binding>`;

/** Built by hand: the schema does not know items of metadata. */
const withMetadata = (...items: readonly CompiledElement[]) =>
  element("invoke-dapr-binding", { name: "queue" }, element("metadata", {}, ...items));

describe("invoke-dapr-binding", () => {
  it("hands data to the binding", async () => {
    const content = "<data>@(context.Request.Body.As<string>(preserveContent: true))</data>";
    const gateway = setUp(
      invoke(
        'name="@(&quot;external-&quot; + &quot;system&quot;)" operation="create" response-variable-name="answer"',
        content,
      ),
    );
    expect(echoed(await post(gateway)).headers["x-status"]).to.equal("200");
    expect(gateway.recorded.messages).to.deep.equal([
      {
        service: "daprBinding",
        target: "external-system/create",
        body: '{"id":7}',
        properties: {},
        at: gateway.clock.now(),
      },
    ]);
  });

  it("hands metadata on", async () => {
    const gateway = new FakeGateway();
    const method = element("item", { key: "method" }, ({ request }) => request.method);
    const source = withMetadata(element("item", { key: "source" }, "api-management"), method);
    await build(invokeDaprBinding, source).run(gateway.call());
    expect(gateway.sinks.messages[0]!.properties).to.deep.equal({ source: "api-management", method: "POST" });
  });

  it("needs neither operation nor data", async () => {
    const gateway = setUp(invoke('name="queue"'));
    expect(echoed(await post(gateway)).headers["x-status"]).to.equal("");
    expect(gateway.recorded.messages[0]).to.deep.include({ target: "queue", body: "", properties: {} });
  });

  it("needs a name and keys, and fails for a template or a bad timeout", async () => {
    expect(() => setUp(invoke(""))).to.throw("name");
    expect(() => build(invokeDaprBinding, withMetadata(element("item", {}, "b")))).to.throw("key");
    const templated = setUp(invoke('name="a" template="Liquid"'));
    expect(templated.gateway.warnings.map(({ code }) => code)).to.deep.equal(["POLICY_NOT_SIMULATED"]);
    expect((await post(templated)).status).to.equal(500);
    const late = setUp(invoke('name="a" timeout="@(1000)"'));
    expect((await post(late)).status).to.equal(500);
    expect(late.recorded.messages).to.deep.equal([]);
  });
});
