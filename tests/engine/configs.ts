import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { GatewayConfigInput } from "../../components";
import { projectRoot } from "./workspace";

/** The gateway's config of one of this repository's stack files. */
export function configOf(stack: string): GatewayConfigInput {
  const { config } = parse(readFileSync(join(projectRoot, `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, unknown>;
  };
  const own = Object.entries(config).flatMap(([key, value]) => {
    const [project, name] = key.split(":");
    return project === "azure-genai-gateway" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(own) as unknown as GatewayConfigInput;
}
