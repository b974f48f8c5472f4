import type { AudioFormat, TurnDetection } from "./dialects";

/** PCM16 at 24 kHz is 48 bytes a millisecond, G.711 at 8 kHz 8. */
export const bytesPerMs: Readonly<Record<AudioFormat, number>> = { pcm16: 48, g711: 8 };

/** https://learn.microsoft.com/azure/foundry/openai/how-to/realtime-audio: user audio is a token for 100 ms, the model's for 50. */
export const inputMsPerToken = 100;
export const outputMsPerToken = 50;

/** How long the made-up voice speaks for a token of its transcript, in ms. */
export const spokenMsPerToken = 200;

/** A tone of 220 Hz: made up, but audible and of the length that was paid for. */
export function tone(format: AudioFormat, durationMs: number, fromMs: number): Buffer {
  if (format === "g711") return Buffer.alloc(Math.round(durationMs * bytesPerMs.g711), 0xd5);
  const samples = Math.round(durationMs * 24);
  const bytes = Buffer.alloc(samples * 2);
  const first = Math.round(fromMs * 24);
  for (let at = 0; at < samples; at++)
    bytes.writeInt16LE(Math.round(6_000 * Math.sin(((first + at) * 2 * Math.PI * 220) / 24_000)), at * 2);
  return bytes;
}

/** Whether a piece of audio holds speech: louder than a noise that the threshold sets; of G.711 any but the silent bytes. */
function isLoud(format: AudioFormat, bytes: Buffer, threshold: number): boolean {
  if (format === "g711") return bytes.some((byte) => byte !== 0xff && byte !== 0x7f && byte !== 0xd5);
  const least = 2_000 * threshold;
  for (let at = 0; at + 1 < bytes.length; at += 2) if (Math.abs(bytes.readInt16LE(at)) > least) return true;
  return false;
}

export type Heard =
  { readonly kind: "started"; readonly atMs: number } | { readonly kind: "stopped"; readonly atMs: number };

/** Hears where speech begins and ends in what is appended, in steps of 20 ms: a simple server_vad. */
export class VoiceDetector {
  private rest: Buffer = Buffer.alloc(0);
  private positionMs = 0;
  private speaking = false;
  private silentMs = 0;

  hear(bytes: Buffer, format: AudioFormat, settings: TurnDetection): Heard[] {
    const step = 20 * bytesPerMs[format];
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    const heard: Heard[] = [];
    let at = 0;
    for (; at + step <= all.length; at += step) {
      const loud = isLoud(format, all.subarray(at, at + step), settings.threshold);
      this.positionMs += 20;
      this.silentMs = loud ? 0 : this.silentMs + 20;
      if (loud && !this.speaking) {
        this.speaking = true;
        heard.push({ kind: "started", atMs: Math.max(0, this.positionMs - 20 - settings.prefixMs) });
      } else if (this.speaking && this.silentMs >= settings.silenceMs) {
        this.speaking = false;
        heard.push({ kind: "stopped", atMs: this.positionMs });
      }
    }
    this.rest = Buffer.from(all.subarray(at));
    return heard;
  }

  /** The buffer was emptied in between; positions count on. */
  reset(): void {
    this.speaking = false;
    this.silentMs = 0;
    this.rest = Buffer.alloc(0);
  }
}
