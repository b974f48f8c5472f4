import { expect } from "chai";
import { type HttpHandler, HttpHeaders, readBody } from "../../../../packages/common/http";
import { api, apiPolicy, bench, declared, group, operation, service, serviceId } from "../support";

const event = (value: unknown) => Buffer.from(`data: ${JSON.stringify(value)}\n\n`);
const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
const words = [
  { model: "gpt-4.1", choices: [{ delta: { content: "one two" } }] },
  { choices: [{ delta: { content: " three" } }] },
];

/** A backend that streams the values, 100 ms apart, and notes whether it was cut off. */
function streaming(
  values: readonly unknown[],
  clock: () => { after(ms: number, action: () => void): unknown },
  contentType: string,
) {
  const state = { sent: 0, stopped: false };
  const handler: HttpHandler = (request) => {
    request.signal?.addEventListener("abort", () => {
      state.stopped = true;
    });
    const iterator: AsyncIterator<Uint8Array> = {
      async next() {
        if (state.sent === values.length) return { done: true, value: undefined };
        await new Promise<void>((resolve) => clock().after(100, resolve));
        return { done: false, value: event(values[state.sent++]) };
      },
    };
    return Promise.resolve({
      status: 200,
      headers: new HttpHeaders({ "Content-Type": contentType }),
      body: { [Symbol.asyncIterator]: () => iterator },
    });
  };
  return { state, handler };
}

const limit = `<llm-token-limit counter-key="a" tokens-per-minute="100000" estimate-prompt-tokens="true" tokens-consumed-variable-name="used" />`;
const policy = (forward: string, inbound: string) =>
  apiPolicy(
    "chat",
    `<policies><inbound>${inbound}</inbound><backend>${forward}</backend><outbound /><on-error /></policies>`,
  );
const llmDiagnostics = [
  declared("resources:Deployment", `${group}/providers/Microsoft.Resources/deployments/d`, {
    properties: {
      template: {
        resources: [
          {
            type: "Microsoft.ApiManagement/service/apis/diagnostics",
            name: "apim/chat/azuremonitor",
            properties: { largeLanguageModel: { logs: "enabled" } },
          },
        ],
      },
    },
  }),
  declared("monitor:DiagnosticSetting", `${serviceId}/providers/Microsoft.Insights/diagnosticSettings/d`, {
    resourceUri: serviceId,
    logs: [{ category: "GatewayLlmLogs", enabled: true }],
  }),
];

function streamed(
  forward: string,
  values: readonly unknown[],
  contentType = "text/event-stream",
  inbound = "",
) {
  const backend = streaming(values, () => gateway.clock, contentType);
  const gateway = bench(
    [
      service(),
      api("chat", { serviceUrl: "https://model.test/openai" }),
      operation("chat", "say", "POST", "/deployments/{id}/chat/completions"),
      policy(forward, inbound),
      ...llmDiagnostics,
    ],
    { "model.test": backend.handler },
  );
  const send = (signal?: AbortSignal) =>
    gateway.gateway.handle({
      method: "POST",
      url: "https://apim.azure-api.net/chat/deployments/gpt/chat/completions",
      headers: new HttpHeaders(),
      body: Buffer.from('{"stream":true}'),
      signal,
    });
  return { gateway, backend, send };
}

async function arrivals(forward: string, contentType?: string, inbound?: string) {
  const { gateway, send } = streamed(forward, words, contentType, inbound);
  const start = gateway.clock.now();
  const times: number[] = [];
  await gateway.clock.run(
    (async () => {
      for await (const _chunk of (await send()).body as AsyncIterable<Uint8Array>)
        times.push(gateway.clock.now() - start);
    })(),
  );
  return times;
}

describe("streamed answers", () => {
  it("pass chunk by chunk when the response is not buffered", async () => {
    expect(await arrivals('<forward-request buffer-response="false" />')).to.deep.equal([100, 200]);
  });

  it("are held back by default, as API Management holds back chunks", async () => {
    expect(await arrivals("<forward-request />")).to.deep.equal([200]);
  });

  it("pass so beside a policy that counts tokens, unless their whole answer could state some", async () => {
    const arrive = (type: string) => arrivals('<forward-request buffer-response="false" />', type, limit);
    expect(await arrive("audio/mpeg")).to.deep.equal([100, 200]);
    expect(await arrive("text/event-stream")).to.deep.equal([100, 200]);
    // Kept back whole, and handed on as bytes.
    expect([...new Set(await arrive("application/json"))]).to.deep.equal([200]);
  });

  it("are logged with the usage that their last chunk states", async () => {
    const { gateway, send } = streamed('<forward-request buffer-response="false" />', [
      ...words,
      { choices: [], usage },
    ]);
    const answer = await gateway.clock.run(send());
    expect(gateway.recorded.gatewayLog, "not before the last byte").to.have.length(0);
    await gateway.clock.run(readBody(answer.body));
    expect(gateway.recorded.llmLog).to.have.length(1);
    expect(gateway.recorded.llmLog[0]).to.include({
      CorrelationId: gateway.recorded.gatewayLog[0]!.CorrelationId,
      OperationName: "say",
      DeploymentName: "gpt",
      ModelName: "gpt-4.1",
      IsStreamCompletion: true,
      PromptTokens: 12,
      CompletionTokens: 3,
      TotalTokens: 15,
      SequenceNumber: 0,
    });
    expect(gateway.recorded.gatewayLog[0]).to.include({ ResponseCode: 200, TotalTime: 300 });
  });

  it("without usage are counted, prompt and text", async () => {
    const { gateway, send } = streamed('<forward-request buffer-response="false" />', words);
    await gateway.clock.run(send().then((answer) => readBody(answer.body)));
    // The bench's counter: 7 for any prompt, one token a word.
    expect(gateway.recorded.llmLog[0]).to.include({ PromptTokens: 7, CompletionTokens: 3, TotalTokens: 10 });
  });

  it("stop at the backend when the client hangs up in mid-stream, and are still logged", async () => {
    const { gateway, backend, send } = streamed('<forward-request buffer-response="false" />', words);
    const client = new AbortController();
    const answer = await gateway.clock.run(send(client.signal));
    const reader = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await gateway.clock.run(reader.next());
    client.abort();
    await gateway.clock.advance(1000);
    expect(backend.state).to.deep.equal({ sent: 1, stopped: true });
    expect(gateway.recorded.gatewayLog).to.have.length(1);
  });

  it("stop at the backend when the reader leaves", async () => {
    const { gateway, backend, send } = streamed('<forward-request buffer-response="false" />', words);
    const answer = await gateway.clock.run(send());
    for await (const _chunk of readOnce(answer.body as AsyncIterable<Uint8Array>, gateway.clock)) break;
    expect(backend.state.stopped).to.equal(true);
    expect(gateway.recorded.gatewayLog).to.have.length(1);
  });
});

/** Reads under the virtual clock, and closes like any for-await loop. */
function readOnce(body: AsyncIterable<Uint8Array>, clock: { run<T>(work: Promise<T>): Promise<T> }) {
  const source = body[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: (): AsyncIterator<Uint8Array> => ({
      next: () => clock.run(source.next()),
      return: () => source.return!(),
    }),
  };
}
