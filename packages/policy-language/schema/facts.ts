import { enumerations, simpleTypes } from "./simpleTypes";

/**
 * What the tables of this folder say about an element, which is all that lint, the local gateway and the local cloud refuse
 * documents by. The facts are those of Microsoft's published XSDs (elements, attributes, types, defaults, children) and of
 * the policy reference (sections, values, where expressions may stand):
 * https://learn.microsoft.com/azure/api-management/api-management-policies
 * Where the two differ, what either takes is taken; where documents that are in use and accepted say otherwise, they win,
 * and a comment beside the entry says so. tests/policy-language/schema/reference holds the tables against the pages.
 */
export interface ElementRow {
  /**
   * Attributes, apart: `name`, then `!` when required, then `:type` (default string), then what is documented of
   * expressions: `|x` one may stand here, `|f` none (a warning, for the pages have been seen to lag behind the service), `|n`
   * none in a name or id that must be known when the document is stored (an error). Without a mark nothing is documented: an
   * expression may stand in a text, and gets the warning elsewhere. Every policy may have an `id`. `*` stands for any
   * attribute.
   */
  readonly attributes?: string;
  /** Groups of attributes, apart by commas, of each of which one at least must stand: `a|b`. */
  readonly oneOf?: string;
  /** The same, of which one at most may stand. */
  readonly notBoth?: string;
  /** The same, of which exactly one must stand. */
  readonly exactlyOne?: string;
  /** The same, of which all stand or none. */
  readonly together?: string;
  /** Initials of the sections (i, b, o, e) a policy may stand in; absent for what is no policy of its own. */
  readonly sections?: string;
  /**
   * Initials of the scopes (g, w, p, a, o) whose documents a policy may stand in; absent for all. Only what API Management
   * is known to refuse ("Policy is not allowed in the specified scope"): of a few pages the list seems to lag behind.
   */
  readonly scopes?: string;
  /** Initials of further sections that published documents use it in: a warning. */
  readonly inUse?: string;
  /**
   * Child elements: `name` once at most, `name*` any number, `name!` exactly once, `name+` once at least, `name{10}`
   * ten times at most.
   */
  readonly children?: string;
  /**
   * What else may stand inside: `policies` of the same section, anything (`any`), or text alone. The default is
   * nothing but the children.
   */
  readonly content?: "policies" | "any" | "text";
}

export interface AttributeFacts {
  readonly name: string;
  readonly required: boolean;
  /** Key of `simpleTypes` or `enumerations`. */
  readonly type: string;
  /** Whether an expression may stand here; `never` where a document with one is refused. */
  readonly expression: "documented" | "open" | "doubtful" | "never";
}

export interface ChildFacts {
  readonly min: number;
  readonly max: number;
}

type AttributeGroup = readonly string[];

export interface ElementFacts {
  readonly attributes: ReadonlyMap<string, AttributeFacts>;
  readonly anyAttribute: boolean;
  /** With `exactlyOne` among them. */
  readonly oneOf: readonly AttributeGroup[];
  /** With `exactlyOne` among them. */
  readonly notBoth: readonly AttributeGroup[];
  readonly together: readonly AttributeGroup[];
  /** Undefined: no policy of its own, hence no section to be wrong in. */
  readonly sections?: string;
  readonly inUse: string;
  /** Undefined: all. */
  readonly scopes?: string;
  readonly children: ReadonlyMap<string, ChildFacts>;
  readonly content: "children" | "policies" | "any" | "text";
}

export function parseRow(row: ElementRow): ElementFacts {
  const words = split(row.attributes);
  const attributes = words.filter((word) => word !== "*").map(parseAttribute);
  // The id is what LastError.PolicyId gives; parts that are no policies do not have it.
  if (row.sections !== undefined)
    attributes.push({ name: "id", required: false, type: "string", expression: "doubtful" });
  return {
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    anyAttribute: words.includes("*"),
    oneOf: [...groups(row.oneOf), ...groups(row.exactlyOne)],
    notBoth: [...groups(row.notBoth), ...groups(row.exactlyOne)],
    together: groups(row.together),
    sections: row.sections,
    inUse: row.inUse ?? "",
    ...(row.scopes === undefined ? {} : { scopes: row.scopes }),
    children: new Map(split(row.children).map(parseChild)),
    content: row.content ?? "children",
  };
}

function groups(text: string | undefined): AttributeGroup[] {
  return text === undefined ? [] : text.split(",").map((group) => group.trim().split("|"));
}

function split(words: string | undefined): string[] {
  return words === undefined ? [] : words.split(/\s+/).filter((word) => word !== "");
}

function parseAttribute(word: string): AttributeFacts {
  const match = /^([\w.-]+)(!?)(?::(\w+))?(?:\|([xfn]))?$/.exec(word);
  const type = match?.[3] ?? "string";
  if (!match || !(type in simpleTypes || type in enumerations)) throw new Error(`No attribute: ${word}`);
  return {
    name: match[1]!,
    required: match[2] === "!",
    type,
    expression: expressionFacts[match[4] ?? (type === "string" ? "open" : "f")]!,
  };
}

const expressionFacts: Readonly<Record<string, AttributeFacts["expression"]>> = {
  x: "documented",
  open: "open",
  f: "doubtful",
  n: "never",
};

function parseChild(word: string): [string, ChildFacts] {
  const match = /^([\w-]+?)([*!+]|\{(\d+)\})?$/.exec(word);
  if (!match) throw new Error(`No child: ${word}`);
  const [, name, mark = "", count] = match;
  const min = mark === "!" || mark === "+" ? 1 : 0;
  const max = count !== undefined ? Number(count) : mark === "*" || mark === "+" ? Infinity : 1;
  return [name!, { min, max }];
}
