import { expect } from "chai";
import { controlHandler } from "../../../packages/local-gateway/openai";
import type { Fault } from "../../../packages/local-gateway/openai/types";
import { HttpHeaders } from "../../../packages/common/http";
import { call, chatPath, deployment, events, virtualAccount } from "./accounts";

const messages = [{ role: "user", content: "Hello" }];

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "",
    (error: unknown) => (error as Error).message,
  );
}

describe("simulated account: faults", () => {
  const faulty = (fault: Fault) => virtualAccount([deployment({ behaviour: { fault } })]);

  it("starts late", async () => {
    const { call: post, clock } = faulty({ kind: "slowStart", delayMs: 3_000 });
    const begun = clock.now();
    expect((await post(chatPath, { messages, max_tokens: 1 })).status).to.equal(200);
    expect(clock.now() - begun).to.equal(3_000 + 20 + 1);
  });

  it("breaks the JSON of an answer, or of one chunk of a stream", async () => {
    const whole = faulty({ kind: "malformed" });
    const { text } = await whole.clock.run(
      call(whole.account.handle, chatPath, { messages }).catch((error: unknown) => ({ text: String(error) })),
    );
    expect(text).to.contain("SyntaxError");
    const streamed = faulty({ kind: "malformed", afterChunks: 3 });
    const answer = await streamed.call(chatPath, { messages, stream: true });
    const data = answer.text.split("\n\n").filter(Boolean);
    expect(() => JSON.parse(data[2]!.slice(6)) as unknown).not.to.throw();
    expect(() => JSON.parse(data[3]!.slice(6)) as unknown).to.throw(SyntaxError);
    expect(data.at(-1)).to.equal("data: [DONE]");
  });

  it("stops an answer as harmful", async () => {
    const { call: post } = faulty({ kind: "contentFilter", source: "completion" });
    const whole = (await post(chatPath, { messages })).json.choices[0]!;
    expect(whole.finish_reason).to.equal("content_filter");
    expect(whole.content_filter_results.violence!.filtered).to.equal(true);
    const chunks = events((await post(chatPath, { messages, stream: true })).text);
    expect(chunks.at(-1)!.choices[0]!.finish_reason).to.equal("content_filter");
  });

  it("is down as a whole, in either way, and comes back", async () => {
    const { call: post, account } = virtualAccount();
    account.setOutage("unavailable");
    const answer = await post(chatPath, { messages });
    expect([answer.status, answer.json.error.code]).to.deep.equal([503, "ServiceUnavailable"]);
    account.setOutage("refused");
    expect(await failureOf(post(chatPath, { messages }))).to.contain("refused");
    account.setOutage(undefined);
    expect((await post(chatPath, { messages })).status).to.equal(200);
  });

  it("reports on a stream beside it when the filter is asynchronous", async () => {
    const { call: post } = virtualAccount([deployment({ behaviour: { contentFilter: "asynchronous" } })]);
    const chunks = events((await post(chatPath, { messages, stream: true, max_tokens: 100 })).text);
    const looks = chunks.flatMap(({ choices }) => choices.filter((one) => one.content_filter_offsets));
    expect(looks.length).to.be.greaterThan(1);
    const text = chunks.flatMap(({ choices }) => choices.map((one) => one.delta?.content ?? "")).join("");
    expect(looks[0]!.content_filter_offsets!.start_offset).to.equal(0);
    expect(looks.at(-1)!.content_filter_offsets!.end_offset).to.equal(text.length);
    expect(
      chunks.find(({ choices }) => choices[0]?.delta?.content)!.choices[0]!.content_filter_results,
    ).to.deep.equal({});
  });
});

