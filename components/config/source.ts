import { isMap, isNode, isPair, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { Place } from "@azure-genai-gateway/common/problem";
import { readYaml, type YamlFile } from "@azure-genai-gateway/common/yaml";

/** Keys and indices from the config's root: `["backends", 1, "weight"]`. */
export type ConfigPath = readonly (string | number)[];

/** The stack file that a config came from. */
export interface ConfigSource {
  /** As the user would type it; goes into every problem. */
  readonly file: string;
  readonly text: string;
  /** The project whose keys stand in the file as `PROJECT:key`. */
  readonly project: string;
}

/** `backends[1].weight` */
export function keyName(path: ConfigPath): string {
  return path.reduce<string>(
    (name, part) => (typeof part === "number" ? `${name}[${part}]` : name === "" ? part : `${name}.${part}`),
    "",
  );
}

/**
 * Finds where a key stands in the stack file. For a key that is absent it is the place of the nearest parent
 * that is there.
 * @param target the value, or the key itself (for an unknown key)
 */
export type Locate = (path: ConfigPath, target: "key" | "value") => Place | undefined;

export function locatorOf(source: ConfigSource | undefined): Locate {
  if (!source) return () => undefined;
  const locate = locatorIn(
    readYaml(source.text, source.file, "CONFIG_YAML", "pulumi"),
    ([first, ...rest]) => ["config", ...(first === undefined ? [] : [`${source.project}:${first}`]), ...rest],
  );
  // An empty file has no node to point at.
  return (path, target) => locate(path, target) ?? { file: source.file, line: 1, column: 1 };
}

/** @param keysOf where a path begins in the document; default: at its root */
export function locatorIn(
  { document, placeOf }: Pick<YamlFile, "document" | "placeOf">,
  keysOf: (path: ConfigPath) => ConfigPath = (path) => path,
): Locate {
  return (path, target) => {
    const keys = keysOf(path);
    let node: unknown = document.contents;
    let place = placeOf(node);
    for (const [depth, key] of keys.entries()) {
      const step = child(node, key);
      if (!step) break;
      const wantsKey = target === "key" && depth === keys.length - 1;
      place =
        placeOf(wantsKey && isPair(step) ? step.key : valueOf(step)) ??
        placeOf(isPair(step) ? step.key : step) ??
        place;
      node = valueOf(step);
    }
    return place;
  };
}

function child(node: unknown, key: string | number): Pair | Node | undefined {
  if (isMap(node))
    return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
  if (isSeq(node) && typeof key === "number") {
    const item = node.items[key];
    return isNode(item) ? item : undefined;
  }
  return undefined;
}

function valueOf(step: Pair | Node): unknown {
  return isPair(step) ? step.value : step;
}
