import { crc32 } from "node:zlib";

/** An event as the log keeps it. */
export interface StoredEvent {
  /** Counts from 0 in its partition, without gaps. */
  readonly sequenceNumber: number;
  /** Byte position in the partition's log since it was made; grows with the sequence number, with gaps. */
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly enqueuedAt: number;
  readonly partitionKey?: string;
  /** AMQP sections (properties, application properties) that came with the event, encoded; empty for none. */
  readonly properties: Uint8Array;
  /** The content of the event, or, when `encodedBody`, its AMQP body sections as they came. */
  readonly body: Uint8Array;
  /** True for bodies that are no plain bytes: AMQP values and sequences. */
  readonly encodedBody: boolean;
}

/** An event before it has a place. */
export interface NewEvent {
  readonly partitionKey?: string;
  readonly properties?: Uint8Array;
  readonly body: Uint8Array;
  readonly encodedBody?: boolean;
}

/**
 * On disk: length of the payload (4 bytes), CRC-32 of the payload (4), then the payload: flags (1), key's length (2),
 * properties' length (4), sequence number (8), time (8), key, properties, body. All numbers big-endian.
 */
export const HEADER_BYTES = 8;
const FIXED_BYTES = 23;
const HAS_KEY = 1;
const ENCODED_BODY = 2;

export function encodeRecord(event: NewEvent, sequenceNumber: number, enqueuedAt: number): Buffer {
  const { partitionKey, properties, body } = event;
  const key = partitionKey === undefined ? undefined : Buffer.from(partitionKey);
  const keyLength = key?.length ?? 0;
  const propertiesLength = properties?.length ?? 0;
  const length = FIXED_BYTES + keyLength + propertiesLength + body.length;
  const record = Buffer.allocUnsafe(HEADER_BYTES + length);
  record[8] = (key ? HAS_KEY : 0) | (event.encodedBody ? ENCODED_BODY : 0);
  record.writeUInt16BE(keyLength, 9);
  record.writeUInt32BE(propertiesLength, 11);
  record.writeDoubleBE(sequenceNumber, 15);
  record.writeDoubleBE(enqueuedAt, 23);
  let at = HEADER_BYTES + FIXED_BYTES;
  if (key) record.set(key, at);
  at += keyLength;
  if (properties) record.set(properties, at);
  record.set(body, at + propertiesLength);
  record.writeUInt32BE(length, 0);
  record.writeUInt32BE(crc32(record.subarray(HEADER_BYTES)), 4);
  return record;
}

/**
 * The event that starts at `position` of `bytes`, and where the next one would; undefined when there is no whole and
 * unharmed record. The event shares memory with `bytes`.
 */
export function decodeRecord(
  bytes: Buffer,
  position: number,
  offset: number,
): { readonly event: StoredEvent; readonly end: number } | undefined {
  const end = recordEnd(bytes, position);
  if (end === undefined || end > bytes.length) return undefined;
  const payload = bytes.subarray(position + HEADER_BYTES, end);
  if (crc32(payload) !== bytes.readUInt32BE(position + 4)) return undefined;
  const flags = payload[0]!;
  const propertiesAt = FIXED_BYTES + payload.readUInt16BE(1);
  const bodyAt = propertiesAt + payload.readUInt32BE(3);
  return {
    event: {
      sequenceNumber: payload.readDoubleBE(7),
      offset,
      enqueuedAt: payload.readDoubleBE(15),
      partitionKey: flags & HAS_KEY ? payload.toString("utf8", FIXED_BYTES, propertiesAt) : undefined,
      properties: payload.subarray(propertiesAt, bodyAt),
      body: payload.subarray(bodyAt),
      encodedBody: (flags & ENCODED_BODY) !== 0,
    },
    end,
  };
}

/** Where the record at `position` says that it ends, which may be beyond `bytes`; undefined when it says nothing. */
export function recordEnd(bytes: Buffer, position: number): number | undefined {
  if (position + HEADER_BYTES > bytes.length) return undefined;
  const length = bytes.readUInt32BE(position);
  // A file that grew before its data came is full of zeros; no record is that short.
  return length < FIXED_BYTES ? undefined : position + HEADER_BYTES + length;
}
