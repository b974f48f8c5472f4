import { expect } from "chai";
import { plainPng } from "../../../packages/local-gateway/openai/images/plainPng";
import { ask } from "../ask";
import { DevStack, type UsageEvent } from "../devStack";
import { answer, FakeProvider, withBackends } from "./providerStack";

const deployment = { capacity: 9, version: "1" };
const config = withBackends([
  {
    name: "hub",
    provider: "foundry",
    kind: "payg",
    deployments: [
      { ...deployment, name: "MAI-Image-2.5", model: "MAI-Image-2.5", version: "2026-06-02" },
      { ...deployment, name: "FLUX.2-pro", model: "FLUX.2-pro" },
      { ...deployment, name: "flex", model: "FLUX.2-flex" },
    ],
  },
]);

/** A picture in base64, as PNG or as the head of a JPEG. */
const png = (width: number, height: number) => plainPng(width, height, [1, 2, 3]).toString("base64");
const jpeg = (width: number, height: number) => {
  const head = Buffer.from("ffd8ffc0001108000000000301220002110103110100", "hex");
  head.writeUInt16BE(height, 7);
  head.writeUInt16BE(width, 9);
  return head.toString("base64");
};
const data = (...all: readonly string[]) => all.map((b64_json) => ({ b64_json }));
const key = (stack: DevStack, subscription = "premium-team") => ({ "api-key": stack.key(subscription) });

const mai = "POST /mai/v1/images/generations";
const maiBody = { model: "MAI-Image-2.5", prompt: "A fox", width: 1024, height: 1024 };
const maiUsage = { num_input_text_tokens: 22, num_input_image_tokens: 0, num_output_tokens: 1024 };
const flux = (path: string) => `POST /providers/blackforestlabs/v1/${path}?api-version=preview`;
const proBody = { model: "FLUX.2-pro", prompt: "A fox" };
const flexBody = { model: "flex", prompt: "A fox" };

/** A stack whose account of Foundry answers what a test says, and is simulated where it says nothing. */
async function start(
  body?: unknown,
  changed = config,
  status = 200,
): Promise<{ readonly stack: DevStack; readonly service: FakeProvider }> {
  const service = new FakeProvider(() => answer(body, status));
  const stack = await DevStack.start(changed, (request, go) =>
    body !== undefined && /^\/(mai|providers)\//.test(new URL(request.url).pathname)
      ? service.handle({
          ...request,
          body: /multipart/.test(typeOf(request)) ? Buffer.from("") : request.body,
        })
      : go(),
  );
  return { stack, service };
}

const typeOf = (request: { readonly headers: { get(name: string): string | undefined } }) =>
  request.headers.get("content-type") ?? "";

/** A form as a browser writes it; a Buffer is a PNG file. */
function form(fields: Readonly<Record<string, string | Buffer>>): [Record<string, string>, Buffer] {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.concat([
      Buffer.from(
        `--mark\r\nContent-Disposition: form-data; name="${name}"${typeof value === "string" ? "" : '; filename="a.png"\r\nContent-Type: image/png'}\r\n\r\n`,
      ),
      Buffer.from(value),
      Buffer.from("\r\n"),
    ]),
  );
  return [
    { "Content-Type": "multipart/form-data; boundary=mark" },
    Buffer.concat([...parts, Buffer.from("--mark--\r\n")]),
  ];
}

