import { expect } from "chai";
import { type HttpHandler, HttpHeaders, jsonResponse } from "../../../../packages/common/http";
import { header, say, withPolicies } from "./runPolicies";

const reason = header(
  "x-reason",
  "override",
  "@(context.LastError.Source + &quot; &quot; + context.LastError.Reason)",
);

function forward(attributes: string, handler?: HttpHandler) {
  const backends = handler && { "backend.test": handler };
  return withPolicies({ backend: `<forward-request ${attributes} />`, onError: reason }, backends);
}

/** Answers after so many ms of the virtual clock. */
function slow(ms: number, attributes: string) {
  const gateway = forward(
    attributes,
    () => new Promise((resolve) => void gateway.clock.after(ms, () => resolve(jsonResponse(200, {})))),
  );
  return gateway;
}

describe("forward-request", () => {
  it("gives up after its timeout, five minutes where none is named", async () => {
    for (const [attributes, limit] of [
      ["", 300_000],
      ['timeout="2"', 2_000],
      ['timeout="@(1 + 2)"', 3_000],
      ['timeout-ms="50"', 50],
    ] as const) {
      expect((await say(slow(limit - 1, attributes))).status, attributes).to.equal(200);
      const late = await say(slow(limit + 1, attributes));
      expect([late.status, late.headers.get("x-reason")]).to.deep.equal([500, "forward-request Timeout"]);
    }
  });

  it("takes error statuses for answers, unless told otherwise", async () => {
    const refuses: HttpHandler = () => Promise.resolve(jsonResponse(503, { busy: true }));
    const plain = await say(forward("", refuses));
    expect([plain.status, plain.text]).to.deep.equal([503, '{"busy":true}']);
    const failed = await say(forward('fail-on-error-status-code="true"', refuses));
    expect(failed.status).to.equal(500);
    expect(failed.headers.get("x-reason")).to.match(/^forward-request /);
  });

  it("follows redirects only where it is told to", async () => {
    const moves: HttpHandler = ({ url }) =>
      Promise.resolve(
        url.includes("/there")
          ? jsonResponse(200, { arrived: true })
          : { status: 302, headers: new HttpHeaders({ Location: "/there" }), body: new Uint8Array(0) },
      );
    expect((await say(forward("", moves))).status).to.equal(302);
    expect((await say(forward('follow-redirects="true"', moves))).text).to.equal('{"arrived":true}');
  });

  it("is all that the backend section does: without it nothing is called", async () => {
    const gateway = withPolicies({ backend: header("x-a", "override", "1") });
    const answer = await say(gateway);
    expect([answer.status, answer.text]).to.deep.equal([200, ""]);
    expect(gateway.reached).to.deep.equal([]);
  });

  it("takes no timeout that is no number", async () => {
    expect(() => forward('timeout="soon"')).to.throw("timeout");
    expect((await say(forward('timeout="@(&quot;soon&quot;)"'))).status).to.equal(500);
  });
});
