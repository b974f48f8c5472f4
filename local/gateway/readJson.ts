const read = new WeakMap<Uint8Array, { readonly value: unknown }>();

/**
 * A body as plain JSON, undefined where it is none. Bodies never change in place, so each is parsed once, however many
 * policies and logs look into it; what comes out is shared and must not be changed.
 */
export function readJson(bytes: Uint8Array): unknown {
  let known = read.get(bytes);
  if (!known) read.set(bytes, (known = { value: parse(bytes) }));
  return known.value;
}

function parse(bytes: Uint8Array): unknown {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A form with a file would be decoded in vain, megabytes of it.
  if (body[body.findIndex((byte) => byte > 32)] === 0x2d) return undefined;
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
