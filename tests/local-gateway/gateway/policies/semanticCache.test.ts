import { expect } from "chai";
import { type HttpHandler, HttpHeaders, jsonResponse } from "../../../../packages/common/http";
import { api, apiPolicy, backend, bench, type Bench, operation, service } from "../support";

const identity = { identity: { type: "SystemAssigned", principalId: "gateway-principal" } };

/** Directions of prompts: the first two are close together (distance about 0.005), the third is at a right angle. */
const vectors: Readonly<Record<string, readonly number[]>> = {
  "what is the capital of France": [1, 0],
  "which city is France's capital": [1, 0.1],
  "how do I boil an egg": [0, 1],
};

interface Setup {
  readonly attributes?: string;
  readonly children?: string;
  readonly duration?: string;
  readonly model?: HttpHandler;
  readonly embeddings?: HttpHandler;
  readonly prefix?: "llm" | "azure-openai";
  readonly service?: Record<string, unknown>;
}

function setUp(options: Setup = {}) {
  const { attributes = "", children = "", duration = "60", prefix = "llm" } = options;
  const inputs: { input: string; authorization?: string; url: string }[] = [];
  let answers = 0;
  const gateway = bench(
    [
      service(options.service ?? identity),
      api("chat", { serviceUrl: "https://model.test" }),
      operation("chat", "ask", "POST", "/deployments/{id}/chat/completions"),
      backend("embeddings", { url: "https://embed.test/openai/deployments/ada/embeddings" }),
      apiPolicy(
        "chat",
        `<policies>
          <inbound><${prefix}-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="embeddings"
            embeddings-backend-auth="system-assigned" ${attributes}>${children}</${prefix}-semantic-cache-lookup></inbound>
          <backend><forward-request /></backend>
          <outbound><${prefix}-semantic-cache-store duration="${duration}" /></outbound>
        </policies>`,
      ),
    ],
    {
      "model.test": options.model ?? (() => Promise.resolve(jsonResponse(200, { answer: ++answers }))),
      "embed.test":
        options.embeddings ??
        ((request) => {
          const { input } = JSON.parse(Buffer.from(request.body).toString()) as { input: string };
          inputs.push({ input, authorization: request.headers.get("Authorization"), url: request.url });
          return Promise.resolve(jsonResponse(200, { data: [{ embedding: vectors[input] ?? [-1, -1] }] }));
        }),
    },
  );
  return { gateway, inputs };
}

const user = (content: unknown) => ({ role: "user", content });

function ask(gateway: Bench, prompt: string, more: object = {}, headers: Record<string, string> = {}) {
  const body = JSON.stringify({ messages: [user(prompt)], ...more });
  return gateway.call("/chat/deployments/gpt/chat/completions", { method: "POST", body, headers });
}

const [capital, city, egg] = Object.keys(vectors) as [string, string, string];

