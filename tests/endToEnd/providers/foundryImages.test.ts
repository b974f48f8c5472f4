import { expect } from "chai";
import { plainPng } from "../../../packages/local-gateway/openai/images/plainPng";
import { ask } from "../ask";
import { DevStack, type UsageEvent } from "../devStack";
import { answer, FakeProvider, withBackends } from "./providerStack";

const deployment = { capacity: 9, version: "1" };
export const config = withBackends([
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

const png = (width: number, height: number) => plainPng(width, height, [1, 2, 3]).toString("base64");
const pictures = (...sizes: readonly (readonly [number, number])[]) =>
  sizes.map(([width, height]) => ({ b64_json: png(width, height) }));
const key = (stack: DevStack, subscription = "premium-team") => ({ "api-key": stack.key(subscription) });
const fluxPath = "POST /providers/blackforestlabs/v1/flux-2-pro?api-version=preview";

/** A stack whose account of Foundry answers what a test says. */
export async function start(body: unknown, changed = config): Promise<[DevStack, FakeProvider]> {
  const provider = new FakeProvider(() => answer(body));
  const stack = await DevStack.start(changed, (request, go) =>
    new URL(request.url).hostname.startsWith("hub") || /\/(mai|providers)\//.test(request.url)
      ? provider.handle({ ...request, body: request.body })
      : go(),
  );
  return [stack, provider];
}

describe("image models of Foundry, behind the gateway", function () {
  it("answers as MAI does, and charges the tokens that it states", async () => {
    const usage = { num_input_text_tokens: 22, num_input_image_tokens: 0, num_output_tokens: 1024 };
    const made = { created: 1, data: pictures([1024, 1024]), usage };
    const [stack, provider] = await start(made);
    const body = { model: "MAI-Image-2.5", prompt: "A fox", width: 1024, height: 1024 };
    const { status, json } = await ask(stack, "POST /mai/v1/images/generations", key(stack), body);
    expect([status, json]).to.deep.equal([200, made]);
    const { request, text } = provider.last;
    expect(new URL(request.url).pathname).to.equal("/mai/v1/images/generations");
    expect(new URL(request.url).host).to.match(/\.services\.ai\.azure\.com$/);
    expect(text).to.equal(JSON.stringify(body));
    expect(request.headers.get("Authorization")).to.match(/^Bearer /);
    expect(request.headers.get("api-key")).to.equal(undefined);
    expect(stack.usage()[0]).to.include({
      provider: "foundry",
      backend: "hub-mai",
      deployment: "MAI-Image-2.5",
      tokensFrom: "response",
      promptTokens: 22,
      completionTokens: 1024,
      // 22 x $5 + 1,024 x $47 for a million.
      costMicros: 110 + 48_128,
    } as Partial<UsageEvent>);
  });

  it("answers as FLUX.2 does", async () => {
    const made = { data: pictures([1024, 1024]) };
    const [stack, provider] = await start(made);
    const body = { model: "FLUX.2-pro", prompt: "A fox", width: 1024, height: 1024, num_images: 1 };
    const { status, json } = await ask(stack, fluxPath, key(stack), body);
    expect([status, json]).to.deep.equal([200, made]);
    const { request } = provider.last;
    expect(request.url).to.match(
      /\.services\.ai\.azure\.com\/providers\/blackforestlabs\/v1\/flux-2-pro\?api-version=preview$/,
    );
    expect(stack.usage()[0]).to.include({
      backend: "hub-flux",
      deployment: "FLUX.2-pro",
      tokensFrom: "response",
      completionTokens: 1024,
      costMicros: 30_000,
    });
  });
});
