import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, jsonResponse } from "../../../packages/common/http";
import { createContentSafety } from "../../../packages/local-gateway/content-safety";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { api, apiPolicy, backend, operation, service } from "../gateway/support";

function stack(acceptsToken: (token: string) => boolean) {
  const clock = new VirtualClock();
  const resources = [
    service({ identity: { type: "SystemAssigned", principalId: "gateway" } }),
    api("chat", { serviceUrl: "https://model.test" }),
    operation("chat", "ask", "POST", "/"),
    backend("safety", { url: "https://safety.cognitiveservices.azure.com" }),
    apiPolicy(
      "chat",
      `<policies><inbound><llm-content-safety backend-id="safety">
        <categories><category name="Violence" threshold="4" /></categories></llm-content-safety></inbound>
      <backend><forward-request /></backend></policies>`,
    ),
  ];
  const rules = { harmful: [{ text: "kick", category: "Violence", severity: 4 }] } as const;
  const { handle } = createLocalStack(
    { project: "test", stack: "dev", resources, outputs: {} },
    {
      clock,
      hosts: {
        "model.test": () => Promise.resolve(jsonResponse(200, {})),
        "safety.cognitiveservices.azure.com": createContentSafety({ rules, acceptsToken }),
      },
    },
  );
  return async (content: string) => {
    const answer = await clock.run(
      handle({
        method: "POST",
        url: "https://apim.azure-api.net/chat/",
        headers: new HttpHeaders(),
        body: Buffer.from(JSON.stringify({ messages: [{ role: "user", content }] })),
      }),
    );
    return answer.status;
  };
}

describe("a local stack with a simulated Content Safety resource", () => {
  it("refuses harmful prompts by its rules", async () => {
    const ask = stack(() => true);
    expect(await ask("kick the ball")).to.equal(403);
    expect(await ask("throw the ball")).to.equal(200);
  });

  it("signs on to it by a token of the gateway's own identity", async () => {
    const audienceOf = (token: string) =>
      (JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { aud: string }).aud;
    expect(
      await stack((token) => audienceOf(token) === "https://cognitiveservices.azure.com")("fine"),
    ).to.equal(200);
    expect(await stack(() => false)("fine")).to.equal(403);
  });
});
