/** What certificates and PKCS #12 files are written in: ASN.1 by its distinguished encoding rules (ITU-T X.690). */

/** Any tag; lengths from 128 on take bytes of their own. */
export function tagged(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length = bigEndian(BigInt(content.length));
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tagged(0x30, ...items);
export const setOf = (...items: readonly Uint8Array[]): Buffer => tagged(0x31, ...items);
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
export const utf8 = (text: string): Buffer => tagged(0x0c, Buffer.from(text, "utf8"));
export const none = Buffer.from([0x05, 0x00]);
export const yes = Buffer.from([0x01, 0x01, 0xff]);
/** Whole bytes, except that the last has `unused` bits to spare. */
export const bits = (content: Uint8Array, unused = 0): Buffer => tagged(0x03, Buffer.from([unused]), content);
/** `[n]` around something. */
export const explicit = (n: number, item: Uint8Array): Buffer => tagged(0xa0 + n, item);
/** `[n]` in place of a primitive's own tag. */
export const implicit = (n: number, content: Uint8Array): Buffer => tagged(0x80 + n, content);
/** `YYMMDDhhmmssZ`: years from 1950 to 2049. */
export const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text, "ascii"));

/** Not negative. */
export function integer(value: bigint | number): Buffer {
  const bytes = bigEndian(BigInt(value));
  return tagged(0x02, bytes[0]! < 0x80 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));
}

/** `1.2.840.113549` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** At least one byte. */
export function bigEndian(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
