import { expect } from "chai";
import { chat, chatPath, devConfig, DevStack } from "./devStack";

describe("keys, identity and errors, dev stack", function () {
  it("takes a subscription key in each of its three forms, and passes none of them on", async () => {
    const stack = await DevStack.start();
    const key = stack.key("premium-team");
    for (const headers of [
      { "api-key": key },
      { Authorization: `Bearer ${key}` },
      { "Ocp-Apim-Subscription-Key": key },
    ] as Record<string, string>[]) {
      const { status } = await stack.call(chatPath, chat(5), headers);
      expect(status, Object.keys(headers)[0]).to.equal(200);
    }
    const { calls } = stack.account("ptu-1").ledger;
    expect(calls).to.have.length(3);
    for (const call of calls) {
      expect(JSON.stringify(call.headers)).not.to.include(key);
      expect(call.headers["authorization"] ?? call.headers["Authorization"]).to.match(/^Bearer .+\..+\..+/);
    }
  });

  it("answers 404 to every path that is no API's", async () => {
    const stack = await DevStack.start();
    const paths = [
      "/",
      "/foo",
      "/openai",
      "/status-0123456789abcdef",
      "/OPENAI2/v1/models",
      "/not-found?key=1",
    ];
    for (const path of paths) {
      const { status, text } = await stack.call(path, {}, { "api-key": stack.key("premium-team") });
      expect([status, text], path).to.deep.equal([404, '{"statusCode":404,"message":"Resource not found"}']);
    }
  });

  it("without an ingress takes it as api-key or in the query, and says so to whoever sends it otherwise", async () => {
    const stack = await DevStack.start({ ...devConfig, ingress: { enabled: false } });
    const key = stack.key("premium-team");
    const advice = /looked for in the header api-key/;
    const table: readonly (readonly [headers: Record<string, string>, status: number, told: boolean])[] = [
      [{ "api-key": key }, 200, false],
      [{ "api-key": key, Authorization: `Bearer ${key}` }, 200, false],
      [{ Authorization: `Bearer ${key}` }, 401, true],
      [{ "Ocp-Apim-Subscription-Key": key }, 401, true],
      [{ "api-key": "wrong", Authorization: `Bearer ${key}` }, 401, false],
      [{}, 401, false],
    ];
    for (const [headers, expected, told] of table) {
      const { status, text } = await stack.call(chatPath, chat(5), headers);
      expect([status, advice.test(text)], Object.keys(headers).join()).to.deep.equal([expected, told]);
      expect(text).not.to.include(key);
    }
    const { status } = await stack.call(`${chatPath}&subscription-key=${key}`, chat(5), {});
    expect(status).to.equal(200);
  });

  it("refuses a missing and a wrong key", async () => {
    const stack = await DevStack.start();
    expect((await stack.call(chatPath, chat(5), {})).status).to.equal(401);
    expect((await stack.call(chatPath, chat(5), { "api-key": "wrong" })).status).to.equal(401);
  });

  it("names the deployments there are when a call names another", async () => {
    const stack = await DevStack.start();
    const { status, json } = await stack.call(
      "/openai/v1/chat/completions",
      { ...chat(5), model: "gpt-2" },
      { "api-key": stack.key("premium-team") },
    );
    expect(status).to.equal(404);
    expect(json().error).to.include({ code: "DeploymentNotFound" });
    expect(json().error!.message).to.include("gpt-5.4");
  });

  it("tells a broken body apart from a broken gateway", async () => {
    const stack = await DevStack.start();
    const key = { "api-key": stack.key("premium-team") };
    const { status, json } = await stack.call(chatPath, "{ not json", key);
    expect(status).to.equal(400);
    expect(json().error).to.have.property("message");
    const v1 = await stack.call("/openai/v1/chat/completions", "{ not json", key);
    expect(v1.status).to.equal(400);
    expect(v1.json().error).to.include({ code: "invalid_body" });
  });

  it("answers 503 in OpenAI's shape, without inner messages, when no backend can be reached", async () => {
    const stack = await DevStack.start();
    for (const backend of ["ptu-1", "payg-1", "payg-2"])
      stack.account(backend).configure("gpt-5.4", { fault: { kind: "hang" } });
    const { status, json } = await stack.call(chatPath, chat(5), { "api-key": stack.key("premium-team") });
    expect(status).to.equal(504);
    expect(json().error).to.include({ code: "BackendUnavailable" });
    expect(stack.usage()).to.have.length(1);
  });
});
