import { expect } from "chai";
import { HttpHeaders } from "../../../packages/common/http";
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
const usage = {
  input_tokens: 20,
  cache_read_input_tokens: 100,
  cache_creation_input_tokens: 3,
  output_tokens: 7,
};
const body = { model: "claude-sonnet-4-6", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] };

/** Call => its metrics of tokens. */
const rows: readonly (readonly [
  what: string,
  path: string,
  body: Record<string, unknown>,
  answers: FakeProvider["answers"],
  expected: Readonly<Record<string, number | "some">>,
])[] = [
  [
    "what an answer states, cache and all",
    "/v1/messages",
    body,
    () => answer({ usage }),
    { "Prompt Tokens": 123, "Completion Tokens": 7, "Total Tokens": 130 },
  ],
  [
    "of a stream the prompt's estimate",
    "/v1/messages",
    { ...body, stream: true },
    () => ({ ...answer("data: {}\n\n"), headers: new HttpHeaders({ "Content-Type": "text/event-stream" }) }),
    { "Prompt Tokens": "some" },
  ],
  ["of a count none", "/v1/messages/count_tokens", body, () => answer({ input_tokens: 9 }), {}],
  ["of an error none", "/v1/messages", body, () => answer({ type: "error" }, 400), {}],
  ["of a refused call none", "/v1/messages", { ...body, model: "other" }, () => answer({}), {}],
];

describe("token metrics of other providers' APIs", function () {
  for (const [what, path, sent, answers, expected] of rows)
    it(`say ${what}`, async () => {
      const provider = new FakeProvider(answers);
      const stack = await DevStack.start(config, (request, ask) =>
        new URL(request.url).hostname === "api.anthropic.com" ? provider.handle(request) : ask(),
      );
      await ask(stack, `POST /anthropic${path}`, { "x-api-key": stack.key("premium-team") }, sent);
      const metrics = stack.local.recorded.metrics.filter(({ name }) => / Tokens$/.test(name));
      expect(metrics.map(({ name }) => name)).to.deep.equal(Object.keys(expected));
      for (const { name, value, dimensions, namespace } of metrics) {
        if (expected[name] === "some") expect(value).to.be.greaterThan(0);
        else expect(value, name).to.equal(expected[name]);
        expect(namespace).to.equal("genai-gateway");
        expect(Object.fromEntries(Object.entries(dimensions))).to.deep.equal({
          ...{ "API ID": "anthropic", "Product ID": "premium", "Subscription ID": "premium-team" },
          ...{ "Backend ID": "claude", Deployment: "claude-sonnet-4-6" },
        });
      }
    });
});
