import { expect } from "chai";
import { VirtualClock } from "../../../../packages/common/clock";
import { emptyBody, HttpHeaders, jsonResponse, type HttpHandler } from "../../../../packages/common/http";
import type { ProblemsError } from "../../../../packages/common/problem";
import {
  asHandshake,
  closeCodes,
  isHandshake,
  webSocketPair,
  type WebSocketEnd,
} from "../../../../packages/common/webSocket";
import { cutIdleStreams } from "../../../../packages/local-gateway/ingress/idleStreams";
import { api, apiPolicy, bench, declared, globalPolicy, operation, service, serviceId } from "../support";

const talk = api("talk", {
  apiType: "websocket",
  path: "openai/realtime",
  protocols: ["wss"],
  serviceUrl: "wss://talk.test/openai/realtime",
});
const handshakePolicy = (xml: string) =>
  declared("apimanagement:ApiOperationPolicy", "apis/talk/operations/onHandshake/policies/policy", {
    format: "rawxml",
    value: xml,
  });
const policies = (inbound: string, outbound = "<base />") =>
  `<policies><inbound><base />${inbound}</inbound><backend><base /></backend><outbound>${outbound}</outbound><on-error><base /></on-error></policies>`;

const said = (text: string) => ({ bytes: Buffer.from(text), binary: false });
const texts: (messages: readonly { bytes: Uint8Array }[]) => string[] = (messages) =>
  messages.map(({ bytes }) => Buffer.from(bytes).toString());

/** A backend of sockets, and what it has seen. */
function backendOf() {
  const seen = {
    urls: [] as string[],
    headers: [] as HttpHeaders[],
    messages: [] as { bytes: Uint8Array }[],
    closes: [] as number[],
  };
  const ends: WebSocketEnd[] = [];
  const handler: HttpHandler = (request) => {
    seen.urls.push(request.url);
    seen.headers.push(request.headers);
    if (!isHandshake(request)) return Promise.resolve(jsonResponse(400, {}));
    const [ours, theirs] = webSocketPair();
    ends.push(ours);
    ours.listen({
      message: (message) => void seen.messages.push(message),
      closed: (code) => void seen.closes.push(code),
    });
    return Promise.resolve({ status: 101, headers: new HttpHeaders(), body: emptyBody, webSocket: theirs });
  };
  return { seen, ends, handler };
}

function listening(end: WebSocketEnd) {
  const got = { messages: [] as { bytes: Uint8Array }[], closes: [] as number[] };
  end.listen({
    message: (message) => void got.messages.push(message),
    closed: (code) => void got.closes.push(code),
  });
  return got;
}

