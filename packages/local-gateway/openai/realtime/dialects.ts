import { isRecord } from "../wire/validate";
import type { RealtimeError } from "./errors";
import { unknownParameter, invalidValue, missing } from "./errors";

export type Json = Readonly<Record<string, unknown>>;

/** What a session's answers are made by, whatever words its dialect has for it. */
export interface Settings {
  readonly speaks: boolean;
  readonly instructions: string;
  readonly tools: readonly Json[];
  readonly toolChoice: unknown;
  readonly maxOutputTokens: number | undefined;
  /** Null: the client says itself when its turn is over. */
  readonly turnDetection: TurnDetection | null;
  readonly inputFormat: AudioFormat;
  readonly outputFormat: AudioFormat;
  readonly transcribes: boolean;
}

export interface TurnDetection {
  readonly threshold: number;
  readonly prefixMs: number;
  readonly silenceMs: number;
  readonly createsResponse: boolean;
  readonly interruptsResponse: boolean;
}

export type AudioFormat = "pcm16" | "g711";

/**
 * The two forms of the API: preview, with an api-version, and the generally available one under /openai/v1. They differ in
 * the session's shape and in names of events.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/realtime-audio-preview-api-migration-guide
 */
export interface Dialect {
  readonly name: "preview" | "ga";
  session(id: string, model: string, expiresAt: number): Json;
  read(session: Json): Settings;
  /** What is wrong with a client's wish, else the session with it. */
  update(session: Json, wish: Json): { readonly session: Json } | { readonly error: RealtimeError };
  readonly events: {
    readonly textDelta: string;
    readonly textDone: string;
    readonly audioDelta: string;
    readonly audioDone: string;
    readonly transcriptDelta: string;
    readonly transcriptDone: string;
    readonly itemAdded: string;
    /** Only in the newer form: an item is complete. */
    readonly itemDone?: string;
  };
  readonly textPart: string;
  readonly audioPart: string;
}

/** Nested objects whose keys are checked; `true` takes anything. */
type Shape = { readonly [key: string]: true | Shape };

const turnDetection: Shape = {
  type: true,
  threshold: true,
  prefix_padding_ms: true,
  silence_duration_ms: true,
  create_response: true,
  interrupt_response: true,
  idle_timeout_ms: true,
  eagerness: true,
};

const gaShape: Shape = {
  type: true,
  model: true,
  output_modalities: true,
  instructions: true,
  tools: true,
  tool_choice: true,
  max_output_tokens: true,
  tracing: true,
  truncation: true,
  prompt: true,
  include: true,
  reasoning: true,
  parallel_tool_calls: true,
  audio: {
    input: { format: true, transcription: true, noise_reduction: true, turn_detection: turnDetection },
    output: { format: true, voice: true, speed: true },
  },
};

const previewShape: Shape = {
  model: true,
  modalities: true,
  instructions: true,
  voice: true,
  input_audio_format: true,
  output_audio_format: true,
  input_audio_transcription: true,
  input_audio_noise_reduction: true,
  turn_detection: turnDetection,
  tools: true,
  tool_choice: true,
  temperature: true,
  max_response_output_tokens: true,
  speed: true,
  tracing: true,
  client_secret: true,
};

const serverVad = {
  type: "server_vad",
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  create_response: true,
  interrupt_response: true,
};

export const ga: Dialect = {
  name: "ga",
  session: (id, model, expiresAt) => ({
    type: "realtime",
    object: "realtime.session",
    id,
    model,
    output_modalities: ["audio"],
    instructions: "",
    tools: [],
    tool_choice: "auto",
    max_output_tokens: "inf",
    tracing: null,
    truncation: "auto",
    prompt: null,
    expires_at: expiresAt,
    audio: {
      input: {
        format: { type: "audio/pcm", rate: 24_000 },
        transcription: null,
        noise_reduction: null,
        turn_detection: { ...serverVad, idle_timeout_ms: null },
      },
      output: { format: { type: "audio/pcm", rate: 24_000 }, voice: "alloy", speed: 1 },
    },
    include: null,
  }),
  read(session) {
    const input = inside(session, "audio", "input");
    return {
      speaks: listOf(session["output_modalities"]).includes("audio"),
      maxOutputTokens: limit(session["max_output_tokens"]),
      turnDetection: readTurnDetection(input["turn_detection"]),
      inputFormat: format(inside(input, "format")["type"]),
      outputFormat: format(inside(session, "audio", "output", "format")["type"]),
      transcribes: isRecord(input["transcription"]),
      ...common(session),
    };
  },
  update(session, wish) {
    if (wish["type"] === undefined) return { error: missing("session.type") };
    if (wish["type"] !== "realtime")
      return { error: invalidValue("session.type", wish["type"], ["realtime"]) };
    const wrong =
      unknownIn(wish, gaShape, "session") ??
      badModalities(wish["output_modalities"], "session.output_modalities", 1);
    return wrong ? { error: wrong } : { session: merged(session, wish) };
  },
  events: {
    textDelta: "response.output_text.delta",
    textDone: "response.output_text.done",
    audioDelta: "response.output_audio.delta",
    audioDone: "response.output_audio.done",
    transcriptDelta: "response.output_audio_transcript.delta",
    transcriptDone: "response.output_audio_transcript.done",
    itemAdded: "conversation.item.added",
    itemDone: "conversation.item.done",
  },
  textPart: "output_text",
  audioPart: "output_audio",
};

