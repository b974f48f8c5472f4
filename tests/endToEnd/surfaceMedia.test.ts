import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask, type Answer } from "./ask";
import { devConfig, DevStack } from "./devStack";

const model = (name: string, version: string, as = name) => ({
  name: as,
  model: name,
  version,
  capacity: 500,
});
const media = [
  model("gpt-image-1.5", "2025-12-16", "pictures"),
  model("gpt-4o-mini-tts", "2025-12-15", "voice"),
  model("gpt-4o-transcribe", "2025-03-20", "ears"),
  model("whisper", "001"),
];
/** Two accounts with all of them, the second asked when the first has no room. */
const config: GatewayConfigInput = {
  ...devConfig,
  backends: devConfig.backends.map((backend) =>
    backend.kind === "ptu"
      ? backend
      : {
          ...backend,
          ...(backend.name === "payg-2" ? { priority: 3 } : {}),
          deployments: [...backend.deployments, ...media],
        },
  ),
};

const preview = "api-version=2025-04-01-preview";
const boundary = "form-data-boundary";
/** Texts are fields, bytes files: PNG where they begin as one, else WAV. */
function form(fields: Readonly<Record<string, string | Buffer>>): Buffer {
  const head = (name: string, value: string | Buffer) =>
    typeof value === "string"
      ? `name="${name}"`
      : value[0] === 0x89
        ? `name="${name}"; filename="a.png"\r\nContent-Type: image/png`
        : `name="${name}"; filename="a.wav"\r\nContent-Type: audio/wav`;
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    `--${boundary}\r\nContent-Disposition: form-data; ${head(name, value)}\r\n\r\n`,
    value,
    "\r\n",
  ]);
  return Buffer.concat([...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
}
/** Four seconds of silence, 16,000 samples of 16 bits each. */
const wav = Buffer.alloc(44 + 128_000);
wav.write("RIFF", 0);
wav.writeUInt32LE(wav.length - 8, 4);
wav.write("WAVEfmt ", 8);
wav.writeUInt32LE(16, 16);
wav.writeUInt16LE(1, 20);
wav.writeUInt16LE(1, 22);
wav.writeUInt32LE(16_000, 24);
wav.writeUInt32LE(32_000, 28);
wav.writeUInt16LE(2, 32);
wav.writeUInt16LE(16, 34);
wav.write("data", 36);
wav.writeUInt32LE(128_000, 40);
/** One transparent pixel. */
const dot = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

interface Row {
  readonly operation: string;
  readonly deployment: string;
  readonly v1: string;
  readonly dated: string;
  /** What is sent, with the model where the body has one. */
  readonly body: (deployment?: string) => Buffer | object;
  readonly isRight: (answer: Answer) => boolean;
  readonly tokensFrom: string;
}

const named = (deployment?: string): Record<string, string> =>
  deployment === undefined ? {} : { model: deployment };
const rows: readonly Row[] = [
  {
    operation: "create-image",
    deployment: "pictures",
    v1: "images/generations",
    dated: "images/generations",
    body: (deployment) => ({ prompt: "A cat", quality: "low", ...named(deployment) }),
    isRight: ({ json }) => (json!["data"] as { b64_json: string }[])[0]!.b64_json.startsWith("iVBOR"),
    tokensFrom: "response",
  },
  {
    operation: "edit-image",
    deployment: "pictures",
    v1: "images/edits",
    dated: "images/edits",
    body: (deployment) => form({ image: dot, prompt: "A hat", quality: "low", ...named(deployment) }),
    isRight: ({ json }) => (json!["usage"] as { output_tokens: number }).output_tokens === 272,
    tokensFrom: "response",
  },
  {
    operation: "create-speech",
    deployment: "voice",
    v1: "audio/speech",
    dated: "audio/speech",
    body: (deployment) => ({ input: "x".repeat(60), voice: "alloy", response_format: "wav", ...named(deployment) }),
    isRight: ({ bytes, headers }) =>
      bytes.toString("latin1", 0, 4) === "RIFF" &&
      bytes.readUInt32LE(4) === bytes.length - 8 &&
      headers.get("Content-Type") === "audio/wav",
    tokensFrom: "estimate",
  },
  {
    operation: "create-transcription",
    deployment: "ears",
    v1: "audio/transcriptions",
    dated: "audio/transcriptions",
    body: (deployment) => form({ file: wav, ...named(deployment) }),
    isRight: ({ json }) => (json!["usage"] as { input_tokens: number }).input_tokens === 40,
    tokensFrom: "response",
  },
  {
    operation: "create-translation",
    deployment: "whisper",
    v1: "audio/translations",
    dated: "audio/translations",
    body: (deployment) => form({ file: wav, response_format: "srt", ...named(deployment) }),
    isRight: ({ bytes }) => bytes.toString().startsWith("1\n00:00:00,000 --> 00:00:04,000\n"),
    tokensFrom: "estimate",
  },
]; // prettier-ignore

describe("images and audio", () => {
  let stack: DevStack;
  let key: Record<string, string>;
  beforeEach(async () => {
    stack = await DevStack.start(config);
    key = { "api-key": stack.key("premium-team") };
  });

  function send(row: Row, path: string, deployment?: string): Promise<Answer> {
    const body = row.body(deployment);
    const type = body instanceof Buffer ? `multipart/form-data; boundary=${boundary}` : "application/json";
    return ask(stack, `POST ${path}`, { ...key, "Content-Type": type }, body);
  }
  const count = (backend: string) => stack.account(backend).ledger.calls.length;

  for (const row of rows)
    it(`${row.operation}: by both APIs, spilled when there is no room, one event each`, async () => {
      const { deployment, operation } = row;
      const v1 = () => send(row, `/openai/v1/${row.v1}`, deployment);
      const dated = () => send(row, `/openai/deployments/${deployment}/${row.dated}?${preview}`);
      for (const call of [v1, dated]) {
        const answer = await call();
        expect(answer.status, answer.message).to.equal(200);
        expect(row.isRight(answer), "the answer as the account gave it").to.equal(true);
        expect(stack.usage().at(-1)).to.include({
          operation,
          deployment,
          backend: "payg-1",
          spilled: false,
          status: 200,
          tokensFrom: row.tokensFrom,
        });
      }
      expect(count("ptu-1")).to.equal(0);
      stack
        .account("payg-1")
        .configure(deployment, { fault: { kind: "status", status: 429, retryAfterMs: 1_000 } });
      for (const call of [v1, dated]) {
        const answer = await call();
        expect(answer.status).to.equal(200);
        expect(row.isRight(answer), "the body is sent again whole").to.equal(true);
        expect(stack.usage().at(-1)).to.include({ backend: "payg-2", spilled: true, attempts: 2 });
      }
      stack
        .account("payg-2")
        .configure(deployment, { fault: { kind: "status", status: 429, retryAfterMs: 3_000 } });
      const full = await v1();
      expect([full.status, full.headers.get("Retry-After")]).to.deep.equal([429, "1"]);
      expect(stack.usage()).to.have.length(5);
    });

  it("image edits find their deployment in the form where AzureOpenAI clients leave it", async () => {
    const row = rows.find(({ operation }) => operation === "edit-image")!;
    const answer = await send(row, `/openai/images/edits?${preview}`, "PICTURES");
    expect(answer.status, answer.message).to.equal(200);
    const missing = await send(row, `/openai/images/edits?${preview}`);
    expect([missing.status, missing.code]).to.deep.equal([400, "ModelMissing"]);
    const unknown = await send(row, `/openai/images/edits?${preview}`, "../secret");
    expect([unknown.status, unknown.code]).to.deep.equal([404, "DeploymentNotFound"]);
  });

  it("streams a transcript, and says so in its event", async () => {
    const body = form({ file: wav, model: "ears", stream: "true" });
    const type = { "Content-Type": `multipart/form-data; boundary=${boundary}` };
    const answer = await ask(stack, "POST /openai/v1/audio/transcriptions", { ...key, ...type }, body);
    expect(answer.bytes.toString()).to.match(/"type":"transcript\.text\.done"/);
    expect(stack.usage().at(-1)).to.include({ streamed: true, tokensFrom: "estimate", status: 200 });
  });

  it("the account hears every byte that the client sent", async () => {
    const noise = Buffer.from(wav);
    for (let at = 44; at < noise.length; at++) noise[at] = (at * 7919) >> 3;
    const answer = await ask(
      stack,
      "POST /openai/v1/audio/transcriptions",
      { ...key, "Content-Type": `multipart/form-data; boundary=${boundary}` },
      form({ file: noise, model: "whisper" }),
    );
    // The account tells the length by the bytes that came.
    expect((answer.json!["usage"] as { seconds: number }).seconds).to.equal(4);
  });

  it("a model of another kind is refused by the account, and that is what the client is told", async () => {
    const answer = await ask(stack, "POST /openai/v1/audio/speech", key, {
      model: "pictures",
      input: "hi",
      voice: "alloy",
    });
    expect([answer.status, answer.code]).to.deep.equal([400, "OperationNotSupported"]);
  });
});
