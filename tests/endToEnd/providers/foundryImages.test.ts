import { expect } from "chai";
import { ask } from "../ask";
import {
  data,
  flexBody,
  flux,
  form,
  imagesConfig,
  keyOf,
  mai,
  maiBody,
  maiUsage,
  png,
  proBody,
  startImages,
} from "./imageStack";

describe("image models of Foundry, behind the gateway", function () {
  it("asks MAI at its own path, by the gateway's sign-on, with the body as it came", async () => {
    const made = { created: 1, data: data(png(1024, 1024)), usage: maiUsage };
    const { stack, service } = await startImages(made);
    const { status, json } = await ask(stack, mai, keyOf(stack), maiBody);
    expect([status, json]).to.deep.equal([200, made]);
    const { request, text } = service.last;
    expect(request.url).to.match(
      /^https:\/\/[\w-]+\.services\.ai\.azure\.com\/mai\/v1\/images\/generations$/,
    );
    expect(text).to.equal(JSON.stringify(maiBody));
    expect(request.headers.get("Authorization")).to.match(/^Bearer /);
    expect(request.headers.get("api-key")).to.equal(undefined);
    expect(stack.usage()[0]).to.include({
      provider: "foundry",
      backend: "hub-mai",
      deployment: "MAI-Image-2.5",
      streamed: false,
    });
  });

  it("asks FLUX.2 at the path of the deployment's model", async () => {
    const { stack, service } = await startImages({ data: data(png(1024, 1024)) });
    const { status } = await ask(stack, flux("flux-2-flex"), keyOf(stack), flexBody);
    expect(status).to.equal(200);
    expect(service.last.request.url).to.match(
      /\.services\.ai\.azure\.com\/providers\/blackforestlabs\/v1\/flux-2-flex\?api-version=preview$/,
    );
    expect(stack.usage()[0]).to.include({ backend: "hub-flux", deployment: "flex" });
  });

  it("edits a picture by a form", async () => {
    const { stack, service } = await startImages({
      data: data(png(1024, 1024)),
      usage: { num_input_text_tokens: 6, num_input_image_tokens: 1024, num_output_tokens: 1024 },
    });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "A hat", image: Buffer.from("png") });
    const { status } = await ask(stack, "POST /mai/v1/images/edits", { ...keyOf(stack), ...headers }, body);
    expect(status).to.equal(200);
    expect(new URL(service.last.request.url).pathname).to.equal("/mai/v1/images/edits");
    expect(stack.usage()[0]).to.include({
      deployment: "MAI-Image-2.5",
      promptTokens: 1030,
      // 6 x $5, 1,024 x $8 and 1,024 x $47 for a million.
      costMicros: 30 + 8_192 + 48_128,
    });
  });

  it("counts a form's picture at the dearer price where the answer states nothing", async () => {
    const { stack } = await startImages({ data: data(png(1024, 1024)) });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "A hat", image: Buffer.from("png") });
    await ask(stack, "POST /mai/v1/images/edits", { ...keyOf(stack), ...headers }, body);
    const [event] = stack.usage();
    expect(event!.promptTokens).to.be.at.least(1536);
    expect(event!.cost!["image"]).to.equal(event!.promptTokens * 8);
  });

  const refused: readonly (readonly [string, string, unknown, number, string, RegExp])[] = [
    [
      "flex by the path of pro",
      flux("flux-2-pro"),
      flexBody,
      404,
      "NotFound",
      /'flex', which is called at \/v1\/flux-2-flex/,
    ],
    ["a path of no model", flux("flux-pro-1.1"), proBody, 404, "NotFound", /called at \/v1\/flux-2-pro/],
    ["no model", flux("flux-2-pro"), { prompt: "A fox" }, 400, "ModelMissing", /FLUX\.2-pro, flex/],
    [
      "MAI's model at FLUX's path",
      flux("flux-2-pro"),
      maiBody,
      404,
      "DeploymentNotFound",
      /no model 'MAI-Image-2.5'/,
    ],
    ["FLUX's model at MAI's path", mai, proBody, 404, "DeploymentNotFound", /There are: MAI-Image-2.5\./],
    [
      "a model twice",
      flux("flux-2-pro"),
      '{"model":"flex","prompt":"x","model":"FLUX.2-pro"}',
      400,
      "invalid_body",
      /twice/,
    ],
    [
      "a model in two spellings",
      flux("flux-2-pro"),
      '{"model":"FLUX.2-pro","prompt":"x","Model":"flex"}',
      400,
      "invalid_body",
      /twice/,
    ],
    [
      "a size twice",
      flux("flux-2-pro"),
      '{"model":"FLUX.2-pro","width":64,"width":4096}',
      400,
      "invalid_body",
      /twice/,
    ],
    ["what is no JSON", mai, "{", 400, "invalid_body", /JSON/],
    ["an operation that is none", "POST /mai/v1/images/variations", maiBody, 404, "404", /./],
  ];
  for (const [what, call, body, status, code, message] of refused)
    it(`refuses ${what} with ${status} ${code}, and asks nobody`, async () => {
      const { stack, service } = await startImages({ data: data(png(8, 8)) });
      const sent = typeof body === "string" ? Buffer.from(body) : body;
      const headers = { ...keyOf(stack), "Content-Type": "application/json" };
      const answered = await ask(stack, call, headers, sent);
      expect([answered.status, answered.code]).to.deep.equal([status, code]);
      expect(answered.message || String(answered.json?.["message"])).to.match(message);
      expect(service.requests).to.have.length(0);
    });
  it("refuses a form with a model twice", async () => {
    const { stack, service } = await startImages({ data: [] });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "x", Model: "other" });
    const answered = await ask(stack, "POST /mai/v1/images/edits", { ...keyOf(stack), ...headers }, body);
    expect([answered.status, answered.code, service.requests.length]).to.deep.equal([
      400,
      "FormUnreadable",
      0,
    ]);
  });

  it("asks for a key in Azure's shape", async () => {
    const { stack } = await startImages({ data: [] });
    const { status, json } = await ask(stack, mai, {}, maiBody);
    expect([status, Object.keys(json!["error"] as object)]).to.deep.equal([401, ["code", "message"]]);
  });

  it("lists the models of each API", async () => {
    const { stack } = await startImages({ data: [] });
    for (const [call, names] of [
      ["GET /mai/v1/models", ["MAI-Image-2.5"]],
      ["GET /providers/blackforestlabs/v1/models", ["FLUX.2-pro", "flex"]],
    ] as const) {
      const { json } = await ask(stack, call, keyOf(stack));
      expect((json!["data"] as { id: string }[]).map(({ id }) => id)).to.deep.equal(names);
    }
    for (const call of ["GET /openai/v1/models", "GET /openai/deployments?api-version=2024-10-21"]) {
      const { json } = await ask(stack, call, keyOf(stack));
      expect(JSON.stringify(json)).not.to.match(/MAI|FLUX|flex/);
    }
  });

  it("lets a product have some of the models alone", async () => {
    const products = imagesConfig.products.map((product) =>
      product.name === "premium" ? { ...product, models: ["flex"] } : product,
    );
    const { stack, service } = await startImages({ data: data(png(8, 8)) }, { ...imagesConfig, products });
    const asked = async (call: string, body: object) => (await ask(stack, call, keyOf(stack), body)).status;
    expect([
      await asked(flux("flux-2-flex"), flexBody),
      await asked(flux("flux-2-pro"), proBody),
      await asked(flux("flux-2-pro"), flexBody),
      await asked(mai, maiBody),
    ]).to.deep.equal([200, 403, 404, 403]);
    expect(service.requests).to.have.length(1);
  });

  it("ends a budget in money, and refuses what no price is known of", async () => {
    const products = imagesConfig.products.map((product) =>
      product.name === "premium" ? { ...product, budget: { dollars: 0.1 } } : product,
    );
    const { stack } = await startImages({ data: data(png(1024, 1024)) }, { ...imagesConfig, products });
    const statuses: number[] = [];
    // $0.03 each: the fourth overdraws.
    for (let call = 0; call < 5; call += 1)
      statuses.push((await ask(stack, flux("flux-2-pro"), keyOf(stack), proBody)).status);
    expect(statuses).to.deep.equal([200, 200, 200, 200, 403]);
    const other = await startImages({ data: data(png(1024, 1024)) }, { ...imagesConfig, products });
    const grounded = await ask(other.stack, mai, keyOf(other.stack), { ...maiBody, web_grounding: true });
    expect([grounded.status, (grounded.json!["error"] as { param: string }).param]).to.deep.equal([
      400,
      "web_grounding",
    ]);
  });

  it("knows no price of a search in the web", async () => {
    const { stack } = await startImages({ data: data(png(1024, 1024)), usage: maiUsage });
    await ask(stack, mai, keyOf(stack), { ...maiBody, web_grounding: "true" });
    expect(stack.usage()[0]).to.include({ costMicros: null, priceFrom: null });
  });

  it("limits tokens a minute by the pictures", async () => {
    const { stack } = await startImages({ data: data(png(1024, 1024)) });
    const trial = keyOf(stack, "trial-user");
    const first = await ask(stack, flux("flux-2-pro"), trial, proBody);
    const second = await ask(stack, flux("flux-2-pro"), trial, proBody);
    expect([first.status, second.status]).to.deep.equal([200, 429]);
    expect(second.headers.get("x-genai-limit")).to.equal("subscription_tokens");
  });

  it("goes on to the next account when one has no room, and tells the wait when none has", async () => {
    const more = { ...imagesConfig.backends.at(-1)!, name: "other", priority: 3 };
    const hubs = [...imagesConfig.backends, more].map((backend) =>
      backend.provider === "foundry"
        ? { ...backend, deployments: backend.deployments.map((one) => ({ ...one, capacity: 1 })) }
        : backend,
    );
    const { stack } = await startImages(undefined, { ...imagesConfig, backends: hubs });
    const asked = async (call: string, body: object) => {
      const { status, headers } = await ask(stack, call, keyOf(stack), body);
      return [status, headers.get("x-gateway-backend") ?? "", headers.has("Retry-After")];
    };
    for (const [call, body, format] of [
      [mai, maiBody, "mai"],
      [flux("flux-2-pro"), proBody, "flux"],
    ] as const)
      expect([await asked(call, body), await asked(call, body), await asked(call, body)]).to.deep.equal([
        [200, `hub-${format}`, false],
        [200, `other-${format}`, false],
        [429, "", true],
      ]);
  });

  it("has guardrails look at the prompt, never at a picture, and refuse forms", async () => {
    const pii = {
      mode: "mask" as const,
      categories: [],
      regex: [{ category: "Number", pattern: "[0-9]{4}" }],
    };
    const guarded = {
      ...imagesConfig,
      guardrails: [{ name: "private", pii }],
      products: imagesConfig.products.map((one) =>
        one.name === "premium" ? { ...one, guardrails: "private" } : one,
      ),
    };
    const { stack, service } = await startImages({ data: data(png(64, 64)) }, guarded);
    const given = `1234${png(64, 64)}`;
    await ask(stack, flux("flux-2-pro"), keyOf(stack), {
      ...proBody,
      prompt: "Car 1234",
      input_image: given,
    });
    expect(JSON.parse(service.last.text)).to.include({ prompt: "Car ⟦P0⟧", input_image: given });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "Car 1234", image: Buffer.from("png") });
    const edit = await ask(stack, "POST /mai/v1/images/edits", { ...keyOf(stack), ...headers }, body);
    expect([edit.status, edit.code, service.requests.length]).to.deep.equal([400, "GuardrailUnsupported", 1]);
  });

  it("lets an error of the service's pass as it is", async () => {
    const error = { error: { code: "content_safety_violation", message: "No." } };
    const { stack } = await startImages(error, imagesConfig, 400);
    const { status, json } = await ask(stack, mai, keyOf(stack), maiBody);
    expect([status, json]).to.deep.equal([400, error]);
    expect(stack.usage()[0]).to.include({ tokensFrom: "none", costMicros: 0 });
  });
});
