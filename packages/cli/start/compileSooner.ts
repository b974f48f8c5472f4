import { setFlagsFromString } from "node:v8";

/**
 * Has V8 optimise a function after a tenth of the work that it would see by default. Policies are many small functions
 * that a call goes through once: at a few hundred calls a second most of them run in the interpreter for the first ten
 * seconds, two to three times as slowly as afterwards. Later versions of V8 have a compiler of their own in between, which
 * does the same; what their flags do has not been measured, so they are left alone. Tried are 10,000 to 135,168, the
 * default.
 * @param v8 the version that runs
 * @param setFlag what takes V8's flags; a flag that V8 does not know ends up on standard error and nowhere else
 */
export function compileSooner(v8 = process.versions.v8, setFlag = setFlagsFromString): void {
  if (v8.startsWith("11.")) setFlag("--interrupt-budget=10000");
}
