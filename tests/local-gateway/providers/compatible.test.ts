/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- answers are looked at as they came */
import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import { createProvider, type ProviderOptions } from "../../../packages/local-gateway/providers";
import type { ProviderName } from "../../../packages/local-gateway/resources/hosts";
import { ask, tokens, type Asked, type Loose } from "./provider";

function served(name: ProviderName, host: string, access: ProviderOptions["access"] = {}) {
  const clock = new VirtualClock();
  const provider = createProvider(name, { host, access, clock, random: seededRandom(1), tokens });
  const always = { authorization: "Bearer sk-key", "content-type": "application/json" };
  const request = (path: string, asked: Asked = {}) =>
    clock.run(
      ask(provider.handle, `https://${host}${path}`, { ...asked, headers: { ...always, ...asked.headers } }),
    );
  return { provider, ask: request };
}

const openAi = (access?: ProviderOptions["access"]) => served("openai", "api.openai.com", access);
const own = (access?: ProviderOptions["access"]) => served("compatible", "models.example.com", access);
const chat = { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] };

describe("the simulated OpenAI API", () => {
  /** What is asked => status, type and code of the error. */
  const refusals: readonly (readonly [string, string, Asked, number, string, string | null])[] = [
    [
      "no key",
      "/v1/chat/completions",
      { headers: { authorization: undefined } },
      401,
      "invalid_request_error",
      null,
    ],
    [
      "another key",
      "/v1/chat/completions",
      { headers: { authorization: "Bearer sk-no" } },
      401,
      "invalid_request_error",
      "invalid_api_key",
    ],
    [
      "another model",
      "/v1/chat/completions",
      { body: { ...chat, model: "claude-3" } },
      404,
      "invalid_request_error",
      "model_not_found",
    ],
    ["another path", "/v1/chats", {}, 404, "invalid_request_error", null],
    ["Azure's path", "/openai/deployments/gpt-4o/chat/completions", {}, 404, "invalid_request_error", null],
    [
      "no messages",
      "/v1/chat/completions",
      { body: { model: "gpt-4o" } },
      400,
      "invalid_request_error",
      "missing_required_parameter",
    ],
    [
      "an unknown parameter",
      "/v1/chat/completions",
      { body: { ...chat, top_k: 1 } },
      400,
      "invalid_request_error",
      null,
    ],
  ];
  for (const [title, path, asked, status, type, code] of refusals)
    it(`refuses ${title}`, async () => {
      const { json, ...answered } = await openAi({ keys: ["sk-key"] }).ask(path, { body: chat, ...asked });
      expect([answered.status, json.error.type, json.error.code]).to.deep.equal([status, type, code]);
      expect(Object.keys(json.error as object).sort()).to.deep.equal(["code", "message", "param", "type"]);
    });

  it("says nothing that only Azure says", async () => {
    const { ask: request } = openAi();
    for (const body of [chat, { ...chat, stream: true, stream_options: { include_usage: true } }]) {
      const { text, headers } = await request("/v1/chat/completions", { body });
      expect(text).not.to.match(/filter|"id":""/);
      expect([...headers].filter(([name]) => /^(x-ms|apim|azure)/i.test(name))).to.deep.equal([]);
    }
  });

  it("tells what is left, with the unit of times", async () => {
    const { headers } = await openAi().ask("/v1/chat/completions", { body: chat });
    expect(headers.get("x-ratelimit-reset-requests")).to.match(/^\d+s$/);
    expect(Number(headers.get("x-ratelimit-remaining-tokens"))).to.be.above(0);
  });

  it("answers embeddings and responses as well", async () => {
    const { ask: request, provider } = openAi();
    const { json } = await request("/v1/embeddings", {
      body: { model: "text-embedding-3-small", input: "a" },
    });
    expect(json.data[0].embedding).to.have.length(1_536);
    const { json: response } = await request("/v1/responses", { body: { model: "gpt-4.1", input: "a" } });
    expect((await request(`/v1/responses/${response.id}`, {})).json.id).to.equal(response.id);
    expect(provider.ledger.calls.map(({ operation }) => operation)).to.deep.equal([
      "embeddings",
      "responses",
      "responses.retrieve",
    ]);
  });

  it("refuses as it is told, in its own words", async () => {
    const { ask: request, provider } = openAi();
    provider.configureAll({ fault: { kind: "status", status: 429, retryAfterMs: 2_000 } });
    const { status, json, headers } = await request("/v1/chat/completions", { body: chat });
    expect([status, json.error.code, headers.get("retry-after")]).to.deep.equal([
      429,
      "rate_limit_exceeded",
      "2",
    ]);
    provider.configureAll({ fault: undefined });
    provider.setOutage("unavailable");
    const down = await request("/v1/chat/completions", { body: chat });
    expect([down.status, down.json.error.type]).to.deep.equal([503, "server_error"]);
  });
});

describe("a simulated server that speaks as OpenAI does", () => {
  it("takes any model and the parameters of servers of one's own, without a key", async () => {
    const body = { ...chat, model: "meta-llama/Llama-3.3-70B-Instruct", top_k: 5, min_p: 0.1 };
    const { status, json } = await own().ask("/v1/chat/completions", {
      body,
      headers: { authorization: undefined },
    });
    expect([status, json.model]).to.deep.equal([200, body.model]);
  });

  it("answers behind a longer path too", async () => {
    expect((await own().ask("/openai/v1/chat/completions", { body: chat })).status).to.equal(200);
  });

  it("refuses without its key, where it has one", async () => {
    const { status, json } = await own({ keys: ["secret"] }).ask("/v1/models");
    expect([status, json.error.message]).to.deep.equal([401, "Unauthorized"]);
  });

  it("says the status for a code", async () => {
    const { json } = await own().ask("/v1/chat/completions", { body: { model: "a" } });
    expect([json.error.type, json.error.code]).to.deep.equal(["BadRequestError", 400]);
  });
});

describe("OpenAI's format at Gemini's address", () => {
  it("has the same ledger, faults and outages as its own", async () => {
    const { ask: request, provider } = served("gemini", "generativelanguage.googleapis.com");
    const model = "gemini-2.5-flash";
    const both = () =>
      Promise.all([
        request("/v1beta/openai/chat/completions", { body: { ...chat, model } }),
        request(`/v1beta/models/${model}:generateContent`, {
          body: { contents: [{ parts: [{ text: "Hello" }] }] },
          headers: { "x-goog-api-key": "key" },
        }),
      ]);
    const statuses = (all: readonly Loose[]) => all.map(({ status }) => status);
    expect(statuses(await both())).to.deep.equal([200, 200]);
    expect(provider.ledger.calls).to.have.length(2);
    provider.setOutage("unavailable");
    expect(statuses(await both())).to.deep.equal([503, 503]);
    provider.setOutage(undefined);
    provider.configureAll({ fault: { kind: "status", status: 500 } });
    expect(statuses(await both())).to.deep.equal([500, 500]);
  });
});
