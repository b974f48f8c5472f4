/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call -- answers are looked at as they came */
import { expect } from "chai";
import { gemini } from "../../../packages/local-gateway/providers/gemini";
import { virtualProvider, type Asked, type Loose } from "./provider";

const host = "generativelanguage.googleapis.com";
const provider = (more?: Parameters<typeof virtualProvider>[3]) =>
  virtualProvider(gemini, host, { "x-goog-api-key": "key" }, more);
const at = (operation: string, model = "gemini-2.5-flash") => `/v1beta/models/${model}:${operation}`;
const said = (text: string, role = "user") => ({ role, parts: [{ text }] });
const basic = { contents: [said("Hello")] };
const weather = {
  name: "get_weather",
  parameters: { type: "OBJECT", properties: { city: { type: "STRING" } }, required: ["city"] },
};
const tools = [{ functionDeclarations: [weather] }];

describe("the simulated Gemini API", () => {
  describe("refuses", () => {
    const call = { role: "model", parts: [{ functionCall: { name: "get_weather", args: {} } }] };
    /** Body (beside the basic one) => message; all are 400 INVALID_ARGUMENT. */
    const rows: readonly (readonly [Loose, string])[] = [
      [{ contents: [] }, "* GenerateContentRequest.contents: contents is not specified\n"],
      [{ messages: [] }, 'Invalid JSON payload received. Unknown name "messages": Cannot find field.'],
      [
        { generationConfig: { max_tokens: 1 } },
        `Invalid JSON payload received. Unknown name "max_tokens" at 'generation_config': Cannot find field.`,
      ],
      [{ contents: [said("a", "assistant")] }, "Please use a valid role: user, model."],
      [
        { contents: [{ parts: [] }] },
        "* GenerateContentRequest.contents[0].parts: contents.parts must not be empty.\n",
      ],
      [
        { contents: [{ parts: [{ thought: true }] }] },
        "* GenerateContentRequest.contents[0].parts[0].data: required oneof field 'data' must have one initialized field\n",
      ],
      [{ generationConfig: { maxOutputTokens: 0 } }, "max_output_tokens must be positive."],
      [
        { generationConfig: { temperature: "1" } },
        `Invalid value at 'generation_config.temperature' (TYPE_FLOAT), "1"`,
      ],
      [
        { tools: [{ functionDeclarations: [weather, weather] }] },
        "Duplicate function declaration found: get_weather",
      ],
      [
        { contents: [said("a"), call, said("b")] },
        "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
      ],
    ];
    for (const [change, message] of rows)
      it(JSON.stringify(message), async () => {
        const { status, json } = await provider().ask(at("generateContent"), {
          body: { ...basic, ...change },
        });
        expect([status, json.error.code, json.error.status, json.error.message]).to.deep.equal([
          400,
          400,
          "INVALID_ARGUMENT",
          message,
        ]);
      });

    /** What is asked => status, Google's word. */
    const others: readonly (readonly [string, string, Asked, number, string])[] = [
      [
        "no key",
        at("generateContent"),
        { headers: { "x-goog-api-key": undefined } },
        403,
        "PERMISSION_DENIED",
      ],
      [
        "another key",
        at("generateContent"),
        { headers: { "x-goog-api-key": "no" } },
        400,
        "INVALID_ARGUMENT",
      ],
      ["another model", at("generateContent", "gpt-4"), {}, 404, "NOT_FOUND"],
      ["a model that embeds nothing", at("embedContent"), { body: { content: said("a") } }, 404, "NOT_FOUND"],
      ["another method", at("predict"), {}, 404, "NOT_FOUND"],
    ];
    for (const [title, path, asked, status, word] of others)
      it(title, async () => {
        const { ask } = provider({ access: { keys: ["key"] } });
        const answered = await ask(path, { body: basic, ...asked });
        expect([answered.status, answered.json.error.status]).to.deep.equal([status, word]);
      });
  });

  it("takes a key in the query", async () => {
    const { ask } = provider({ access: { keys: ["key"] } });
    const headers = { "x-goog-api-key": undefined };
    expect((await ask(`${at("generateContent")}?key=key`, { body: basic, headers })).status).to.equal(200);
  });

  it("says in both kinds of streams what it says in one piece", async () => {
    const whole = (await provider().ask(at("generateContent"), { body: basic })).json;
    const sse = await provider().ask(`${at("streamGenerateContent")}?alt=sse`, { body: basic });
    const events = sse.text
      .split("\r\n\r\n")
      .filter(Boolean)
      .map((one) => JSON.parse(one.replace(/^data: /, "")));
    const array = (await provider().ask(at("streamGenerateContent"), { body: basic })).json;
    for (const chunks of [events, array]) {
      const text = chunks.map((one: Loose) => one.candidates[0].content.parts[0].text).join("");
      expect(text).to.equal(whole.candidates[0].content.parts[0].text);
      expect(chunks.at(-1).usageMetadata).to.deep.equal(whole.usageMetadata);
      expect(chunks.map((one: Loose) => one.candidates[0].finishReason).filter(Boolean)).to.deep.equal([
        "STOP",
      ]);
    }
    const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } =
      whole.usageMetadata;
    expect(totalTokenCount).to.equal(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
  });

  it("thinks unless it is told not to, and the pro models always", async () => {
    const generationConfig = { thinkingConfig: { thinkingBudget: 0 } };
    const quiet = await provider().ask(at("generateContent"), { body: { ...basic, generationConfig } });
    expect(quiet.json.usageMetadata).not.to.have.property("thoughtsTokenCount");
    const pro = await provider().ask(at("generateContent", "gemini-2.5-pro"), {
      body: { ...basic, generationConfig },
    });
    expect(pro.json.error.message).to.equal("Budget 0 is invalid. This model only works in thinking mode.");
  });

  it("calls a function that it is told to, and takes the result", async () => {
    const { ask } = provider();
    const toolConfig = { functionCallingConfig: { mode: "ANY" } };
    const first = (await ask(at("generateContent"), { body: { ...basic, tools, toolConfig } })).json
      .candidates[0];
    expect(first.content.parts[0].functionCall).to.deep.equal({
      name: "get_weather",
      args: { city: "text" },
    });
    const result = {
      role: "user",
      parts: [{ functionResponse: { name: "get_weather", response: { sky: "clear" } } }],
    };
    const next = await ask(at("generateContent"), {
      body: { tools, contents: [...basic.contents, first.content, result] },
    });
    expect([next.status, next.json.candidates[0].finishReason]).to.deep.equal([200, "STOP"]);
  });

  it("writes JSON to a schema", async () => {
    const generationConfig = { responseMimeType: "application/json", responseSchema: weather.parameters };
    const { json } = await provider().ask(at("generateContent"), { body: { ...basic, generationConfig } });
    expect(JSON.parse(json.candidates[0].content.parts[0].text as string)).to.deep.equal({ city: "text" });
  });

  it("counts an image by its tiles", async () => {
    const png = (width: number, height: number) =>
      Buffer.from(
        `89504e470d0a1a0a0000000d49484452${[width, height].map((one) => one.toString(16).padStart(8, "0")).join("")}`,
        "hex",
      ).toString("base64");
    const count = async (width: number, height: number) => {
      const contents = [{ parts: [{ inlineData: { mimeType: "image/png", data: png(width, height) } }] }];
      return (await provider().ask(at("countTokens"), { body: { contents } })).json.totalTokens - 1;
    };
    // The page's own example: 960 x 540 is cut into six tiles.
    expect([await count(384, 384), await count(960, 540)]).to.deep.equal([258, 6 * 258]);
  });

  it("finds what two prompts begin with in its cache", async () => {
    const { ask } = provider();
    const systemInstruction = { parts: [{ text: "word ".repeat(2_000) }] };
    const usage = async (text: string) =>
      (await ask(at("generateContent"), { body: { systemInstruction, contents: [said(text)] } })).json
        .usageMetadata;
    expect(await usage("a")).not.to.have.property("cachedContentTokenCount");
    expect((await usage("b")).cachedContentTokenCount).to.be.within(2_000, 2_010);
  });

  it("limits requests, and tells when to come back", async () => {
    const { ask, provider: made } = provider();
    made.limit("gemini-2.5-flash", { requests: 1 });
    await ask(at("generateContent"), { body: basic });
    const { status, json } = await ask(at("generateContent"), { body: basic });
    expect([status, json.error.status]).to.deep.equal([429, "RESOURCE_EXHAUSTED"]);
    const retry = json.error.details.find((one: Loose) => /RetryInfo$/.test(one["@type"] as string));
    expect(retry.retryDelay).to.match(/^\d+s$/);
  });

  it("embeds, one text or many", async () => {
    const { ask } = provider();
    const content = { parts: [{ text: "hello" }] };
    const one = (await ask(at("embedContent", "gemini-embedding-001"), { body: { content } })).json;
    expect(one.embedding.values).to.have.length(3_072);
    const requests = [8, 16].map((outputDimensionality) => ({ content, outputDimensionality }));
    const many = (await ask(at("batchEmbedContents", "gemini-embedding-001"), { body: { requests } })).json;
    expect(many.embeddings.map((each: Loose) => each.values.length)).to.deep.equal([8, 16]);
  });
});
