import { expect } from "chai";
import OpenAI, { toFile } from "openai";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { DevStack } from "../devStack";
import { answer, FakeProvider, withBackends } from "./providerStack";

/**
 * FLUX.1 in Foundry has OpenAI's images API beside its publisher's own, which FLUX.2 and MAI-Image have alone.
 * https://learn.microsoft.com/azure/foundry/foundry-models/how-to/use-foundry-models-flux
 */
const config = withBackends([
  {
    name: "pictures",
    kind: "payg",
    deployments: [{ name: "gpt-image", model: "gpt-image-1.5", version: "2025-12-16", capacity: 9 }],
  },
  {
    name: "hub",
    provider: "foundry",
    kind: "payg",
    deployments: [
      { name: "flux", model: "FLUX.1-Kontext-pro", version: "1", format: "Black Forest Labs", capacity: 9 },
    ],
  },
]);

const picture = Buffer.from("89504e470d0a1a0a", "hex").toString("base64");

/** OpenAI's package, calling the gateway in this process. */
function clientOf(stack: DevStack): OpenAI {
  return new OpenAI({
    apiKey: "unused",
    baseURL: "https://gateway.example/openai/v1",
    maxRetries: 0,
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const headers = new HttpHeaders(Object.fromEntries(request.headers));
      headers.delete("Authorization");
      headers.set("api-key", stack.key("premium-team"));
      const { method } = request;
      const body = Buffer.from(await request.arrayBuffer());
      const whole = async () => {
        const asked = { method, url: request.url, headers, body, clientAddress: "203.0.113.9" };
        const { status, body: answered } = await stack.local.handle(asked);
        return { status, bytes: await readBody(answered) };
      };
      const { status, bytes } = await stack.clock.run(whole());
      return new Response(Buffer.from(bytes), { status, headers: { "Content-Type": "application/json" } });
    },
  });
}

describe("image models, called by OpenAI's package", function () {
  for (const model of ["gpt-image", "flux"])
    it(`makes and edits pictures with ${model}`, async () => {
      const service = new FakeProvider(() => answer({ created: 1, data: [{ b64_json: picture }] }));
      const paths: string[] = [];
      const stack = await DevStack.start(config, (request) => {
        paths.push(new URL(request.url).pathname);
        return service.handle({ ...request, body: Buffer.from("") });
      });
      const images = clientOf(stack).images;
      const made = await images.generate({ model, prompt: "A cat", size: "1024x1024" });
      const edited = await images.edit({
        model,
        prompt: "A hat",
        image: await toFile(Buffer.from(picture, "base64"), "cat.png", { type: "image/png" }),
      });
      expect([made.data![0]!.b64_json, edited.data![0]!.b64_json]).to.deep.equal([picture, picture]);
      expect(paths).to.deep.equal(["/openai/v1/images/generations", "/openai/v1/images/edits"]);
      expect(stack.usage().map(({ deployment, status }) => [deployment, status])).to.deep.equal([
        [model, 200],
        [model, 200],
      ]);
    });
});
