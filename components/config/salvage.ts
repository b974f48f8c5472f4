import type * as pulumi from "@pulumi/pulumi";
import type { z } from "@azure-genai-gateway/schema";
import { isLater } from "./later";
import type { GatewayConfigInput } from "./schema";

type Salvaged<T> = T extends readonly (infer Item)[]
  ? (Salvaged<Item> | undefined)[]
  : T extends pulumi.Output<unknown> | Promise<unknown>
    ? T
    : T extends object
      ? { [Key in keyof T]?: Salvaged<T[Key]> }
      : T;

/** A config of which only the sound values are left; list items keep their positions. */
export type SalvagedConfig = Salvaged<GatewayConfigInput>;

/** Takes out what the schema objected to, so that the checks between values can run on the rest. */
export function salvage(admitted: unknown, issues: readonly z.core.$ZodIssue[]): SalvagedConfig {
  const copy: unknown = copyOf(admitted);
  for (const issue of issues) {
    const paths =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) remove(copy, path);
  }
  return typeof copy === "object" && copy !== null && !Array.isArray(copy) ? copy : {};
}

/** Of what `admit` let through: no cycles, and outputs, which stay what they are. */
function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || isLater(value)) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
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
