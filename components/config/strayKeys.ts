import { isMap, isScalar, type Pair } from "yaml";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import type { ConfigSource } from "./source";

/** What Pulumi itself reads of a stack file: https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ */
const pulumis = new Set(["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"]);

/**
 * Keys of this config that stand where Pulumi does not hand them over: beside `config` in place of below it, or under a name
 * that is nearly the project's. Nothing else would tell, and a guardrail, a limit or a protection would not be there.
 * @param known the keys of the config
 */
export function strayKeys(source: ConfigSource, known: readonly string[]): readonly Problem[] {
  const { document, placeOf, problems } = readYaml(source.text, source.file, "CONFIG_YAML", "pulumi");
  const root = document.contents;
  if (problems.length > 0 || !isMap(root)) return [];
  const stray = ({ key }: Pair, message: string, hint: string): Problem => ({
    ...{ code: "CONFIG_UNKNOWN_KEY", severity: "error", subject: nameOf(key), message, hint },
    place: placeOf(key),
  });
  const outside = root.items.flatMap((pair) => {
    const name = nameOf(pair.key);
    const key = name.startsWith(`${source.project}:`) ? name.slice(source.project.length + 1) : name;
    if (pulumis.has(name) || !known.includes(key)) return [];
    return stray(
      pair,
      "The key stands beside config, where Pulumi does not look",
      `Write it below config:, as ${source.project}:${key}`,
    );
  });
  const config = root.get("config", true);
  const misnamed = (isMap(config) ? config.items : []).flatMap((pair) => {
    const [namespace = "", ...rest] = nameOf(pair.key).split(":");
    const key = rest.join(":");
    if (namespace === source.project || !known.includes(key)) return [];
    if (nearestWord(namespace, [source.project]) === undefined) return [];
    return stray(pair, "The key is none of this project's", `Did you mean ${source.project}:${key}?`);
  });
  return [...outside, ...misnamed];
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : "");
