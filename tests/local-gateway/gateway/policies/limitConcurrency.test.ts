import { expect } from "chai";
import { HttpHeaders } from "../../../../packages/common/http";
import { api, apiPolicy, bench, operation, service } from "../support";
import { header, say, withPolicies } from "./runPolicies";

describe("limit-concurrency", () => {
  it("refuses at once what exceeds the count, and lets go afterwards", async () => {
    const gateway = bench(
      [
        service(),
        api("chat", { serviceUrl: "https://slow.test" }),
        operation("chat", "say", "GET", "/"),
        apiPolicy(
          "chat",
          `<policies><inbound /><backend><limit-concurrency key="@(context.Api.Id)" max-count="1"><forward-request /></limit-concurrency></backend></policies>`,
        ),
      ],
      {
        "slow.test": () =>
          new Promise((resolve) => {
            gateway.clock.after(1000, () =>
              resolve({ status: 200, headers: new HttpHeaders(), body: new Uint8Array(0) }),
            );
          }),
      },
    );
    const both = Promise.all([gateway.call("/chat/"), gateway.call("/chat/")]);
    expect((await both).map(({ status }) => status).sort()).to.deep.equal([200, 429]);
    expect((await gateway.call("/chat/")).status).to.equal(200);
  });

  it("counts keys apart, and lets go of a place whose policies fail", async () => {
    const limited = (key: string, content: string) =>
      `<limit-concurrency key="${key}" max-count="1">${content}</limit-concurrency>`;
    const nested = withPolicies({
      inbound: limited("a", limited("b", header("x-in", "override", "1"))),
    });
    expect((await say(nested)).status).to.equal(200);
    const same = withPolicies({ inbound: limited("a", limited("a", "")) });
    expect((await say(same)).status).to.equal(429);
    const failing = withPolicies({
      inbound: limited("a", `<set-variable name="x" value="@((int)context.Variables[&quot;none&quot;])" />`),
      onError: header("x-reason", "override", "@(context.LastError.Reason)"),
    });
    for (const attempt of ["first", "second"]) {
      const { headers } = await say(failing);
      expect(headers.get("x-reason"), attempt).to.equal("ExpressionValueEvaluationFailure");
    }
  });

  it("needs a key and a count", () => {
    expect(() => withPolicies({ inbound: '<limit-concurrency max-count="1" />' })).to.throw("key");
    expect(() => withPolicies({ inbound: '<limit-concurrency key="a" />' })).to.throw("max-count");
  });
});
