import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import { createSimulatedAccount } from "../../../packages/local-gateway/openai";
import { withFoundry } from "../../../packages/local-gateway/providers/foundry";
import { ask, tokens } from "./provider";

const sku = { modelVersion: "1", sku: "GlobalStandard", capacity: 1_000 };
const messages = [{ role: "user", content: "Hello" }];
const claude = { model: "sonnet", max_tokens: 64, messages };
const chat = { model: "mistral", messages };
const version = { "anthropic-version": "2023-06-01" };
const dated = "?api-version=2024-05-01-preview";

function foundry() {
  const clock = new VirtualClock();
  const options = {
    ...{ subdomain: "hub-1", region: "eastus2", keys: ["key"], clock, random: seededRandom(1), tokens },
    acceptsToken: (token: string) => token === "token",
    deployments: [
      { ...sku, name: "sonnet", model: "claude-sonnet-4-6" },
      { ...sku, name: "mistral", model: "Mistral-Large-3" },
      { ...sku, name: "gpt-4o", model: "gpt-4o" },
    ],
  };
  const account = withFoundry(createSimulatedAccount(options), options);
  const post = (path: string, body: unknown, headers: Record<string, string>) =>
    clock.run(ask(account.handle, `https://hub-1.services.ai.azure.com${path}`, { body, headers }));
  return { account, post };
}

describe("a simulated account of Foundry", () => {
  /** Path, body, headers => status, and what the body says. */
  const rows: readonly (readonly [string, unknown, Record<string, string>, number, string])[] = [
    ["/anthropic/v1/messages", claude, { "api-key": "key", ...version }, 200, '"model":"sonnet"'],
    ["/anthropic/v1/messages", claude, { "x-api-key": "key", ...version }, 200, '"type":"message"'],
    [
      "/anthropic/v1/messages",
      claude,
      { Authorization: "Bearer token", ...version },
      200,
      '"type":"message"',
    ],
    [
      "/anthropic/v1/messages",
      claude,
      { Authorization: "Bearer no", ...version },
      401,
      "authentication_error",
    ],
    ["/anthropic/v1/messages", claude, { "x-api-key": "no", ...version }, 401, "authentication_error"],
    ["/anthropic/v1/messages", claude, { "api-key": "key" }, 400, "anthropic-version: header is required"],
    [
      "/anthropic/v1/messages",
      { ...claude, model: "mistral" },
      { "api-key": "key", ...version },
      404,
      "not_found_error",
    ],
    [
      "/anthropic/v1/messages/count_tokens",
      { model: "sonnet", messages },
      { "api-key": "key", ...version },
      200,
      "input_tokens",
    ],
    [`/models/chat/completions${dated}`, chat, { "api-key": "key" }, 200, '"model":"mistral"'],
    [`/models/chat/completions${dated}`, chat, { Authorization: "Bearer token" }, 200, "chat.completion"],
    [`/models/chat/completions${dated}`, chat, { "api-key": "no" }, 401, "401"],
    ["/models/chat/completions", chat, { "api-key": "key" }, 404, "Resource not found"],
    [
      `/models/chat/completions${dated}`,
      { ...chat, model: "other" },
      { "api-key": "key" },
      404,
      "does not exist",
    ],
    [
      "/openai/v1/chat/completions",
      { ...chat, model: "gpt-4o" },
      { "api-key": "key" },
      200,
      "prompt_filter_results",
    ],
  ];
  for (const [path, body, headers, status, said] of rows)
    it(`${path} with ${JSON.stringify(headers)} => ${status}`, async () => {
      const answered = await foundry().post(path, body, headers);
      expect([answered.status, answered.text.includes(said) ? said : answered.text]).to.deep.equal([
        status,
        said,
      ]);
    });

  it("keeps one ledger, and is out as a whole", async () => {
    const { account, post } = foundry();
    const all = () =>
      Promise.all([
        post("/anthropic/v1/messages", claude, { "api-key": "key", ...version }),
        post(`/models/chat/completions${dated}`, chat, { "api-key": "key" }),
        post("/openai/v1/chat/completions", { ...chat, model: "gpt-4o" }, { "api-key": "key" }),
      ]);
    await all();
    const served = account.ledger.calls.map(({ deployment }) => deployment);
    expect(served.sort()).to.deep.equal(["gpt-4o", "mistral", "sonnet"]);
    account.setOutage("unavailable");
    expect((await all()).map(({ status }) => status)).to.deep.equal([529, 503, 503]);
  });
});
