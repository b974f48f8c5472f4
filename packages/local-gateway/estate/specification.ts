import { join } from "node:path";
import type { Json } from "../resources/inputs";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";

/** Properties that an API takes from the definition beside it. */
export interface Specification {
  readonly properties: Json;
  readonly problems: readonly Problem[];
}

/** Finds the definition of an API in its folder: OpenAPI as JSON or YAML is imported, of others is said that they are not. */
export function readSpecification(
  home: string,
  files: readonly string[],
  { format }: Json,
  used: (file: string) => void,
): Specification {
  const named = files.filter((name) => /^specification\./i.test(name));
  const imported = named.find((name) => /\.(?:json|ya?ml)$/i.test(name));
  if (imported !== undefined) {
    const file = join(home, imported);
    used(file);
    const value = readTextFile(file);
    return { properties: { format: typeof format === "string" ? format : "openapi", value }, problems: [] };
  }
  if (named.length === 0) return { properties: {}, problems: [] };
  return {
    properties: {},
    problems: [
      {
        code: "ESTATE_DEFINITION_NOT_READ",
        severity: "warning",
        message: `${named[0]!.replace(/^.*\./, "").toUpperCase()} definitions are not read; the API takes every path`,
        place: { file: join(home, named[0]!), line: 1, column: 1 },
      },
    ],
  };
}
