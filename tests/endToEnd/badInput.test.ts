import { expect } from "chai";
import { connect } from "node:net";
import { serveLocalStack, type ServedStack } from "../../packages/local-gateway/stack/serveStack";
import { evaluated } from "../components/evaluated";

const path = "/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21";
const chat = JSON.stringify({ messages: [{ role: "user", content: "Hello" }], max_completion_tokens: 5 });

/** Through every layer over sockets: ingress, API Management with its policies, simulated account. */
describe("bad input to the whole gateway", function () {
  let stack: ServedStack;
  let key: string;
  const defects: unknown[] = [];
  before(async () => {
    const { deployment } = await evaluated("ptu");
    key = (deployment.outputs["subscriptionKeys"]!.value as Record<string, string>)["premium-team"]!;
    stack = await serveLocalStack(deployment, { onDefect: (error) => void defects.push(error) });
  });
  after(() => stack.close());
  afterEach(() => expect(defects.splice(0)).to.deep.equal([]));

  const call = (at: string, init: RequestInit = {}) =>
    fetch(stack.url + at, {
      method: "POST",
      body: chat,
      ...init,
      headers: { "api-key": key, "Content-Type": "application/json", ...(init.headers as object) },
    });

  async function shapeOf(answer: Response): Promise<{ code?: unknown; message?: unknown }> {
    const { error } = (await answer.json()) as { error: { code: unknown; message: unknown } };
    expect(error.message).to.be.a("string").and.not.equal("");
    return error;
  }

  for (const [what, at, init, status] of [
    // More than a server here takes, 64 MiB; what Azure takes is not documented.
    ["a body of 65 MiB", path, { body: "a".repeat(65 * 1024 * 1024) }, 413],
    ["a body of 11 MB that is no JSON", path, { body: "a".repeat(11 * 1024 * 1024) }, 400],
    ["broken JSON", path, { body: '{"messages": [' }, 400],
    ["no body", path, { body: "" }, 400],
    ["JSON that is no object", path, { body: "[1, 2]" }, 400],
    ["JSON nested 100,000 deep", path, { body: "[".repeat(100_000) }, 400],
    ["broken UTF-8", path, { body: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]) }, 400],
    ["messages that are none", path, { body: '{"messages":"hello"}' }, 400],
    ["a wrong key", path, { headers: { "api-key": "0000" } }, 401],
    ["an empty key", path, { headers: { "api-key": "" } }, 401],
    ["a key of 8,000 characters", path, { headers: { "api-key": "k".repeat(8_000) } }, 401],
    ["a deployment that does not exist", path.replace("gpt-5.4", "nothing"), {}, 404],
    ["a path that goes up", path.replace("gpt-5.4", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"), {}, 404],
    ["a deployment of percent signs", path.replace("gpt-5.4", "%E0%A4%A"), {}, 404],
    ["another method", path, { method: "DELETE", body: undefined }, 404],
  ] as const) {
    it(`answers ${status} to ${what}`, async () => {
      const answer = await call(at, init);
      expect(answer.status).to.equal(status);
      await shapeOf(answer);
      expect(answer.headers.get("x-powered-by")).to.equal(null);
    });
  }

  it("does not let dots in a raw path reach anything else", async () => {
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(stack.url).port), "127.0.0.1", () =>
        socket.write(
          `GET /openai/../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\napi-key: ${key}\r\nConnection: close\r\n\r\n`,
        ),
      );
      let received = "";
      socket.on("data", (chunk: Buffer) => (received += chunk.toString()));
      socket.on("close", () => resolve(received));
      socket.on("error", reject);
    });
    expect(status).to.match(/^HTTP\/1.1 404 /);
    expect(status).not.to.contain("root:");
  });

  it("answers a hostile prompt of 100 KB while others go on", async () => {
    const hostile = JSON.stringify({ messages: [{ role: "user", content: "a".repeat(100_000) }] });
    const slow = call(path, { body: hostile });
    const quick = await call(path);
    expect(quick.status).to.equal(200);
    expect((await slow).status).to.be.oneOf([200, 429]);
  });

  it("writes one usage event for each call, refused ones too, and the keys to none", async () => {
    const { eventHubEvents, gatewayLogs } = stack.recorded;
    const ids = eventHubEvents.map(({ body }) => (JSON.parse(body) as { requestId: string }).requestId);
    expect(new Set(ids).size).to.equal(ids.length);
    const known = new Set(gatewayLogs.map(({ CorrelationId }) => CorrelationId));
    for (const id of ids) expect(known.has(id)).to.equal(true);
    expect(JSON.stringify([eventHubEvents, gatewayLogs])).not.to.contain(key);
  });

  it("frees every connection of clients that leave in mid-stream", async () => {
    const [account] = [...stack.accounts.values()].filter(({ subdomain }) => /ptu/.test(subdomain));
    account!.configure("gpt-5.4", { latency: { firstTokenMs: 0, perTokenMs: 1_000 } });
    const leave = async () => {
      const stop = new AbortController();
      const answer = await call(path, {
        body: JSON.stringify({ messages: [{ role: "user", content: "Hello" }], stream: true }),
        signal: stop.signal,
      });
      await answer.body!.getReader().read();
      stop.abort();
    };
    const before = account!.ledger.calls.length;
    await Promise.all(Array.from({ length: 20 }, leave));
    const begun = account!.ledger.calls.slice(before);
    // Their streams would take a minute: that all have ended shows that leaving reached the account.
    while (begun.some(({ status }) => status === 0)) await new Promise((resolve) => setImmediate(resolve));
    account!.configure("gpt-5.4", { latency: { firstTokenMs: 0, perTokenMs: 0 } });
    expect((await call(path)).status).to.equal(200);
    expect(begun.every(({ complete }) => !complete)).to.equal(true);
  });
});
