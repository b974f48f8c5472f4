import { expect } from "chai";
import { ask } from "../ask";
import { DevStack, type UsageEvent } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const plain = withBackends(
  [
    {
      name: "claude-direct",
      provider: "anthropic",
      kind: "external",
      auth: { apiKey: inVault("anthropic-key") },
      deployments: [
        { name: "sonnet", model: "claude-sonnet-4-5" },
        { name: "haiku", model: "claude-haiku-4-5", as: "claude-haiku-4-5-20251001" },
      ],
    },
    {
      name: "google",
      provider: "gemini",
      kind: "external",
      auth: { apiKey: inVault("gemini-key") },
      deployments: [
        { name: "flash", model: "gemini-2.5-flash" },
        { name: "pro", model: "gemini-2.5-pro" },
      ],
    },
    {
      name: "aws",
      provider: "bedrock",
      kind: "external",
      auth: {
        sigv4: { region: "eu-central-1", accessKeyId: inVault("aws-id"), secretKey: inVault("aws-secret") },
      },
      deployments: [
        { name: "lite", model: "amazon.nova-lite", as: "eu.amazon.nova-lite-v1:0" },
        { name: "large", model: "amazon.nova-pro", as: "eu.amazon.nova-pro-v1:0" },
      ],
    },
    {
      name: "ours",
      provider: "openai-compatible",
      kind: "external",
      endpoint: "https://llm.example.com/v1",
      deployments: [
        { name: "llama", model: "llama" },
        { name: "llama-large", model: "llama-large" },
      ],
    },
  ],
  {
    aliases: [{ name: "smart", models: ["llama"] }],
    products: [
      {
        name: "small",
        displayName: "Small models",
        models: ["haiku", "flash", "lite", "llama", "smart"],
        subscriptions: [{ name: "small-team" }],
      },
    ],
  },
);
const hosts = ["api.anthropic.com", "googleapis.com", "amazonaws.com", "llm.example.com"];

/** What providers have been asked, whatever it was. */
const asked: string[] = [];
const codings: (string | undefined)[] = [];
let stack: DevStack;

const apis = {
  anthropic: ["POST /anthropic/v1/messages", "x-api-key"],
  flash: ["POST /gemini/v1beta/models/flash:generateContent", "x-goog-api-key"],
  lite: ["POST /bedrock/model/lite/converse", "api-key"],
  v1: ["POST /openai/v1/chat/completions", "api-key"],
} as const;

async function call(
  [path, header]: readonly [string, string],
  body: unknown,
  more: Record<string, string> = {},
) {
  asked.length = 0;
  const json: Record<string, string> = typeof body === "string" ? { "Content-Type": "application/json" } : {};
  const payload = typeof body === "string" ? Buffer.from(body) : body;
  const answered = await ask(
    stack,
    path,
    { ...json, [header]: stack.key("small-team"), "anthropic-version": "2023-06-01", ...more },
    payload,
  );
  const events = stack.usage();
  return { ...answered, event: events.at(-1) as UsageEvent, events: events.length };
}

const messages = [{ role: "user", content: "Hello" }];
const claude = (more: object = {}) => ({ model: "haiku", max_tokens: 20, messages, ...more });
const parts = (...more: object[]) => ({ contents: [{ role: "user", parts: [{ text: "Hello" }, ...more] }] });
const converse = (...more: object[]) => ({
  messages: [{ role: "user", content: [{ text: "Hello" }, ...more] }],
});
const block = (more: object) => claude({ messages: [{ role: "user", content: [more] }] });
const file = { type: "document", source: { type: "file", file_id: "file_theirs" } };
const google = "https://generativelanguage.googleapis.com/v1beta/files/theirs";
const s3 = { s3Location: { uri: "s3://theirs/secret.png" } };
const good = [
  [apis.anthropic, claude()],
  [apis.flash, parts()],
  [apis.lite, converse()],
  [apis.v1, { model: "llama", max_tokens: 5, messages }],
] as const;
const deep = `"max_tokens":9,"messages":[{"role":"user","content":"Hello"}]`;

