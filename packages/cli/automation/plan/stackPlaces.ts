import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from "yaml";
import type { Place } from "@azure-genai-gateway/common/problem";
import type { FindingsOptions } from "./modelFindings";

/**
 * Finds deployments in the stack's file by their model and version, whatever keys the program has for what holds them:
 * the first map that has both. Where the file has none, a problem has no place.
 */
export function placesIn(directory: string, stack: string): NonNullable<FindingsOptions["placeOf"]> {
  const path = join(directory, `Pulumi.${stack}.yaml`);
  if (!existsSync(path)) return () => undefined;
  const file = relative(process.cwd(), path) || path;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines });
  const maps: YAMLMap[] = [];
  visit(document, { Map: (_, map) => void maps.push(map) });
  return ({ model, version }, about): Place | undefined => {
    const map = maps.find(
      (one) => String(one.get("model")) === model && String(one.get("version")) === version,
    );
    const pair = (key: string) =>
      map?.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
    const found = (pair(about) ?? pair("model"))?.value;
    const range = isScalar(found) ? found.range : isMap(map) ? map.range : undefined;
    if (!range) return undefined;
    const { line, col } = lines.linePos(range[0]);
    return { file, line, column: col };
  };
}
