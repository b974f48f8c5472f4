import { isAlias, isMap, isScalar } from "yaml";
import type { Problem } from "./problem";
import { readYaml } from "./yaml";

export interface TextValues {
  readonly values: ReadonlyMap<string, string>;
  /** With names and places, never with a value: it may be a secret. */
  readonly problems: readonly Problem[];
}

/**
 * Names and texts of a JSON or YAML file, each text as it is written: `007` keeps its zeros, `1.10` its last digit, and an id
 * of twenty digits all of them.
 * @param code of the problems
 * @param within the key of the file whose map is meant; default: the whole file
 */
export function readTextValues(text: string, file: string, code: string, within?: string): TextValues {
  const yaml = readYaml(text, file, code, "texts");
  if (yaml.problems.length > 0) return { values: new Map(), problems: yaml.problems };
  const { document, placeOf } = yaml;
  const found = within === undefined ? document.contents : document.get(within, true);
  const map = isAlias(found) ? found.resolve(document) : found;
  const read: unknown =
    within === undefined ? yaml.value() : (yaml.value() as Record<string, unknown>)[within];
  const problem = (node: unknown, message: string, hint: string, subject?: string): Problem => ({
    ...{ code, severity: "error", message, hint, subject },
    place: placeOf(node) ?? { file, line: 1, column: 1 },
  });
  const asked = "write lines of name: value";
  if (!isMap(map) || typeof read !== "object" || read === null)
    return { values: new Map(), problems: [problem(map, `${file} holds no names and values`, asked)] };
  const problems: Problem[] = [];
  const values = Object.entries(read as Record<string, unknown>).flatMap(([name, value]) => {
    const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
    const node: unknown = isAlias(pair?.value) ? pair.value.resolve(document) : pair?.value;
    const empty =
      isScalar(node) && node.type === "PLAIN" && /^(?:~|null|Null|NULL)?$/.test(node.source ?? "");
    if (typeof value === "string" && !empty) return [[name, value] as const];
    const what = empty || value === null ? "has no value" : "is a map or a list, not a text";
    problems.push(problem(pair?.key ?? map, what, "write one text, in quotes where it is empty", name));
    return [];
  });
  return { values: new Map(values), problems };
}
