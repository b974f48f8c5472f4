import { expect } from "chai";
import fc from "fast-check";
import { HttpHeaders } from "../../../../packages/common/http";
import { findAndReplace } from "../../../../packages/local-gateway/gateway/policies/findAndReplace";
import { echoed } from "../support";
import { build, element } from "../support/elements";
import { FakeGateway } from "../support/fakeGateway";
import { run, say, withPolicies } from "./runPolicies";

const replace = (from: string, to: string) => `<find-and-replace from="${from}" to="${to}" />`;

describe("find-and-replace", () => {
  it("changes the request's body in inbound, wherever the text stands", async () => {
    expect(echoed(await run(replace("l", "L"))).body).to.equal("heLLo");
    expect(
      echoed(await run(replace("@(&quot;hel&quot;)", "@(&quot;yel&quot; + &quot;l&quot;)"))).body,
    ).to.equal("yelllo");
    expect(echoed(await run(replace("L", "x"))).body).to.equal("hello");
  });

  it("changes the response in outbound, also where it is a stream", async () => {
    async function* pieces() {
      yield await Promise.resolve(Buffer.from("https://back"));
      yield Buffer.from("end.test/path");
    }
    const gateway = withPolicies(
      {
        backend: '<forward-request buffer-response="false" />',
        outbound: replace("backend.test", "front.test"),
      },
      { "backend.test": () => Promise.resolve({ status: 200, headers: new HttpHeaders(), body: pieces() }) },
    );
    expect((await say(gateway)).text).to.equal("https://front.test/path");
  });

  it("takes both texts as they stand", async () => {
    expect(echoed(await run(replace("l+", "x"))).body).to.equal("hello");
    expect(echoed(await run(replace("ell", "$&amp;$1"))).body).to.equal("h$&$1o");
  });

  it("leaves an empty body alone, and does nothing for an empty text", async () => {
    const gateway = withPolicies({ inbound: replace("a", "b") });
    expect(echoed(await say(gateway, { body: "" })).body).to.equal("");
    expect(echoed(await run(replace("@(&quot;&quot;)", "x"))).body).to.equal("hello");
  });

  it("leaves nothing of a text whose replacement does not bring it back", () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom("a", "b", "c") }), async (body) => {
        const call = new FakeGateway().call({ body });
        await build(findAndReplace, element("find-and-replace", { from: "ab", to: "-" })).run(call);
        const changed = Buffer.from(call.context.request.body.bytes()!).toString();
        expect(changed).to.not.contain("ab");
        expect(changed.replaceAll("-", "ab")).to.equal(body);
      }),
    ));

  it("needs both texts", () => {
    expect(() => run('<find-and-replace from="a" />')).to.throw("to");
    expect(() => run('<find-and-replace to="a" />')).to.throw("from");
  });
});
