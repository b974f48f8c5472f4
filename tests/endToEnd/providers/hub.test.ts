import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { configOf, stackText } from "../../components/config/stackFile";
import { ask } from "../ask";
import { DevStack, type UsageEvent } from "../devStack";

const hub = configOf(stackText("hub")) as unknown as GatewayConfigInput;

const say = "Say hello.";
const messages = [{ role: "user", content: say }];
/** METHOD and path, the key's header, body => provider, backend. */
const calls: readonly (readonly [string, string, object, string, string])[] = [
  [
    "/openai/v1/chat/completions",
    "api-key",
    { model: "gpt-5.4", messages, max_completion_tokens: 20 },
    "azure-openai",
    "ptu-1",
  ],
  [
    "/anthropic/v1/messages",
    "x-api-key",
    { model: "sonnet", messages, max_tokens: 20 },
    "foundry",
    "foundry-anthropic",
  ],
  [
    "/anthropic/v1/messages",
    "x-api-key",
    { model: "haiku", messages, max_tokens: 20 },
    "anthropic",
    "claude-direct",
  ],
  [
    "/gemini/v1beta/models/gemini-2.5-flash:generateContent",
    "x-goog-api-key",
    { contents: [{ role: "user", parts: [{ text: say }] }], generationConfig: { maxOutputTokens: 20 } },
    "gemini",
    "google",
  ],
  [
    "/bedrock/model/claude-on-bedrock/converse",
    "api-key",
    { messages: [{ role: "user", content: [{ text: say }] }], inferenceConfig: { maxTokens: 20 } },
    "bedrock",
    "aws",
  ],
];

describe("the stack hub, with every provider simulated", function () {
  for (const [path, header, body, provider, backend] of calls)
    it(`answers ${path} by ${backend}, and says what was spent`, async () => {
      const stack = await DevStack.start(hub);
      const answered = await ask(
        stack,
        `POST ${path}`,
        { [header]: stack.key("everything-team"), "anthropic-version": "2023-06-01" },
        body,
      );
      expect(
        [answered.status, answered.headers.get("x-gateway-backend")],
        answered.bytes.toString(),
      ).to.deep.equal([200, backend]);
      const [event] = stack.usage() as (UsageEvent & { provider: string })[];
      expect(event).to.include({ provider, backend, tokensFrom: "response" });
      expect(event!.promptTokens).to.be.greaterThan(0);
      expect(event!.completionTokens).to.be.greaterThan(0);
    });

  it("refuses a model that the key's product does not have, in the provider's shape", async () => {
    const stack = await DevStack.start(hub);
    const headers = { "x-api-key": stack.key("small-team"), "anthropic-version": "2023-06-01" };
    const { status, json } = await ask(stack, "POST /anthropic/v1/messages", headers, {
      model: "sonnet",
      messages,
      max_tokens: 20,
    });
    expect(status).to.equal(403);
    expect(json).to.nested.include({ "error.type": "permission_error" });
  });
});
