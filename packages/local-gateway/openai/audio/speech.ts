import { RawAnswer, type Operation } from "../operation";
import { outputMsPerToken, spokenMsPerToken } from "../realtime/audio";
import { sse, type Frame } from "../../answers/pacedStream";
import { checkParameters, decimal, oneOf, text, type Parameters } from "../wire/parameters";
import { missing } from "../wire/validate";
import { contentTypes, soundOf } from "./sound";

const voices = "alloy ash ballad coral echo fable nova onyx sage shimmer verse marin cedar".split(" ");

const parameters: Parameters = {
  input: text(4_096, 1),
  instructions: text(4_096),
  model: text(),
  response_format: oneOf(...Object.keys(contentTypes)),
  speed: decimal(0.25, 4),
  stream_format: oneOf("sse", "audio"),
  voice: oneOf(...voices),
};

/** Bytes of sound in one event. */
const PIECE = 24_000;

/**
 * Text to speech, as long as the text takes to say. The tts models bill characters, the others tokens of text and of
 * sound. https://learn.microsoft.com/azure/foundry/openai/text-to-speech-quickstart
 */
export const speech: Operation = (body, context) => {
  checkParameters(body, parameters);
  const { input, voice } = body;
  if (typeof input !== "string") throw missing("input");
  if (typeof voice !== "string") throw missing("voice");
  const { facts, tokens } = context;
  const spoken = tokens.count(input, facts.name);
  const durationMs = (spoken * spokenMsPerToken) / (typeof body.speed === "number" ? body.speed : 1);
  const format = typeof body.response_format === "string" ? body.response_format : "mp3";
  const byCharacter = /^tts/.test(facts.name);
  const promptTokens = byCharacter
    ? 0
    : spoken + (typeof body.instructions === "string" ? tokens.count(body.instructions, facts.name) : 0);
  const heard = byCharacter ? 0 : Math.ceil(durationMs / outputMsPerToken);
  return {
    promptTokens,
    maxTokens: undefined,
    streamed: body.stream_format === "sse",
    ...(byCharacter ? { charged: { characters: input.length } } : {}),
    make: () => ({
      completionTokens: heard,
      reasoningTokens: 0,
      charged: { completionAudioTokens: heard },
      body: () => new RawAnswer(contentTypes[format]!, soundOf(format, durationMs)),
      frames,
    }),
  };

  function* frames(): Generator<Frame> {
    const sound = soundOf(format, durationMs);
    const pieces = Math.ceil(sound.length / PIECE);
    let counted = 0;
    for (let index = 0; index < pieces; index += 1) {
      const upTo = Math.round((heard * (index + 1)) / pieces);
      const audio = sound.subarray(index * PIECE, (index + 1) * PIECE).toString("base64");
      const afterMs =
        (index === 0 ? context.latency.firstTokenMs : 0) + (upTo - counted) * context.latency.perTokenMs;
      yield { text: sse({ type: "speech.audio.delta", audio }), afterMs, tokens: upTo - counted };
      counted = upTo;
    }
    const usage = { input_tokens: promptTokens, output_tokens: heard, total_tokens: promptTokens + heard };
    yield { text: sse({ type: "speech.audio.done", usage }), afterMs: 0, tokens: 0 };
  }
};
