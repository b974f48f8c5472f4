import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import { createSimulatedAccount } from "../../../packages/local-gateway/openai";
import { plainPng } from "../../../packages/local-gateway/openai/images/plainPng";
import { withFoundry } from "../../../packages/local-gateway/providers/foundry";
import { ask, tokens } from "./provider";

const sku = { modelVersion: "1", sku: "GlobalStandard", capacity: 1_000 };
const messages = [{ role: "user", content: "Hello" }];
const claude = { model: "sonnet", max_tokens: 64, messages };
const chat = { model: "mistral", messages };
const version = { "anthropic-version": "2023-06-01" };
const fox = { model: "mai", prompt: "A fox", width: 1024, height: 1024 };
const bear = { model: "pro", prompt: "A bear" };
const flux = (path: string) => `/providers/blackforestlabs/v1/${path}?api-version=preview`;
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
      { ...sku, name: "mai", model: "MAI-Image-2.5", capacity: 1 },
      { ...sku, name: "pro", model: "FLUX.2-pro" },
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
  /** What Microsoft's pages say of image models. */
  const images: typeof rows = [
    ["/mai/v1/images/generations", fox, { "api-key": "key" }, 200, '"num_output_tokens":1024'],
    [
      "/mai/v1/images/generations?api-version=preview",
      fox,
      { Authorization: "Bearer token" },
      200,
      "b64_json",
    ],
    ["/mai/v1/images/generations", fox, { "api-key": "no" }, 401, '"code":"401"'],
    ["/mai/v1/images/generations", { ...fox, width: 767 }, { "api-key": "key" }, 400, "at least 768"],
    [
      "/mai/v1/images/generations",
      { ...fox, width: 1025 },
      { "api-key": "key" },
      400,
      "must not exceed 1048576",
    ],
    [
      "/mai/v1/images/generations",
      { ...fox, width: "1024" },
      { "api-key": "key" },
      400,
      "must be an integer",
    ],
    [
      "/mai/v1/images/generations",
      { ...fox, seed: 1 },
      { "api-key": "key" },
      400,
      "Unknown parameter: 'seed'",
    ],
    ["/mai/v1/images/generations", { ...fox, prompt: "" }, { "api-key": "key" }, 400, "prompt is required"],
    ["/mai/v1/images/generations", { ...fox, model: "pro" }, { "api-key": "key" }, 404, "DeploymentNotFound"],
    ["/mai/v1/images/variations", fox, { "api-key": "key" }, 404, "Resource not found"],
    ["/mai/v1/images/edits", fox, { "api-key": "key" }, 400, "multipart/form-data"],
    [flux("flux-2-pro"), bear, { "api-key": "key" }, 200, '"request_meta":{"input_mp":0,"output_mp":1}'],
    [flux("flux-2-pro"), { ...bear, width: 2048, height: 2048 }, { "api-key": "key" }, 200, '"output_mp":4'],
    [
      flux("flux-2-pro"),
      { ...bear, width: 2048, height: 2064 },
      { "api-key": "key" },
      400,
      "at most 4194304",
    ],
    [flux("flux-2-pro"), { ...bear, num_images: 2 }, { "api-key": "key" }, 400, "num_images must be 1"],
    [
      flux("flux-2-pro"),
      { ...bear, input_image: "????" },
      { "api-key": "key" },
      400,
      "not a supported image",
    ],
    [flux("flux-2-flex"), bear, { "api-key": "key" }, 404, "Resource not found"],
    [flux("flux-2-pro"), { prompt: "A bear" }, { "api-key": "key" }, 400, "model is required"],
    [flux("flux-2-pro"), { ...bear, model: "sonnet" }, { "api-key": "key" }, 404, "Resource not found"],
    ["/providers/blackforestlabs/v1/flux-2-pro", bear, { "api-key": "key" }, 404, "Resource not found"],
  ];
  for (const [path, body, headers, status, said] of [...rows, ...images])
    it(`${path} with ${JSON.stringify(headers)} => ${status}`, async () => {
      const answered = await foundry().post(path, body, headers);
      expect([answered.status, answered.text.includes(said) ? said : answered.text]).to.deep.equal([
        status,
        said,
      ]);
    });

  it("charges a picture that is given, and each of several as a megapixel", async () => {
    const { account, post } = foundry();
    const large = plainPng(1500, 1024, [1, 2, 3]).toString("base64");
    await post(flux("flux-2-pro"), { ...bear, input_image: large }, { "api-key": "key" });
    await post(
      flux("flux-2-pro"),
      { ...bear, input_image: large, input_image_2: large },
      { "api-key": "key" },
    );
    expect(account.ledger.calls.map(({ promptImageTokens }) => promptImageTokens)).to.deep.equal([
      2048, 2048,
    ]);
    const nine = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`input_image_${at + 2}`, large]));
    expect((await post(flux("flux-2-pro"), { ...bear, ...nine }, { "api-key": "key" })).text).to.include(
      "At most 8",
    );
  });

  it("takes as many calls a minute as the deployment's capacity", async () => {
    const { post } = foundry();
    const all = [1, 2].map(() => post("/mai/v1/images/generations", fox, { "api-key": "key" }));
    expect(
      (await Promise.all(all)).map(({ status, headers }) => [status, headers.get("retry-after")]),
    ).to.deep.equal([
      [200, undefined],
      [429, "60"],
    ]);
  });

  it("has each deployment behave as it is told, in whatever format it answers", async () => {
    const { account, post } = foundry();
    for (const name of ["mai", "pro", "sonnet", "gpt-4o"])
      account.configure(name, { fault: { kind: "status", status: 500 } });
    const key = { "api-key": "key" };
    const all = [
      post("/mai/v1/images/generations", fox, key),
      post(flux("flux-2-pro"), bear, key),
      post("/anthropic/v1/messages", claude, { ...key, ...version }),
      post("/openai/v1/chat/completions", { ...chat, model: "gpt-4o" }, key),
    ];
    expect((await Promise.all(all)).map(({ status }) => status)).to.deep.equal([500, 500, 500, 500]);
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
