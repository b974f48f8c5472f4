import { expect } from "chai";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";

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
const publish = (attributes: string, content = "text") =>
  `<publish-to-dapr ${attributes}>${content}</publish-to-dapr>`;

describe("publish-to-dapr", () => {
  it("publishes its content to a topic of a component", async () => {
    const content = "@(context.Request.Body.As<string>(preserveContent: true))";
    const gateway = setUp(
      publish('pubsub-name="orders" topic="new" response-variable-name="answer"', content),
    );
    expect(echoed(await post(gateway)).headers["x-status"]).to.equal("204");
    expect(gateway.recorded.messages).to.deep.equal([
      {
        service: "daprPubSub",
        target: "orders/new",
        body: '{"id":7}',
        properties: {},
        at: gateway.clock.now(),
      },
    ]);
  });

  it("takes both names in topic, and markup as it stands", async () => {
    const gateway = setUp(
      publish('topic="@(&quot;orders/&quot; + &quot;new&quot;)"', "<order><id>7</id></order>"),
    );
    expect((await post(gateway)).status).to.equal(200);
    expect(gateway.recorded.messages[0]).to.include({
      target: "orders/new",
      body: "<order><id>7</id></order>",
    });
  });

  it("fails the call for a topic alone, a timeout out of range, or a template", async () => {
    for (const attributes of [
      'topic="new"',
      'topic="/new"',
      'topic="a/"',
      'topic="a/b" timeout="@(241)"',
      'topic="a/b" timeout="@(0)"',
      'topic="a/b" template="Liquid"',
    ]) {
      const gateway = setUp(publish(attributes));
      expect((await post(gateway)).status, attributes).to.equal(500);
      expect(gateway.recorded.messages).to.deep.equal([]);
    }
  });

  it("needs a topic, and a timeout in range", () => {
    expect(() => setUp(publish('pubsub-name="orders"'))).to.throw("topic");
    expect(() => setUp(publish('topic="a/b" timeout="241"'))).to.throw("timeout");
  });
});
