import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask } from "./ask";
import { chat, devConfig, DevStack } from "./devStack";

const page = "https://app.example.com";
const withCors = (allowedOrigins: string[], more: object = {}): GatewayConfigInput => ({
  ...devConfig,
  apis: { ...devConfig.apis, openAiV1: { ...devConfig.apis?.openAiV1, cors: { allowedOrigins } } },
  ...more,
});
const preflight = (method: string, origin = page) => ({
  Origin: origin,
  "Access-Control-Request-Method": method,
  "Access-Control-Request-Headers": "api-key,authorization,content-type,x-stainless-os",
});

describe("CORS", () => {
  let stack: DevStack;
  let key: Record<string, string>;
  before(async () => {
    stack = await DevStack.start(withCors([page]));
    key = { "api-key": stack.key("premium-team"), Origin: page };
  });

  const operations = [
    ["POST", "/openai/v1/chat/completions"],
    ["POST", "/openai/v1/audio/transcriptions"],
    ["POST", "/openai/v1/responses"],
    ["GET", "/openai/v1/models"],
    ["GET", "/openai/v1/models/gpt-5.4"],
    ["GET", "/openai/v1/deployments/gpt-5.4"],
    ["DELETE", "/openai/v1/nothing"],
  ] as const;
  for (const [method, path] of operations)
    it(`answers the preflight of ${method} ${path} without a key, and asks nobody`, async () => {
      const events = stack.usage().length;
      const answer = await ask(stack, `OPTIONS ${path}`, preflight(method));
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("Access-Control-Allow-Origin")).to.equal(page);
      expect(answer.headers.get("Access-Control-Allow-Methods")).to.include(method);
      expect(answer.headers.get("Access-Control-Allow-Headers")).to.include("authorization");
      expect(answer.headers.get("Access-Control-Max-Age")).to.equal("600");
      expect(stack.usage()).to.have.length(events);
    });

  it("lets pages read what clients go by, of good answers and of refusals", async () => {
    const answers = [
      await ask(stack, "POST /openai/v1/chat/completions", key, chat(5)),
      await ask(stack, "POST /openai/v1/chat/completions", key, { model: "gpt-2" }),
      await ask(stack, "GET /openai/v1/models", key),
      await ask(stack, "GET /openai/v1/nothing", key),
      await ask(stack, "POST /openai/v1/audio/transcriptions", key, {}),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 404, 200, 404, 400]);
    for (const { headers } of answers) {
      expect(headers.get("Access-Control-Allow-Origin")).to.equal(page);
      const exposed = headers.get("Access-Control-Expose-Headers")?.toLowerCase().split(",");
      expect(exposed).to.include.members([
        "retry-after",
        "x-gateway-request-id",
        "x-ratelimit-remaining-tokens",
      ]);
    }
  });

  it("tells other origins nothing, and is off where the config says nothing", async () => {
    const other = await ask(stack, "OPTIONS /openai/v1/models", preflight("GET", "https://evil.example"));
    expect(other.headers.get("Access-Control-Allow-Origin")).to.equal(undefined);
    const otherApi = await ask(stack, "OPTIONS /openai/models?api-version=2024-10-21", preflight("GET"));
    expect(otherApi.headers.get("Access-Control-Allow-Origin")).to.equal(undefined);
    expect(otherApi.status).to.equal(404);
    const noPreflight = await ask(stack, "OPTIONS /openai/v1/models", { Origin: page });
    expect(noPreflight.status).to.equal(404);
    const head = await ask(stack, "HEAD /openai/v1/models", key);
    expect(head.status).to.equal(404);
  });

  it("takes any origin, with or without an ingress", async () => {
    for (const more of [{}, { ingress: { enabled: false } }]) {
      const open = await DevStack.start(withCors(["*", page], more));
      const answer = await ask(
        open,
        "OPTIONS /openai/v1/chat/completions",
        preflight("POST", "http://localhost:5173"),
      );
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("Access-Control-Allow-Origin")).to.equal("*");
    }
  });
});
