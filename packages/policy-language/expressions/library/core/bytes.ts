import { named } from "../../types/registry";
import { argumentNull, checkSize, tick } from "../../values/runtime";
import { NetArray } from "../../values/sequences";

/** A byte[] of the expression's. */
export function toByteArray(bytes: Uint8Array): NetArray {
  checkSize(bytes.length);
  tick(bytes.length >> 4);
  return new NetArray(named("byte"), Array.from(bytes));
}

/** The bytes of a byte[]; a null one is refused under the parameter's name. */
export function fromByteArray(array: NetArray | null, name = "bytes"): Buffer {
  if (array === null) return argumentNull(name);
  tick(array.items.length >> 4);
  return Buffer.from(array.items as number[]);
}
