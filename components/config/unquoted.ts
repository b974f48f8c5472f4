import { isMap, isScalar, visit, type Scalar } from "yaml";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { pulumiDate, pulumiNumber } from "@azure-genai-gateway/common/pulumiYaml";
import { readYaml } from "@azure-genai-gateway/common/yaml";
import { keyName, type ConfigPath, type ConfigSource } from "./source";

/**
 * Values without quotes that Pulumi reads as nobody means them: a date becomes a time with its zone, which no model's version
 * is, and a number that begins with 0 one to the base of eight. Azure would be the first to tell, late in a deployment.
 */
export function unquotedValues(source: ConfigSource): readonly Problem[] {
  const { document, placeOf, problems } = readYaml(source.text, source.file, "CONFIG_YAML", "pulumi");
  const found: Problem[] = [];
  if (problems.length > 0 || !isMap(document.contents)) return found;
  visit(document, {
    Scalar: (place, node, around) => {
      if (place === "key" || node.type !== "PLAIN" || node.tag !== undefined) return;
      const path = pathOf([...around, node]);
      const [config, first, ...rest] = path;
      const key = typeof first === "string" ? ownKey(first, source.project) : undefined;
      if (config !== "config" || key === undefined) return;
      const wrong = misread(node);
      if (wrong)
        found.push({
          ...{ code: "CONFIG_UNQUOTED", severity: "error", subject: keyName([key, ...rest]) },
          ...{ ...wrong, place: placeOf(node) },
        });
    },
  });
  return found;
}

/** Pulumi takes a key without the project's name as the project's. */
function ownKey(name: string, project: string): string | undefined {
  if (!name.includes(":")) return name;
  return name.startsWith(`${project}:`) ? name.slice(project.length + 1) : undefined;
}

function misread({ source = "" }: Scalar): Pick<Problem, "message" | "hint"> | undefined {
  const date = pulumiDate(source);
  if (date !== undefined)
    return {
      message: `Without quotes ${source} is a date, and Pulumi hands over ${JSON.stringify(date)}`,
      hint: `Write ${JSON.stringify(source)}`,
    };
  if (!/^[-+]?0[0-7_]*[1-7][0-7_]*$/.test(source)) return undefined;
  return {
    message: `A number that begins with 0 is octal: Pulumi hands over ${pulumiNumber(source)}`,
    hint: `Write ${source.replace(/^([-+]?)[0_]+/, "$1")}, or ${JSON.stringify(source)} where a text is meant`,
  };
}

/** Keys and indices that lead to the last of the nodes. */
function pathOf(around: readonly unknown[]): ConfigPath {
  return around.flatMap((node, depth): ConfigPath => {
    const inside = around[depth - 1] as { readonly items?: readonly unknown[] } | undefined;
    if (isScalar((node as { key?: unknown }).key)) return [String((node as { key: Scalar }).key.value)];
    const index = isMap(inside) ? -1 : (inside?.items?.indexOf(node) ?? -1);
    return index < 0 ? [] : [index];
  });
}
