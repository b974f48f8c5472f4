import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Place, Problem } from "./problem";
import { pulumiTags } from "./pulumiYaml";

export interface YamlFile {
  readonly document: Document;
  /** Empty where `value` can be asked for. */
  readonly problems: readonly Problem[];
  /** The document as plain data; undefined where it has problems. */
  readonly value: () => unknown;
  /** Where a node, or the character at an offset, stands. */
  readonly placeOf: (target: unknown) => Place | undefined;
}

/** Deeper than anybody writes, and far from what recursion can take. */
const deepest = 100;
/** How many nodes aliases may stand for altogether: what is read must not be larger by orders than what was written. */
const mostRepeated = 10_000;

/**
 * Reads YAML that a person wrote. Whatever would make a reader throw comes back as a problem with its place: syntax,
 * aliases to nothing, aliases to what they stand in, and aliases of aliases that would fill the memory. `<<` merges maps.
 * @param code of the problems: `CONFIG_YAML`
 * @param as `pulumi` for stack files, in which a scalar without quotes is what Pulumi makes of it; `texts` where every scalar is
 *   the text that is written; default: YAML 1.2
 */
export function readYaml(text: string, file: string, code: string, as?: "pulumi" | "texts"): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    logLevel: "error",
    merge: true,
    ...(as === "pulumi" ? { customTags: pulumiTags } : as === "texts" ? { schema: "failsafe" } : {}),
  });
  const placeOf = (target: unknown): Place | undefined => {
    const offset = typeof target === "number" ? target : isNode(target) ? target.range?.[0] : undefined;
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const problems = document.errors.map(({ message, pos }): Problem => {
    const sentence = message.split(/ at line |\n/)[0]!.replace(/[:.]$/, "");
    // What the parser says of a document that is nested deeper than its stack.
    return /call stack/.test(sentence)
      ? tooDeep(code, placeOf(pos[0]))
      : { code, severity: "error", message: `not YAML: ${sentence}`, place: placeOf(pos[0]) };
  });
  if (problems.length === 0) problems.push(...new AliasReader(code, placeOf).check(document.contents));
  return {
    document,
    problems,
    placeOf,
    // Counted above, by what they stand for.
    value: () => (problems.length === 0 ? (document.toJS({ maxAliasCount: -1 }) as unknown) : undefined),
  };
}

const tooDeep = (code: string, place: Place | undefined): Problem => ({
  code,
  severity: "error",
  message: "nested too deeply",
  hint: `write at most ${deepest} levels`,
  place,
});

/** Goes through a document in its own order, as anchors hold from where they stand. */
class AliasReader {
  private readonly anchors = new Map<string, unknown>();
  /** How many nodes something is, aliases followed. */
  private readonly sizes = new Map<unknown, number>();
  private readonly around = new Set<unknown>();
  private readonly problems: Problem[] = [];
  private repeated = 0;

  constructor(
    private readonly code: string,
    private readonly placeOf: (node: unknown) => Place | undefined,
  ) {}

  check(contents: unknown): readonly Problem[] {
    this.size(contents);
    return this.problems;
  }

  private size(node: unknown): number {
    if (isAlias(node)) return this.alias(node.source, node);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return 0;
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) {
      this.sizes.set(node, 1);
      return 1;
    }
    if (this.around.size >= deepest) {
      this.problems.push(tooDeep(this.code, this.placeOf(node)));
      return 1;
    }
    this.around.add(node);
    let size = 1;
    if (isMap(node))
      for (const { key, value } of node.items) {
        size += this.size(key) + this.size(value);
        if (isMergeKey(key) && !this.isMergeable(value)) this.unmergeable(key);
      }
    else for (const item of node.items) size += this.size(item);
    this.around.delete(node);
    this.sizes.set(node, size);
    return size;
  }

  /** A map, or a list of maps; an alias to nothing has its problem already. */
  private isMergeable(value: unknown, listed = false): boolean {
    const node = isAlias(value) ? this.anchors.get(value.source) : value;
    if (isSeq(node) && !listed) return node.items.every((item) => this.isMergeable(item, true));
    return isMap(node) || (isAlias(value) && node === undefined);
  }

  private unmergeable(key: unknown): void {
    this.report(key, "<< takes a map, or a list of maps", "write an alias to a map, or << in quotes");
  }

  private alias(name: string, node: unknown): number {
    const target = this.anchors.get(name);
    if (target === undefined)
      return this.report(node, `*${name} is an alias to nothing`, `write &${name} before it`);
    if (this.around.has(target))
      return this.report(node, `*${name} stands inside what it is an alias to`, "write out what is meant");
    const size = this.sizes.get(target) ?? 1;
    const before = this.repeated;
    this.repeated += size;
    if (this.repeated > mostRepeated && before <= mostRepeated)
      this.report(node, `aliases repeat more than ${mostRepeated} values`, "write fewer aliases to aliases");
    return size;
  }

  private report(node: unknown, message: string, hint: string): number {
    this.problems.push({ code: this.code, severity: "error", message, hint, place: this.placeOf(node) });
    return 1;
  }
}

/** `<<` without quotes, whose value is laid under the map that it stands in. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (key.type ?? "PLAIN") === "PLAIN" && String(key.source) === "<<";
}
