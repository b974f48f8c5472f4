import { expect } from "chai";
import { echoed } from "../support";
import { run } from "./runPolicies";

describe("rewrite-uri", () => {
  const rewritten = async (attributes: string) => echoed(await run(`<rewrite-uri ${attributes} />`)).url;

  it("fills in parameters of path and query, and keeps the others", async () => {
    expect(await rewritten('template="/v2/{room}/{a}"')).to.equal(
      "https://backend.test/base/v2/blue%20room/1?b=x%20y",
    );
    expect(await rewritten('template="v2"')).to.equal("https://backend.test/base/v2?a=1&b=x%20y");
    expect(await rewritten('template="@(&quot;/v&quot; + 3)"')).to.equal(
      "https://backend.test/base/v3?a=1&b=x%20y",
    );
  });

  it("lets a query of its own win", async () => {
    expect(await rewritten('template="/v2?b=2"')).to.equal("https://backend.test/base/v2?b=2&a=1");
  });

  it("drops what the template does not name where it is told to", async () => {
    expect(await rewritten('template="/v2" copy-unmatched-params="false"')).to.equal(
      "https://backend.test/base/v2",
    );
    expect(await rewritten('template="/v2?b={b}" copy-unmatched-params="false"')).to.equal(
      "https://backend.test/base/v2?b=x%20y",
    );
  });

  it("leaves a name that nothing matches, and needs a template", async () => {
    expect(await rewritten('template="/v2/{nothing}" copy-unmatched-params="false"')).to.contain(
      "/v2/{nothing}",
    );
    expect(() => run("<rewrite-uri />")).to.throw("template");
  });
});
