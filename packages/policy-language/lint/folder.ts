import { documentName } from "../policyFiles";
import { readPolicy } from "../reader/readPolicy";
import type { PolicyNode } from "../reader/tree";
import { literalOf } from "./rule";
import { stepsIn, variablesSetBy } from "./subject";

/** What documents that are deployed together know of each other. */
export interface Folder {
  /** Variables that any document sets: a wider scope's are there for a narrower one. */
  readonly variables: ReadonlySet<string>;
  /** Ids of the fragments, in lower case. */
  readonly fragments: ReadonlySet<string>;
  /** Ids of those that some document includes, in lower case. */
  readonly included: ReadonlySet<string>;
  /** Headers that any document takes away or replaces, in lower case. */
  readonly removedHeaders: ReadonlySet<string>;
}

export function folderOf(documents: readonly { readonly file: string; readonly text: string }[]): Folder {
  const [variables, fragments, included, removedHeaders] = [0, 0, 0, 0].map(() => new Set<string>());
  for (const { file, text } of documents) {
    const { root } = readPolicy(text, { file });
    if (!root) continue;
    if (root.name === "fragment") {
      fragments!.add(documentName(file).toLowerCase());
      // APIOps lays a fragment out as policyFragments/NAME/policy.xml.
      const folder = /([^\\/]+)[\\/][^\\/]+$/.exec(file)?.[1];
      if (folder) fragments!.add(folder.toLowerCase());
    }
    for (const step of stepsIn(root)) {
      for (const { name } of variablesSetBy(step)) variables!.add(name);
      const id = step.node.name === "include-fragment" ? literalOf(step.node, "fragment-id") : undefined;
      if (id !== undefined) included!.add(id.toLowerCase());
      const header = removedHeader(step.node);
      if (header !== undefined) removedHeaders!.add(header);
    }
  }
  return {
    variables: variables!,
    fragments: fragments!,
    included: included!,
    removedHeaders: removedHeaders!,
  };
}

/** The header that a step takes away or puts another value into; lower case. */
export function removedHeader(node: PolicyNode): string | undefined {
  if (node.name !== "set-header") return undefined;
  const action = literalOf(node, "exists-action");
  if (action !== undefined && action !== "delete" && action !== "override") return undefined;
  return literalOf(node, "name")?.toLowerCase();
}
