import { named } from "../../types/registry";
import { argumentNull } from "../../values/runtime";
import { NetArray } from "../../values/sequences";

/** A byte[] of the expression's. */
export const toByteArray = (bytes: Uint8Array): NetArray => new NetArray(named("byte"), [...bytes]);

/** The bytes of a byte[]; a null one is refused under the parameter's name. */
export function fromByteArray(array: NetArray | null, name = "bytes"): Buffer {
  return array === null ? argumentNull(name) : Buffer.from(array.items as number[]);
}