export const preview: Dialect = {
  name: "preview",
  session: (id, model, expiresAt) => ({
    id,
    object: "realtime.session",
    model,
    expires_at: expiresAt,
    modalities: ["audio", "text"],
    instructions: "",
    voice: "alloy",
    turn_detection: serverVad,
    input_audio_format: "pcm16",
    output_audio_format: "pcm16",
    input_audio_transcription: null,
    input_audio_noise_reduction: null,
    tool_choice: "auto",
    temperature: 0.8,
    max_response_output_tokens: "inf",
    speed: 1,
    tracing: null,
    client_secret: null,
    tools: [],
  }),
  read: (session) => ({
    speaks: listOf(session["modalities"]).includes("audio"),
    maxOutputTokens: limit(session["max_response_output_tokens"]),
    turnDetection: readTurnDetection(session["turn_detection"]),
    inputFormat: format(session["input_audio_format"]),
    outputFormat: format(session["output_audio_format"]),
    transcribes: isRecord(session["input_audio_transcription"]),
    ...common(session),
  }),
  update(session, wish) {
    const wrong =
      unknownIn(wish, previewShape, "session") ?? badModalities(wish["modalities"], "session.modalities", 2);
    return wrong ? { error: wrong } : { session: merged(session, wish) };
  },
  events: {
    textDelta: "response.text.delta",
    textDone: "response.text.done",
    audioDelta: "response.audio.delta",
    audioDone: "response.audio.done",
    transcriptDelta: "response.audio_transcript.delta",
    transcriptDone: "response.audio_transcript.done",
    itemAdded: "conversation.item.created",
  },
  textPart: "text",
  audioPart: "audio",
};

function common(session: Json): Pick<Settings, "instructions" | "tools" | "toolChoice"> {
  const { instructions, tools, tool_choice: toolChoice } = session;
  return {
    instructions: typeof instructions === "string" ? instructions : "",
    tools: listOf(tools).filter(isRecord),
    toolChoice,
  };
}

function readTurnDetection(value: unknown): TurnDetection | null {
  if (!isRecord(value)) return null;
  const number = (name: string, otherwise: number) =>
    typeof value[name] === "number" ? value[name] : otherwise;
  return {
    // Semantic detection listens to what is said; here it hears pauses, too.
    threshold: number("threshold", serverVad.threshold),
    prefixMs: number("prefix_padding_ms", serverVad.prefix_padding_ms),
    silenceMs: number("silence_duration_ms", serverVad.silence_duration_ms),
    createsResponse: value["create_response"] !== false,
    interruptsResponse: value["interrupt_response"] !== false,
  };
}

function inside(value: unknown, ...path: readonly string[]): Json {
  let at: unknown = value;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const limit = (value: unknown) => (typeof value === "number" ? value : undefined);
const format = (value: unknown): AudioFormat =>
  typeof value === "string" && /g711|pcmu|pcma/i.test(value) ? "g711" : "pcm16";

function unknownIn(value: Json, shape: Shape, path: string): RealtimeError | undefined {
  for (const [key, inner] of Object.entries(value)) {
    const own = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (own === undefined) return unknownParameter(`${path}.${key}`);
    if (own !== true && isRecord(inner)) {
      const wrong = unknownIn(inner, own, `${path}.${key}`);
      if (wrong) return wrong;
    }
  }
  return undefined;
}

/** The newer form answers in text or in audio with a transcript, the older one may name both. */
function badModalities(value: unknown, path: string, most: number): RealtimeError | undefined {
  if (value === undefined) return undefined;
  const names = listOf(value);
  const good =
    Array.isArray(value) &&
    names.length >= 1 &&
    names.length <= most &&
    names.every((name) => name === "text" || name === "audio");
  return good
    ? undefined
    : invalidValue(path, value, most === 1 ? ["['text']", "['audio']"] : ["['text']", "['audio', 'text']"]);
}

/** Objects go into objects; everything else takes the place of what was there. */
export function merged(before: Json, wish: Json): Json {
  const after: Record<string, unknown> = { ...before };
  for (const [key, value] of Object.entries(wish)) {
    const old = before[key];
    after[key] = isRecord(value) && isRecord(old) && key !== "tool_choice" ? merged(old, value) : value;
  }
  return after;
}
