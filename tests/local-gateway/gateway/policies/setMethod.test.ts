import { expect } from "chai";
import { echoed } from "../support";
import { run } from "./runPolicies";

describe("set-method", () => {
  it("changes the method that the backend gets, and nothing else", async () => {
    const changed = echoed(await run("<set-method>put</set-method>"));
    expect([changed.method, changed.body]).to.deep.equal(["PUT", "hello"]);
    expect(changed.url).to.equal("https://backend.test/base/rooms/blue%20room/say?a=1&b=x%20y");
  });

  it("takes an expression", async () => {
    expect(echoed(await run(`<set-method>@("PA" + "TCH")</set-method>`)).method).to.equal("PATCH");
    expect(
      (await run("<set-method>@((string)context.Variables[&quot;none&quot;])</set-method>")).status,
    ).to.equal(500);
  });
});
