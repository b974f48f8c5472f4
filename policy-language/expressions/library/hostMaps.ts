import { named } from "../registry";
import { NetArray, NetList, NetMap, Pair } from "../sequences";

/** Headers as expressions see them: found by name without case, enumerated as pairs. */
export function lookupMap(
  all: () => (readonly [string, readonly string[]])[],
  values: (name: string) => readonly string[] | undefined,
) {
  return {
    values,
    *[Symbol.iterator]() {
      for (const [name, list] of all())
        yield new Pair(named("string"), named("string[]"), name, new NetArray(named("string"), [...list]));
    },
  };
}
export { NetArray, NetList, NetMap };
