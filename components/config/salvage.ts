import type { z } from "zod";
import type { GatewayConfigInput } from "./schema";

type Salvaged<T> = T extends readonly (infer Item)[]
  ? (Salvaged<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: Salvaged<T[Key]> }
    : T;

/** A config of which only the sound values are left; list items keep their positions. */
export type SalvagedConfig = Salvaged<GatewayConfigInput>;

/** Takes out what the schema objected to, so that the checks between values can run on the rest. */
export function salvage(raw: unknown, issues: readonly z.core.$ZodIssue[]): SalvagedConfig {
  const copy: unknown = structuredClone(raw);
  for (const issue of issues) {
    const paths =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) remove(copy, path);
  }
  return typeof copy === "object" && copy !== null && !Array.isArray(copy) ? copy : {};
}

function remove(root: unknown, path: readonly PropertyKey[]): void {
  let node = root;
  for (const part of path.slice(0, -1)) {
    if (typeof node !== "object" || node === null) return;
    node = (node as Record<PropertyKey, unknown>)[part];
  }
  const last = path.at(-1);
  if (last === undefined || typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) (node as unknown[])[last as number] = undefined;
  else delete (node as Record<PropertyKey, unknown>)[last];
}
