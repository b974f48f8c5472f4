import { expect } from "chai";
import { HttpHeaders, emptyBody, jsonResponse } from "../../../packages/common/http";
import { type Redirect, redirecting, takes } from "../../../packages/local-gateway/http/redirects";

/** Where a call to an address goes. */
async function goesTo(redirects: readonly Redirect[], url: string): Promise<string> {
  let sent = "";
  const transport = redirecting(
    {
      send: (request) => {
        sent = request.url;
        return Promise.resolve(jsonResponse(200, {}));
      },
    },
    redirects,
  );
  await transport.send({ method: "GET", url, headers: new HttpHeaders(), body: emptyBody }, 1000);
  return sent;
}

const orders = "https://orders.example/v2";
const local = "http://127.0.0.1:5000";

describe("redirects", () => {
  /** from => to, of a call, where it goes; undefined where it goes on. */
  const table: readonly (readonly [from: string, to: string, url: string, where?: string])[] = [
    [orders, local, "https://orders.example/v2/7?a=1", `${local}/v2/7?a=1`],
    [orders, local, "https://orders.example/v2", `${local}/v2`],
    // Whatever the scheme that the policy ends up with.
    [orders, local, "http://orders.example/v2/7", `${local}/v2/7`],
    [orders, `${local}/api`, "https://orders.example/v2/7", `${local}/api/7`],
    [orders, `${local}/api/`, "https://orders.example/v2/7", `${local}/api/7`],
    [`${orders}/`, local, "https://orders.example/v2/7", `${local}/v2/7`],
    ["https://orders.example", local, "https://orders.example/anything", `${local}/anything`],
    // Whole segments: /v20 is another API's.
    [orders, local, "https://orders.example/v20/7"],
    [orders, local, "https://orders.example/v2x"],
    [orders, local, "https://orders.example/"],
    [orders, local, "https://orders.example:8443/v2/7"],
    [orders, local, "https://more.orders.example/v2/7"],
    [orders, local, "https://orders.example.evil.example/v2/7"],
  ];
  for (const [from, to, url, where] of table)
    it(`${from} to ${to}: ${url} => ${where ?? "as it is"}`, async () => {
      expect(takes({ from, to }, url)).to.equal(where !== undefined);
      expect(await goesTo([{ from, to }], url)).to.equal(where ?? url);
    });

  it("of two, the longer one counts, in whatever order they are given", async () => {
    const [whole, part] = [
      { from: "https://orders.example", to: "http://127.0.0.1:1" },
      { from: orders, to: "http://127.0.0.1:2" },
    ];
    for (const redirects of [
      [whole, part],
      [part, whole],
    ]) {
      expect(await goesTo(redirects, `${orders}/7`)).to.equal("http://127.0.0.1:2/v2/7");
      expect(await goesTo(redirects, "https://orders.example/v1")).to.equal("http://127.0.0.1:1/v1");
    }
  });

  it("let through what is no address, for the transport to refuse", async () => {
    expect(await goesTo([{ from: orders, to: local }], "nowhere")).to.equal("nowhere");
  });
});
