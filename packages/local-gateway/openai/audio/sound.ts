import { wav } from "@azure-genai-gateway/common/wav";
import { tone } from "../realtime/audio";

const RATE = 24_000;
/** 384 bytes of MPEG-1 Layer III at 48 kHz and 128 kbit/s: 24 ms of silence. */
const SILENT_FRAME = Buffer.concat([Buffer.from([0xff, 0xfb, 0x94, 0xc0]), Buffer.alloc(380)]);
const FRAME_MS = 24;
/** Bytes of compressed sound a second, where the length cannot be read: that of the MP3 above. */
const USUAL_RATE = 16_000;

export const contentTypes: Readonly<Record<string, string>> = {
  mp3: "audio/mpeg",
  opus: "audio/opus",
  aac: "audio/aac",
  flac: "audio/flac",
  wav: "audio/wav",
  pcm: "audio/pcm",
};

/**
 * Sound of a length: a tone as 16 bits at 24 kHz, with a head (wav) or without (pcm); as MP3, silence. What is asked
 * for as opus, aac or flac is a WAV.
 */
export function soundOf(format: string, durationMs: number): Buffer {
  if (format === "mp3")
    return Buffer.concat(Array.from({ length: Math.ceil(durationMs / FRAME_MS) }, () => SILENT_FRAME));
  const samples = tone("pcm16", durationMs, 0);
  return format === "pcm" ? samples : wav(samples, RATE);
}

/** Seconds of a sound: of a WAV exactly, else by its size; undefined for a WAV that is broken. */
export function secondsOf(bytes: Uint8Array): number | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (all.toString("latin1", 0, 4) !== "RIFF") return bytes.length / USUAL_RATE;
  let rate = 0;
  for (let at = 12; at + 8 <= all.length;) {
    const name = all.toString("latin1", at, at + 4);
    const length = all.readUInt32LE(at + 4);
    if (name === "fmt " && at + 20 <= all.length) rate = all.readUInt32LE(at + 16);
    // Some writers leave the length open until they have finished.
    if (name === "data") return rate > 0 ? Math.min(length, all.length - at - 8) / rate : undefined;
    at += 8 + length + (length % 2);
  }
  return undefined;
}
