import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Place } from "@azure-genai-gateway/common/problem";
import { readPolicy } from "@azure-genai-gateway/policy-language/reader/readPolicy";
import type { PolicyNode } from "@azure-genai-gateway/policy-language/reader/tree";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { documentsOf } from "../resources/documents";
import type { CallTraceRecord } from "../gateway/pipeline/trace";

/** One policy element, and how often it ran. */
export interface CoveredLine {
  readonly element: string;
  readonly line: number;
  readonly column: number;
  readonly hits: number;
}

/** One way that a choose or a retry can go, and how often it went there. */
export interface CoveredBranch {
  /** `when`, `otherwise`, `no branch` (of a choose without otherwise), `again`, `not again` (of a retry). */
  readonly name: string;
  /** Of the choose or the retry. */
  readonly line: number;
  readonly hits: number;
}

export interface CoveredFile {
  /** As it was named when the policies were opened. */
  readonly file: string;
  readonly lines: readonly CoveredLine[];
  readonly branches: readonly CoveredBranch[];
}

export interface Coverage {
  readonly files: readonly CoveredFile[];
  /** In the format that editors and services read; documents inside other files, or in a test itself, are left out. */
  lcov(): string;
  /** Writes lcov, and makes the folder. */
  write(file: string): void;
}

/** Branches of a choose or a retry: each has conditions that count, or it counts what is left. */
interface Fork {
  readonly line: number;
  readonly key: string;
  readonly conditions: readonly string[];
  readonly kind: "choose" | "retry";
  readonly otherwise: boolean;
}

interface Outline {
  readonly file: string;
  readonly elements: readonly { readonly element: string; readonly place: Place }[];
  readonly forks: readonly Fork[];
}

const keyOf = ({ file, line, column }: Place) => `${file}:${line}:${column}`;

/** Counts what ran, by place, from the traces of calls. */
export class CoverageRecorder {
  private readonly outlines: readonly Outline[];
  private readonly runs = new Map<string, number>();
  /** How often conditions held, by place. */
  private readonly held = new Map<string, number>();

  constructor(resources: readonly DeclaredResource[]) {
    this.outlines = documentsOf(resources).map(({ text, file }) => outlineOf(text, file));
  }

  add({ entries }: CallTraceRecord): void {
    for (const { data } of entries) {
      const { at, expressions } = (data ?? {}) as {
        at?: string;
        expressions?: readonly { place: string; text: string }[];
      };
      if (at === undefined) continue;
      this.runs.set(at, (this.runs.get(at) ?? 0) + 1);
      for (const { place, text } of expressions ?? [])
        if (text === "True") this.held.set(place, (this.held.get(place) ?? 0) + 1);
    }
  }

  coverage(): Coverage {
    const files = this.outlines.map(({ file, elements, forks }) => ({
      file,
      lines: elements.map(({ element, place }) => ({
        element,
        line: place.line,
        column: place.column,
        hits: this.runs.get(keyOf(place)) ?? 0,
      })),
      branches: forks.flatMap((fork) => this.branches(fork)),
    }));
    return coverageOf(files);
  }

  private branches({ line, key, conditions, kind, otherwise }: Fork): readonly CoveredBranch[] {
    const counted = conditions.map((place) => this.held.get(place) ?? 0);
    const runs = this.runs.get(key) ?? 0;
    // The condition is not asked after the last retry; every run ends once.
    if (kind === "retry")
      return [
        { name: "again", line, hits: counted[0] ?? 0 },
        { name: "not again", line, hits: runs },
      ];
    const taken = counted.reduce((sum, hits) => sum + hits, 0);
    return [
      ...counted.map((hits) => ({ name: "when", line, hits })),
      {
        name: otherwise ? "otherwise" : "no branch",
        line,
        hits: Math.max(0, runs - taken),
      },
    ];
  }
}

/** @param files those of one name are one */
export function coverageOf(files: readonly CoveredFile[]): Coverage {
  const merged = mergedFiles(files);
  const lcov = () =>
    merged
      .filter(({ file }) => !/[#<]/.test(file))
      .map(lcovOf)
      .join("");
  return {
    files: merged,
    lcov,
    write(file) {
      mkdirSync(dirname(resolve(file)), { recursive: true });
      writeFileSync(file, lcov());
    },
  };
}

/** The coverage of several gateways as one: tests open one for each case. */
export function mergeCoverage(...all: readonly Coverage[]): Coverage {
  return coverageOf(all.flatMap(({ files }) => files));
}

function mergedFiles(files: readonly CoveredFile[]): readonly CoveredFile[] {
  const byName = new Map<string, CoveredFile>();
  for (const one of files) {
    const before = byName.get(one.file);
    byName.set(one.file, before && before.lines.length === one.lines.length ? sum(before, one) : one);
  }
  return [...byName.values()];
}

const sum = (left: CoveredFile, right: CoveredFile): CoveredFile => ({
  file: left.file,
  lines: left.lines.map((line, index) => ({ ...line, hits: line.hits + right.lines[index]!.hits })),
  branches: left.branches.map((branch, index) => ({
    ...branch,
    hits: branch.hits + right.branches[index]!.hits,
  })),
});

/** https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1 (tracefile format) */
function lcovOf({ file, lines, branches }: CoveredFile): string {
  const byLine = new Map<number, number>();
  for (const { line, hits } of lines) byLine.set(line, Math.max(byLine.get(line) ?? 0, hits));
  const reached = new Map(lines.map(({ line, hits }) => [line, hits]));
  const counts = new Map<number, number>();
  return [
    "TN:",
    `SF:${resolve(file)}`,
    ...branches.map(({ line, hits }) => {
      const index = counts.get(line) ?? 0;
      counts.set(line, index + 1);
      // A fork that was never reached has no counts at all, which a dash says.
      return `BRDA:${line},0,${index},${reached.get(line) ? hits : "-"}`;
    }),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ hits }) => hits > 0).length}`,
    ...[...byLine].sort(([one], [other]) => one - other).map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${byLine.size}`,
    `LH:${[...byLine.values()].filter((hits) => hits > 0).length}`,
    "end_of_record",
    "",
  ].join("\n");
}

/** Elements whose children are policies; of a choose they stand in its branches. */
const containers = new Set(["retry", "limit-concurrency", "wait"]);

function outlineOf(text: string, file: string): Outline {
  const { root } = readPolicy(text, { file });
  const elements: { element: string; place: Place }[] = [];
  const forks: Fork[] = [];
  const visit = (node: PolicyNode): void => {
    // Both stand for policies of other documents.
    if (node.name === "base" || node.name === "include-fragment") return;
    elements.push({ element: node.name, place: node.place });
    if (node.name === "choose") {
      const whens = node.children.filter(({ name }) => name === "when");
      const otherwise = node.children.some(({ name }) => name === "otherwise");
      const conditions = whens.map(conditionOf);
      forks.push({ line: node.place.line, key: keyOf(node.place), conditions, kind: "choose", otherwise });
      for (const branch of node.children) branch.children.forEach(visit);
    } else if (containers.has(node.name)) {
      if (node.name === "retry")
        forks.push({
          ...{ line: node.place.line, key: keyOf(node.place), conditions: [conditionOf(node)] },
          ...{ kind: "retry", otherwise: false },
        });
      node.children.forEach(visit);
    }
  };
  for (const node of root?.children ?? []) {
    if (root!.name === "fragment") visit(node);
    else node.children.forEach(visit);
  }
  return { file, elements, forks };
}

function conditionOf(node: PolicyNode): string {
  const value = node.attributes.find(({ name }) => name === "condition")?.value;
  return value ? keyOf(value.place) : "";
}
