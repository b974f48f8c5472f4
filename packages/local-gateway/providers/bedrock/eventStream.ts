import { crc32 } from "node:zlib";

/** A header's value: texts alone are needed, and the other types for the published vectors of the encoding. */
export type HeaderValue =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "integer"; readonly value: number }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "bytes"; readonly value: Uint8Array };

const text = (value: string): HeaderValue => ({ type: "string", value });

/**
 * A message of `application/vnd.amazon.eventstream`: lengths, headers, payload, and two checksums.
 * https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html
 */
export function encodeMessage(headers: Readonly<Record<string, HeaderValue>>, payload: Uint8Array): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const message = Buffer.alloc(12 + head.length + payload.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, 12);
  message.set(payload, 12 + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4);
  return message;
}

/** An event of a stream, with JSON. */
export function event(type: string, data: unknown): Buffer {
  const headers = {
    ":event-type": text(type),
    ":content-type": text("application/json"),
    ":message-type": text("event"),
  };
  return encodeMessage(headers, Buffer.from(JSON.stringify(data)));
}

function encodeHeader(name: string, header: HeaderValue): Buffer {
  const key = Buffer.from(name);
  return Buffer.concat([Buffer.from([key.length]), key, encodeValue(header)]);
}

function encodeValue(header: HeaderValue): Buffer {
  switch (header.type) {
    case "boolean":
      return Buffer.from([header.value ? 0 : 1]);
    case "integer": {
      const bytes = Buffer.alloc(5);
      bytes[0] = 4;
      bytes.writeInt32BE(header.value, 1);
      return bytes;
    }
    default: {
      const value = Buffer.from(header.value);
      const head = Buffer.alloc(3);
      head[0] = header.type === "string" ? 7 : 6;
      head.writeUInt16BE(value.length, 1);
      return Buffer.concat([head, value]);
    }
  }
}
