import { conversionSteps, Work } from "./work";
import type { XmlElement, XmlTree } from "./xmlTree";

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

export interface ToJsonOptions {
  /** Attributes and elements alike, without the signs that tell them apart. */
  readonly friendly: boolean;
  /** Child elements are arrays even where there is one. */
  readonly alwaysArrays: boolean;
}

/**
 * A document as JSON, after Newtonsoft's rules: attributes under @name, text beside others under #text, elements of one
 * name as an array, an empty element as null. "javascript-friendly" drops the @ (Microsoft does not say more of it).
 */
export function jsonOfXml({ root, declaration }: XmlTree, options: ToJsonOptions): JsonValue {
  const value = valueOf(root, options);
  if (!declaration || options.friendly) return { [root.name]: value };
  return {
    "?xml": Object.fromEntries(declaration.map(([name, text]) => [`@${name}`, text])),
    [root.name]: value,
  };
}

function valueOf({ attributes, nodes }: XmlElement, options: ToJsonOptions): JsonValue {
  const text = nodes.filter((node) => typeof node === "string").join("");
  const elements = nodes.filter((node): node is XmlElement => typeof node !== "string");
  if (attributes.length === 0 && elements.length === 0) return nodes.length === 0 ? null : text;
  // Made without a prototype, so that an element named __proto__ is one like any other.
  const object = Object.create(null) as Record<string, JsonValue>;
  for (const [name, value] of attributes) object[options.friendly ? name : `@${name}`] = value;
  const groups = new Map<string, JsonValue[]>();
  for (const element of elements) {
    const values = groups.get(element.name) ?? [];
    groups.set(element.name, values);
    values.push(valueOf(element, options));
  }
  for (const [name, values] of groups)
    object[name] = values.length > 1 || options.alwaysArrays ? values : values[0]!;
  if (text !== "") object["#text"] = text;
  return object;
}

export interface ToXmlOptions {
  /** Member whose members are attributes; default none. */
  readonly attributeBlock?: string;
  /** Members that start with it are attributes; default "@". */
  readonly attributePrefix: string;
  /** Between a namespace's prefix and a name; default ":". */
  readonly namespaceSeparator: string;
  /** What a member that declares a namespace starts with; default "xmlns". */
  readonly namespacePrefix: string;
  /** For characters that no XML name may have; default "_". */
  readonly replacement: string;
}

/** Root of what has not exactly one member of its own. */
const DOCUMENT = "Document";

/** JSON as a document: members become elements, arrays one element for each item. */
export function xmlOfJson(value: JsonValue, wanted: ToXmlOptions): XmlElement {
  const options: Writing = { ...wanted, work: new Work(conversionSteps) };
  if (isObject(value)) {
    const [only, ...others] = Object.entries(value).filter(([name]) => name !== "?xml");
    if (only && others.length === 0 && !isArray(only[1]) && !isAttribute(only[0], options))
      return elementOf(only[0], only[1], options);
  }
  return elementOf(DOCUMENT, isArray(value) ? { [DOCUMENT]: value } : value, options);
}

interface Writing extends ToXmlOptions {
  readonly work: Work;
}

function elementOf(name: string, value: JsonValue, options: Writing): XmlElement {
  options.work.step();
  // Written twice for each item of an array, however long the name is.
  options.work.grow(2 * name.length + 5);
  const element: XmlElement & { attributes: (readonly [string, string])[] } = {
    name: xmlName(name, options),
    attributes: [],
    nodes: [],
  };
  if (!isObject(value)) {
    if (isArray(value)) addItems(element, name, value, options);
    else if (value !== null) element.nodes.push(textOf(value));
    return element;
  }
  for (const [member, content] of Object.entries(value)) {
    if (member === options.attributeBlock && isObject(content)) {
      for (const [key, text] of Object.entries(content))
        element.attributes.push([xmlName(key, options), textOf(text)]);
    } else if (isAttribute(member, options)) {
      const key = member.startsWith(options.attributePrefix)
        ? member.slice(options.attributePrefix.length)
        : member;
      element.attributes.push([xmlName(key, options), textOf(content)]);
    } else if (member === "#text" || member === "#cdata-section") element.nodes.push(textOf(content));
    else if (isArray(content)) addItems(element, member, content, options);
    else element.nodes.push(elementOf(member, content, options));
  }
  return element;
}

/** One by one: an array may have more items than a call takes arguments. */
function addItems(to: XmlElement, name: string, items: readonly JsonValue[], options: Writing): void {
  for (const item of items) to.nodes.push(elementOf(name, item, options));
}

function isAttribute(
  name: string,
  { attributePrefix, namespacePrefix, namespaceSeparator }: ToXmlOptions,
): boolean {
  return (
    (attributePrefix !== "" && name.startsWith(attributePrefix)) ||
    name === namespacePrefix ||
    name.startsWith(namespacePrefix + namespaceSeparator)
  );
}

function isObject(value: JsonValue): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !isArray(value);
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function textOf(value: JsonValue): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function xmlName(name: string, { namespaceSeparator, replacement }: ToXmlOptions): string {
  const parts = name.split(namespaceSeparator);
  const [prefix, local] = parts.length === 2 && parts[0] !== "" ? parts : [undefined, name];
  const legal = (part: string) => {
    const cleaned = part.replace(/[^\p{L}\p{N}_.-]/gu, replacement);
    return /^[\p{L}_]/u.test(cleaned) ? cleaned : `_${cleaned}`;
  };
  return prefix === undefined ? legal(local) : `${legal(prefix)}:${legal(local)}`;
}
