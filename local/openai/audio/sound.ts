/** Samples a second, of one channel with 16 bits each: what Azure OpenAI's speech has. */
const RATE = 24_000;

/** Silence as raw samples. */
export function silentPcm(seconds: number): Buffer {
  return Buffer.alloc(Math.round(seconds * RATE) * 2);
}

/** Silence as a WAV file. */
export function silentWav(seconds: number): Buffer {
  const samples = silentPcm(seconds);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** Silence as MP3: frames of MPEG-1 layer III at 32 kbit/s and 44.1 kHz, mono, whose side information is all zero. */
export function silentMp3(seconds: number): Buffer {
  const frame = Buffer.alloc(104);
  frame.writeUInt32BE(0xfffb10c4);
  const frames = Math.max(1, Math.ceil((seconds * 44_100) / 1_152));
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

/**
 * How long a recording is, in seconds: a WAV file says so; of other formats the size is taken for that of 64 kbit/s.
 * [I]: nothing of those is decoded.
 */
export function secondsOf(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWav = file.toString("latin1", 0, 4) === "RIFF" && file.toString("latin1", 8, 12) === "WAVE";
  if (!isWav || file.length < 44) return file.length / 8_000;
  let rate = 0;
  for (let at = 12; at + 8 <= file.length;) {
    const name = file.toString("latin1", at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (name === "fmt " && at + 20 <= file.length) rate = file.readUInt32LE(at + 16);
    if (name === "data") return rate > 0 ? Math.min(size, file.length - at - 8) / rate : 0;
    at += 8 + size + (size % 2);
  }
  return 0;
}
