import { types } from "rhea";

interface Reader {
  readonly position: number;
  remaining(): number;
  read(): { readonly descriptor?: { readonly value?: unknown } };
}

interface Writer {
  write(value: unknown): void;
  toBuffer(): Buffer;
}

/** rhea exports its reader and writer of AMQP types, which its typings leave out. */
const untyped = types as unknown as {
  readonly Reader: new (bytes: Buffer) => Reader;
  readonly Writer: new () => Writer;
};

export function readerOf(bytes: Buffer): Reader {
  return new untyped.Reader(bytes);
}

/** A section of a message: a value under its descriptor. */
export function encodeSection(code: number, value: unknown): Buffer {
  const writer = new untyped.Writer();
  writer.write(types.described(types.wrap_ulong(code), value));
  return writer.toBuffer();
}