describe("image models of Foundry, behind the gateway", function () {
  it("asks MAI at its own path, by the gateway's sign-on, with the body as it came", async () => {
    const made = { created: 1, data: data(png(1024, 1024)), usage: maiUsage };
    const { stack, service } = await start(made);
    const { status, json } = await ask(stack, mai, key(stack), maiBody);
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
    } as Partial<UsageEvent>);
  });

  it("asks FLUX.2 at the path of the deployment's model", async () => {
    const { stack, service } = await start({ data: data(png(1024, 1024)) });
    const { status } = await ask(stack, flux("flux-2-flex"), key(stack), flexBody);
    expect(status).to.equal(200);
    expect(service.last.request.url).to.match(
      /\.services\.ai\.azure\.com\/providers\/blackforestlabs\/v1\/flux-2-flex\?api-version=preview$/,
    );
    expect(stack.usage()[0]).to.include({ backend: "hub-flux", deployment: "flex" });
  });

  /**
   * Call, body and what is answered => tokens of the prompt's pictures and of the answer, and the sum in millionths of a
   * dollar but for the prompt's text, by hand: pro $0.015 a megapixel and $0.015 a picture, flex $0.05 a megapixel; MAI $47
   * a million tokens of pictures.
   */
  const sums: readonly (readonly [string, string, object, object, number, number, number])[] = [
    ["MAI states its tokens", mai, maiBody, { data: data(png(9, 9)), usage: maiUsage }, 0, 1024, 48_128],
    ["MAI states none: its picture does", mai, maiBody, { data: data(png(1024, 1024)) }, 0, 1024, 48_128],
    ["of 768 x 768", mai, maiBody, { data: data(png(768, 768)) }, 0, 576, 27_072],
    ["as a link, it is the largest", mai, maiBody, { data: [{ url: "https://x/1" }] }, 0, 1032, 48_504],
    [
      "states 0 for a picture",
      mai,
      maiBody,
      { data: data(png(1024, 1024)), usage: { ...maiUsage, num_output_tokens: 0 } },
      0,
      1024,
      48_128,
    ],
    ["pro of 1 megapixel", flux("flux-2-pro"), proBody, { data: data(png(1024, 1024)) }, 0, 1024, 30_000],
    ["pro of 4", flux("flux-2-pro"), proBody, { data: data(jpeg(2048, 2048)) }, 0, 4096, 75_000],
    [
      "pro of one pixel more than 1",
      flux("flux-2-pro"),
      proBody,
      { data: data(jpeg(1025, 1024)) },
      0,
      2048,
      45_000,
    ],
    [
      "pro, two pictures",
      flux("flux-2-pro"),
      { ...proBody, num_images: 2 },
      { data: data(jpeg(64, 64), jpeg(64, 64)) },
      0,
      2048,
      60_000,
    ],
    [
      "pro, a link of a size asked for",
      flux("flux-2-pro"),
      { ...proBody, width: 1024, height: 2048 },
      { data: [{ url: "https://x/1" }] },
      0,
      2048,
      45_000,
    ],
    [
      "pro, a link of no size",
      flux("flux-2-pro"),
      proBody,
      { data: [{ url: "https://x/1" }] },
      0,
      4096,
      75_000,
    ],
    [
      "pro, one picture given",
      flux("flux-2-pro"),
      { ...proBody, input_image: png(1500, 1024) },
      { data: data(png(1024, 1024)) },
      2048,
      1024,
      60_000,
    ],
    ["flex of 1 megapixel", flux("flux-2-flex"), flexBody, { data: data(png(1024, 1024)) }, 0, 1024, 50_000],
    [
      "flex, what is stated",
      flux("flux-2-flex"),
      { ...flexBody, input_image: "https://x/1" },
      { data: data(png(512, 512)), request_meta: { input_mp: 0.39, output_mp: 1.5 } },
      1024,
      2048,
      150_000,
    ],
    [
      "flex, stated less than there is",
      flux("flux-2-flex"),
      flexBody,
      { data: data(png(8, 8), png(8, 8)), request_meta: { output_mp: 0.01 } },
      0,
      2048,
      100_000,
    ],
    [
      "flex, two given",
      flux("flux-2-flex"),
      { ...flexBody, input_image: png(9, 9), input_image_2: jpeg(4000, 4000) },
      { data: data(png(8, 8)) },
      5120,
      1024,
      300_000,
    ],
  ];
  for (const [what, call, body, answered, given, made, micros] of sums)
    it(`charges ${what}: ${given} + ${made} tokens, ${micros} micros`, async () => {
      const { stack } = await start(answered);
      const { status } = await ask(stack, call, key(stack), body);
      expect(status).to.equal(200);
      const [event] = stack.usage();
      expect(event).to.include({ tokensFrom: "response", completionTokens: made });
      const { prompt = 0, image = 0, output = 0 } = event!.cost!;
      expect([image + output, Math.ceil(prompt + image + output)]).to.deep.equal([micros, event!.costMicros]);
      const text = call === mai ? (event!.promptTokens === 22 ? 22 : 5) : 5;
      expect(event!.promptTokens).to.equal(text + given);
      if (call !== mai) expect(prompt).to.equal(0);
    });

  /** Body and what is answered => the most that can have been made, which is what budgets take of an answer that says nothing. */
  const bounds: readonly (readonly [string, string, object, number, number])[] = [
    ["MAI", mai, maiBody, 1032, 0],
    ["MAI, of many", mai, { ...maiBody, n: "3" }, 3096, 0],
    ["pro without a size", flux("flux-2-pro"), proBody, 4096, 0],
    ["pro of one megapixel", flux("flux-2-pro"), { ...proBody, width: 1024, height: 1024 }, 1024, 0],
    ["sides that are snapped", flux("flux-2-pro"), { ...proBody, width: 1000, height: 1048 }, 2048, 0],
    ["a size as texts", flux("flux-2-pro"), { ...proBody, width: "2048", height: "1024" }, 2048, 0],
    ["a size below nothing", flux("flux-2-pro"), { ...proBody, width: -1, height: 8 }, 4096, 0],
    ["a size beyond all", flux("flux-2-pro"), { ...proBody, width: 1e300, height: 1e300 }, 4096, 0],
    ["a size that is none", flux("flux-2-pro"), { ...proBody, width: [1], height: { of: 1 } }, 4096, 0],
    ["half a size", flux("flux-2-pro"), { ...proBody, width: 64 }, 4096, 0],
    [
      "a shape beside the size",
      flux("flux-2-pro"),
      { ...proBody, width: 64, height: 64, aspect_ratio: "1:1" },
      4096,
      0,
    ],
    ["many, as a text", flux("flux-2-pro"), { ...proBody, width: 64, height: 64, num_images: "4" }, 4096, 0],
    [
      "many by another name",
      flux("flux-2-pro"),
      { ...proBody, width: 64, height: 64, num_images: 1, n: 3 },
      3072,
      0,
    ],
    ["less than one", flux("flux-2-pro"), { ...proBody, width: 64, height: 64, num_images: -5 }, 1024, 0],
    [
      "more than anybody makes",
      flux("flux-2-pro"),
      { ...proBody, width: 64, height: 64, num_images: 1e12 },
      131_072,
      0,
    ],
    [
      "what is given as no picture",
      flux("flux-2-flex"),
      { ...flexBody, width: 64, height: 64, input_image: "????" },
      1024,
      4096,
    ],
    [
      "what is given under a number",
      flux("flux-2-flex"),
      { ...flexBody, width: 64, height: 64, input_image_11: 7 },
      1024,
      4096,
    ],
    [
      "a list that is given",
      flux("flux-2-flex"),
      { ...flexBody, width: 64, height: 64, input_images: [png(8, 8), "https://x/1"] },
      1024,
      5120,
    ],
  ];
  for (const [what, call, body, bound, given] of bounds)
    it(`takes ${what} for ${given} + ${bound} tokens until an answer says so`, async () => {
      const { stack } = await start({ id: "later" });
      const { status } = await ask(stack, call, key(stack), body);
      expect(status).to.equal(200);
      const [event] = stack.usage();
      expect(event).to.include({ tokensFrom: "estimate", completionBound: bound, promptTokens: 5 + given });
      const each = { [mai]: 47, [flux("flux-2-flex")]: 50_000 / 1024 }[call] ?? 15_000 / 1024;
      const pictures = call === flux("flux-2-pro") ? Math.ceil(bound / (bound === 4096 ? 4096 : 1024)) : 0;
      expect(event!.cost!["output"]).to.be.at.least(bound * each + (pictures > 0 ? 15_000 : 0) - 1);
    });

  it("edits a picture by a form", async () => {
    const { stack, service } = await start({
      data: data(png(1024, 1024)),
      usage: { num_input_text_tokens: 6, num_input_image_tokens: 1024, num_output_tokens: 1024 },
    });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "A hat", image: Buffer.from("png") });
    const { status } = await ask(stack, "POST /mai/v1/images/edits", { ...key(stack), ...headers }, body);
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
    const { stack } = await start({ data: data(png(1024, 1024)) });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "A hat", image: Buffer.from("png") });
    await ask(stack, "POST /mai/v1/images/edits", { ...key(stack), ...headers }, body);
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
      const { stack, service } = await start({ data: data(png(8, 8)) });
      const sent = typeof body === "string" ? Buffer.from(body) : body;
      const headers = { ...key(stack), "Content-Type": "application/json" };
      const answered = await ask(stack, call, headers, sent);
      expect([answered.status, answered.code]).to.deep.equal([status, code]);
      expect(answered.message || String(answered.json?.["message"])).to.match(message);
      expect(service.requests).to.have.length(0);
    });
  it("refuses a form with a model twice", async () => {
    const { stack, service } = await start({ data: [] });
    const [headers, body] = form({ model: "MAI-Image-2.5", prompt: "x", Model: "other" });
    const answered = await ask(stack, "POST /mai/v1/images/edits", { ...key(stack), ...headers }, body);
    expect([answered.status, answered.code, service.requests.length]).to.deep.equal([
      400,
      "FormUnreadable",
      0,
    ]);
  });

  it("asks for a key in Azure's shape", async () => {
    const { stack } = await start({ data: [] });
    const { status, json } = await ask(stack, mai, {}, maiBody);
    expect([status, Object.keys(json!["error"] as object)]).to.deep.equal([401, ["code", "message"]]);
  });

  it("lists the models of each API", async () => {
    const { stack } = await start({ data: [] });
    for (const [call, names] of [
      ["GET /mai/v1/models", ["MAI-Image-2.5"]],
      ["GET /providers/blackforestlabs/v1/models", ["FLUX.2-pro", "flex"]],
    ] as const) {
      const { json } = await ask(stack, call, key(stack));
      expect((json!["data"] as { id: string }[]).map(({ id }) => id)).to.deep.equal(names);
    }
    for (const call of ["GET /openai/v1/models", "GET /openai/deployments?api-version=2024-10-21"]) {
      const { json } = await ask(stack, call, key(stack));
      expect(JSON.stringify(json)).not.to.match(/MAI|FLUX|flex/);
    }
  });

  it("lets a product have some of the models alone", async () => {
    const products = config.products.map((product) =>
      product.name === "premium" ? { ...product, models: ["flex"] } : product,
    );
    const { stack, service } = await start({ data: data(png(8, 8)) }, { ...config, products });
    const asked = async (call: string, body: object) => (await ask(stack, call, key(stack), body)).status;
    expect([
      await asked(flux("flux-2-flex"), flexBody),
      await asked(flux("flux-2-pro"), proBody),
      await asked(flux("flux-2-pro"), flexBody),
      await asked(mai, maiBody),
    ]).to.deep.equal([200, 403, 404, 403]);
    expect(service.requests).to.have.length(1);
  });

  it("ends a budget in money, and refuses what no price is known of", async () => {
    const products = config.products.map((product) =>
      product.name === "premium" ? { ...product, budget: { dollars: 0.1 } } : product,
    );
    const { stack } = await start({ data: data(png(1024, 1024)) }, { ...config, products });
    const statuses: number[] = [];
    // $0.03 each: the fourth overdraws.
    for (let call = 0; call < 5; call += 1)
      statuses.push((await ask(stack, flux("flux-2-pro"), key(stack), proBody)).status);
    expect(statuses).to.deep.equal([200, 200, 200, 200, 403]);
    const other = await start({ data: data(png(1024, 1024)) }, { ...config, products });
    const grounded = await ask(other.stack, mai, key(other.stack), { ...maiBody, web_grounding: true });
    expect([grounded.status, (grounded.json!["error"] as { param: string }).param]).to.deep.equal([
      400,
      "web_grounding",
    ]);
  });

  it("knows no price of a search in the web", async () => {
    const { stack } = await start({ data: data(png(1024, 1024)), usage: maiUsage });
    await ask(stack, mai, key(stack), { ...maiBody, web_grounding: "true" });
    expect(stack.usage()[0]).to.include({ costMicros: null, priceFrom: null });
  });

  it("limits tokens a minute by the pictures", async () => {
    const { stack } = await start({ data: data(png(1024, 1024)) });
    const trial = key(stack, "trial-user");
    const first = await ask(stack, flux("flux-2-pro"), trial, proBody);
    const second = await ask(stack, flux("flux-2-pro"), trial, proBody);
    expect([first.status, second.status]).to.deep.equal([200, 429]);
    expect(second.headers.get("x-genai-limit")).to.equal("subscription_tokens");
  });

  it("lets an error of the service's pass as it is", async () => {
    const error = { error: { code: "content_safety_violation", message: "No." } };
    const { stack } = await start(error, config, 400);
    const { status, json } = await ask(stack, mai, key(stack), maiBody);
    expect([status, json]).to.deep.equal([400, error]);
    expect(stack.usage()[0]).to.include({ tokensFrom: "none", costMicros: 0 });
  });
});
