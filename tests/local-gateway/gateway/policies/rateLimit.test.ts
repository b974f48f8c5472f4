import { expect } from "chai";
import { VirtualClock } from "../../../../packages/common/clock";
import { GatewayCounters } from "../../../../packages/local-gateway/gateway/state/counters";
import { createInProcessTransport } from "../../../../packages/local-gateway/http/inProcess";
import { HttpHeaders } from "../../../../packages/common/http";
import { api, apiPolicy, bench, declared, operation, service, serviceId } from "../support";

const subscription = (id: string) =>
  declared("apimanagement:Subscription", `subscriptions/${id}`, {
    scope: `${serviceId}/apis`,
    primaryKey: `key-${id}`,
    secondaryKey: `second-${id}`,
    state: "active",
  });

function setUp(policy: string) {
  const clock = new VirtualClock();
  const document = `<policies><inbound>${policy}</inbound><backend><forward-request /></backend></policies>`;
  const empty = () => Promise.resolve({ status: 200, headers: new HttpHeaders(), body: new Uint8Array(0) });
  const gateway = bench(
    [
      service(),
      subscription("ann"),
      subscription("bob"),
      api("chat"),
      operation("chat", "one", "GET", "/one"),
      operation("chat", "two", "GET", "/two"),
      apiPolicy("chat", document),
    ],
    {},
    { clock, counters: new GatewayCounters(clock), transport: createInProcessTransport(() => empty, clock) },
  );
  const call = (who: string, path = "one") =>
    gateway.call(`/chat/${path}`, { headers: who ? { "Ocp-Apim-Subscription-Key": `key-${who}` } : {} });
  const statuses = async (...calls: readonly (readonly [string, string?])[]) => {
    const answers = [];
    for (const [who, path] of calls) answers.push((await call(who, path)).status);
    return answers;
  };
  return { clock, call, statuses };
}

describe("rate-limit", () => {
  it("limits each subscription by itself, within any period of its length", async () => {
    const { clock, call, statuses } = setUp('<rate-limit calls="2" renewal-period="10" />');
    expect(await statuses(["ann"], ["bob"])).to.deep.equal([200, 200]);
    await clock.advance(4_000);
    expect(await statuses(["ann"], ["bob"])).to.deep.equal([200, 200]);
    const refused = await call("ann");
    expect([refused.status, refused.headers.get("Retry-After")]).to.deep.equal([429, "6"]);
    expect(JSON.parse(refused.text)).to.deep.equal({
      statusCode: 429,
      message: "Rate limit is exceeded. Try again in 6 seconds.",
    });
    await clock.advance(6_000);
    expect(await statuses(["ann"], ["ann"])).to.deep.equal([200, 429]);
  });

  it("leaves calls without a subscription alone", async () => {
    const { statuses } = setUp('<rate-limit calls="1" renewal-period="10" />');
    expect(await statuses([""], [""], [""])).to.deep.equal([200, 200, 200]);
  });

  it("says what is left, under the names that it is given", async () => {
    const { call } = setUp(
      `<rate-limit calls="1" renewal-period="10" retry-after-header-name="x-again" remaining-calls-header-name="x-left" total-calls-header-name="x-total" />`,
    );
    const first = await call("ann");
    expect([first.headers.get("x-left"), first.headers.get("x-total")]).to.deep.equal(["0", "1"]);
    const refused = await call("ann");
    expect([refused.headers.get("x-again"), refused.headers.has("Retry-After")]).to.deep.equal(["10", false]);
  });

  it("limits operations on top of the whole", async () => {
    const { statuses } = setUp(
      `<rate-limit calls="3" renewal-period="10"><api name="chat" calls="3" renewal-period="10">
        <operation id="one" calls="1" renewal-period="10" /></api></rate-limit>`,
    );
    expect(await statuses(["ann"], ["ann"], ["ann", "two"], ["bob"])).to.deep.equal([200, 429, 200, 200]);
  });

  it("needs calls and a period", () => {
    expect(() => setUp('<rate-limit renewal-period="10" />')).to.throw("calls");
    expect(() => setUp('<rate-limit calls="many" renewal-period="10" />')).to.throw();
    expect(() => setUp('<rate-limit calls="1" />')).to.throw("renewal-period");
  });
});
