import { createRequire } from "node:module";
import { resolve } from "node:path";

export type InlineProgram = () => Promise<Record<string, unknown> | void> | Record<string, unknown> | void;

/**
 * Runs the program and gives its stack outputs. A path is loaded as Pulumi's own language host does: what the
 * entry exports are the outputs, and an exported function is called. The entry alone is loaded afresh every
 * time: its resources are declared as it loads, whereas the modules it imports only define things.
 */
export async function runProgram(program: string | InlineProgram): Promise<unknown> {
  if (typeof program === "function") return program();
  const requireFrom = createRequire(resolve(program));
  const file = requireFrom.resolve(resolve(program));
  const { cache } = requireFrom;
  const loadedBefore = cache[file];
  delete cache[file];
  try {
    const exported: unknown = requireFrom(file);
    return await (typeof exported === "function" ? (exported as InlineProgram)() : exported);
  } finally {
    delete cache[file];
    if (loadedBefore) cache[file] = loadedBefore;
  }
}
