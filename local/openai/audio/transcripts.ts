import { answerPieces } from "../answerText";
import { RawAnswer, type Operation, type OperationContext, type RequestBody } from "../operation";
import { invalidRequest, ServiceError } from "../wire/errors";
import { UploadedFile } from "../wire/form";
import type { Frame } from "../wire/pacedStream";
import { checkParameters, oneOf, text, type Parameters } from "../wire/parameters";
import { missing } from "../wire/validate";
import { secondsOf } from "./sound";

const LARGEST = 26_214_400;
/** Words that are said in a second, and tokens that one of sound is read as. */
const WORDS = 2.5;
const TOKENS = 10;

const anything = () => undefined;
const temperature = (value: unknown, path: string) => {
  const number = Number(value);
  if (typeof value !== "string" || !(number >= 0 && number <= 1))
    throw invalidRequest("invalid_value", `Invalid '${path}': expected a number from 0 to 1.`, path);
};

function parametersFor({ facts }: OperationContext, translates: boolean): Parameters {
  const whisper = facts.name === "whisper";
  return {
    model: text(),
    file: anything,
    prompt: text(),
    response_format: whisper
      ? oneOf("json", "text", "srt", "verbose_json", "vtt")
      : /diarize/.test(facts.name)
        ? oneOf("json", "text", "diarized_json")
        : oneOf("json", "text"),
    temperature,
    ...(translates
      ? {}
      : {
          language: text(16, 2),
          stream: oneOf("true", "false"),
          timestamp_granularities: anything,
          include: anything,
          chunking_strategy: anything,
        }),
  };
}

/**
 * What a recording says: words as many as fit its length, made from the call; usage as each model states it, in tokens or
 * by its length. https://learn.microsoft.com/azure/foundry/openai/reference#transcriptions---create
 */
export const transcriptions: Operation = (body, context) => transcribe(body, context, false);

/** The same in English, by Whisper alone. https://learn.microsoft.com/azure/foundry/openai/reference#translations---create */
export const translations: Operation = (body, context) => {
  if (context.facts.name !== "whisper")
    throw new ServiceError(
      400,
      "OperationNotSupported",
      `The audioTranslation operation does not work with the specified model, ${context.facts.name}. Please choose different model and try again.`,
    );
  return transcribe(body, context, true);
};

function transcribe(body: RequestBody, context: OperationContext, translates: boolean) {
  const { file } = body;
  if (file === undefined) throw missing("file");
  if (!(file instanceof UploadedFile))
    throw invalidRequest("invalid_type", "Invalid type for 'file': expected an uploaded file.", "file");
  if (file.bytes.length > LARGEST)
    throw new ServiceError(
      413,
      "413",
      `Maximum content size limit (${LARGEST}) exceeded (${file.bytes.length} bytes read)`,
    );
  if (file.bytes.length === 0)
    throw invalidRequest("invalid_value", "The audio file is empty or could not be decoded.", "file");
  checkParameters(body, parametersFor(context, translates));
  const { facts, tokens, random } = context;
  const seconds = secondsOf(file.bytes);
  const byTime = facts.name === "whisper";
  const words = Math.max(1, Math.round(seconds * WORDS));
  const audioTokens = Math.max(1, Math.ceil(seconds * TOKENS));
  const textTokens = typeof body["prompt"] === "string" ? tokens.count(body["prompt"], facts.name) : 0;
  const promptTokens = byTime ? 0 : audioTokens + textTokens;
  const usage = byTime
    ? { type: "duration", seconds: Math.ceil(seconds) }
    : {
        type: "tokens",
        input_tokens: promptTokens,
        input_token_details: { text_tokens: textTokens, audio_tokens: audioTokens },
        output_tokens: words,
        total_tokens: promptTokens + words,
      };
  // Whisper does not stream, and takes the field without a word.
  const streamed = body["stream"] === "true" && !byTime;
  return {
    promptTokens,
    maxTokens: undefined,
    streamed,
    charged: byTime ? { audioSeconds: seconds } : { promptAudioTokens: audioTokens },
    make: () => {
      const pieces = answerPieces(words, random);
      const format = (body["response_format"] as string | undefined) ?? "json";
      return {
        completionTokens: byTime ? 0 : words,
        reasoningTokens: 0,
        body: () => written({ text: pieces.join(""), format, seconds, usage, translates }),
        frames: () => framesOf(pieces, usage, context),
      };
    },
  };
}

interface Transcript {
  readonly text: string;
  readonly format: string;
  readonly seconds: number;
  readonly usage: object;
  readonly translates: boolean;
}

function written({ text, format, seconds, usage, translates }: Transcript): unknown {
  switch (format) {
    case "text":
      return plain("text/plain", `${text}\n`);
    case "srt":
      return plain("application/x-subrip", `1\n00:00:00,000 --> ${clockOf(seconds, ",")}\n${text}\n\n`);
    case "vtt":
      return plain("text/vtt", `WEBVTT\n\n00:00:00.000 --> ${clockOf(seconds, ".")}\n${text}\n\n`);
    case "verbose_json":
      return {
        task: translates ? "translate" : "transcribe",
        language: "english",
        duration: seconds,
        text,
        segments: [{ id: 0, seek: 0, start: 0, end: seconds, text, temperature: 0 }],
        usage,
      };
    case "diarized_json":
      return { text, duration: seconds, segments: [{ speaker: "A", start: 0, end: seconds, text }], usage };
    default:
      return { text, usage };
  }
}

const plain = (type: string, body: string) => new RawAnswer(`${type}; charset=utf-8`, Buffer.from(body));

/** `00:01:02,500` */
function clockOf(seconds: number, point: string): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const parts = [two(seconds / 3_600), two((seconds / 60) % 60), two(seconds % 60)];
  const milliseconds = String(Math.floor((seconds % 1) * 1_000)).padStart(3, "0");
  return `${parts.join(":")}${point}${milliseconds}`;
}

function* framesOf(pieces: readonly string[], usage: object, context: OperationContext): Generator<Frame> {
  const { firstTokenMs, perTokenMs } = context.latency;
  const frame = (event: object, afterMs: number, tokens: number): Frame => ({
    afterMs,
    tokens,
    text: `data: ${JSON.stringify(event)}\n\n`,
  });
  for (const [index, delta] of pieces.entries())
    yield frame(
      { type: "transcript.text.delta", delta },
      index === 0 ? firstTokenMs + perTokenMs : perTokenMs,
      1,
    );
  yield frame({ type: "transcript.text.done", text: pieces.join(""), usage }, 0, 0);
}
