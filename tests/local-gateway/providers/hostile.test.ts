import { expect } from "chai";
import fc from "fast-check";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import { createProvider } from "../../../packages/local-gateway/providers";
import type { ProviderName } from "../../../packages/local-gateway/resources/hosts";
import { ask, tokens } from "./provider";

const text = { type: "text", text: "Hello" };
const schema = { type: "object", properties: { city: { type: "string" } } };

/** A sound request of each wire format, with what a hostile caller can put something else in place of. */
const requests: readonly (readonly [ProviderName, string, string, unknown])[] = [
  [
    "anthropic",
    "api.anthropic.com",
    "/v1/messages",
    {
      model: "claude-sonnet-4-6",
      max_tokens: 2_000,
      system: [{ ...text, cache_control: { type: "ephemeral" } }],
      thinking: { type: "enabled", budget_tokens: 1_024 },
      tools: [{ name: "get_weather", input_schema: schema }],
      messages: [
        {
          role: "user",
          content: [text, { type: "image", source: { type: "url", url: "https://example.com" } }],
        },
        { role: "assistant", content: [{ type: "tool_use", id: "a", name: "get_weather", input: {} }] },
        { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: [text] }] },
      ],
    },
  ],
  [
    "bedrock",
    "bedrock-runtime.eu-west-1.amazonaws.com",
    "/model/amazon.nova-lite-v1%3A0/converse",
    {
      system: [{ text: "Be brief" }, { cachePoint: { type: "default" } }],
      inferenceConfig: { maxTokens: 64, stopSequences: ["x"] },
      toolConfig: {
        tools: [{ toolSpec: { name: "w", inputSchema: { json: schema } } }],
        toolChoice: { any: {} },
      },
      messages: [
        { role: "user", content: [{ text: "Hello" }] },
        { role: "assistant", content: [{ toolUse: { toolUseId: "a", name: "w", input: {} } }] },
        { role: "user", content: [{ toolResult: { toolUseId: "a", content: [{ text: "sunny" }] } }] },
      ],
    },
  ],
  [
    "gemini",
    "generativelanguage.googleapis.com",
    "/v1beta/models/gemini-2.5-flash:generateContent",
    {
      systemInstruction: { parts: [{ text: "Be brief" }] },
      tools: [{ functionDeclarations: [{ name: "w", parameters: { type: "OBJECT" } }] }],
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["w"] } },
      generationConfig: { maxOutputTokens: 64, stopSequences: ["x"], thinkingConfig: { thinkingBudget: 0 } },
      contents: [
        { role: "user", parts: [{ text: "Hello" }, { inlineData: { mimeType: "image/png", data: "AAAA" } }] },
      ],
    },
  ],
  [
    "openai",
    "api.openai.com",
    "/v1/chat/completions",
    { model: "gpt-4o", messages: [{ role: "user", content: [text] }], stream: false },
  ],
];

/** Every place of a document, as the steps that lead there. */
function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => places(one, [...path, name]))];
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value))
    return value.map((one, at) => (String(at) === step ? replaced(one, rest, by) : one) as unknown);
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [step]: replaced(record[step], rest, by) };
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, [], {}, "", -1, 1e300, [[]], [null], [{}], { type: null }, "\ud800", true),
);

describe("providers answer whatever is sent", () => {
  for (const [name, host, path, sound] of requests)
    it(name, async () => {
      const clock = new VirtualClock();
      const provider = createProvider(name, { host, access: {}, clock, random: seededRandom(1), tokens });
      const headers = {
        ...{ "x-api-key": "k", "x-goog-api-key": "k", authorization: "Bearer k" },
        ...{ "anthropic-version": "2023-06-01", "content-type": "application/json" },
      };
      const all = places(sound);
      const send = (body: unknown) =>
        clock.run(ask(provider.handle, `https://${host}${path}`, { body, headers }));
      expect((await send(sound)).status).to.equal(200);
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...all), anything, async (place, by) => {
          const answered = await send(replaced(sound, place, by) ?? "null");
          const { status, text: said } = answered;
          expect(status).to.be.oneOf([200, 400, 404]);
          if (status !== 200 || !said.startsWith("data: "))
            expect(answered.json as unknown).to.be.an("object");
        }),
        { numRuns: 400 },
      );
    });
});
