const read = new WeakMap<Uint8Array, { readonly value: unknown }>();

/**
 * A body that is a JSON object, undefined where it is none. Bodies never change in place, so each is parsed once, however
 * many policies and logs look into it; what comes out is shared and must not be changed.
 */
export function readJson(bytes: Uint8Array): unknown {
  let known = read.get(bytes);
  if (!known) read.set(bytes, (known = { value: parse(bytes) }));
  return known.value;
}

function parse(bytes: Uint8Array): unknown {
  // A form with a file would be decoded in vain, megabytes of it.
  if (bytes[bytes.findIndex((byte) => byte > 32)] !== 0x7b) return undefined;
  try {
    return JSON.parse(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"),
    ) as unknown;
  } catch {
    return undefined;
  }
}
