import type { Place, Problem } from "@azure-genai-gateway/common/problem";
import type { PolicyNode } from "../reader/tree";
import type { Subject } from "./subject";

/** A change of the file that mends a finding without another effect: `length` characters at `place` become `text`. */
export interface Fix {
  readonly place: Place;
  readonly length: number;
  readonly text: string;
  /** What it does, for those who read the log. */
  readonly does: string;
}

export interface Finding {
  readonly place: Place;
  readonly message: string;
  readonly hint?: string;
  readonly fix?: Fix;
}

/** Something that reviews find: the document deploys, and does not do what it should. One file each. */
export interface Rule {
  /** Stable and searchable. */
  readonly code: string;
  /** One line, for lists and for SARIF. */
  readonly title: string;
  /** What goes wrong when it is ignored. */
  readonly why: string;
  /** Microsoft's page on the matter. */
  readonly docs: string;
  check(subject: Subject): Iterable<Finding>;
}

export interface LintProblem extends Problem {
  readonly fix?: Fix;
}

export const attributeOf = (node: PolicyNode, name: string) =>
  node.attributes.find((attribute) => attribute.name === name)?.value;

/** An attribute's text when it is no expression. */
export function literalOf(node: PolicyNode, name: string): string | undefined {
  const value = attributeOf(node, name);
  return value?.kind === "literal" ? value.value.trim() : undefined;
}

export const learn = (page: string) => `https://learn.microsoft.com/azure/api-management/${page}`;