describe("semantic cache", () => {
  for (const prefix of ["llm", "azure-openai"] as const) {
    it(`${prefix}: answers a near prompt from the cache and a far one from the model`, async () => {
      const { gateway, inputs } = setUp({ prefix });
      expect((await ask(gateway, capital)).text).to.equal('{"answer":1}');
      const hit = await ask(gateway, city);
      expect([hit.status, hit.text]).to.deep.equal([200, '{"answer":1}']);
      expect(hit.headers.get("Content-Type")).to.equal("application/json");
      expect((await ask(gateway, egg)).text).to.equal('{"answer":2}');
      expect(gateway.reached.filter((one) => one.startsWith("model.test"))).to.have.length(2);
      expect(inputs.map(({ input }) => input)).to.deep.equal([capital, city, egg]);
      expect(inputs[0]!.url).to.match(
        /^https:\/\/embed\.test\/openai\/deployments\/ada\/embeddings\?api-version=/,
      );
    });
  }

  it("takes the nearest of several entries, and none at a threshold of less than their distance", async () => {
    const embedding: HttpHandler = (request) => {
      const { input } = JSON.parse(Buffer.from(request.body).toString()) as { input: string };
      return Promise.resolve(jsonResponse(200, { data: [{ embedding: [1, Number(input)] }] }));
    };
    const { gateway } = setUp({ embeddings: embedding });
    await ask(gateway, "0");
    await ask(gateway, "0.6");
    expect((await ask(gateway, "0.5")).text).to.equal('{"answer":2}');
    expect((await ask(gateway, "0.1")).text).to.equal('{"answer":1}');
    expect((await ask(gateway, "5")).text).to.equal('{"answer":3}');
  });

  it("signs on to the embeddings backend as the service itself, and not with the client's header", async () => {
    const { gateway, inputs } = setUp();
    await ask(gateway, capital, {}, { Authorization: "Bearer of-the-client" });
    const [, payload = ""] = inputs[0]!.authorization!.replace("Bearer ", "").split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    expect(claims["aud"]).to.equal("https://cognitiveservices.azure.com");
    expect(claims["oid"]).to.equal("gateway-principal");
  });

  it("keeps entries for their duration only", async () => {
    const { gateway } = setUp({ duration: "@(10 + 20)" });
    await ask(gateway, capital);
    await gateway.clock.advance(29_000);
    expect((await ask(gateway, capital)).text).to.equal('{"answer":1}');
    await gateway.clock.advance(1_000);
    expect((await ask(gateway, capital)).text).to.equal('{"answer":2}');
  });

  it("keeps apart what vary-by, the deployment and streaming tell apart", async () => {
    const varyBy = `<vary-by>@(context.Request.Headers.GetValueOrDefault("x-team", ""))</vary-by><vary-by>fixed</vary-by>`;
    const { gateway } = setUp({ children: varyBy });
    await ask(gateway, capital, {}, { "x-team": "red" });
    expect((await ask(gateway, capital, {}, { "x-team": "blue" })).text).to.equal('{"answer":2}');
    expect((await ask(gateway, capital, {}, { "x-team": "red" })).text).to.equal('{"answer":1}');
    expect((await ask(gateway, capital, { stream: true }, { "x-team": "red" })).text).to.equal(
      '{"answer":3}',
    );
    expect((await ask(gateway, capital, { model: "other" }, { "x-team": "red" })).text).to.equal(
      '{"answer":4}',
    );
    const other = await gateway.call("/chat/deployments/mini/chat/completions", {
      method: "POST",
      body: JSON.stringify({ messages: [user(capital)] }),
      headers: { "x-team": "red" },
    });
    expect(other.text).to.equal('{"answer":5}');
  });

  it("leaves system messages out where it is told to, and skips long dialogs", async () => {
    const system = { role: "system", content: "be brief" };
    const { gateway, inputs } = setUp({ attributes: 'ignore-system-messages="true" max-message-count="2"' });
    await ask(gateway, "", { messages: [system, user(capital)] });
    expect((await ask(gateway, "", { messages: [user(city)] })).text).to.equal('{"answer":1}');
    expect(inputs.map(({ input }) => input)).to.deep.equal([capital, city]);
    const long = { messages: [user(capital), { role: "assistant", content: "Paris" }, user(capital)] };
    expect((await ask(gateway, "", long)).text).to.equal('{"answer":2}');
    expect(inputs).to.have.length(2);

    const whole = setUp();
    await ask(whole.gateway, "", { messages: [system, user(capital)] });
    expect(whole.inputs[0]!.input).to.equal(`be brief\n${capital}`);
  });

  it("stores nothing but successful answers", async () => {
    let status = 429;
    const { gateway } = setUp({
      model: () => Promise.resolve(jsonResponse(status, { status })),
    });
    expect((await ask(gateway, capital)).status).to.equal(429);
    status = 200;
    expect((await ask(gateway, capital)).status).to.equal(200);
  });

  it("keeps a stream once it is whole, and nothing of one that broke off", async () => {
    let broken = true;
    async function* events() {
      yield await Promise.resolve(Buffer.from("data: 1\n\n"));
      if (broken) throw new Error("the backend broke off");
      yield Buffer.from("data: [DONE]\n\n");
    }
    const headers = () => new HttpHeaders({ "Content-Type": "text/event-stream" });
    const { gateway } = setUp({
      model: () => Promise.resolve({ status: 200, headers: headers(), body: events() }),
    });
    const failed = await ask(gateway, capital, { stream: true }).catch(() => undefined);
    expect(failed?.status).not.to.equal(200);
    broken = false;
    expect((await ask(gateway, capital, { stream: true })).text).to.equal("data: 1\n\ndata: [DONE]\n\n");
    const reached = gateway.reached.length;
    const hit = await ask(gateway, city, { stream: true });
    expect(hit.text).to.equal("data: 1\n\ndata: [DONE]\n\n");
    expect(hit.headers.get("Content-Type")).to.equal("text/event-stream");
    expect(gateway.reached.slice(reached)).to.have.length(1);
  });

  it("goes on without the cache when no embedding can be had, or the body is no prompt", async () => {
    const answers: HttpHandler[] = [
      () => Promise.resolve(jsonResponse(401, { error: {} })),
      () => Promise.resolve(jsonResponse(200, { data: [{ embedding: "base64" }] })),
      () => Promise.resolve({ status: 200, headers: new HttpHeaders(), body: Buffer.from("{") }),
    ];
    for (const embeddings of answers) {
      const { gateway } = setUp({ embeddings });
      expect((await ask(gateway, capital)).text).to.equal('{"answer":1}');
      expect((await ask(gateway, capital)).text).to.equal('{"answer":2}');
    }
    const nobody = setUp({ service: {} });
    expect((await ask(nobody.gateway, capital)).text).to.equal('{"answer":1}');
    const { gateway, inputs } = setUp();
    for (const body of ["", "{", "[]", '{"messages":7}', '{"messages":[{"content":[{"image_url":"x"}]}]}']) {
      const answer = await gateway.call("/chat/deployments/gpt/chat/completions", { method: "POST", body });
      expect(answer.status).to.equal(200);
    }
    expect(inputs).to.deep.equal([]);
  });

  it("fails a call whose threshold is no number, and refuses another way of signing on", async () => {
    const document = (attributes: string) =>
      bench([
        service(identity),
        api("chat"),
        operation("chat", "ask", "POST", "/"),
        backend("embeddings"),
        apiPolicy(
          "chat",
          `<policies><inbound><llm-semantic-cache-lookup embeddings-backend-id="embeddings" ${attributes} /></inbound></policies>`,
        ),
      ]);
    const gateway = document('score-threshold="@(&quot;close&quot;)"');
    expect((await gateway.call("/chat/", { method: "POST", body: "{}" })).status).to.equal(500);
    const key = 'score-threshold="0.1" embeddings-backend-auth="api-key"';
    expect(() => document(key)).to.throw("POLICY_BAD_VALUE");
  });
});