describe("WebSocket APIs of the gateway", () => {
  const shake = (more: Record<string, string> = {}) =>
    Object.fromEntries(
      [...asHandshake(new HttpHeaders(more))].map(([name, values]) => [name, values.join(",")]),
    );

  it("hand a connection on to the URL of the API, with what the handshake's policy makes of the request", async () => {
    const { seen, ends, handler } = backendOf();
    const gateway = bench(
      [
        service(),
        talk,
        handshakePolicy(
          policies(
            '<set-header name="x-in" exists-action="override"><value>@(context.Operation.Id)</value></set-header>',
            '<base /><set-header name="x-out" exists-action="override"><value>@(context.Response.StatusCode.ToString())</value></set-header>',
          ),
        ),
      ],
      { "talk.test": handler },
    );
    const answer = await gateway.call("/openai/realtime?deployment=d", { headers: shake() });
    expect([answer.status, answer.headers.get("x-out")]).to.deep.equal([101, "101"]);
    expect(seen.urls).to.deep.equal(["wss://talk.test/openai/realtime?deployment=d"]);
    expect(seen.headers[0]!.get("x-in")).to.equal("onHandshake");
    const got = listening(answer.webSocket!);
    await answer.webSocket!.send(said("up"));
    await ends[0]!.send(said("down"));
    expect([texts(seen.messages), texts(got.messages)]).to.deep.equal([["up"], ["down"]]);
    expect(gateway.recorded.gatewayLog).to.have.length(0);
    ends[0]!.close(4000);
    expect(got.closes).to.deep.equal([4000]);
    expect(
      gateway.recorded.gatewayLog.map(({ ResponseCode, OperationId }) => [ResponseCode, OperationId]),
    ).to.deep.equal([[101, "onHandshake"]]);
  });

  it("take handshakes alone, and only theirs", async () => {
    const { handler } = backendOf();
    const gateway = bench(
      [service(), talk, api("rest", { path: "openai" }), operation("rest", "get", "GET", "/realtime")],
      { "talk.test": handler },
    );
    expect((await gateway.call("/openai/realtime", { headers: shake() })).status).to.equal(101);
    // Without one it is a call like any other.
    const plain = await gateway.call("/openai/realtime");
    expect([plain.status, plain.text.includes("backend.test")]).to.deep.equal([200, true]);
    expect((await gateway.call("/openai/realtime/more", { headers: shake() })).status).to.equal(404);
    const off = bench([service(), talk], { "talk.test": handler });
    expect((await off.call("/openai/realtime")).status).to.equal(404);
  });

  it("let the backend's refusal through, and close what a policy answers in place of", async () => {
    const { seen, handler } = backendOf();
    const refusing = bench([service(), talk], {
      "talk.test": () => Promise.resolve(jsonResponse(429, { full: true }, { "Retry-After": "3" })),
    });
    const refused = await refusing.call("/openai/realtime", { headers: shake() });
    expect([refused.status, refused.headers.get("Retry-After"), refused.text]).to.deep.equal([
      429,
      "3",
      '{"full":true}',
    ]);
    const replacing = bench(
      [
        service(),
        talk,
        handshakePolicy(policies("", '<return-response><set-status code="418" /></return-response>')),
      ],
      { "talk.test": handler },
    );
    const replaced = await replacing.call("/openai/realtime", { headers: shake() });
    expect([replaced.status, replaced.webSocket, seen.closes]).to.deep.equal([
      418,
      undefined,
      [closeCodes.brokenOff],
    ]);
  });

  it("write one row of the LLM log a session, with the sum of what its responses state", async () => {
    const { ends, handler } = backendOf();
    const gateway = bench(
      [
        service(),
        talk,
        declared("apimanagement:ApiDiagnostic", "apis/talk/diagnostics/azuremonitor", {
          largeLanguageModel: { logs: "enabled" },
        }),
        declared(
          "monitor:DiagnosticSetting",
          `${serviceId}/providers/Microsoft.Insights/diagnosticSettings/all`,
          {
            resourceUri: serviceId,
            logs: [{ category: "GatewayLlmLogs", enabled: true }],
          },
        ),
      ],
      { "talk.test": handler },
    );
    const one = await gateway.call("/openai/realtime?deployment=live", { headers: shake() });
    listening(one.webSocket!);
    const event = (value: object) => said(JSON.stringify(value));
    await ends[0]!.send(event({ type: "session.created", session: { model: "gpt-realtime" } }));
    for (const usage of [
      { total_tokens: 30, input_tokens: 20, output_tokens: 10, input_token_details: { cached_tokens: 4 } },
      { total_tokens: 7, input_tokens: 5, output_tokens: 2 },
    ])
      await ends[0]!.send(event({ type: "response.done", response: { usage } }));
    // What a client says of itself counts for nothing.
    await one.webSocket!.send(event({ type: "response.done", response: { usage: { input_tokens: 1e9 } } }));
    one.webSocket!.close(1000);
    const silent = await gateway.call("/openai/realtime?deployment=live", { headers: shake() });
    silent.webSocket!.close(1000);
    expect(gateway.recorded.llmLog).to.have.length(1);
    expect(gateway.recorded.llmLog[0]).to.include({
      ModelName: "gpt-realtime",
      DeploymentName: "live",
      PromptTokens: 25,
      CompletionTokens: 12,
      TotalTokens: 37,
      IsStreamCompletion: true,
    });
  });

  it("have no policies that Azure has not for them, and skip those of wider scopes", async () => {
    const problem = (xml: string) => {
      try {
        bench([service(), talk, handshakePolicy(xml)]);
        return [];
      } catch (error) {
        return (error as ProblemsError).problems.map(
          ({ code, message }) => `${code} ${message.split(" ")[0]}`,
        );
      }
    };
    expect(
      problem(
        policies(
          '<set-body>a</set-body><choose><when condition="@(true)"><set-method>GET</set-method></when></choose>',
        ),
      ),
    ).to.deep.equal(["POLICY_WEBSOCKET <set-body>", "POLICY_WEBSOCKET <set-method>"]);
    expect(
      problem(policies('<return-response><set-status code="400" /><set-body>a</set-body></return-response>')),
    ).to.deep.equal([]);
    const { seen, handler } = backendOf();
    const gateway = bench(
      [
        service(),
        talk,
        apiPolicy("talk", policies("")),
        globalPolicy(
          '<policies><inbound><set-method>POST</set-method><set-header name="x-kept" exists-action="override"><value>yes</value></set-header></inbound><backend><forward-request /></backend><outbound /><on-error /></policies>',
        ),
      ],
      { "talk.test": handler },
    );
    expect((await gateway.call("/openai/realtime", { headers: shake() })).status).to.equal(101);
    expect(seen.headers[0]!.get("x-kept")).to.equal("yes");
  });
});

describe("WebSockets that are silent", () => {
  it("are cut after four minutes without message or ping", async () => {
    const clock = new VirtualClock();
    const { seen, ends, handler } = backendOf();
    const answer = await cutIdleStreams(
      handler,
      clock,
    )({
      method: "GET",
      url: "wss://a.example/",
      headers: asHandshake(),
      body: emptyBody,
    });
    const got = listening(answer.webSocket!);
    const steps: readonly (() => unknown)[] = [
      () => answer.webSocket!.send(said("up")),
      () => ends[0]!.send(said("down")),
      () => answer.webSocket!.alive(),
    ];
    for (const step of steps) {
      await clock.advance(239_000);
      step();
    }
    await clock.advance(239_000);
    expect([got.closes, seen.closes]).to.deep.equal([[], []]);
    await clock.advance(2_000);
    expect([got.closes, seen.closes]).to.deep.equal([[closeCodes.brokenOff], [closeCodes.brokenOff]]);
  });
});
