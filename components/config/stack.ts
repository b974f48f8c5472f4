import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { gatewayConfigSchema, type GatewayConfigInput } from "./schema";
import type { ConfigSource } from "./source";

/** The running stack's config, keys without the project's name, and the file it stands in where that can be found. */
export function readStackConfig(directory: string = process.cwd()): {
  /** Not checked yet, whatever its type says: GenAiGateway and parseGatewayConfig do that. */
  readonly raw: GatewayConfigInput;
  readonly source?: ConfigSource;
} {
  const project = pulumi.getProject();
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(pulumi.runtime.allConfig())) {
    if (!name.startsWith(`${project}:`)) continue;
    const key = name.slice(project.length + 1);
    found[key] = takesText(key) ? value : structured(value);
  }
  const raw = found as unknown as GatewayConfigInput;
  const path = join(directory, `Pulumi.${pulumi.getStack()}.yaml`);
  if (!existsSync(path)) return { raw };
  return {
    raw,
    source: { file: relative(process.cwd(), path) || path, text: readFileSync(path, "utf8"), project },
  };
}

/** Pulumi hands every value over as text; a key that holds text must not turn into a number on the way. */
function takesText(key: string): boolean {
  const schema = (gatewayConfigSchema.shape as Record<string, { readonly def: { readonly type: string } }>)[
    key
  ];
  return schema?.def.type === "string";
}

function structured(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
