import { enumerations, simpleTypes } from "./simpleTypes";

/**
 * What the tables of this folder say about an element. The facts are those of Microsoft's published XSDs
 * (elements, attributes, types, defaults, children) and of the policy reference (sections, value ranges):
 * https://learn.microsoft.com/azure/api-management/api-management-policies
 * Where documents that are in use and accepted say otherwise, they win, and a comment beside the entry says so.
 */
export interface ElementRow {
  /**
   * Attributes, apart: `name`, then `!` when required, then `:type` (default string), then `|x` where an expression
   * is documented. Every policy may have an `id`. `*` stands for any attribute.
   */
  readonly attributes?: string;
  /** Groups of attributes, apart by commas, of each of which one at least must stand: `a|b`. */
  readonly oneOf?: string;
  /** Initials of the sections (i, b, o, e) a policy may stand in; absent for what is no policy of its own. */
  readonly sections?: string;
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
  readonly expression: boolean;
}

export interface ChildFacts {
  readonly min: number;
  readonly max: number;
}

export interface ElementFacts {
  readonly attributes: ReadonlyMap<string, AttributeFacts>;
  readonly anyAttribute: boolean;
  readonly oneOf: readonly (readonly string[])[];
  /** Undefined: no policy of its own, hence no section to be wrong in. */
  readonly sections?: string;
  readonly children: ReadonlyMap<string, ChildFacts>;
  readonly content: "children" | "policies" | "any" | "text";
}

export function parseRow(row: ElementRow): ElementFacts {
  const words = split(row.attributes);
  const attributes = words.filter((word) => word !== "*").map(parseAttribute);
  // The id is what LastError.PolicyId gives; parts that are no policies do not have it.
  if (row.sections !== undefined)
    attributes.push({ name: "id", required: false, type: "string", expression: false });
  return {
    attributes: new Map(attributes.map((attribute) => [attribute.name, attribute])),
    anyAttribute: words.includes("*"),
    oneOf: row.oneOf ? row.oneOf.split(",").map((group) => group.trim().split("|")) : [],
    sections: row.sections,
    children: new Map(split(row.children).map(parseChild)),
    content: row.content ?? "children",
  };
}

function split(words: string | undefined): string[] {
  return words === undefined ? [] : words.split(/\s+/).filter((word) => word !== "");
}

function parseAttribute(word: string): AttributeFacts {
  const match = /^([\w.-]+)(!?)(?::(\w+))?(\|x)?$/.exec(word);
  const type = match?.[3] ?? "string";
  if (!match || !(type in simpleTypes || type in enumerations)) throw new Error(`No attribute: ${word}`);
  return {
    name: match[1]!,
    required: match[2] === "!",
    type,
    expression: match[4] === "|x" || type === "string",
  };
}

function parseChild(word: string): [string, ChildFacts] {
  const match = /^([\w-]+?)([*!+]|\{(\d+)\})?$/.exec(word);
  if (!match) throw new Error(`No child: ${word}`);
  const [, name, mark = "", count] = match;
  const min = mark === "!" || mark === "+" ? 1 : 0;
  const max = count !== undefined ? Number(count) : mark === "*" || mark === "+" ? Infinity : 1;
  return [name!, { min, max }];
}
