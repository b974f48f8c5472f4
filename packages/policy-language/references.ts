import type { PolicyReference, PolicyReferences } from "./document";
import { readPolicy } from "./reader/readPolicy";
import type { PolicyNode, PolicyText } from "./reader/tree";

/**
 * What a document refers to, without compiling its expressions; empty lists for a document that does not read.
 * This module loads no expression compiler: whoever needs the names alone imports it and not `document`.
 */
export function policyReferences(text: string, file: string): PolicyReferences {
  const { root, problems } = readPolicy(text, { file });
  const readable = root && !problems.some((problem) => problem.severity === "error");
  return readable ? collectReferences(root) : { fragments: [], namedValues: [], backends: [], loggers: [] };
}

/** Where an element names something outside the document. */
const named: readonly { element: string; attribute: string; list: "fragments" | "backends" | "loggers" }[] = [
  { element: "include-fragment", attribute: "fragment-id", list: "fragments" },
  { element: "set-backend-service", attribute: "backend-id", list: "backends" },
  { element: "llm-content-safety", attribute: "backend-id", list: "backends" },
  { element: "llm-semantic-cache-lookup", attribute: "embeddings-backend-id", list: "backends" },
  { element: "azure-openai-semantic-cache-lookup", attribute: "embeddings-backend-id", list: "backends" },
  { element: "log-to-eventhub", attribute: "logger-id", list: "loggers" },
];

/** The same for a tree already read, whether its named values are in or not. */
export function collectReferences(root: PolicyNode): PolicyReferences {
  const lists = {
    fragments: new References(),
    namedValues: new References(),
    backends: new References(),
    loggers: new References(),
  };
  for (const { name, place } of namedValuesOf(root)) lists.namedValues.add({ name, place });
  const visit = (node: PolicyNode) => {
    for (const { element, attribute, list } of named) {
      const value = element === node.name && node.attributes.find(({ name }) => name === attribute)?.value;
      // Behind Dapr's sidecar the id is "dapr", which names no backend.
      if (node.attributes.some(({ name }) => name === "dapr-app-id")) continue;
      // A name that is still to be put together at deployment, or per call, is not known here.
      if (value && value.kind === "literal" && value.value.trim() !== "" && isResolved(value)) {
        lists[list].add({ name: value.value.trim(), place: value.place });
      }
    }
    node.children.forEach(visit);
  };
  visit(root);
  return {
    fragments: lists.fragments.all(),
    namedValues: lists.namedValues.all(),
    backends: lists.backends.all(),
    loggers: lists.loggers.all(),
  };
}

export function isResolved(text: PolicyText): boolean {
  return text.namedValues.every((reference) => reference.resolved);
}

type NamedValueUse = PolicyText["namedValues"][number];

/** Every `{{name}}` of an element and what is in it that means a named value. */
export function namedValuesOf(node: PolicyNode, liquid?: LiquidNames): readonly NamedValueUse[] {
  const names = liquid ?? (isLiquidTemplate(node) ? new LiquidNames(node.rawText) : undefined);
  const ofText = (node.text?.namedValues ?? []).filter(({ name, resolved }) => resolved || !names?.has(name));
  return [
    ...node.attributes.flatMap(({ value }) => value.namedValues),
    ...ofText,
    ...node.children.flatMap((child) => namedValuesOf(child, names)),
  ];
}

/** Liquid's own notation looks like that of named values. */
function isLiquidTemplate(node: PolicyNode): boolean {
  return node.attributes.some(
    ({ name, value }) => name === "template" && value.value.trim().toLowerCase() === "liquid",
  );
}

/**
 * What `{{name}}` means in a Liquid template where no named value has the name: members of what is there, and the variables
 * that the template makes. Another plain name is that of a named value that does not exist. [I]
 */
class LiquidNames {
  private readonly made: ReadonlySet<string>;

  constructor(template: string) {
    const tag =
      /\{%-?\s*(?:assign|capture|for|tablerow|JSONArrayFor|JSONArray\s+For|increment|decrement|cycle)\s+["']?([\w-]+)/gi;
    this.made = new Set(
      ["body", "context", "forloop", "tablerowloop"].concat(
        [...template.matchAll(tag)].map((match) => match[1]!),
      ),
    );
  }

  has(name: string): boolean {
    return name.includes(".") || this.made.has(name);
  }
}

/** Each name once, where it first stands. */
class References {
  private readonly byName = new Map<string, PolicyReference>();

  add(reference: PolicyReference): void {
    if (!this.byName.has(reference.name)) this.byName.set(reference.name, reference);
  }

  all(): readonly PolicyReference[] {
    return [...this.byName.values()];
  }
}
