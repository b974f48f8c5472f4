import { expect } from "chai";
import {
  cacheLookupValue,
  cacheRemoveValue,
  cacheStoreValue,
} from "../../../../packages/local-gateway/gateway/policies/cacheValues";
import {
  fromInt,
  fromText,
  toNumber,
  toText,
} from "../../../../packages/policy-language/expressions/values/values";
import { build, element } from "../support/elements";
import { FakeGateway } from "../support/fakeGateway";

describe("the value cache's policies", () => {
  const store = build(
    cacheStoreValue,
    element("cache-store-value", { key: "k", value: () => fromInt(7), duration: "10" }),
  );
  const lookup = build(cacheLookupValue, element("cache-lookup-value", { key: "k", "variable-name": "v" }));

  it("store, find until the duration has passed, and remove", async () => {
    const gateway = new FakeGateway();
    const found = async () => {
      const call = gateway.call();
      await lookup.run(call);
      return call.context.variables.has("v") ? toNumber(call.context.variables.get("v")) : undefined;
    };
    expect(await found()).to.equal(undefined);
    await store.run(gateway.call());
    expect(await found()).to.equal(7);
    await gateway.clock.advance(10_000);
    expect(await found()).to.equal(undefined);
    await store.run(gateway.call());
    await build(cacheRemoveValue, element("cache-remove-value", { key: "k" })).run(gateway.call());
    expect(await found()).to.equal(undefined);
  });

  it("put the default in on a miss", async () => {
    const call = new FakeGateway().call();
    const attributes = { key: "k", "variable-name": "v", "default-value": () => fromText("none") };
    await build(cacheLookupValue, element("cache-lookup-value", attributes)).run(call);
    expect(toText(call.context.variables.get("v"))).to.equal("none");
  });
});
