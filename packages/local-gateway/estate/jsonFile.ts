import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  parseTree,
  type ParseError,
  printParseErrorCode,
} from "jsonc-parser";
import { LineCounter } from "yaml";
import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import type { PlaceMap } from "./estate";

/** A JSON document that remembers where everything in it stands. */
export interface JsonFile {
  readonly file: string;
  readonly value: unknown;
  readonly problems: readonly Problem[];
  placeOf(path: readonly (string | number)[]): Place | undefined;
  /** Where the object or list that the value holds stands, by its identity. */
  pathOf(value: unknown): readonly (string | number)[] | undefined;
  /** From inside a text of the document to the file; undefined where the path leads to no text. */
  mapOf(path: readonly (string | number)[]): PlaceMap | undefined;
}

/** Reads JSON as Azure's tools take it: with comments, commas too many and a byte order mark. */
export function readJsonFile(text: string, file: string): JsonFile {
  const source = text.replace(/^\uFEFF/, "");
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const errors: ParseError[] = [];
  let tree: Node | undefined;
  try {
    tree = parseTree(source, errors, { allowTrailingComma: true });
  } catch (error) {
    // Nested deeper than the parser's stack.
    if (!(error instanceof RangeError)) throw error;
    return broken(file, "nested too deeply");
  }
  const problems = errors.slice(0, 5).map(({ error, offset }): Problem => ({
    code: "ESTATE_JSON",
    severity: "error",
    message: `not JSON: ${printParseErrorCode(error)}`,
    place: place(offset),
  }));
  const paths = new Map<unknown, readonly (string | number)[]>();
  let value: unknown;
  try {
    value = tree && valueOf(tree, [], paths);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return broken(file, "nested too deeply");
  }
  const nodeAt = (path: readonly (string | number)[]) => tree && findNodeAtLocation(tree, [...path]);
  return {
    file,
    value,
    problems,
    pathOf: (item) => paths.get(item),
    placeOf: (path) => {
      const node = nodeAt(path);
      return node && place(node.offset);
    },
    mapOf: (path) => {
      const node = nodeAt(path);
      return node?.type === "string" ? mapOfText(source, node, place) : undefined;
    },
  };
}

function broken(file: string, message: string): JsonFile {
  const problems: Problem[] = [
    { code: "ESTATE_JSON", severity: "error", message, place: { file, line: 1, column: 1 } },
  ];
  return {
    file,
    value: undefined,
    problems,
    pathOf: () => undefined,
    placeOf: () => undefined,
    mapOf: () => undefined,
  };
}

function valueOf(
  node: Node,
  path: readonly (string | number)[],
  paths: Map<unknown, readonly (string | number)[]>,
): unknown {
  if (node.type === "array") {
    const list: unknown[] = [];
    paths.set(list, path);
    for (const [index, child] of (node.children ?? []).entries())
      list.push(valueOf(child, [...path, index], paths));
    return list;
  }
  if (node.type !== "object") return getNodeValue(node) as unknown;
  const record: Record<string, unknown> = {};
  paths.set(record, path);
  for (const { children } of node.children ?? []) {
    const [key, child] = children ?? [];
    if (!key || !child) continue;
    const name = String(key.value);
    const value = valueOf(child, [...path, name], paths);
    // Not by assignment: `__proto__` is a name like any other.
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return record;
}

/** Lines and columns of the text that a string stands for, to where the same character stands in the file. */
function mapOfText(source: string, node: Node, place: (offset: number) => Place): PlaceMap {
  return (line, column) => {
    let [atLine, atColumn] = [1, 1];
    let at = node.offset + 1;
    const end = node.offset + node.length - 1;
    while (at < end && (atLine < line || (atLine === line && atColumn < column))) {
      const escape = source[at] === "\\" ? (source[at + 1] === "u" ? 6 : 2) : 1;
      const isNewLine =
        source[at] === "\n" ||
        (escape === 2 && source[at + 1] === "n") ||
        source.slice(at, at + 6) === "\\u000a";
      at += escape;
      if (isNewLine) [atLine, atColumn] = [atLine + 1, 1];
      else atColumn++;
    }
    return place(at);
  };
}
