import { expect } from "chai";
import { api, apiPolicy, bench, declared, group, operation, service } from "../support";

const userAssigned = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/sender`;

function setUp(
  policy: string,
  identity: Record<string, unknown> = { type: "SystemAssigned", principalId: "p" },
) {
  return bench([
    service({ identity }),
    declared("managedidentity:UserAssignedIdentity", userAssigned, {
      clientId: "sender-id",
      principalId: "s",
    }),
    api("orders"),
    operation("orders", "post", "POST", "/"),
    apiPolicy(
      "orders",
      `<policies><inbound>${policy}</inbound><backend><forward-request /></backend></policies>`,
    ),
  ]);
}

const post = (gateway: ReturnType<typeof setUp>) =>
  gateway.call("/orders/", { method: "POST", body: '{"id":7}', headers: { "x-customer": "Contoso" } });
const message = (attributes: string, content: string) =>
  `<send-service-bus-message ${attributes}>${content}</send-service-bus-message>`;
const body = `<payload>@(context.Request.Body.As<string>(preserveContent: true))</payload>`;

describe("send-service-bus-message", () => {
  it("sends payload and properties to a queue, and the call goes on", async () => {
    const properties = `<message-properties>
      <message-property name="Customer">@(context.Request.Headers.GetValueOrDefault("x-customer", ""))</message-property>
      <message-property name="Kind">order</message-property></message-properties>`;
    const gateway = setUp(
      message(
        'queue-name="@(&quot;or&quot; + &quot;ders&quot;)" namespace="bus.servicebus.windows.net"',
        body + properties,
      ),
    );
    expect((await post(gateway)).status).to.equal(200);
    expect(gateway.recorded.messages).to.deep.equal([
      {
        service: "serviceBus",
        target: "bus.servicebus.windows.net/orders",
        body: '{"id":7}',
        properties: { Customer: "Contoso", Kind: "order" },
        at: gateway.clock.now(),
      },
    ]);
  });

  it("sends to a topic as a user-assigned identity", async () => {
    const policy = message('topic-name="news" client-id="sender-id"', "<payload />");
    const gateway = setUp(policy, { type: "UserAssigned", userAssignedIdentities: [userAssigned] });
    expect((await post(gateway)).status).to.equal(200);
    expect(gateway.recorded.messages[0]).to.include({ target: "news", body: "" });
  });

  it("fails the call without the identity, and sends nothing", async () => {
    for (const clientId of ["", 'client-id="other"']) {
      const gateway = setUp(message(`queue-name="orders" ${clientId}`, body), {});
      expect((await post(gateway)).status).to.equal(500);
      expect(gateway.recorded.messages).to.deep.equal([]);
    }
  });

  it("needs one target, and a payload", () => {
    expect(() => setUp(message("", body))).to.throw("queue-name");
    expect(() => setUp(message('queue-name="a" topic-name="b"', body))).to.throw("queue-name");
    expect(() => setUp(message('queue-name="a"', ""))).to.throw("payload");
  });
});
