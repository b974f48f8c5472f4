import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { GatewayConfigInput } from "../../components";
import { projectRoot } from "./workspace";

/** The gateway's config of one of this repository's stack files. */
export function configOf(stack: string): GatewayConfigInput {
  const file = parse(readFileSync(join(projectRoot, `Pulumi.${stack}.yaml`), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  const prefix = "azure-genai-gateway:";
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(file.config))
    if (key.startsWith(prefix)) own[key.slice(prefix.length)] = value;
  return own as unknown as GatewayConfigInput;
}
