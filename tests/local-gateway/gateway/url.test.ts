import { expect } from "chai";
import fc from "fast-check";
import { changeQuery, joinUrl, queryValue, splitUrl } from "../../../packages/local-gateway/http/url";

describe("url", () => {
  it("takes a URL apart so that joining it gives the same", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, size: "xsmall" }), (url) => {
        const { origin, path, query } = splitUrl(url);
        const whole = new URL(url);
        // An empty query ("http://a/?") is not kept; a query that is itself "?" is.
        const expected = whole.search === "" ? whole.href.replace(/\?$/, "") : whole.href;
        expect(new URL(joinUrl(origin, path, query)).href).to.equal(expected);
      }),
      { numRuns: 25 },
    );
  });

  it("copes with what has no path, no query or a fragment", () => {
    expect(splitUrl("https://a")).to.deep.equal({ origin: "https://a", path: "/", query: "" });
    expect(splitUrl("https://a?b=/c")).to.deep.equal({ origin: "https://a", path: "/", query: "b=/c" });
    expect(splitUrl("https://a/b?c=d#e")).to.deep.equal({ origin: "https://a", path: "/b", query: "c=d" });
  });

  it("sets, adds, keeps and removes query parameters without touching the others", () => {
    const query = "a=1&B=x%20y&c";
    expect(changeQuery(query, "b", "override", ["2", "3"])).to.equal("a=1&c&b=2&b=3");
    expect(changeQuery(query, "b", "skip", ["2"])).to.equal(query);
    expect(changeQuery(query, "b", "append", ["ä&"])).to.equal("a=1&B=x%20y&c&b=%C3%A4%26");
    expect(changeQuery(query, "b", "delete", [])).to.equal("a=1&c");
    expect(queryValue(query, "b")).to.equal("x y");
    expect(queryValue(query, "c")).to.equal("");
    expect(queryValue(query, "d")).to.equal(undefined);
  });
});
