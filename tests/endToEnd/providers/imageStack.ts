import { plainPng } from "../../../packages/local-gateway/openai/images/plainPng";
import { DevStack } from "../devStack";
import { answer, FakeProvider, withBackends } from "./providerStack";

const deployment = { capacity: 9, version: "1" };
export const imagesConfig = withBackends([
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
export const png = (width: number, height: number) => plainPng(width, height, [1, 2, 3]).toString("base64");
export const jpeg = (width: number, height: number) => {
  const head = Buffer.from("ffd8ffc0001108000000000301220002110103110100", "hex");
  head.writeUInt16BE(height, 7);
  head.writeUInt16BE(width, 9);
  return head.toString("base64");
};
export const data = (...all: readonly string[]) => all.map((b64_json) => ({ b64_json }));
export const keyOf = (stack: DevStack, subscription = "premium-team") => ({
  "api-key": stack.key(subscription),
});

export const mai = "POST /mai/v1/images/generations";
export const maiBody = { model: "MAI-Image-2.5", prompt: "A fox", width: 1024, height: 1024 };
export const maiUsage = { num_input_text_tokens: 22, num_input_image_tokens: 0, num_output_tokens: 1024 };
export const flux = (path: string) => `POST /providers/blackforestlabs/v1/${path}?api-version=preview`;
export const proBody = { model: "FLUX.2-pro", prompt: "A fox" };
export const flexBody = { model: "flex", prompt: "A fox" };

/** A stack whose account of Foundry answers what a test says, and is simulated where it says nothing. */
export async function startImages(
  body?: unknown,
  changed = imagesConfig,
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
export function form(fields: Readonly<Record<string, string | Buffer>>): [Record<string, string>, Buffer] {
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
