import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from "yaml";
import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import { catalogueSchema, type CatalogueFile } from "./schema";

export interface CatalogueReading {
  /** Absent where anything is wrong. */
  readonly file?: CatalogueFile;
  readonly problems: readonly Problem[];
  /** Where the entry at a path stands, or the nearest thing around it that is there. */
  readonly placeOf: (path: Path) => Place;
}
type Path = readonly (string | number)[];

/**
 * Reads the text of a catalogue. Never throws: all that is wrong comes back, with file, line and column.
 * @param file as the user would type it
 */
export function readCatalogue(text: string, file: string): CatalogueReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const placeOf = (path: Path, target: "key" | "value" = "value"): Place => {
    let node: unknown = document.contents;
    let place: Place = { file, line: 1, column: 1 };
    for (const [depth, part] of path.entries()) {
      if (typeof part === "number" || !isMap(node)) {
        const item: unknown = document.getIn(path.slice(0, depth + 1), true);
        if (isNode(item) && item.range) place = at(item.range[0]);
        node = item;
        continue;
      }
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
      if (!isPair(pair)) break;
      const wanted = target === "key" && depth === path.length - 1 ? pair.key : (pair.value ?? pair.key);
      if (isNode(wanted) && wanted.range) place = at(wanted.range[0]);
      node = pair.value;
    }
    return place;
  };
  if (document.errors.length > 0)
    return {
      placeOf,
      problems: document.errors.map(({ message, pos }) => ({
        code: "CATALOGUE_SYNTAX",
        severity: "error",
        message: message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, ""),
        place: at(pos[0]),
      })),
    };
  const { value, failure } = plain(document);
  if (failure !== undefined)
    return {
      placeOf,
      problems: [{ code: "CATALOGUE_SYNTAX", severity: "error", message: failure, place: placeOf([]) }],
    };
  const result = catalogueSchema.safeParse(value ?? {});
  if (result.success) {
    const problems = twice(result.data).map((path): Problem => ({
      code: "CATALOGUE_TWICE",
      severity: "error",
      subject: nameOf(path),
      message: "The name stands twice: names of models and regions are the same in any case",
      hint: "Leave one of the two",
      place: placeOf(path, "key"),
    }));
    return problems.length > 0 ? { problems, placeOf } : { file: result.data, problems, placeOf };
  }
  const problems = result.error.issues.flatMap((issue): Problem[] => {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        code: "CATALOGUE_UNKNOWN_KEY",
        severity: "error",
        subject: nameOf([...path, key]),
        message: "There is no such key",
        hint: "See packages/catalogue/README.md for the form of the file",
        place: placeOf([...path, key], "key"),
      }));
    return [
      {
        code: "CATALOGUE_INVALID",
        severity: "error",
        subject: nameOf(path),
        // Of a name that a map cannot have, what is wrong with the name.
        message: (issue.code === "invalid_key" ? issue.issues[0]?.message : undefined) ?? issue.message,
        place: placeOf(path),
      },
    ];
  });
  return { problems, placeOf };
}

/** Names that differ by their case alone, of which one would take the other's place unsaid; the later ones. */
function twice(file: CatalogueFile): readonly Path[] {
  return (["regions", "models", "provisioned", "versions", "tokens"] as const).flatMap((block) => {
    const known = new Set<string>();
    return Object.keys(file[block]?.entries ?? {}).flatMap((name): Path[] => {
      const key = name.toLowerCase();
      if (known.has(key)) return [[block, "entries", name]];
      known.add(key);
      return [];
    });
  });
}

/** As plain values; an alias to nothing and a bomb of aliases throw in there. */
function plain(document: ReturnType<typeof parseDocument>): {
  readonly value?: unknown;
  readonly failure?: string;
} {
  try {
    return { value: document.toJS() as unknown };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

/** `tokens.entries.gpt-5.4.GlobalStandard` */
export function nameOf(path: Path): string {
  return path.join(".");
}
