import { expect } from "chai";
import { request as httpRequest } from "node:http";
import { servedDashboard, type ServedDashboard } from "./served";

describe("the dashboard over HTTP", function () {
  let served: ServedDashboard;
  before(async () => (served = await servedDashboard()));
  after(() => served.close());

  const chat = (more: object = {}) =>
    JSON.stringify({
      subscription: "premium-team",
      deployment: "gpt-5.4",
      message: "Hello",
      stream: false,
      ...more,
    });
  const post = (path: string, body: string, headers: Record<string, string> = {}, method = "POST") =>
    fetch(`${served.url}${path}`, {
      method,
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });

  it("serves its page and files with a policy that allows nothing from elsewhere", async () => {
    for (const [path, type] of [
      ["/", "text/html"],
      ["/assets/main.js", "text/javascript"],
      ["/assets/uplot.js", "text/javascript"],
      ["/assets/dashboard.css", "text/css"],
      ["/assets/icon.svg", "image/svg+xml"],
    ] as const) {
      const answer = await fetch(served.url + path);
      expect(answer.status, path).to.equal(200);
      expect(answer.headers.get("content-type")).to.contain(type);
      expect(answer.headers.get("content-security-policy")).to.contain("default-src 'none'");
      expect(answer.headers.get("x-content-type-options")).to.equal("nosniff");
      const text = await answer.text();
      if (path === "/") expect(text).not.to.match(/https?:\/\/|style=|onclick|<script>/);
    }
  });

  it("gives no file besides", async () => {
    for (const path of ["/assets/../feed.ts", "/assets/%2e%2e/feed.ts", "/assets/nothing.js", "/etc/passwd"])
      expect((await fetch(served.url + path)).status, path).to.equal(404);
  });

  it("sends a chat as a subscription, whose key never shows", async () => {
    const answer = await post("/api/chat", chat());
    expect(answer.status).to.equal(200);
    expect(
      ((await answer.json()) as { usage: { total_tokens: number } }).usage.total_tokens,
    ).to.be.greaterThan(0);
    const streamed = await post("/api/chat", chat({ stream: true }));
    expect(await streamed.text()).to.match(/data: \[DONE\]\s*$/);
    const state = await (await fetch(`${served.url}/api/state`)).text();
    const {
      requests: { page: requests },
    } = JSON.parse(state) as {
      requests: { page: { id: string; status: number; subscription: string }[] };
    };
    expect(requests[0]).to.include({ status: 200, subscription: "premium-team", streamed: true });
    const trace = await (await fetch(`${served.url}/api/requests/${requests[0]!.id}`)).text();
    expect(trace).to.contain("llm-token-limit");
    for (const key of served.keys) {
      expect(state).not.to.contain(key);
      expect(trace).not.to.contain(key);
    }
  });

  it("pushes snapshots for as long as somebody listens", async () => {
    const stop = new AbortController();
    const answer = await fetch(`${served.url}/api/events`, { signal: stop.signal });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (count: number) => {
      while (text.split("\n\n").length <= count) text += (await reader.read()).value ?? "";
    };
    await until(1);
    void post("/api/chat", chat());
    await until(2);
    expect(text).to.match(/^data: \{"service":/);
    stop.abort();
  });

  for (const [what, path, body, headers, status, part] of [
    ["no JSON", "/api/chat", "{", {}, 400, "not valid"],
    ["an empty message", "/api/chat", chat({ message: "" }), {}, 400, "message"],
    ["an unknown subscription", "/api/chat", chat({ subscription: "nobody" }), {}, 404, "nobody"],
    ["another content type", "/api/chat", chat(), { "Content-Type": "text/plain" }, 415, "application/json"],
    ["another origin", "/api/chat", chat(), { Origin: "http://evil.test" }, 403, "origin"],
    ["another site's form", "/api/chat", chat(), { "Sec-Fetch-Site": "cross-site" }, 403, "origin"],
    ["an unknown account's fault", "/api/faults/none", "{}", {}, 404, "none"],
    [
      "a foreign service's traces",
      "/subscriptions/x/service/y/gateways/managed/listTrace",
      "{}",
      {},
      404,
      "service",
    ],
    ["a change where nothing changes", "/api/state", "{}", {}, 405, "GET"],
  ] as const) {
    it(`answers ${status} to ${what}`, async () => {
      const answer = await post(path, body, headers);
      expect(answer.status).to.equal(status);
      expect(await answer.text()).to.contain(part);
    });
  }

  it("takes a region away and brings it back, where there are several", async () => {
    const prod = await servedDashboard("prod");
    try {
      const change = (method: string, region: string) =>
        fetch(`${prod.url}/api/regions/${region}`, {
          method,
          headers: { Origin: prod.origin, "Content-Type": "application/json" },
          body: method === "PUT" ? "{}" : undefined,
        });
      const regions = async () => {
        const state = (await (await fetch(`${prod.url}/api/state`)).json()) as {
          regions: { name: string; lost: boolean }[];
        };
        return state.regions.map(({ name, lost }) => `${name} ${lost ? "lost" : "there"}`);
      };
      expect((await change("PUT", "francecentral")).status).to.equal(204);
      expect(await regions()).to.deep.equal(["swedencentral there", "francecentral lost"]);
      expect((await change("DELETE", "francecentral")).status).to.equal(204);
      expect(await regions()).to.deep.equal(["swedencentral there", "francecentral there"]);
      const unknown = await change("PUT", "nowhere");
      expect(unknown.status).to.equal(404);
      expect(await unknown.text()).to.contain("swedencentral, francecentral");
    } finally {
      await prod.close();
    }
  });

  it("answers what is looked at, as a page of a list and as files", async () => {
    for (let call = 0; call < 3; call += 1) await post("/api/chat", chat());
    const read = async (query: string) =>
      (await (await fetch(`${served.url}/api/state${query}`)).json()) as {
        usage: { headline: { calls: number } };
        requests: { total: number; page: { id: string; at: number; path: string }[] };
      };
    const all = await read("");
    expect(all.requests.total).to.be.at.least(3).and.to.equal(all.usage.headline.calls);
    const second = await read("?offset=1");
    expect(second.requests.page.map(({ id }) => id)).to.deep.equal(
      all.requests.page.slice(1).map(({ id }) => id),
    );
    const [newest] = all.requests.page;
    const found = await read(`?search=${newest!.id.toUpperCase()}&status=2&range=300&product=premium`);
    expect(found.requests.page.map(({ id }) => id)).to.deep.equal([newest!.id]);
    expect((await read("?product=standard")).usage.headline.calls).to.equal(0);
    const file = async (name: string) => {
      const answer = await fetch(`${served.url}/api/requests.${name}`);
      expect(answer.headers.get("content-disposition")).to.contain(`requests.${name}`);
      return answer.text();
    };
    const csv = (await file("csv")).trimEnd().split("\r\n");
    const json = JSON.parse(await file("json")) as { id: string; at: string }[];
    expect(csv).to.have.length(all.requests.total + 1);
    expect(json.map(({ id }) => id)).to.deep.equal(csv.slice(1).map((line) => line.split(",")[0]));
    expect(json[0]!.at).to.equal(new Date(newest!.at).toISOString());
    const wrong = await fetch(`${served.url}/api/state?range=7&offset=-1&status=abc`);
    expect(wrong.status).to.equal(400);
    const told = await wrong.text();
    for (const name of ["range", "offset", "status"]) expect(told).to.contain(name);
  });

  it("answers 404 for a trace that it does not keep", async () => {
    expect((await fetch(`${served.url}/api/requests/none`)).status).to.equal(404);
    expect((await fetch(`${served.url}/api/requests/%E0%A4%A`)).status).to.equal(404);
  });

  it("answers to no other name than the loopback's", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(served.url);
      httpRequest(
        { host: "127.0.0.1", port, path: "/api/state", headers: { Host: `evil.test:${port}` } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      )
        .on("error", reject)
        .end();
    });
    expect(status).to.equal(403);
  });
});
