import { expect } from "chai";
import { type HttpHandler, HttpHeaders } from "../../../../packages/common/http";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { type Bench, echoed } from "../support";
import { header, say, withPolicies } from "./runPolicies";

const send = (name: string) =>
  `<send-request response-variable-name="${name}"><set-url>https://${name}.test/</set-url></send-request>`;

/** A slow and a fast service, which take two seconds and one. */
function setUp(attributes: string, children = send("slow") + send("fast")) {
  const after =
    (ms: number): HttpHandler =>
    () =>
      new Promise((resolve) => {
        gateway.clock.after(ms, () =>
          resolve({ status: 200, headers: new HttpHeaders(), body: new Uint8Array(0) }),
        );
      });
  const failed: HttpHandler = () => Promise.reject(new TransportError("BackendConnectionFailure", "gone"));
  const has = (name: string) => `context.Variables.ContainsKey(&quot;${name}&quot;)`;
  const gateway: Bench = withPolicies(
    {
      inbound: `<wait ${attributes}>${children}</wait>${header("x-has", "override", `@(${has("slow")} + &quot; &quot; + ${has("fast")})`)}`,
      onError: header("x-reason", "override", "@(context.LastError.Reason)"),
    },
    { "slow.test": after(2000), "fast.test": after(1000), "gone.test": failed },
  );
  return gateway;
}

async function timed(gateway: Bench) {
  const start = gateway.clock.now();
  const answer = await say(gateway);
  return { answer, took: gateway.clock.now() - start };
}

describe("wait", () => {
  it("waits for all of its children, which run side by side", async () => {
    for (const attributes of ['for="all"', ""]) {
      const { answer, took } = await timed(setUp(attributes));
      expect([took, echoed(answer).headers["x-has"]]).to.deep.equal([2000, "True True"]);
    }
  });

  it("waits for the first that succeeds", async () => {
    const { answer, took } = await timed(setUp('for="any"'));
    expect([took, echoed(answer).headers["x-has"]]).to.deep.equal([1000, "False True"]);
    const one = await timed(setUp('for="any"', send("gone") + send("fast")));
    expect([one.took, one.answer.status]).to.deep.equal([1000, 200]);
  });

  it("fails with a child that fails, or when all of them do", async () => {
    const all = await timed(setUp('for="all"', send("gone") + send("slow")));
    expect([all.answer.status, all.answer.headers.get("x-reason")]).to.deep.equal([
      500,
      "BackendConnectionFailure",
    ]);
    const any = await timed(setUp('for="any"', send("gone") + send("gone")));
    expect([any.answer.status, any.answer.headers.get("x-reason")]).to.deep.equal([
      500,
      "BackendConnectionFailure",
    ]);
  });

  it("goes on at once without children, and takes no other word", async () => {
    expect((await timed(setUp('for="any"', ""))).took).to.equal(0);
    expect(() => setUp('for="some"')).to.throw("for");
  });
});
