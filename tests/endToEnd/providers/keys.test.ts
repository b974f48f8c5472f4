import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { ask } from "../ask";
import { DevStack } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const deployment = (name: string, model: string) => ({ name, model });
const auth = { apiKey: inVault("provider-key") };
const backends: GatewayConfigInput["backends"] = [
  {
    ...{ name: "claude", provider: "anthropic", kind: "external", auth },
    deployments: [deployment("claude-sonnet-4-5", "claude-sonnet-4-5")],
  },
  {
    ...{ name: "gemini", provider: "gemini", kind: "external", auth },
    deployments: [deployment("gemini-2.5-flash", "gemini-2.5-flash")],
  },
  {
    ...{ name: "aws", provider: "bedrock", kind: "external", auth },
    endpoint: "https://bedrock-runtime.us-east-1.amazonaws.com",
    deployments: [deployment("nova", "amazon.nova-lite-v1:0")],
  },
  {
    ...{ name: "own", provider: "openai-compatible", kind: "external", auth },
    endpoint: "https://models.example.com/v1",
    deployments: [deployment("llama", "llama-3.3-70b")],
  },
];

const hosts = [
  "api.anthropic.com",
  "generativelanguage.googleapis.com",
  "bedrock-runtime.us-east-1.amazonaws.com",
  "models.example.com",
];

const messages = [{ role: "user", content: "Hi" }];
const calls = {
  openai: ["/openai/v1/chat/completions", { model: "llama", messages }],
  anthropic: ["/anthropic/v1/messages", { model: "claude-sonnet-4-5", max_tokens: 5, messages }],
  gemini: ["/gemini/v1beta/models/gemini-2.5-flash:generateContent", { contents: [{ parts: [] }] }],
  bedrock: ["/bedrock/model/nova/converse", { messages: [{ role: "user", content: [{ text: "Hi" }] }] }],
} as const;
type Api = keyof typeof calls;

/** How clients send a key. */
const forms: Readonly<Record<string, (key: string) => { headers?: Record<string, string>; query?: string }>> =
  {
    "api-key": (key) => ({ headers: { "api-key": key } }),
    "Authorization: Bearer": (key) => ({ headers: { Authorization: `Bearer ${key}` } }),
    "Ocp-Apim-Subscription-Key": (key) => ({ headers: { "Ocp-Apim-Subscription-Key": key } }),
    "x-api-key": (key) => ({ headers: { "x-api-key": key } }),
    "x-goog-api-key": (key) => ({ headers: { "x-goog-api-key": key } }),
    "?key=": (key) => ({ query: `key=${key}` }),
    "?subscription-key=": (key) => ({ query: `subscription-key=${key}` }),
    "every header at once": (key) => ({
      headers: {
        ...{ "api-key": key, "x-api-key": key, "x-goog-api-key": key, "Ocp-Apim-Subscription-Key": key },
        ...{ Authorization: `Bearer ${key}`, "x-amz-security-token": key },
      },
      query: `subscription-key=${key}&key=${key}&alt=json`,
    }),
  };

/** Form => the APIs that take it with an ingress, and without. */
const taken: Readonly<Record<string, readonly [ingress: string, alone: string]>> = {
  "api-key": ["openai anthropic gemini bedrock", "openai bedrock"],
  "Authorization: Bearer": ["openai anthropic gemini bedrock", ""],
  "Ocp-Apim-Subscription-Key": ["openai anthropic gemini bedrock", ""],
  "x-api-key": ["anthropic", "anthropic"],
  "x-goog-api-key": ["gemini", "gemini"],
  "?key=": ["gemini", "gemini"],
  "?subscription-key=": ["openai anthropic bedrock", "openai anthropic bedrock"],
  "every header at once": ["openai anthropic gemini bedrock", "openai anthropic gemini bedrock"],
};

async function start(provider: FakeProvider, ingress: boolean): Promise<DevStack> {
  const config = withBackends(backends, ingress ? {} : { ingress: { enabled: false } });
  return DevStack.start(config, (request, ask) =>
    hosts.includes(new URL(request.url).hostname) ? provider.handle(request) : ask(),
  );
}

describe("keys of callers", function () {
  for (const ingress of [true, false])
    describe(ingress ? "with an ingress" : "without one", function () {
      for (const [form, made] of Object.entries(forms))
        it(`as ${form}: ${taken[form]![ingress ? 0 : 1] || "nowhere"}; no backend sees one`, async () => {
          const provider = new FakeProvider(() => answer({}));
          const stack = await start(provider, ingress);
          const key = stack.key("premium-team");
          const { headers = {}, query } = made(key);
          const opened: Api[] = [];
          for (const [api, [path, body]] of Object.entries(calls)) {
            const { status } = await ask(stack, `POST ${path}${query ? `?${query}` : ""}`, headers, body);
            expect(status, api).to.be.oneOf([200, 401]);
            if (status === 200) opened.push(api as Api);
          }
          expect(opened.join(" ")).to.equal(taken[form]![ingress ? 0 : 1]);
          expect(provider.requests).to.have.length(opened.length);
          for (const { request, text } of provider.requests)
            expect([request.url, ...[...request.headers].flat(), text].join("\n")).to.not.include(key);
        });
    });

  it("without an ingress, a 401 says which header is looked at", async () => {
    const stack = await start(new FakeProvider(() => answer({})), false);
    const key = stack.key("premium-team");
    const told = async (api: Api, form: string) => {
      const [path, body] = calls[api];
      const { json } = await ask(stack, `POST ${path}`, forms[form]!(key).headers, body);
      return ((json!["error"] as { message?: string }) ?? json)?.message ?? json!["message"];
    };
    const rows: readonly (readonly [Api, string, string])[] = [
      [
        "openai",
        "Authorization: Bearer",
        "in the header api-key, not in Authorization. Send it as api-key: KEY",
      ],
      [
        "anthropic",
        "Authorization: Bearer",
        "in the header x-api-key, not in Authorization. Send it as x-api-key",
      ],
      ["anthropic", "api-key", "in the header x-api-key, not in api-key. Send"],
      ["gemini", "x-api-key", "in the header x-goog-api-key, not in x-api-key."],
      ["bedrock", "Authorization: Bearer", "in the header api-key, not in Authorization."],
    ];
    for (const [api, form, expected] of rows)
      expect(await told(api, form), `${api} ${form}`).to.include(expected);
  });
});
