import { bytesPerMs, inputMsPerToken, VoiceDetector } from "./audio";
import type { Json } from "./dialects";
import { invalid, missing, type RealtimeError } from "./errors";
import type { RealtimeSession } from "./session";

/** Of one append, in bytes of audio. */
const maxAppend = 15 * 1024 * 1024;
/** Shorter audio is no turn. */
const leastCommitMs = 100;

/** The input audio buffer of a session: what it has heard since the last turn. Only how much, for nobody listens to it. */
export class AudioInput {
  private bytes = 0;
  private readonly detector = new VoiceDetector();
  /** The item that speech under way will become. */
  private speechItem: string | undefined;

  constructor(private readonly session: RealtimeSession) {}

  append({ audio }: Json): RealtimeError | undefined {
    if (typeof audio !== "string") return missing("audio");
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio))
      return invalid("invalid_value", "Invalid 'audio'. Expected base64-encoded audio bytes.", "audio");
    const bytes = Buffer.from(audio, "base64");
    if (bytes.length > maxAppend)
      return invalid(
        "string_above_max_length",
        "Invalid 'audio': at most 15 MiB of audio in one event.",
        "audio",
      );
    this.bytes += bytes.length;
    const { session } = this;
    const { turnDetection, inputFormat } = session.settings;
    if (!turnDetection) return undefined;
    for (const { kind, atMs } of this.detector.hear(bytes, inputFormat, turnDetection)) {
      if (kind === "started") {
        this.speechItem = session.newId("item");
        void session.emit("input_audio_buffer.speech_started", {
          audio_start_ms: atMs,
          item_id: this.speechItem,
        });
        if (turnDetection.interruptsResponse) session.interrupt();
      } else {
        void session.emit("input_audio_buffer.speech_stopped", {
          audio_end_ms: atMs,
          item_id: this.speechItem,
        });
        this.commit();
        if (turnDetection.createsResponse) session.answerTurn();
      }
    }
    return undefined;
  }

  commit(): RealtimeError | undefined {
    const { session } = this;
    const ms = this.bytes / bytesPerMs[session.settings.inputFormat];
    if (ms < leastCommitMs)
      return invalid(
        "input_audio_buffer_commit_empty",
        `Error committing input audio buffer: buffer too small. Expected at least ${leastCommitMs}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`,
      );
    const id = this.speechItem ?? session.newId("item");
    void session.emit("input_audio_buffer.committed", {
      previous_item_id: session.conversation.items.at(-1)?.id ?? null,
      item_id: id,
    });
    this.empty();
    session.add({
      id,
      shown: {
        id,
        object: "realtime.item",
        type: "message",
        status: "completed",
        role: "user",
        content: [{ type: "input_audio", transcript: null }],
      },
      textTokens: 0,
      audioTokens: Math.ceil(ms / inputMsPerToken),
      imageTokens: 0,
    });
    if (session.settings.transcribes)
      void session.emit("conversation.item.input_audio_transcription.completed", {
        item_id: id,
        content_index: 0,
        transcript: "Something was said.",
        usage: { type: "duration", seconds: ms / 1000 },
      });
    return undefined;
  }

  clear(): RealtimeError | undefined {
    this.empty();
    void this.session.emit("input_audio_buffer.cleared", {});
    return undefined;
  }

  private empty(): void {
    this.bytes = 0;
    this.speechItem = undefined;
    this.detector.reset();
  }
}
