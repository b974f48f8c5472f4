import { expect } from "chai";
import { jsonResponse } from "../../../../packages/common/http";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { api, apiPolicy, bench, echoed, operation, service } from "../support";

function setUp(attributes = "") {
  let made = 0;
  const state = { fails: false };
  const gateway = bench(
    [
      service(),
      api("shop"),
      operation("shop", "get", "GET", "/{item}"),
      apiPolicy(
        "shop",
        `<policies><inbound>
          <cache-value key="@(context.Request.MatchedParameters[&quot;item&quot;])" variable-name="price" expires-after="60" ${attributes}>
            <value>
              <send-request response-variable-name="answer"><set-url>https://price.test/</set-url></send-request>
              <set-variable name="price" value="@(((IResponse)context.Variables[&quot;answer&quot;]).Body.As&lt;string&gt;())" />
            </value>
          </cache-value>
          <set-header name="x-price"><value>@((string)context.Variables["price"])</value></set-header>
        </inbound></policies>`,
      ),
    ],
    {
      "price.test": () =>
        state.fails
          ? Promise.reject(new TransportError("BackendConnectionFailure", "gone"))
          : Promise.resolve(jsonResponse(200, ++made)),
    },
  );
  const price = async (item = "hat") => echoed(await gateway.call(`/shop/${item}`)).headers["x-price"];
  return { gateway, state, price };
}

describe("cache-value", () => {
  it("makes a value once a key, until it expires", async () => {
    const { gateway, price } = setUp();
    expect(await price()).to.equal("1");
    expect(await price()).to.equal("1");
    expect(await price("coat")).to.equal("2");
    await gateway.clock.advance(60_000);
    expect(await price()).to.equal("3");
  });

  it("makes it anew when it should be refreshed, and serves the old one where that fails", async () => {
    const { gateway, price, state } = setUp('refresh-after="20"');
    expect(await price()).to.equal("1");
    await gateway.clock.advance(20_000);
    state.fails = true;
    expect(await price()).to.equal("1");
    state.fails = false;
    expect(await price()).to.equal("2");
    expect(await price()).to.equal("2");
  });

  it("falls back on its default, which it does not keep, or fails the call", async () => {
    const { price, state } = setUp('default-value="none"');
    state.fails = true;
    expect(await price()).to.equal("none");
    state.fails = false;
    expect(await price()).to.equal("1");
    const without = setUp();
    without.state.fails = true;
    expect((await without.gateway.call("/shop/hat")).status).to.equal(500);
  });

  it("needs a duration", () => {
    const document = `<policies><inbound><cache-value key="a" variable-name="b"><value /></cache-value></inbound></policies>`;
    const load = () =>
      bench([service(), api("shop"), operation("shop", "get", "GET", "/"), apiPolicy("shop", document)]);
    expect(load).to.throw("expires-after");
  });
});
