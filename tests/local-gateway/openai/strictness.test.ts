import { expect } from "chai";
import { call, deployment, embeddingDeployment, virtualAccount } from "./accounts";

const messages = [{ role: "user", content: "Hello" }];
const tool = { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } };
const say = (content: unknown) => ({ messages: [{ role: "user", content }] });
const picture = (image_url: unknown) => say([{ type: "image_url", image_url }]);
const strict = (schema: object) => ({
  response_format: { type: "json_schema", json_schema: { name: "s", strict: true, schema } },
});

const models: Readonly<Record<string, string>> = {
  chat: "gpt-4.1",
  old: "gpt-4",
  o: "o4-mini",
  five: "gpt-5",
  late: "gpt-5.4",
  text: "gpt-35-turbo-instruct",
};
const deployments = [
  ...Object.entries(models).map(([name, model]) => deployment({ name, model })),
  embeddingDeployment,
  deployment({ name: "ada", model: "text-embedding-ada-002" }),
];

/** What is added to a sound request of the operation, and what the account says: status, code, parameter. */
type Row = readonly [body: object, status: number, code?: string | null, param?: string | null];

const sound = {
  "chat/completions": { model: "chat", messages },
  completions: { model: "text", prompt: "Once" },
  embeddings: { model: "embed", input: "Hello" },
  responses: { model: "chat", input: "Hello" },
} as const;

