import { answerPieces } from "../../answers/answerText";
import { RawAnswer, type Operation, type OperationContext, type RequestBody } from "../operation";
import { inputMsPerToken } from "../realtime/audio";
import { ServiceError, invalidRequest } from "../wire/errors";
import { fileOf, formValues } from "../wire/form";
import { sse, type Frame } from "../../answers/pacedStream";
import {
  anything,
  boolean,
  checkParameters,
  decimal,
  oneOf,
  text,
  type Parameters,
} from "../wire/parameters";
import { secondsOf } from "./sound";

/** Bytes of one recording: https://learn.microsoft.com/azure/foundry/openai/whisper-quickstart */
const LARGEST = 25 * 1024 * 1024;
const extensions = "flac m4a mp3 mp4 mpeg mpga oga ogg wav webm".split(" ");
/** Words of about a token that somebody says in a second. */
const TOKENS_PER_SECOND = 2.5;
/** Seconds of one segment. */
const SEGMENT = 5;

const shared: Parameters = {
  file: anything,
  model: text(),
  prompt: text(),
  response_format: oneOf("json", "text", "srt", "verbose_json", "vtt", "diarized_json"),
  temperature: decimal(0, 1),
};
const transcribing: Parameters = {
  ...shared,
  chunking_strategy: anything,
  include: anything,
  known_speaker_names: anything,
  known_speaker_references: anything,
  language: text(undefined, 2),
  stream: boolean,
  timestamp_granularities: anything,
};

/** Transcriptions. https://learn.microsoft.com/azure/foundry/openai/reference#transcriptions---create */
export const transcriptions: Operation = (form, context) => {
  const body = formValues(form, { numbers: ["temperature"], booleans: ["stream"] });
  checkParameters(body, transcribing);
  return heard(body, "transcribe", context);
};

/** Translations into English, which whisper alone makes. The same page. */
export const translations: Operation = (form, context) => {
  const body = formValues(form, { numbers: ["temperature"] });
  checkParameters(body, shared);
  if (!byTime(context))
    throw new ServiceError(
      400,
      "OperationNotSupported",
      `The audioTranslation operation does not work with the specified model, ${context.facts.name}. Please choose different model and try again.`,
    );
  return heard(body, "translate", context);
};

/** Whisper bills time, the others tokens. */
function byTime({ facts }: OperationContext): boolean {
  return facts.name.startsWith("whisper");
}

function heard(body: RequestBody, task: string, context: OperationContext): ReturnType<Operation> {
  const seconds = lengthOf(body.file);
  const format = typeof body.response_format === "string" ? body.response_format : "json";
  const timed = byTime(context);
  if (!timed && !["json", "text", "diarized_json"].includes(format))
    throw invalidRequest(
      "unsupported_value",
      `response_format '${format}' is not compatible with model '${context.facts.name}'. Use 'json' or 'text' instead.`,
      "response_format",
    );
  // Whisper takes the parameter, and makes no stream of it.
  const streamed = body.stream === true && !timed;
  const wordTokens =
    typeof body.prompt === "string" ? context.tokens.count(body.prompt, context.facts.name) : 0;
  const audioTokens = timed ? 0 : Math.ceil((seconds * 1_000) / inputMsPerToken);
  const promptTokens = timed ? 0 : wordTokens + audioTokens;
  const said = Math.min(context.facts.maxOutput, Math.max(1, Math.round(seconds * TOKENS_PER_SECOND)));
  const pieces = answerPieces(said, context.random);
  const written = timed ? 0 : said;
  const usage = timed
    ? { type: "duration", seconds: Math.ceil(seconds) }
    : {
        type: "tokens",
        input_tokens: promptTokens,
        input_token_details: { text_tokens: wordTokens, audio_tokens: audioTokens },
        output_tokens: written,
        total_tokens: promptTokens + written,
      };
  return {
    promptTokens,
    maxTokens: undefined,
    streamed,
    charged: timed ? { audioSeconds: seconds } : { promptAudioTokens: audioTokens },
    make: () => ({
      completionTokens: written,
      reasoningTokens: 0,
      body: () => shown(format, { pieces, seconds, task, usage }),
      frames,
    }),
  };

  function* frames(): Generator<Frame> {
    const { firstTokenMs, perTokenMs } = context.latency;
    for (const [index, delta] of pieces.entries())
      yield {
        text: sse({ type: "transcript.text.delta", delta }),
        afterMs: perTokenMs + (index === 0 ? firstTokenMs : 0),
        tokens: 1,
      };
    yield {
      text: sse({ type: "transcript.text.done", text: pieces.join(""), usage }),
      afterMs: 0,
      tokens: 0,
    };
  }
}

