import { expect } from "chai";
import { ask } from "../ask";
import { DevStack } from "../devStack";
import { answer, FakeProvider, inVault, withBackends } from "./providerStack";

const config = withBackends([
  {
    ...{ name: "claude", provider: "anthropic", kind: "external" },
    auth: { apiKey: inVault("anthropic-key") },
    deployments: [{ name: "claude-sonnet-4-6", model: "claude-sonnet-4-6" }],
  },
]);

/** As Claude Code 2.1.197 sent them to a server that wrote them down; `[1m]` of a model's name becomes a beta. */
const sent = {
  accept: "application/json",
  "user-agent": "claude-cli/2.1.197 (external, sdk-cli)",
  "x-claude-code-session-id": "10ff0b96-8b69-433e-a4f8-fd053437d171",
  "x-stainless-arch": "x64",
  "x-stainless-lang": "js",
  "x-stainless-os": "Linux",
  "x-stainless-package-version": "0.94.0",
  "x-stainless-retry-count": "0",
  "x-stainless-runtime": "node",
  "x-stainless-runtime-version": "v26.3.0",
  "x-stainless-timeout": "600",
  "anthropic-beta":
    "claude-code-20250219,context-1m-2025-08-07,interleaved-thinking-2025-05-14,thinking-token-count-2026-05-13,context-management-2025-06-27,prompt-caching-scope-2026-01-05,effort-2025-11-24",
  "anthropic-dangerous-direct-browser-access": "true",
  "anthropic-version": "2023-06-01",
  "x-app": "cli",
} as const;

const cached = { cache_control: { type: "ephemeral" } };
const call = {
  model: "claude-sonnet-4-6",
  messages: [
    {
      role: "user",
      content: [{ type: "text", text: "<system-reminder>2026-01-01T00:00:00Z</system-reminder>" }],
    },
    { role: "user", content: [{ type: "text", text: "Say hello", ...cached }] },
  ],
  system: [
    { type: "text", text: "x-anthropic-billing-header: cc_version=2.1.197.123; cc_entrypoint=sdk-cli;" },
    { type: "text", text: "You are an agent.", ...cached },
  ],
  tools: [{ name: "Read", description: "Reads", input_schema: { type: "object", properties: {} } }],
  metadata: { user_id: '{"device_id":"d","account_uuid":"","session_id":"s"}' },
  max_tokens: 32000,
  thinking: { type: "adaptive" },
  context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] },
  output_config: { effort: "high" },
  stream: true,
};

describe("what Claude Code sends", function () {
  for (const [variable, key] of [
    ["ANTHROPIC_API_KEY", (text: string) => ({ "x-api-key": text })],
    ["ANTHROPIC_AUTH_TOKEN", (text: string) => ({ Authorization: `Bearer ${text}` })],
  ] as const)
    it(`passes as it is, with ${variable}`, async () => {
      const provider = new FakeProvider(() => answer({ input_tokens: 5 }));
      const stack = await DevStack.start(config, (request, ask) =>
        new URL(request.url).hostname === "api.anthropic.com" ? provider.handle(request) : ask(),
      );
      const own = key(stack.key("premium-team"));
      // A look whether anybody is there, without a key. What it gets is of no consequence.
      expect((await ask(stack, "HEAD /anthropic")).status).to.be.oneOf([401, 404]);
      const models = await ask(stack, "GET /anthropic/v1/models?limit=1000", {
        ...own,
        ...{ accept: "*/*", "anthropic-version": "2023-06-01", "user-agent": "claude-code/2.1.197" },
      });
      expect([models.status, models.json!["data"]]).to.deep.equal([
        200,
        [
          {
            ...{ type: "model", id: "claude-sonnet-4-6", display_name: "claude-sonnet-4-6" },
            created_at: "1970-01-01T00:00:00Z",
          },
        ],
      ]);
      const { max_tokens: _, stream: __, ...counted } = call;
      for (const [path, body] of [
        ["/v1/messages?beta=true", call],
        ["/v1/messages/count_tokens?beta=true", counted],
      ] as const) {
        const { status } = await ask(stack, `POST /anthropic${path}`, { ...sent, ...own }, body);
        expect(status, path).to.equal(200);
        const { request, text } = provider.last;
        expect(request.url).to.equal(`https://api.anthropic.com${path}`);
        expect(text).to.equal(JSON.stringify(body));
        for (const [name, value] of Object.entries(sent))
          expect(request.headers.get(name), name).to.equal(value);
      }
      expect(provider.requests).to.have.length(2);
    });
});