const rows: Readonly<Record<keyof typeof sound, readonly Row[]>> = {
  "chat/completions": [
    [{}, 200],
    [
      { temperature: 2, top_p: 0, frequency_penalty: -2, presence_penalty: 2, n: 2, seed: -5, user: "u" },
      200,
    ],
    [{ temperature: null, max_tokens: null, stop: null, tools: null }, 200],
    [{ temperature: 5 }, 400, "decimal_above_max_value", "temperature"],
    [{ temperature: -0.1 }, 400, "decimal_below_min_value", "temperature"],
    [{ temperature: "hot" }, 400, "invalid_type", "temperature"],
    [{ top_p: 1.1 }, 400, "decimal_above_max_value", "top_p"],
    [{ frequency_penalty: 2.1 }, 400, "decimal_above_max_value", "frequency_penalty"],
    [{ presence_penalty: -2.1 }, 400, "decimal_below_min_value", "presence_penalty"],
    [{ n: 0 }, 400, "integer_below_min_value", "n"],
    [{ n: 129 }, 400, "integer_above_max_value", "n"],
    [{ n: 1.5 }, 400, "invalid_type", "n"],
    [{ max_tokens: -5 }, 400, "integer_below_min_value", "max_tokens"],
    [{ max_completion_tokens: 0 }, 400, "integer_below_min_value", "max_completion_tokens"],
    [{ max_completion_tokens: 40_000 }, 400, "invalid_value", "max_completion_tokens"],
    [{ max_tokens: 5, max_completion_tokens: 5 }, 400, "invalid_parameter_combination", "max_tokens"],
    [{ seed: 1.5 }, 400, "invalid_type", "seed"],
    [{ stop: ["a", "b", "c", "d"] }, 200],
    [{ stop: ["a", "b", "c", "d", "e"] }, 400, "array_above_max_length", "stop"],
    [{ stop: [1] }, 400, "invalid_type", "stop[0]"],
    [{ stop: 7 }, 400, "invalid_type", "stop"],
    [{ logprobs: true, top_logprobs: 21 }, 400, "integer_above_max_value", "top_logprobs"],
    [{ top_logprobs: 2 }, 400, "invalid_value", "top_logprobs"],
    [{ logit_bias: { 5: 100 } }, 200],
    [{ logit_bias: { 5: 101 } }, 400, "decimal_above_max_value", "logit_bias.5"],
    [{ logit_bias: { five: 1 } }, 400, "invalid_value", "logit_bias"],
    [{ stream: "yes" }, 400, "invalid_type", "stream"],
    [{ stream_options: { include_usage: true } }, 400, "invalid_value", "stream_options"],
    [{ stream: true, stream_options: { usage: true } }, 400, "unknown_parameter", "stream_options.usage"],
    [{ colour: "red" }, 400, null, null],
    [{ max_output_tokens: 50 }, 400, null, null],
    [{ metadata: { a: "b" } }, 400, "invalid_value", "metadata"],
    [{ store: true, metadata: { a: "b" } }, 200],
    [{ store: true, metadata: { a: 1 } }, 400, "invalid_type", "metadata.a"],
    [{ reasoning_effort: "low" }, 400, null, null],
    [{ messages: {} }, 400, "invalid_type", "messages"],
    [
      { messages: Array.from({ length: 2_049 }, () => messages[0]) },
      400,
      "array_above_max_length",
      "messages",
    ],
    [{ messages: ["Hello"] }, 400, "invalid_type", "messages[0]"],
    [{ messages: [{ content: "x" }] }, 400, "missing_required_parameter", "messages[0].role"],
    [{ messages: [{ role: "user" }] }, 400, "missing_required_parameter", "messages[0].content"],
    [{ messages: [{ role: "user", content: null }] }, 400, null, "messages[0].content"],
    [{ messages: [{ role: "user", content: "x", name: "a b" }] }, 400, "invalid_value", "messages[0].name"],
    [{ messages: [{ role: "tool", content: "x", tool_call_id: "c" }] }, 400, null, "messages.[0].role"],
    [
      { messages: [{ role: "assistant", content: null, tool_calls: [{ id: "c" }] }, ...messages] },
      400,
      null,
      "messages",
    ],
    [say([]), 400, "empty_array", "messages[0].content"],
    [say([{ type: "input_text", text: "x" }]), 400, "invalid_value", "messages[0].content[0].type"],
    [say([{ type: "text" }]), 400, "missing_required_parameter", "messages[0].content[0].text"],
    [picture({ url: "https://example.com/x.png", detail: "low" }), 200],
    [picture("https://example.com/x.png"), 400, "invalid_type", "messages[0].content[0].image_url"],
    [picture({ url: "x.png" }), 400, "invalid_value", "messages[0].content[0].image_url"],
    [picture({ url: "data:text/plain;base64,AA" }), 400, "invalid_image_format"],
    [picture({ url: "data:image/png;base64,*" }), 400, "invalid_base64"],
    [picture({ url: "https://example.com/x.png", detail: "huge" }), 400, "invalid_value"],
    [{ model: "old", ...picture({ url: "https://example.com/x.png" }) }, 400, null],
    [say([{ type: "input_audio", input_audio: { data: "AA", format: "wav" } }]), 400, null],
    [{ tools: [tool] }, 200],
    [{ tools: [] }, 400, "empty_array", "tools"],
    [{ tools: Array.from({ length: 129 }, () => tool) }, 400, "array_above_max_length", "tools"],
    [{ tools: [{}] }, 400, "missing_required_parameter", "tools[0].type"],
    [
      { tools: [{ type: "function", function: {} }] },
      400,
      "missing_required_parameter",
      "tools[0].function.name",
    ],
    [
      { tools: [{ type: "function", function: { name: "a b" } }] },
      400,
      "invalid_value",
      "tools[0].function.name",
    ],
    [
      { tools: [{ type: "function", function: { name: "f", parameters: { type: "string" } } }] },
      400,
      "invalid_function_parameters",
      "tools[0].function.parameters",
    ],
    [
      {
        tools: [
          {
            type: "function",
            function: { name: "f", parameters: { type: "object", properties: { a: { type: "array" } } } },
          },
        ],
      },
      400,
      "invalid_function_parameters",
    ],
    [{ tool_choice: "auto" }, 400, "invalid_value", "tool_choice"],
    [{ tools: [tool], tool_choice: "maybe" }, 400, "invalid_value", "tool_choice"],
    [
      { tools: [tool], tool_choice: { type: "function", function: { name: "g" } } },
      400,
      "invalid_value",
      "tool_choice",
    ],
    [{ parallel_tool_calls: true }, 400, "invalid_value", "parallel_tool_calls"],
    [{ response_format: { type: "json" } }, 400, "invalid_value", "response_format.type"],
    [{ response_format: { type: "json_object" } }, 400, null, "messages"],
    [
      { response_format: { type: "json_schema" } },
      400,
      "missing_required_parameter",
      "response_format.json_schema.name",
    ],
    [
      strict({
        type: "object",
        properties: { a: { type: "string" } },
        required: ["a"],
        additionalProperties: false,
      }),
      200,
    ],
    [
      strict({
        type: "object",
        properties: { a: { type: "string" } },
        required: [],
        additionalProperties: false,
      }),
      400,
      null,
      "response_format",
    ],
    [strict({ type: "object", properties: {} }), 400, null, "response_format"],
    [strict({ type: "array" }), 400, null, "response_format"],
    [
      { model: "old", max_tokens: 8_190, messages: [{ role: "user", content: "word ".repeat(50) }] },
      400,
      "context_length_exceeded",
      "messages",
    ],
    [{ model: "o", max_completion_tokens: 500, reasoning_effort: "low" }, 200],
    [{ model: "o", temperature: 0.5 }, 400, "unsupported_value", "temperature"],
    [{ model: "o", temperature: 1 }, 200],
    [{ model: "o", stop: "x" }, 400, "unsupported_parameter", "stop"],
    [{ model: "o", reasoning_effort: "minimal" }, 400, "unsupported_value", "reasoning_effort"],
    [{ model: "five", reasoning_effort: "minimal" }, 200],
    [{ model: "five", max_tokens: 5 }, 400, "unsupported_parameter", "max_tokens"],
    [{ model: "late", reasoning_effort: "none", temperature: 0.5 }, 200],
    [{ model: "late", max_tokens: 5 }, 400, "unsupported_parameter", "max_tokens"],
  ],
  completions: [
    [{}, 200],
    [{ n: 2, best_of: 3, echo: true, logprobs: 2, suffix: "end" }, 200],
    [{ n: 3, best_of: 2 }, 400, null, "best_of"],
    [{ best_of: 21 }, 400, "integer_above_max_value", "best_of"],
    [{ best_of: 2, stream: true }, 400, null, "best_of"],
    [{ logprobs: 6 }, 400, "integer_above_max_value", "logprobs"],
    [{ logprobs: true }, 400, "invalid_type", "logprobs"],
    [{ max_tokens: -1 }, 400, "integer_below_min_value", "max_tokens"],
    [{ max_tokens: 4_097 }, 400, "context_length_exceeded"],
    [{ prompt: [] }, 400, "empty_array", "prompt"],
    [{ prompt: ["a", 1] }, 400, null],
    [{ prompt: { text: "a" } }, 400, "invalid_type", "prompt"],
    [{ messages }, 400, null],
  ],
  embeddings: [
    [{}, 200],
    [{ dimensions: 256, encoding_format: "base64", user: "u" }, 200],
    [{ dimensions: 0 }, 400, "integer_below_min_value", "dimensions"],
    [{ dimensions: 1_537 }, 400, "integer_above_max_value", "dimensions"],
    [{ dimensions: "8" }, 400, "invalid_type", "dimensions"],
    [{ model: "ada", dimensions: 8 }, 400, null],
    [{ encoding_format: "hex" }, 400, "invalid_value", "encoding_format"],
    [{ input: "" }, 400, null],
    [{ input: ["a", ""] }, 400, null],
    [{ input: [[]] }, 400, null],
    [{ input: [1, 2, 3] }, 200],
    [{ input: [1, -2] }, 400, null],
    [{ input: [1, "a"] }, 400, null],
    [{ input: Array.from({ length: 2_048 }, () => "a") }, 200],
    [{ input: Array.from({ length: 2_049 }, () => "a") }, 400, "array_above_max_length", "input"],
    [{ input: "word ".repeat(9_000) }, 400, "context_length_exceeded", "input"],
    [{ stream: true }, 400, null],
  ],
  responses: [
    [{}, 200],
    [{ metadata: { a: "b" }, truncation: "auto", service_tier: "auto", top_logprobs: 3 }, 200],
    [{ max_completion_tokens: -99_999 }, 400, "unknown_parameter", "max_completion_tokens"],
    [{ max_tokens: 50 }, 400, "unknown_parameter", "max_tokens"],
    [{ messages }, 400, "unknown_parameter", "messages"],
    [{ max_output_tokens: 15 }, 400, "integer_below_min_value", "max_output_tokens"],
    [{ max_output_tokens: 40_000 }, 400, "invalid_value", "max_output_tokens"],
    [{ temperature: 2.5 }, 400, "decimal_above_max_value", "temperature"],
    [{ stream: 1 }, 400, "invalid_type", "stream"],
    [{ include: ["everything"] }, 400, "invalid_value", "include[0]"],
    [
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [n, ""])) },
      400,
      "object_above_max_properties",
      "metadata",
    ],
    [{ prompt_cache_key: "k".repeat(65) }, 400, "string_above_max_length", "prompt_cache_key"],
    [{ input: [] }, 400, "empty_array", "input"],
    [{ input: 7 }, 400, "invalid_type", "input"],
    [{ input: [7] }, 400, "invalid_type", "input[0]"],
    [{ text: { format: { type: "yaml" } } }, 400, "invalid_value", "text.format.type"],
    [
      { text: { format: { type: "json_schema", name: "s", schema: { type: "object" } }, size: 1 } },
      400,
      "unknown_parameter",
      "text.size",
    ],
    [{ tools: [{ type: "function", name: "f", parameters: { type: "object", properties: {} } }] }, 200],
    [{ tools: [{ type: "function" }] }, 400, "missing_required_parameter", "tools[0].name"],
    [{ tool_choice: { type: "function", name: "g" } }, 400, "invalid_value", "tool_choice"],
    [{ reasoning: { effort: "low" } }, 400, "unsupported_parameter", "reasoning.effort"],
    [{ reasoning: { depth: 3 } }, 400, "unknown_parameter", "reasoning.depth"],
    [{ model: "o", temperature: 0.2 }, 400, "unsupported_parameter", "temperature"],
    [{ model: "five", reasoning: { effort: "minimal" } }, 200],
  ],
};

