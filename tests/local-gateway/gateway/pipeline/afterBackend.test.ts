import { expect } from "chai";
import { type HttpHandler, HttpHeaders } from "../../../../packages/common/http";
import { api, apiPolicy, bench, operation, service } from "../support";

/** Answers in two pieces, as sockets do, with the content type given. */
const inPieces =
  (contentType: string, text: string): HttpHandler =>
  () =>
    Promise.resolve({
      status: 200,
      headers: new HttpHeaders({ "Content-Type": contentType }),
      body: (async function* () {
        yield Buffer.from(text.slice(0, 5));
        yield Buffer.from(text.slice(5));
      })(),
    });

async function consumed(contentType: string, stream: boolean) {
  const answer = JSON.stringify({ usage: { prompt_tokens: 40, completion_tokens: 2, total_tokens: 42 } });
  const gateway = bench(
    [
      service(),
      api("chat", { serviceUrl: "https://model.test" }),
      operation("chat", "say", "POST", "/say"),
      apiPolicy(
        "chat",
        `<policies>
          <inbound><llm-token-limit counter-key="k" tokens-per-minute="1000" estimate-prompt-tokens="true" tokens-consumed-variable-name="used" /></inbound>
          <backend><forward-request buffer-response="false" /></backend>
          <outbound><set-header name="x-used" exists-action="override"><value>@((int)context.Variables["used"])</value></set-header></outbound>
        </policies>`,
      ),
    ],
    { "model.test": inPieces(contentType, answer) },
  );
  const body = JSON.stringify({ stream, messages: [] });
  return (await gateway.call("/chat/say", { method: "POST", body })).headers.get("x-used");
}

describe("afterBackend", () => {
  it("lets a policy read a whole answer before outbound runs", async () => {
    expect(await consumed("application/json", false)).to.equal("42");
  });

  it("leaves a stream of events alone", async () => {
    // The bench's counter takes any prompt for 7 tokens.
    expect(await consumed("text/event-stream", true)).to.equal("7");
  });
});