describe("calls of other providers that mean no good", function () {
  before(async () => {
    const usage = {
      usage: { input_tokens: 5, output_tokens: 2, inputTokens: 5, outputTokens: 2 },
      usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 },
    };
    const provider = new FakeProvider(() =>
      answer(usage, 200, { Location: "https://elsewhere.example.com/", "Set-Cookie": "theirs=1" }),
    );
    stack = await DevStack.start(plain, (request, go) => {
      const { hostname } = new URL(request.url);
      if (!hosts.some((host) => hostname.endsWith(host))) return go();
      const text = request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : "";
      asked.push(`${request.url} ${text}`);
      codings.push(request.headers.get("Accept-Encoding"));
      return Promise.resolve(provider.answers(request, {}));
    });
  });

  type Row = readonly [what: string, api: readonly [string, string], body: unknown, status: number];
  const state: readonly Row[] = [
    ["a file of the workspace", apis.anthropic, block(file), 400],
    [
      "a file in what a tool has answered",
      apis.anthropic,
      block({ type: "tool_result", tool_use_id: "t", content: [file] }),
      400,
    ],
    [
      "a file in a document of parts",
      apis.anthropic,
      block({ type: "document", source: { type: "content", content: [file] } }),
      400,
    ],
    ["a file in the system prompt", apis.anthropic, claude({ system: [file] }), 400],
    [
      "a file for a container",
      apis.anthropic,
      block({ type: "container_upload", file_id: "file_theirs" }),
      400,
    ],
    ["a container by its id", apis.anthropic, claude({ container: "container_theirs" }), 400],
    ["a container in another form", apis.anthropic, claude({ container: { id: "container_theirs" } }), 400],
    [
      "a skill of somebody's own",
      apis.anthropic,
      claude({ container: { skills: [{ type: "custom", skill_id: "skill_theirs", version: "latest" }] } }),
      400,
    ],
    [
      "a skill of Anthropic's",
      apis.anthropic,
      claude({ container: { skills: [{ type: "anthropic", skill_id: "pptx", version: "latest" }] } }),
      200,
    ],
    ["a container of its own", apis.anthropic, claude({ container: null }), 200],
    [
      "what a tool took, which looks like a file",
      apis.anthropic,
      claude({
        messages: [
          {
            role: "assistant",
            content: [{ type: "tool_use", id: "t", name: "read", input: { content: [file] } }],
          },
        ],
      }),
      200,
    ],
    ["cached contents", apis.flash, { ...parts(), cachedContent: "cachedContents/theirs" }, 400],
    [
      "cached contents, spelled otherwise",
      apis.flash,
      { ...parts(), cached_content: "cachedContents/theirs" },
      400,
    ],
    ["a file of the project", apis.flash, parts({ fileData: { fileUri: google } }), 400],
    ["a file, spelled otherwise", apis.flash, parts({ file_data: { file_uri: google } }), 400],
    ["a file by its name alone", apis.flash, parts({ fileData: { fileUri: "files/theirs" } }), 400],
    ["a file in a bucket", apis.flash, parts({ fileData: { fileUri: "gs://theirs/secret.png" } }), 400],
    [
      "a bucket's file by its link",
      apis.flash,
      parts({ fileData: { fileUri: "https://storage.GoogleAPIs.com./theirs/x" } }),
      400,
    ],
    [
      "a film that everybody can see",
      apis.flash,
      parts({ fileData: { fileUri: "https://www.youtube.com/watch?v=x" } }),
      200,
    ],
    [
      "a file in what a function has answered",
      apis.flash,
      parts({ functionResponse: { name: "f", response: {}, parts: [{ fileData: { fileUri: google } }] } }),
      400,
    ],
    [
      "what a function took, which looks like a file",
      apis.flash,
      parts({ functionCall: { name: "f", args: { fileUri: "files/mine", cachedContent: "x" } } }),
      200,
    ],
    [
      "a store of documents",
      apis.flash,
      { ...parts(), tools: [{ fileSearch: { fileSearchStoreNames: ["fileSearchStores/theirs"] } }] },
      400,
    ],
    [
      "a function with a parameter that is called so",
      apis.flash,
      {
        ...parts(),
        tools: [
          {
            functionDeclarations: [
              { name: "f", parameters: { properties: { cachedContent: { type: "STRING" } } } },
            ],
          },
        ],
      },
      200,
    ],
    ["an object of S3", apis.lite, converse({ image: { format: "png", source: s3 } }), 400],
    [
      "an object of S3 in what a tool has answered",
      apis.lite,
      converse({ toolResult: { toolUseId: "t", content: [{ video: { format: "mp4", source: s3 } }] } }),
      400,
    ],
    [
      "what a tool took, which looks like one",
      apis.lite,
      converse({ toolUse: { toolUseId: "t", name: "f", input: s3 } }),
      200,
    ],
    [
      "a guardrail of the account",
      apis.lite,
      { ...converse(), guardrailConfig: { guardrailIdentifier: "theirs", guardrailVersion: "1" } },
      400,
    ],
  ];
  for (const [what, api, body, status] of state)
    it(`${status === 200 ? "lets pass" : "refuses"} ${what}`, async () => {
      const { status: answered, event } = await call(api, body);
      expect([answered, asked.length]).to.deep.equal([status, status === 200 ? 1 : 0]);
      expect(event.status).to.equal(status);
    });

  const twice: readonly Row[] = [
    ["a model twice", apis.anthropic, `{"model":"sonnet",${deep},"model":"haiku"}`, 400],
    ["a model twice, the other one last", apis.anthropic, `{"model":"haiku",${deep},"model":"sonnet"}`, 400],
    ["a model twice, in letters", apis.anthropic, `{"mod\\u0065l":"sonnet",${deep},"model":"haiku"}`, 400],
    ["a model in another case besides", apis.v1, `{"model":"llama",${deep},"Model":"llama-large"}`, 400],
    ["an alias and a model", apis.v1, `{"model":"llama-large",${deep},"model":"smart"}`, 400],
    ["a model in a comment", apis.anthropic, `{/*"model":"sonnet"*/"model":"haiku",${deep}}`, 400],
    ["keys without quotes", apis.anthropic, `{model:"haiku",${deep}}`, 400],
    ["keys in single quotes", apis.anthropic, `{'model':"haiku",${deep}}`, 400],
    ["a bound twice", apis.lite, `{"messages":[],"inferenceConfig":{"maxTokens":9000,"maxTokens":1}}`, 400],
    [
      "a bound in two spellings",
      apis.flash,
      { ...parts(), generationConfig: { maxOutputTokens: 1, max_output_tokens: 60_000 } },
      400,
    ],
    [
      "its object in two spellings",
      apis.flash,
      {
        ...parts(),
        generationConfig: { maxOutputTokens: 1 },
        generation_config: { maxOutputTokens: 60_000 },
      },
      400,
    ],
    [
      "a text that looks like keys",
      apis.anthropic,
      claude({ messages: [{ role: "user", content: '"model": "sonnet", {"model": [' }] }),
      200,
    ],
    [
      "one key in each of two objects",
      apis.anthropic,
      claude({ metadata: { user_id: "a" }, tool_choice: { type: "auto" } }),
      200,
    ],
    ["a mark of the byte order", apis.anthropic, `\ufeff{"model":"haiku",${deep}}`, 200],
  ];
  for (const [what, api, body, status] of twice)
    it(`${status === 200 ? "takes" : "refuses"} ${what}: gateway and provider read one thing`, async () => {
      const { status: answered } = await call(api, body);
      expect([answered, asked.length]).to.deep.equal([status, status === 200 ? 1 : 0]);
    });

  it("renames the model of a body of megabytes, wherever it stands", async () => {
    const picture = {
      type: "image",
      source: { type: "base64", media_type: "image/png", data: "A".repeat(3e6) },
    };
    const schema = { type: "object", properties: { model: { type: "string" } } };
    const tools = [{ name: "order", input_schema: schema, example: { model: "haiku" } }];
    const body = { max_tokens: 5, tools, messages: [{ role: "user", content: [picture] }], model: "haiku" };
    const { status } = await call(apis.anthropic, body);
    expect(status).to.equal(200);
    const sent = asked[0]!.slice(asked[0]!.indexOf(" ") + 1);
    expect(JSON.parse(sent)).to.deep.equal({ ...body, model: "claude-haiku-4-5-20251001" });
  });

  // Whatever the name is written as: what the product may not use is never asked for.
  for (const [what, path] of [
    ["in letters of the path", "POST /bedrock/model/l%61rge/converse"],
    ["by the provider's own name", "POST /bedrock/model/eu.amazon.nova-pro-v1%3A0/converse"],
    ["through a way back up", "POST /bedrock/model/lite%2F..%2Flarge/converse"],
    ["behind another", "POST /gemini/v1beta/models/flash:pro:generateContent"],
    ["with its colon in letters", "POST /gemini/v1beta/models/pro%3AgenerateContent"],
    ["through a way back up", "POST /gemini/v1beta/models/flash%2F..%2Fpro:generateContent"],
  ] as const)
    it(`asks for no model that the key may not use, named ${what}`, async () => {
      const gemini = path.includes("gemini");
      const { status } = await call(
        [path, gemini ? "x-goog-api-key" : "api-key"],
        gemini ? parts() : converse(),
      );
      expect([403, 404]).to.include(status);
      expect(asked).to.deep.equal([]);
    });

  for (const path of [
    "GET /anthropic/v1/files",
    "POST /anthropic/v1/files",
    "POST /anthropic/v1/messages/batches",
    "GET /anthropic/v1/messages/batches/theirs/results",
    "GET /anthropic/v1/skills",
    "GET /anthropic/v1/organizations/me",
    "POST /anthropic/v1/messages/%2e%2e/files",
    "POST /anthropic//v1/messages",
    "GET /gemini/v1beta/files",
    "POST /gemini/upload/v1beta/files",
    "GET /gemini/v1beta/cachedContents/theirs",
    "POST /gemini/v1beta/models/flash:batchGenerateContent",
    "POST /gemini/v1beta/models/flash:asyncBatchEmbedContent",
    "GET /gemini/v1beta/fileSearchStores",
    "POST /gemini/v1beta/interactions",
    "POST /bedrock/async-invoke",
    "POST /bedrock/guardrail/theirs/version/1/apply",
    "PUT /bedrock/session",
  ])
    it(`has nothing at ${path}`, async () => {
      const header = path.includes("gemini")
        ? "x-goog-api-key"
        : path.includes("bedrock")
          ? "api-key"
          : "x-api-key";
      const { status } = await call([path, header], path.startsWith("GET") ? undefined : {});
      expect([status, asked.length]).to.deep.equal([404, 0]);
    });

  it("lets nobody have an answer compressed, which could not be charged by what it states", async () => {
    codings.length = 0;
    for (const [api, body] of good) await call(api, body, { "Accept-Encoding": "gzip, br" });
    expect(codings).to.deep.equal(["identity", "identity", "identity", "identity"]);
  });

  it("lets no backend send a caller elsewhere, whose client would take the key along", async () => {
    for (const [api, body] of good) {
      const { status, headers } = await call(api, body);
      expect([status, headers.has("Location"), headers.has("Set-Cookie")]).to.deep.equal([200, false, false]);
    }
  });

  it("counts as many answers as a text of figures asks for", async () => {
    const body = { ...parts(), generationConfig: { maxOutputTokens: 10, candidateCount: "8" } };
    const provider = new FakeProvider(() => ({
      ...answer("data: {}\n\n"),
      headers: answer("", 200, { "Content-Type": "text/event-stream" }).headers,
    }));
    const own = await DevStack.start(plain, (request, go) =>
      request.url.includes("googleapis.com") ? provider.handle(request) : go(),
    );
    const path = "POST /gemini/v1beta/models/flash:streamGenerateContent?alt=sse";
    await ask(own, path, { "x-goog-api-key": own.key("small-team") }, body);
    expect(own.usage()[0]).to.include({ tokensFrom: "estimate", completionBound: 80 });
  });
});
