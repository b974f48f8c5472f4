import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import type { Fault } from "../../packages/local-gateway/openai";
import { chat, devConfig, DevStack } from "./devStack";
import { Caller } from "./storedCalls";

const products: GatewayConfigInput["products"] = [
  { name: "one", displayName: "One", subscriptions: [{ name: "team" }] },
];
const model = "gpt-5.4";
const path = "/openai/v1/chat/completions";
const backends = ["ptu-1", "payg-1", "payg-2"];
const full: Fault = { kind: "status", status: 429, retryAfterMs: 2_000 };

describe("what a backend asks for as a wait", () => {
  /** Headers of every backend's 429 => ms that the client is told. */
  const table: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{ "retry-after-ms": "1500", "Retry-After": "9" }, 1_500],
    [{ "Retry-After": "9" }, 9_000],
    [{ "Retry-After": "0" }, 0],
    [{}, 1_000],
    [{ "retry-after-ms": "NaN" }, 1_000],
    [{ "retry-after-ms": "NaN", "Retry-After": "4" }, 4_000],
    [{ "Retry-After": "NaN" }, 1_000],
    [{ "retry-after-ms": "-5" }, 1_000],
    [{ "Retry-After": "-5" }, 1_000],
    [{ "Retry-After": "Infinity" }, 60_000],
    [{ "retry-after-ms": "1e300" }, 60_000],
    [{ "Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT" }, 1_000],
    [{ "Retry-After": "soon" }, 1_000],
  ];
  for (const [headers, ms] of table)
    it(`${JSON.stringify(headers)} => ${ms} ms`, async () => {
      const stack = await DevStack.start({ ...devConfig, products }, async (_request, ask) => {
        const answer = await ask();
        for (const name of ["retry-after-ms", "Retry-After"]) {
          answer.headers.delete(name);
          if (headers[name] !== undefined) answer.headers.set(name, headers[name]);
        }
        return answer;
      });
      for (const name of backends) stack.account(name).configure(model, { fault: full });
      const refused = await stack.call(path, chat(5), { "api-key": stack.key("team") });
      expect(refused.status).to.equal(429);
      expect(refused.headers.get("retry-after-ms")).to.equal(String(ms));
      expect(refused.headers.get("Retry-After")).to.equal(String(Math.ceil(ms / 1000)));
    });
});

describe("what a client cannot choose", () => {
  it("another deployment of the account, by a header that only the account reads", async () => {
    const seen: (readonly string[])[] = [];
    const stack = await DevStack.start({ ...devConfig, products }, (request, ask) => {
      seen.push([...request.headers].map(([name]) => name.toLowerCase()));
      return ask();
    });
    const steering = ["x-ms-spillover-deployment", "x-ms-oai-image-generation-deployment"];
    const headers = Object.fromEntries(steering.map((name) => [name, "text-embedding-3-small"]));
    const key = { "api-key": stack.key("team") };
    await stack.call(path, chat(5), { ...key, ...headers, "x-ms-client-request-id": "mine" });
    expect(seen).to.have.length(1);
    expect(seen[0]).not.to.include.members([steering[0]!]);
    expect(seen[0]).not.to.include.members([steering[1]!]);
    expect(seen[0]).to.include("x-ms-client-request-id");
  });

  it("more attempts, by words that a refusal repeats", async () => {
    const stack = await DevStack.start({ ...devConfig, products });
    const mine = new Caller(stack, "team");
    // The account's message quotes what it does not know.
    const quoted = await mine.respond({ include: ['"code":"invalid_encrypted_content"'] });
    expect(quoted.status, quoted.text).to.equal(400);
    expect(quoted.text).to.contain("invalid_encrypted_content");
    expect(stack.usage().map(({ attempts }) => attempts)).to.deep.equal([1]);
  });
});

describe("the one account that holds the state of a call", () => {
  const silent: readonly (readonly [string, Fault])[] = [
    ["500", { kind: "status", status: 500 }],
    ["503", { kind: "status", status: 503 }],
    ["408", { kind: "status", status: 408 }],
    ["a broken connection", { kind: "cut" }],
  ];
  async function begun() {
    const stack = await DevStack.start({ ...devConfig, products });
    const mine = new Caller(stack, "team");
    const made = await mine.respond({});
    const holder = stack.account(made.headers.get("x-gateway-backend")!);
    const goOn = () => mine.respond({ previous_response_id: made.json.id });
    return { stack, holder, goOn };
  }
  const expectLost = async (answer: Promise<Awaited<ReturnType<Caller["respond"]>>>) => {
    const { status, headers, json } = await answer;
    expect(status).to.equal(503);
    expect(headers.get("x-genai-affinity")).to.equal("pinned");
    expect([json.error.code, json.error.type]).to.deep.equal(["StoredStateUnavailable", "server_error"]);
    expect(json.error.message).to.contain("no other account has it").and.to.contain("sent whole in 'input'");
  };
  for (const [name, fault] of silent)
    it(`answers ${name}: 503 that says what is out of reach, and what can be done`, async () => {
      const { stack, holder, goOn } = await begun();
      holder.configure(model, { fault });
      await expectLost(goOn());
      expect(stack.usage().map(({ status, attempts }) => [status, attempts])).to.deep.equal([[200, 1], [503, 1]]); // prettier-ignore
    });

  it("has its circuit breaker open: the same", async () => {
    const { holder, goOn } = await begun();
    holder.configure(model, { fault: { kind: "status", status: 500 } });
    for (let failed = 0; failed < 3; failed += 1) await goOn();
    holder.configure(model, { fault: undefined });
    const before = holder.ledger.calls.length;
    await expectLost(goOn());
    expect(holder.ledger.calls.length).to.equal(before);
  });

  it("refuses the gateway's identity: 502, as of any backend", async () => {
    const { holder, goOn } = await begun();
    holder.configure(model, { fault: { kind: "status", status: 401 } });
    const refused = await goOn();
    expect([refused.status, refused.json.error.code]).to.deep.equal([502, "BackendRefusedIdentity"]);
  });
});
