import { expect } from "chai";
import { secondsOf, silentMp3, silentPcm, silentWav } from "../../../../local/openai/audio/sound";
import { account, deployment } from "../accounts";
import { VirtualClock } from "../../../../common/clock";
import { HttpHeaders, readBody } from "../../../../common/http";

const clock = new VirtualClock();
const made = account(
  [
    deployment({ name: "voice", model: "gpt-4o-mini-tts" }),
    deployment({ name: "tts", model: "tts" }),
    deployment({ name: "ears", model: "gpt-4o-transcribe" }),
    deployment({ name: "whisper", model: "whisper" }),
    deployment({ name: "pictures", model: "gpt-image-1" }),
  ],
  clock,
);

async function send(path: string, type: string, body: Buffer) {
  const answer = await clock.run(
    (async () => {
      const response = await made.handle({
        method: "POST",
        url: `https://aoai-test.openai.azure.com/openai/v1/${path}`,
        headers: new HttpHeaders({ "Content-Type": type, Authorization: "Bearer good-token" }),
        body,
      });
      return { response, bytes: Buffer.from(await readBody(response.body)) };
    })(),
  );
  return {
    status: answer.response.status,
    type: answer.response.headers.get("Content-Type"),
    bytes: answer.bytes,
  };
}

const json = (path: string, body: object) =>
  send(path, "application/json", Buffer.from(JSON.stringify(body)));
function form(path: string, fields: Readonly<Record<string, string | Buffer>>) {
  const parts = Object.entries(fields).flatMap(([name, value]) => [
    `--b\r\nContent-Disposition: form-data; name="${name}"${typeof value === "string" ? "" : '; filename="f"'}\r\n\r\n`,
    value,
    "\r\n",
  ]);
  return send(
    path,
    "multipart/form-data; boundary=b",
    Buffer.concat([...parts, "--b--\r\n"].map((one) => Buffer.from(one))),
  );
}
const spoken = { model: "voice", input: "x".repeat(30), voice: "alloy" };
const heard = { file: silentWav(2), model: "ears" };

describe("sound of simulated accounts", () => {
  it("has the length that it was made with", () => {
    expect(secondsOf(silentWav(3))).to.equal(3);
    expect(secondsOf(silentWav(3).subarray(0, 44 + 48_000))).to.equal(1);
    expect(silentPcm(1)).to.have.length(48_000);
    // 1,152 samples a frame of 104 bytes.
    expect(silentMp3(2).length / 104).to.equal(Math.ceil((2 * 44_100) / 1_152));
    expect(secondsOf(Buffer.alloc(16_000))).to.equal(2);
    expect(secondsOf(Buffer.from("RIFF....WAVE"))).to.be.below(1);
  });

  const good: readonly (readonly [what: string, call: () => ReturnType<typeof send>, type: RegExp, charged: object])[] = [
    ["speech by tokens of sound", () => json("audio/speech", spoken), /^audio\/mpeg$/, { completionAudioTokens: 40 }],
    ["speech twice as fast", () => json("audio/speech", { ...spoken, speed: 2 }), /^audio\/mpeg$/, { completionAudioTokens: 20 }],
    ["speech by characters", () => json("audio/speech", { ...spoken, model: "tts", response_format: "pcm" }), /^audio\/pcm$/, { characters: 30, completionTokens: 0 }],
    ["a transcript by tokens", () => form("audio/transcriptions", heard), /json/, { promptAudioTokens: 20, promptTokens: 20, completionTokens: 5 }],
    ["a transcript by its length", () => form("audio/transcriptions", { ...heard, model: "whisper", response_format: "vtt" }), /^text\/vtt/, { audioSeconds: 2, promptTokens: 0 }],
    ["a translation", () => form("audio/translations", { ...heard, model: "whisper" }), /json/, { audioSeconds: 2 }],
    ["an edit of an image", () => form("images/edits", { image: Buffer.from("png"), prompt: "a", model: "pictures", quality: "low", n: "2" }), /json/, { promptImageTokens: 323, completionImageTokens: 544 }],
  ]; // prettier-ignore
  for (const [what, call, type, charged] of good)
    it(`charges ${what}`, async () => {
      const answer = await call();
      expect(answer.status, answer.bytes.toString().slice(0, 200)).to.equal(200);
      expect(answer.type).to.match(type);
      expect(made.ledger.calls.at(-1)).to.include(charged);
    });

  const bad: readonly (readonly [what: string, call: () => ReturnType<typeof send>, status: number, message: RegExp])[] = [
    ["no input", () => json("audio/speech", { model: "voice", voice: "alloy" }), 400, /'input'/],
    ["a voice that nobody has", () => json("audio/speech", { ...spoken, voice: "bob" }), 400, /'bob'/],
    ["a text that is too long", () => json("audio/speech", { ...spoken, input: "x".repeat(4_097) }), 400, /too long/],
    ["a speed out of range", () => json("audio/speech", { ...spoken, speed: 5 }), 400, /speed/],
    ["an unknown field", () => json("audio/speech", { ...spoken, tone: "warm" }), 400, /tone/],
    ["speech by a model that listens", () => json("audio/speech", { ...spoken, model: "ears" }), 400, /audioSpeech/],
    ["no file", () => form("audio/transcriptions", { model: "ears" }), 400, /'file'/],
    ["a file that is a text", () => form("audio/transcriptions", { model: "ears", file: "x" }), 400, /'file'/],
    ["an empty file", () => form("audio/transcriptions", { model: "ears", file: Buffer.alloc(0) }), 400, /empty/],
    ["subtitles by a model that has none", () => form("audio/transcriptions", { ...heard, response_format: "srt" }), 400, /'srt'/],
    ["a temperature out of range", () => form("audio/transcriptions", { ...heard, temperature: "2" }), 400, /temperature/],
    ["a translation by another model", () => form("audio/translations", heard), 400, /audioTranslation/],
    ["a body that is no form", () => json("audio/transcriptions", { model: "ears" }), 415, /multipart/],
    ["a file above 25 MB", () => form("audio/transcriptions", { model: "ears", file: Buffer.alloc(26_214_401) }), 413, /26214400/],
    ["an edit without an image", () => form("images/edits", { model: "pictures", prompt: "a" }), 400, /'image'/],
  ]; // prettier-ignore
  for (const [what, call, status, message] of bad)
    it(`refuses ${what}`, async () => {
      const answer = await call();
      expect(answer.status).to.equal(status);
      expect(answer.bytes.toString()).to.match(message);
    });
});