/** Seconds of the recording. */
function lengthOf(file: unknown): number {
  const { name, bytes } = fileOf(file, "file");
  if (!extensions.includes(name.split(".").at(-1)!.toLowerCase()))
    throw invalidRequest(
      null,
      `Unrecognized file format. Supported formats: [${extensions.map((one) => `'${one}'`).join(", ")}]`,
      "file",
    );
  if (bytes.length > LARGEST)
    throw new ServiceError(
      413,
      null,
      `Maximum content size limit (${LARGEST}) exceeded (${bytes.length} bytes read)`,
      {
        type: "server_error",
        param: null,
      },
    );
  const seconds = secondsOf(bytes);
  if (seconds === undefined)
    throw invalidRequest("invalid_value", "Audio file might be corrupted or unsupported", "file");
  if (seconds < 0.1)
    throw invalidRequest(
      "audio_too_short",
      "Audio file is too short. Minimum audio length is 0.1 seconds.",
      "file",
    );
  return seconds;
}

interface Transcript {
  readonly pieces: readonly string[];
  readonly seconds: number;
  readonly task: string;
  readonly usage: unknown;
}

function shown(format: string, { pieces, seconds, task, usage }: Transcript): unknown {
  const all = pieces.join("");
  if (format === "json") return { text: all, usage };
  if (format === "text") return new RawAnswer("text/plain; charset=utf-8", Buffer.from(`${all}\n`));
  const segments = segmentsOf(pieces, seconds);
  if (format === "diarized_json")
    return {
      text: all,
      task,
      duration: seconds,
      segments: segments.map(({ id, start, end, text: said }) => ({
        type: "transcript.text.segment",
        id: `seg_${id}`,
        start,
        end,
        speaker: "A",
        text: said,
      })),
      usage,
    };
  if (format === "verbose_json")
    return { task, language: "english", duration: seconds, text: all, segments, usage };
  const mark = format === "vtt" ? "." : ",";
  const lines = segments.map(
    ({ id, start, end, text: said }) =>
      `${format === "srt" ? `${id + 1}\n` : ""}${stamp(start, mark)} --> ${stamp(end, mark)}\n${said.trim()}\n`,
  );
  const head = format === "vtt" ? "WEBVTT\n\n" : "";
  return new RawAnswer("text/plain; charset=utf-8", Buffer.from(`${head}${lines.join("\n")}\n`));
}

function segmentsOf(pieces: readonly string[], seconds: number) {
  const count = Math.max(1, Math.ceil(seconds / SEGMENT));
  const at = (index: number) => Math.round((pieces.length * index) / count);
  return Array.from({ length: count }, (_, id) => ({
    id,
    seek: 0,
    start: id * SEGMENT,
    end: Math.min(seconds, (id + 1) * SEGMENT),
    text: pieces.slice(at(id), at(id + 1)).join(""),
    tokens: [],
    temperature: 0,
    avg_logprob: -0.2,
    compression_ratio: 1.2,
    no_speech_prob: 0.01,
  }));
}

/** Hours, minutes, seconds and thousandths. */
function stamp(seconds: number, mark: string): string {
  const ms = Math.round(seconds * 1_000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}${mark}${String(ms % 1_000).padStart(3, "0")}`;
}
