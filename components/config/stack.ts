import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { GatewayConfigInput } from "./input";
import { gatewayConfigSchema } from "./schema";
import { childOf, givenText } from "./schema/navigate";
import type { ConfigSource } from "./source";

// Pulumi's own Config asks it too; its types leave it out.
const { isConfigSecret } = pulumi.runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

/**
 * The running stack's config, keys without the project's name, and the file it stands in where that can be found.
 * What the stack keeps as a secret stays one where the config takes outputs; elsewhere it is planned from, in plain.
 * @returns `raw` as it was found, whatever its type says: `GenAiGateway` checks it.
 */
export function readStackConfig(directory: string = process.cwd()): {
  readonly raw: GatewayConfigInput;
  readonly source?: ConfigSource;
} {
  const project = pulumi.getProject();
  const found: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(pulumi.runtime.allConfig())) {
    if (!name.startsWith(`${project}:`)) continue;
    const key = name.slice(project.length + 1);
    const value = takesText(key) ? text : structured(text);
    found[key] = isConfigSecret(name) ? withSecrets(value, childOf(gatewayConfigSchema, key)) : value;
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

/** Pulumi tells of a whole key only that there is a secret in it, so every text in it that may be one is one. */
function withSecrets(value: unknown, schema: unknown): unknown {
  if (typeof value === "string") return givenText(schema) ? pulumi.secret(value) : value;
  if (Array.isArray(value)) return value.map((item, index) => withSecrets(item, childOf(schema, index)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withSecrets(item, childOf(schema, key))]),
  );
}
