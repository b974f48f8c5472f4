import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask } from "./ask";
import { chat, devConfig, DevStack } from "./devStack";

const version = "api-version=2024-10-21";

/** The trial product may use one of the two models, and names it as its owner spells it. */
const restricted: GatewayConfigInput = {
  ...devConfig,
  products: devConfig.products.map((product) =>
    product.name === "trial" ? { ...product, models: ["Text-Embedding-3-Small"] } : product,
  ),
};

describe("the surface of both APIs", () => {
  let stack: DevStack;
  let premium: Record<string, string>;
  let trial: Record<string, string>;
  before(async () => {
    stack = await DevStack.start(restricted);
    premium = { "api-key": stack.key("premium-team") };
    trial = { "api-key": stack.key("trial-user") };
  });

  describe("lists of the gateway's own", () => {
    for (const path of [`/openai/models?${version}`, "/openai/v1/models"])
      it(`has what the product may use at ${path}`, async () => {
        const listed = async (headers: Record<string, string>) => {
          const { status, json } = await ask(stack, `GET ${path}`, headers);
          expect(status).to.equal(200);
          expect(json!["object"]).to.equal("list");
          return (json!["data"] as { id: string; object: string; created: number }[]).map((one) => {
            expect(one.object).to.equal("model");
            expect(one.created).to.be.a("number");
            return one.id;
          });
        };
        expect(await listed(premium)).to.deep.equal(["gpt-5.4", "text-embedding-3-small"]);
        expect(await listed(trial)).to.deep.equal(["text-embedding-3-small"]);
      });

    it("describes a model with its version and the day that it retires", async () => {
      const { json } = await ask(stack, "GET /openai/v1/models/GPT-5.4", premium);
      expect(json).to.deep.include({
        id: "gpt-5.4",
        object: "model",
        owned_by: "azure-openai",
        model: "gpt-5.4",
        version: "2026-03-05",
        created: Date.UTC(2026, 2, 5) / 1000,
        deprecation: { inference: Date.UTC(2027, 2, 5) / 1000 },
      });
      expect(json!["capabilities"]).to.deep.include({ chat_completion: true, embeddings: false });
    });

    for (const path of ["/openai/deployments", "/openai/v1/deployments"])
      it(`lists deployments at ${path} as Foundry's discovery and Azure OpenAI's clients read them`, async () => {
        const { json } = await ask(stack, `GET ${path}?api-version=2023-05-01`, premium);
        const value = json!["value"] as Record<string, unknown>[];
        expect(json!["data"]).to.deep.equal(value);
        expect(value.map(({ name }) => name)).to.deep.equal(["gpt-5.4", "text-embedding-3-small"]);
        expect(value[0]).to.deep.include({
          id: "gpt-5.4",
          sku: { name: "GlobalProvisionedManaged", capacity: 45 },
          properties: {
            model: { format: "OpenAI", name: "gpt-5.4", version: "2026-03-05" },
            provisioningState: "Succeeded",
            deprecation: { inference: "2027-03-05" },
          },
        });
        // Two backends of one SKU and priority have it together.
        expect(value[1]!["sku"]).to.deep.equal({ name: "GlobalStandard", capacity: 300 });
        const one = await ask(stack, `GET ${path}/gpt-5.4?api-version=2023-05-01`, premium);
        expect(one.json).to.deep.equal(value[0]);
      });

    it("knows no other, and none that is not the product's", async () => {
      const table: readonly (readonly [string, Record<string, string>, string, string])[] = [
        ["/openai/v1/models/gpt-2", premium, "model_not_found", "gpt-5.4, text-embedding-3-small."],
        ["/openai/v1/models/gpt-5.4", trial, "model_not_found", "There are: text-embedding-3-small."],
        [
          `/openai/deployments/gpt-5.4?${version}`,
          trial,
          "DeploymentNotFound",
          "There are: text-embedding-3-small.",
        ],
        ["/openai/v1/models/..%2F..%2Fsecrets", premium, "model_not_found", "'../../secrets'"],
      ];
      for (const [path, headers, code, message] of table) {
        const answer = await ask(stack, `GET ${path}`, headers);
        expect([answer.status, answer.code], path).to.deep.equal([404, code]);
        expect(answer.message).to.include(message);
      }
      const long = await ask(stack, `GET /openai/v1/models/${"x".repeat(5_000)}`, premium);
      expect(long.message.length).to.be.below(300);
    });

    it("asks no backend", async () => {
      const calls = () =>
        ["ptu-1", "payg-1", "payg-2"].map((name) => stack.account(name).ledger.calls.length).join();
      const before = calls();
      for (const path of ["/openai/models", "/openai/v1/models", "/openai/deployments"])
        await ask(stack, `GET ${path}?${version}`, premium);
      expect(calls()).to.equal(before);
    });
  });

  describe("models of a product", () => {
    it("refuses another before any limit counts, and says which there are", async () => {
      // A limit of 300 tokens a minute would refuse the second of these.
      for (let call = 0; call < 3; call++)
        for (const [path, model] of [
          ["/openai/v1/chat/completions", "gpt-5.4"],
          [`/openai/deployments/GPT-5.4/chat/completions?${version}`, undefined],
          ["/openai/v1/responses", "gpt-5.4"],
          ["/openai/v1/chat/completions", "gpt-unheard-of"],
        ] as const) {
          const answer = await ask(stack, `POST ${path}`, trial, { ...chat(200), model, input: "hi" });
          expect([answer.status, answer.code], path).to.deep.equal([403, "ModelNotAllowed"]);
          expect(answer.message).to.include("It may use: text-embedding-3-small.");
          expect(answer.headers.get("x-gateway-request-id")).to.match(/^[0-9a-f-]{36}$/);
        }
      expect(stack.usage().at(-1)).to.include({ product: "trial", status: 403, tokensFrom: "none" });
    });

    it("lets the product's own through whatever their case, and other products use all", async () => {
      const input = { input: "hi" };
      for (const model of ["text-embedding-3-small", "TEXT-embedding-3-SMALL"])
        expect(
          (await ask(stack, "POST /openai/v1/embeddings", trial, { ...input, model })).status,
          model,
        ).to.equal(200);
      const chatted = await ask(stack, "POST /openai/v1/chat/completions", premium, chat(5));
      expect(chatted.status).to.equal(200);
    });

    it("still asks for a model where a call names none", async () => {
      const answer = await ask(stack, "POST /openai/v1/chat/completions", trial, { messages: [] });
      expect([answer.status, answer.code]).to.deep.equal([400, "ModelMissing"]);
      expect(answer.message).to.include("There are: text-embedding-3-small.");
    });
  });

  describe("what is not offered", () => {
    const table = [
      "GET /openai/v1/chat/completions",
      "POST /openai/v1/vector_stores",
      "PUT /openai/v1/models/gpt-5.4",
      "PATCH /openai/v1/responses/resp_1",
      "DELETE /openai/v1/models/gpt-5.4",
      `POST /openai/deployments/gpt-5.4/extensions/chat/completions?${version}`,
      "GET /openai/v1",
      "GET /openai/",
      "POST /openai/v1/chat/completions/",
    ];
    for (const call of table)
      it(`${call}: 404 that says what is`, async () => {
        const answer = await ask(stack, call, premium, call.startsWith("GET") ? undefined : {});
        expect([answer.status, answer.code]).to.deep.equal([404, "OperationNotOffered"]);
        expect(answer.message).to.match(/chat\/completions, POST /);
        expect(answer.message).not.to.include("/*");
        expect(answer.headers.get("x-gateway-request-id")).to.match(/^[0-9a-f-]{36}$/);
        expect(stack.usage().at(-1)).to.include({ status: 404, tokensFrom: "none", attempts: 0 });
      });

    it("is no oracle: without a key everything is 401", async () => {
      for (const call of ["GET /openai/v1/models", "GET /openai/v1/nothing", "POST /openai/v1/responses"])
        expect((await ask(stack, call)).status, call).to.equal(401);
    });

    it("says what the stack has switched off", async () => {
      const answer = await ask(stack, "GET /openai/v1/files", premium);
      expect(answer.message).to.include(
        "This gateway has files and batch jobs, and the view of one's own usage switched off.",
      );
      expect(answer.message).not.to.include("/batches");
    });

    it("bounds what it repeats", async () => {
      const answer = await ask(stack, `GET /openai/v1/${"x".repeat(5_000)}`, premium);
      expect(answer.message.slice(0, answer.message.indexOf(" is not offered")).length).to.be.below(220);
    });
  });

  it("lets nothing in a path's parameter lead to another path", async () => {
    const accounts = ["ptu-1", "payg-1", "payg-2"].map((name) => stack.account(name));
    const before = accounts.map(({ ledger }) => ledger.calls.length);
    for (const name of [
      "gpt-5.4%2F..%2Fx",
      "..",
      ".",
      "%2e%2e",
      "gpt-5.4%3Fa",
      "gpt%2525",
      "a%0Ab",
      "x".repeat(300),
    ]) {
      const { status } = await ask(
        stack,
        `POST /openai/deployments/${name}/chat/completions?${version}`,
        premium,
        chat(5),
      );
      expect(status, name).to.equal(404);
    }
    expect(accounts.map(({ ledger }) => ledger.calls.length)).to.deep.equal(before);
  });
});
