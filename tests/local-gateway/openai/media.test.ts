import { expect } from "chai";
import OpenAI, { AzureOpenAI, toFile } from "openai";
import { serveHttp, type HttpServer } from "../../../packages/local-gateway/http/server";
import { soundOf, secondsOf } from "../../../packages/local-gateway/openai/audio/sound";
import { plainPng } from "../../../packages/local-gateway/openai/images/plainPng";
import type { SimulatedAccount } from "../../../packages/local-gateway/openai/types";
import { imageSize } from "../../../packages/local-gateway/tokens/imageSize";
import { account, deployment } from "./accounts";

const behaviour = { latency: { firstTokenMs: 0, perTokenMs: 0 } };

describe("images and audio of a simulated account, called by the openai package", () => {
  let served: SimulatedAccount;
  let server: HttpServer;
  let client: OpenAI;
  let azure: AzureOpenAI;

  before(async () => {
    const models = {
      paint: "gpt-image-1",
      dalle: "dall-e-3",
      say: "gpt-4o-mini-tts",
      tts: "tts",
      hear: "gpt-4o-transcribe",
      whisper: "whisper",
    };
    served = account(Object.entries(models).map(([name, model]) => deployment({ name, model, behaviour })));
    server = await serveHttp(served.handle, { host: "127.0.0.1", port: 0 });
    const root = `http://127.0.0.1:${server.port}`;
    client = new OpenAI({ baseURL: `${root}/openai/v1`, apiKey: "good-token", maxRetries: 0 });
    azure = new AzureOpenAI({
      endpoint: root,
      azureADTokenProvider: async () => "good-token",
      apiVersion: "2025-04-01-preview",
      maxRetries: 0,
    });
  });
  after(() => server.close(0));

  const charged = () => served.ledger.calls.at(-1)!;
  const refused = async (call: Promise<unknown>) => {
    const error: unknown = await call.catch((one: unknown) => one);
    expect(error).to.be.instanceOf(OpenAI.APIError);
    return error as InstanceType<typeof OpenAI.APIError>;
  };
  const picture = (name = "x.png", type = "image/png") =>
    toFile(plainPng(512, 1_024, [1, 2, 3]), name, { type });

  it("edits images that a form brings", async () => {
    const edit = { model: "paint", prompt: "a red fox", size: "1024x1536", quality: "low", n: 2 } as const;
    const { data, usage } = await client.images.edit({ ...edit, image: [await picture(), await picture()] });
    expect(data).to.have.length(2);
    expect(imageSize(`data:image/png;base64,${data![0]!.b64_json!}`)).to.deep.equal({
      width: 1_024,
      height: 1_536,
    });
    // Two images of 512 x 1,024: two tiles each.
    const [images, text] = [2 * (65 + 2 * 129), 3];
    expect(usage).to.deep.include({ input_tokens: images + text, output_tokens: 2 * 408 });
    expect(charged()).to.include({
      operation: "images.edits",
      promptTokens: images + text,
      promptImageTokens: images,
      completionTokens: 816,
      completionImageTokens: 816,
      images: 2,
    });
    // The package finds no deployment in a form of images: it is named beforehand.
    const painter = new AzureOpenAI({
      baseURL: `${azure.baseURL}/deployments/paint`,
      azureADTokenProvider: async () => "good-token",
      apiVersion: "2025-04-01-preview",
    });
    const one = await painter.images.edit({
      ...edit,
      model: "paint",
      n: 1,
      image: await picture(),
      input_fidelity: "high",
    });
    expect(one.usage!.input_tokens_details.image_tokens).to.equal(65 + 2 * 129 + 6_144);
  });

  it("streams images, each picture on the way billed", async () => {
    const stream = await client.images.generate({
      model: "paint",
      prompt: "a red fox",
      quality: "low",
      stream: true,
      partial_images: 2,
    });
    const seen: string[] = [];
    for await (const event of stream) seen.push(event.type);
    const [partial, completed] = ["image_generation.partial_image", "image_generation.completed"];
    expect(seen).to.deep.equal([partial, partial, completed]);
    expect(charged()).to.include({ completionTokens: 272 + 200, images: 1, complete: true });
  });

  it("links what dall-e made, and counts images in place of tokens", async () => {
    const linked = await client.images.generate({ model: "dalle", prompt: "a fox", style: "vivid" });
    expect(linked.data![0]!.url).to.match(/^https:/);
    const inside = await client.images.generate({
      model: "dalle",
      prompt: "a fox",
      response_format: "b64_json",
      size: "1792x1024",
    });
    expect(imageSize(`data:image/png;base64,${inside.data![0]!.b64_json!}`)!.width).to.equal(1_792);
    expect(charged()).to.include({ completionTokens: 0, images: 1 });
    expect((await refused(client.images.generate({ model: "dalle", prompt: "a fox", n: 2 }))).param).to.equal(
      "n",
    );
  });

  it("refuses what is no image, and what it does not know", async () => {
    const edit = { model: "paint", prompt: "x" };
    expect(
      (await refused(client.images.edit({ ...edit, image: await picture("x.txt", "text/plain") }))).status,
    ).to.equal(400);
    expect(
      (await refused(client.images.edit({ ...edit, image: await picture(), size: "256x256" }))).param,
    ).to.equal("size");
    expect(
      (await refused(client.images.generate({ model: "paint", prompt: "x", style: "vivid" }))).code,
    ).to.equal("unknown_parameter");
  });

  it("speaks as long as the text takes", async () => {
    const speak = { model: "say", voice: "alloy", input: "one two three four five" } as const;
    const spoken = async (more: object) =>
      Buffer.from(await (await client.audio.speech.create({ ...speak, ...more })).arrayBuffer());
    // Five tokens of 200 ms.
    expect(secondsOf(await spoken({ response_format: "wav" }))).to.equal(1);
    expect(secondsOf(await spoken({ response_format: "wav", speed: 0.5 }))).to.equal(2);
    expect(await spoken({ response_format: "pcm" })).to.have.length(48_000);
    const mp3 = await spoken({});
    expect(mp3.length / 384).to.equal(Math.ceil(1_000 / 24));
    expect(mp3.readUInt16BE(384)).to.equal(0xfffb);
    expect(charged()).to.include({
      promptTokens: 5,
      completionTokens: 20,
      completionAudioTokens: 20,
      characters: 0,
    });
    await client.audio.speech.create({ ...speak, model: "tts" });
    expect(charged()).to.include({ promptTokens: 0, completionTokens: 0, characters: speak.input.length });
    expect((await refused(client.audio.speech.create({ ...speak, speed: 5 }))).param).to.equal("speed");
    expect((await refused(client.audio.speech.create({ ...speak, voice: "nobody" }))).param).to.equal(
      "voice",
    );
    expect((await refused(client.audio.speech.create({ ...speak, input: "" }))).param).to.equal("input");
  });

  it("writes down what it hears, and bills its length", async () => {
    const file = () => toFile(soundOf("wav", 12_000), "a.wav", { type: "audio/wav" });
    const heard = await client.audio.transcriptions.create({
      model: "hear",
      file: await file(),
      prompt: "Hello",
    });
    expect(heard.text).to.match(/^The /);
    expect(heard.usage).to.deep.include({ type: "tokens", input_tokens: 121, output_tokens: 30 });
    expect(charged()).to.include({ promptTokens: 121, promptAudioTokens: 120, completionTokens: 30 });
    const timed = await azure.audio.transcriptions.create({
      model: "whisper",
      file: await file(),
      response_format: "verbose_json",
    });
    expect(timed.duration).to.equal(12);
    expect(timed.segments!.map(({ end }) => end)).to.deep.equal([5, 10, 12]);
    expect(timed.segments!.map(({ text }) => text).join("")).to.equal(timed.text);
    expect(charged()).to.include({ promptTokens: 0, completionTokens: 0, audioSeconds: 12 });
    const srt = await client.audio.transcriptions.create({
      model: "whisper",
      file: await file(),
      response_format: "srt",
    });
    expect(srt).to.match(/^1\n00:00:00,000 --> 00:00:05,000\nThe /);
    const english = await client.audio.translations.create({ model: "whisper", file: await file() });
    expect(english.text).to.match(/^The /);
    const stream = await client.audio.transcriptions.create({
      model: "hear",
      file: await file(),
      stream: true,
    });
    let text = "";
    for await (const event of stream) if (event.type === "transcript.text.delta") text += event.delta;
    expect(charged()).to.include({ completionTokens: 30, streamed: true, complete: true });
    expect(text.split(" ")).to.have.length.greaterThan(10);
  });

  it("refuses what it cannot hear", async () => {
    const ask = async (bytes: Uint8Array, name: string, more: object = {}) =>
      refused(
        client.audio.transcriptions.create({ model: "hear", file: await toFile(bytes, name), ...more }),
      );
    const sound = soundOf("wav", 1_000);
    expect((await ask(sound, "a.txt")).status).to.equal(400);
    expect((await ask(Buffer.from("RIFF"), "a.wav")).param).to.equal("file");
    expect((await ask(soundOf("wav", 50), "a.wav")).code).to.equal("audio_too_short");
    expect((await ask(sound, "a.wav", { response_format: "srt" })).param).to.equal("response_format");
    expect((await ask(sound, "a.wav", { temperature: 2 })).param).to.equal("temperature");
    const json = await refused(client.post("/audio/transcriptions", { body: { model: "hear" } }));
    expect(json.status).to.equal(415);
  });
});
