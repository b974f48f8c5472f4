const HEAD = 44;

/**
 * A WAV file of 16-bit samples on one channel (RIFF with one `fmt ` and one `data` chunk).
 * @param samples little-endian samples, two bytes each.
 * @param rate samples a second.
 */
export function wav(samples: Buffer, rate: number): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write("RIFF", 0);
  head.writeUInt32LE(HEAD - 8 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
