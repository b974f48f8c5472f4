import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { parseGatewayConfig, type ConfigReading } from "../../../components/config/parse";

const project = "azure-genai-gateway";

/** A stack file's config as Pulumi hands it to the program. */
export function configOf(text: string): Record<string, unknown> {
  const { config } = parse(text) as { config: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(`${project}:`))
      .map(([key, value]) => [key.slice(project.length + 1), value]),
  );
}

export function readStackFile(text: string, file = "Pulumi.dev.yaml"): ConfigReading {
  return parseGatewayConfig(configOf(text), { file, text, project });
}

export const stackText = (stack: string) => readFileSync(`Pulumi.${stack}.yaml`, "utf8");

export const devStack = stackText("ptu");