describe("simulated account: spillover, keys and jitter", () => {
  const pair = (spill?: string) => [
    deployment({
      name: "ptu",
      sku: "GlobalProvisionedManaged",
      capacity: 15,
      spilloverDeploymentName: spill,
    }),
    deployment({ name: "payg" }),
  ];
  const ptuPath = chatPath.replace("/chat/chat/", "/ptu/chat/");
  const broken = { fault: { kind: "status", status: 500 } } as const;

  it("sends what a provisioned deployment refuses to its Standard one, and says so", async () => {
    const { call: post, account } = virtualAccount(pair("payg"));
    expect((await post(ptuPath, { messages })).headers.has("x-ms-spillover-from-deployment")).to.equal(false);
    account.configure("ptu", broken);
    const spilt = await post(ptuPath, { messages });
    expect(spilt.status).to.equal(200);
    expect(spilt.headers.get("x-ms-spillover-from-deployment")).to.equal("ptu");
    expect(spilt.headers.get("x-ms-deployment-name")).to.equal("payg");
    expect(account.ledger.calls.at(-1)).to.include({ deployment: "payg", status: 200 });
  });

  it("takes the deployment from the request's header, and none from nowhere", async () => {
    const { call: post, account } = virtualAccount(pair());
    account.configure("ptu", broken);
    expect((await post(ptuPath, { messages })).status).to.equal(500);
    const headers = { Authorization: "Bearer good-token", "x-ms-spillover-deployment": "payg" };
    expect((await post(ptuPath, { messages }, { headers })).status).to.equal(200);
  });

  it("takes keys as api-key and as a token, once local auth is on", async () => {
    const { call: post } = virtualAccount(undefined, { keys: ["key-1"] });
    const status = async (headers: Record<string, string>) =>
      (await post(chatPath, { messages }, { headers })).status;
    expect(await status({ "api-key": "key-1" })).to.equal(200);
    expect(await status({ Authorization: "Bearer key-1" })).to.equal(200);
    expect(await status({ "api-key": "key-2" })).to.equal(401);
    expect(await status({})).to.equal(401);
  });

  it("refuses a body that is not UTF-8", async () => {
    const { account, clock } = virtualAccount();
    const answer = await clock.run(
      account.handle({
        method: "POST",
        url: `https://aoai-test.openai.azure.com${chatPath}`,
        headers: new HttpHeaders({ Authorization: "Bearer good-token" }),
        body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      }),
    );
    expect(answer.status).to.equal(400);
  });

  it("draws each call's times from its distribution", async () => {
    const latency = { firstTokenMs: 1_000, perTokenMs: 0 };
    const times = async (jitter?: { distribution: "uniform"; spread: number }) => {
      const { call: post, clock } = virtualAccount([
        deployment({ behaviour: { latency: { ...latency, jitter } } }),
      ]);
      const taken: number[] = [];
      for (let index = 0; index < 20; index += 1) {
        const begun = clock.now();
        await post(chatPath, { messages, max_tokens: 1 });
        taken.push(clock.now() - begun);
      }
      return taken;
    };
    expect(new Set(await times())).to.deep.equal(new Set([1_000]));
    const spread = await times({ distribution: "uniform", spread: 0.5 });
    expect(Math.min(...spread)).to.be.within(500, 900);
    expect(Math.max(...spread)).to.be.within(1_100, 1_500);
  });
});

describe("fault control", () => {
  const send = (handler: ReturnType<typeof controlHandler>, method: string, path: string, body = "") =>
    handler({ method, url: `http://127.0.0.1${path}`, headers: new HttpHeaders(), body: Buffer.from(body) });
  const control = () => {
    const made = virtualAccount();
    return { ...made, control: controlHandler(new Map([["aoai-test", made.account]])) };
  };

  it("sets a deployment's fault, shows it and takes it away", async () => {
    const { control: handler, call: post } = control();
    const fault = JSON.stringify({ kind: "status", status: 503, share: 1 });
    expect((await send(handler, "PUT", "/faults/aoai-test/CHAT", fault)).status).to.equal(200);
    expect((await post(chatPath, { messages })).status).to.equal(503);
    const shown = await send(handler, "GET", "/faults/aoai-test/chat");
    expect(Buffer.from(shown.body as Uint8Array).toString()).to.equal(
      '{"kind":"status","status":503,"share":1}',
    );
    expect((await send(handler, "DELETE", "/faults/aoai-test/chat")).status).to.equal(204);
    expect((await post(chatPath, { messages })).status).to.equal(200);
  });

  it("takes an account down and brings it back", async () => {
    const { control: handler, call: post } = control();
    await send(handler, "PUT", "/faults/aoai-test", '{"kind":"down","how":"unavailable"}');
    expect((await post(chatPath, { messages })).status).to.equal(503);
    await send(handler, "DELETE", "/faults/aoai-test");
    expect((await post(chatPath, { messages })).status).to.equal(200);
  });

  for (const [what, method, path, body, status, text] of [
    ["an unknown account", "GET", "/faults/none", "", 404, "aoai-test"],
    ["an unknown deployment", "GET", "/faults/aoai-test/none", "", 404, "chat, embed"],
    ["another path", "GET", "/", "", 404, "/faults/ACCOUNT/DEPLOYMENT"],
    ["another method", "POST", "/faults/aoai-test/chat", "", 405, "GET, PUT and DELETE"],
    ["no JSON", "PUT", "/faults/aoai-test/chat", "{", 400, "not valid"],
    ["an unknown kind", "PUT", "/faults/aoai-test/chat", '{"kind":"meteor"}', 400, "kind"],
    ["a bad share", "PUT", "/faults/aoai-test/chat", '{"kind":"hang","share":7}', 400, "share"],
    ["a bad outage", "PUT", "/faults/aoai-test", '{"kind":"down","how":"sideways"}', 400, "how"],
  ] as const) {
    it(`answers ${status} to ${what}`, async () => {
      const answer = await send(control().control, method, path, body);
      expect(answer.status).to.equal(status);
      expect(Buffer.from(answer.body as Uint8Array).toString()).to.contain(text);
    });
  }
});
