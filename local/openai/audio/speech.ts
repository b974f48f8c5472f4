import { RawAnswer, type Operation } from "../operation";
import { invalidRequest } from "../wire/errors";
import { checkParameters, decimal, either, object, oneOf, text, type Parameters } from "../wire/parameters";
import { missing } from "../wire/validate";
import { silentMp3, silentPcm, silentWav } from "./sound";

const formats = ["mp3", "opus", "aac", "flac", "wav", "pcm"] as const;
const voices = [
  "alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin", "nova", "onyx", "sage", "shimmer", "verse",
]; // prettier-ignore

const parameters: Parameters = {
  model: text(),
  input: text(4_096, 1),
  voice: either({ string: oneOf(...voices), object: object() }, "a voice"),
  instructions: text(),
  response_format: oneOf(...formats),
  speed: decimal(0.25, 4),
  stream_format: oneOf("audio", "sse"),
};

/** Characters that are read aloud in a second, and audio tokens that one takes. */
const CHARACTERS = 15;
const TOKENS = 20;

/**
 * Speech: silence of the length that reading the text would take, as WAV, samples or MP3. Opus, AAC, FLAC and server-sent
 * events are not simulated.
 * https://learn.microsoft.com/azure/foundry/openai/reference-preview#create-speech
 */
export const speech: Operation = (body, context) => {
  for (const name of ["input", "voice"])
    if (body[name] === undefined || body[name] === null) throw missing(name);
  checkParameters(body, parameters);
  const format = (body["response_format"] as string | undefined) ?? "mp3";
  if (["opus", "aac", "flac"].includes(format) || body["stream_format"] === "sse")
    throw invalidRequest(
      "unsupported_value",
      "This is not simulated: mp3, wav and pcm are.",
      "response_format",
    );
  const input = body["input"] as string;
  const seconds = input.length / CHARACTERS / Number(body["speed"] ?? 1);
  // tts and tts-hd are billed by the character, the others by tokens of text and of sound.
  const byCharacter = /^tts/.test(context.facts.name);
  const promptTokens = context.tokens.count(
    `${input} ${String(body["instructions"] ?? "")}`.trim(),
    context.facts.name,
  );
  const completionTokens = byCharacter ? 0 : Math.ceil(seconds * TOKENS);
  return {
    promptTokens,
    maxTokens: undefined,
    streamed: false,
    make: () => ({
      completionTokens,
      reasoningTokens: 0,
      charged: byCharacter ? { characters: input.length } : { completionAudioTokens: completionTokens },
      body: () =>
        format === "wav"
          ? new RawAnswer("audio/wav", silentWav(seconds))
          : format === "pcm"
            ? new RawAnswer("audio/pcm", silentPcm(seconds))
            : new RawAnswer("audio/mpeg", silentMp3(seconds)),
      frames: () => [][Symbol.iterator](),
    }),
  };
};