describe("a simulated account takes and refuses, as Azure does,", () => {
  const { call: post } = virtualAccount(deployments);
  for (const [operation, all] of Object.entries(rows))
    for (const [body, status, code, param] of all)
      it(`${operation}: ${JSON.stringify(body).slice(0, 90)} => ${[status, code, param].join(" ")}`, async () => {
        const answer = await post(`/openai/v1/${operation}`, {
          ...sound[operation as keyof typeof sound],
          ...body,
        });
        expect(answer.status, answer.text.slice(0, 300)).to.equal(status);
        if (status === 200) return;
        const { error } = answer.json;
        expect(error.message).to.be.a("string").and.not.empty;
        if (code !== undefined) expect(error.code, error.message).to.equal(code);
        if (param !== undefined) expect(error.param, error.message).to.equal(param);
      });
});

describe("a simulated account knows the api-versions of", () => {
  const { call: post, account, clock } = virtualAccount(deployments);
  const get = { method: "GET" };
  const rows: readonly (readonly [path: string, body: unknown, status: number])[] = [
    ["/openai/deployments/chat/chat/completions", { messages }, 404],
    ["/openai/deployments/chat/chat/completions?api-version=", { messages }, 404],
    ["/openai/deployments/chat/chat/completions?api-version=banana", { messages }, 404],
    ["/openai/deployments/chat/chat/completions?api-version=2024-13-99", { messages }, 404],
    ["/openai/deployments/chat/chat/completions?api-version=v1", { messages }, 404],
    ["/openai/deployments/chat/chat/completions?api-version=2022-12-01", { messages }, 404],
    ["/openai/deployments/chat/chat/completions?api-version=2023-05-15", { messages }, 200],
    ["/openai/deployments/chat/chat/completions?api-version=2024-10-21", { messages }, 200],
    ["/openai/deployments/chat/chat/completions?api-version=2025-04-01-preview", { messages }, 200],
    ["/openai/deployments/text/completions?api-version=2022-12-01", { prompt: "x" }, 200],
    ["/openai/responses?api-version=2025-04-01-preview", sound.responses, 200],
    ["/openai/responses?api-version=2024-10-21", sound.responses, 404],
    ["/openai/responses", sound.responses, 404],
    ["/openai/deployments/chat/responses?api-version=2025-04-01-preview", sound.responses, 404],
    ["/openai/v1/responses", sound.responses, 200],
    ["/openai/v1/responses?api-version=preview", sound.responses, 200],
    ["/openai/v1/responses?api-version=v1", sound.responses, 200],
    ["/openai/v1/responses?api-version=2025-04-01-preview", sound.responses, 400],
    ["/openai/v1/conversations", {}, 200],
    ["/openai/conversations?api-version=2025-04-01-preview", {}, 404],
    ["/openai/models?api-version=2024-10-21", undefined, 200],
    ["/openai/models", undefined, 404],
    ["/openai/v1/models/chat", undefined, 200],
    ["/openai/v1/models/nope", undefined, 404],
  ];
  for (const [path, body, status] of rows)
    it(`${path} => ${status}`, async () => {
      const answer = await (body === undefined
        ? clock.run(call(account.handle, path, "", get))
        : post(path, body));
      expect(answer.status, answer.text).to.equal(status);
      if (status === 404)
        expect(answer.json.error).to.include({ code: "404", message: "Resource not found" });
    });

  it("and that a body is JSON", async () => {
    const plain = { headers: { Authorization: "Bearer good-token", "Content-Type": "text/plain" } };
    expect((await post("/openai/v1/responses", sound.responses, plain)).status).to.equal(415);
    const named = {
      headers: { Authorization: "Bearer good-token", "Content-Type": "application/json; charset=utf-8" },
    };
    expect((await post("/openai/v1/responses", sound.responses, named)).status).to.equal(200);
  });
});
