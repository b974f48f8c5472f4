import { define, named, type Members } from "../../types/registry";
import { argumentNull, box, raise, tick, tickScan } from "../../values/runtime";
import { Lazy, type NetArray, Sequence } from "../../values/sequences";
import { convertTo } from "../core/convert";
import { defineEnum } from "../core/enums";
import { readers } from "../json/readers";
import type { XName } from "./names";
import type { XContainer } from "./nodes";
import {
  deepEquals,
  XAttribute,
  XDocument,
  XElement,
  XInstruction,
  XLeaf,
  XNode,
  xmlText,
  type XObject,
} from "./nodes";
import { parseElement, parseXml } from "./parse";
import { writeNode } from "./write";

defineEnum("System.Xml.Linq", "SaveOptions", { None: 0, DisableFormatting: 1, OmitDuplicateNamespaces: 2 });
defineEnum("System.Xml.Linq", "LoadOptions", {
  None: 0,
  PreserveWhitespace: 1,
  SetBaseUri: 2,
  SetLineInfo: 4,
});
defineEnum("System.Xml", "XmlNodeType", "None Element Attribute Text CDATA EntityReference Entity ProcessingInstruction Comment Document DocumentType DocumentFragment Notation Whitespace SignificantWhitespace EndElement EndEntity XmlDeclaration"); // prettier-ignore

/** What a sequence or array of contents holds, flat. */
export function* contents(content: unknown): Generator<unknown> {
  if (content instanceof Sequence)
    for (const one of content) {
      tick();
      yield* contents(box(content.element, one));
    }
  else yield content;
}

function addAll(to: XContainer, content: unknown, at?: number): void {
  let next = at;
  for (const one of contents(content)) next = to.add(one, next);
}

function filled<T extends XContainer>(container: T, content: unknown): T {
  addAll(container, content);
  return container;
}

export const elements = (all: () => Iterable<unknown>) => new Lazy(named("XElement"), all);
export const nodes = (all: () => Iterable<unknown>) => new Lazy(named("XNode"), all);
const given = (name: XName | null): XName => name ?? argumentNull("name");

function around(node: XObject): XContainer {
  return node.parent ?? raise("InvalidOperationException", "The parent is missing.");
}

export function removeNode(node: XObject): void {
  const parent = around(node);
  if (node instanceof XNode) parent.removeNode(node);
  else (parent as XElement).removeAttribute(node as XAttribute);
}

function place(node: XNode, content: unknown, offset: number): void {
  const parent = around(node);
  addAll(parent, content, parent.indexOf(node) + offset);
}

function replaceWith(node: XNode, content: unknown): void {
  const parent = around(node);
  const at = parent.indexOf(node);
  parent.removeNode(node);
  addAll(parent, content, at);
}

export function* descendantElements(from: XContainer, name?: XName): Generator<XElement> {
  for (const node of from.descendants())
    if (node instanceof XElement && (!name || node.name.equals(name))) yield node;
}

export function* ancestors(node: XObject): Generator<XElement> {
  for (let one = node.parent; one; one = one.parent) if (one instanceof XElement) yield one;
}

export const namedElements = (from: XContainer, name?: XName | null) =>
  elements(() => from.elements.filter((one) => !name || one.name.equals(name)));

function beside(node: XNode, step: 1 | -1): XNode[] {
  const all = node.parent?.nodes ?? [];
  const at = node.parent?.indexOf(node) ?? -1;
  tickScan(all.length);
  return step > 0 ? all.slice(at + 1) : all.slice(0, Math.max(0, at));
}

define("System.Xml.Linq", "class XObject", {
  "XElement Parent": (one: XObject) => (one.parent instanceof XElement ? one.parent : null),
  "XDocument Document": (one: XObject) => {
    const root = one instanceof XDocument ? one : one.root;
    return root instanceof XDocument ? root : null;
  },
});
define("System.Xml.Linq", "class XNode : XObject", {
  "System.Xml.XmlNodeType NodeType": (node: XNode) =>
    node instanceof XElement ? 1 : node instanceof XDocument ? 9 : node instanceof XInstruction ? 7 : { XText: 3, XCData: 4, XComment: 8 }[(node as XLeaf).typeName],
  "string ToString(SaveOptions options)": (node: XNode, options: number) => writeNode(node, !(options & 1)),
  "XNode NextNode": (node: XNode) => node.sibling(1),
  "XNode PreviousNode": (node: XNode) => node.sibling(-1),
  "void Remove()": removeNode,
  "void AddAfterSelf(params object[] content)": (node: XNode, content: NetArray) => place(node, content, 1),
  "void AddBeforeSelf(params object[] content)": (node: XNode, content: NetArray) => place(node, content, 0),
  "void ReplaceWith(params object[] content)": replaceWith,
  "IEnumerable<XElement> Ancestors()": (node: XNode) => elements(() => ancestors(node)),
  "IEnumerable<XElement> Ancestors(XName name)": (node: XNode, name: XName | null) =>
    elements(() => [...ancestors(node)].filter((one) => one.name.equals(given(name)))),
  "IEnumerable<XNode> NodesAfterSelf()": (node: XNode) => nodes(() => beside(node, 1)),
  "IEnumerable<XNode> NodesBeforeSelf()": (node: XNode) => nodes(() => beside(node, -1)),
  "IEnumerable<XElement> ElementsAfterSelf()": (node: XNode) => elements(() => beside(node, 1).filter((one) => one instanceof XElement)),
  "IEnumerable<XElement> ElementsBeforeSelf()": (node: XNode) => elements(() => beside(node, -1).filter((one) => one instanceof XElement)),
  "static bool DeepEquals(XNode n1, XNode n2)": deepEquals,
}); // prettier-ignore

const leafValue = [
  (leaf: XLeaf) => leaf.value,
  (leaf: XLeaf, value: string | null) => {
    leaf.value = value ?? argumentNull("value");
  },
] as const;
for (const [name, base] of [
  ["XText", "XNode"],
  ["XCData", "XText"],
  ["XComment", "XNode"],
] as const)
  // prettier-ignore
  define("System.Xml.Linq", `class ${name} : ${base}`, {
    "new(string value)": (value: string | null) => new XLeaf(name, value ?? argumentNull("value")),
    "string Value": leafValue,
  });
define("System.Xml.Linq", "class XProcessingInstruction : XNode", {
  "new(string target, string data)": (target: string, data: string) => new XInstruction(target, data),
  "string Target": (one: XInstruction) => one.target,
  "string Data": (one: XInstruction) => one.data,
});

define("System.Xml.Linq", "class XContainer : XNode", {
  "void Add(object content)": (one: XContainer, content: unknown) => addAll(one, content),
  "void Add(params object[] content)": (one: XContainer, content: NetArray) => addAll(one, content),
  "void AddFirst(params object[] content)": (one: XContainer, content: NetArray) => addAll(one, content, 0),
  "IEnumerable<XNode> Nodes()": (one: XContainer) => nodes(() => [...one.nodes]),
  "XNode FirstNode": (one: XContainer) => one.nodes[0] ?? null,
  "XNode LastNode": (one: XContainer) => one.nodes.at(-1) ?? null,
  "XElement Element(XName name)": (one: XContainer, name: XName | null) => one.elements.find((element) => element.name.equals(given(name))) ?? null,
  "IEnumerable<XElement> Elements()": (one: XContainer) => namedElements(one),
  "IEnumerable<XElement> Elements(XName name)": (one: XContainer, name: XName | null) => namedElements(one, given(name)),
  "IEnumerable<XElement> Descendants()": (one: XContainer) => elements(() => descendantElements(one)),
  "IEnumerable<XElement> Descendants(XName name)": (one: XContainer, name: XName | null) => elements(() => descendantElements(one, given(name))),
  "IEnumerable<XNode> DescendantNodes()": (one: XContainer) => nodes(() => one.descendants()),
  "void RemoveNodes()": (one: XContainer) => one.clear(),
  "void ReplaceNodes(params object[] content)": (one: XContainer, content: NetArray) => {
    one.clear();
    addAll(one, content);
  },
}); // prettier-ignore

/** `(int)element` and the like: by the text of the value, as XML writes it. */
function conversions(owner: "XElement" | "XAttribute"): Members {
  const members: Record<string, (one: never) => unknown> = {};
  members[`explicit string(${owner} one)`] = (one: XElement | null) => one?.value ?? null;
  for (const name of ["int", "long", "uint", "ulong", "double", "float", "decimal", "bool", "DateTime", "DateTimeOffset", "TimeSpan", "Guid"]) {
    members[`explicit ${name}(${owner} one)`] = (one: XElement | null) => valueOf((one ?? argumentNull(owner.slice(1).toLowerCase())).value, name);
    members[`explicit ${name}?(${owner} one)`] = (one: XElement | null) => (one === null ? null : valueOf(one.value, name));
  } // prettier-ignore
  return members;
}

function valueOf(text: string, name: string): unknown {
  const trimmed = text.trim();
  if (name === "bool") {
    if (/^(1|true)$/i.test(trimmed)) return true;
    if (/^(0|false)$/i.test(trimmed)) return false;
    return raise("FormatException", `The string '${trimmed}' is not a valid Boolean value.`);
  }
  return readers[name] ? readers[name](trimmed as never) : convertTo(trimmed, name);
}

const attributesOf = (element: XElement, name?: XName | null) =>
  new Lazy(named("XAttribute"), () => element.attributes.filter((one) => !name || one.name.equals(name)));

function setAttribute(element: XElement, name: XName | null, value: unknown): void {
  const known = element.attribute(given(name));
  if (value === null) {
    if (known) removeNode(known);
  } else if (known) known.value = xmlText(value);
  else element.addAttribute(new XAttribute(name!, xmlText(value)));
}

function setElement(element: XElement, name: XName | null, value: unknown): void {
  const known = element.elements.find((one) => one.name.equals(given(name)));
  if (value === null) known?.parent?.removeNode(known);
  else if (known) known.value = xmlText(value);
  else element.add(filled(new XElement(name!), value));
}

define("System.Xml.Linq", "class XElement : XContainer", {
  ...conversions("XElement"),
  "new(XName name)": (name: XName | null) => new XElement(given(name)),
  "new(XElement other)": (other: XElement) => other.clone(),
  "new(XName name, object content)": (name: XName | null, content: unknown) => filled(new XElement(given(name)), content),
  "new(XName name, params object[] content)": (name: XName | null, content: NetArray) => filled(new XElement(given(name)), content),
  "static XElement Parse(string text)": (text: string | null) => parseElement(text),
  "static XElement Parse(string text, LoadOptions options)": (text: string | null, options: number) => parseElement(text, (options & 1) === 1),
  "XName Name": [(one: XElement) => one.name, (one: XElement, name: XName | null) => { one.name = given(name); }],
  "string Value": [(one: XElement) => one.value, (one: XElement, value: string | null) => { one.value = value ?? argumentNull("value"); }],
  "bool IsEmpty": (one: XElement) => one.nodes.length === 0,
  "bool HasElements": (one: XElement) => one.elements.length > 0,
  "bool HasAttributes": (one: XElement) => one.attributes.length > 0,
  "XAttribute FirstAttribute": (one: XElement) => one.attributes[0] ?? null,
  "XAttribute LastAttribute": (one: XElement) => one.attributes.at(-1) ?? null,
  "XAttribute Attribute(XName name)": (one: XElement, name: XName | null) => one.attribute(given(name)),
  "IEnumerable<XAttribute> Attributes()": (one: XElement) => attributesOf(one),
  "IEnumerable<XAttribute> Attributes(XName name)": attributesOf,
  "IEnumerable<XElement> AncestorsAndSelf()": (one: XElement) => elements(function* () { yield one; yield* ancestors(one); }),
  "IEnumerable<XElement> DescendantsAndSelf()": (one: XElement) => elements(function* () { yield one; yield* descendantElements(one); }),
  "void SetValue(object value)": (one: XElement, value: unknown) => { one.value = xmlText(value); },
  "void SetAttributeValue(XName name, object value)": setAttribute,
  "void SetElementValue(XName name, object value)": setElement,
  "void RemoveAttributes()": (one: XElement) => { one.attributes = []; },
  "void RemoveAll()": (one: XElement) => { one.attributes = []; one.clear(); },
  "void ReplaceAll(params object[] content)": (one: XElement, content: NetArray) => { one.attributes = []; one.clear(); addAll(one, content); },
}); // prettier-ignore

define("System.Xml.Linq", "class XAttribute : XObject", {
  ...conversions("XAttribute"),
  "new(XName name, object value)": (name: XName | null, value: unknown) => new XAttribute(given(name), xmlText(value)),
  "XName Name": (one: XAttribute) => one.name,
  "string Value": [(one: XAttribute) => one.value, (one: XAttribute, value: string | null) => { one.value = value ?? argumentNull("value"); }],
  "bool IsNamespaceDeclaration": (one: XAttribute) => one.isNamespace,
  "void SetValue(object value)": (one: XAttribute, value: unknown) => { one.value = xmlText(value); },
  "void Remove()": removeNode,
  "XAttribute NextAttribute": (one: XAttribute) => { const all = (one.parent as XElement | null)?.attributes ?? []; tickScan(all.length); return all[all.indexOf(one) + 1] ?? null; },
}); // prettier-ignore

interface Declaration {
  readonly version: string;
  readonly encoding: string;
  readonly standalone: string;
}
define("System.Xml.Linq", "class XDeclaration", {
  "new(string version, string encoding, string standalone)": (version: string, encoding: string, standalone: string) => ({ version, encoding, standalone }),
  "string Version": (one: Declaration) => one.version,
  "string Encoding": (one: Declaration) => one.encoding,
  "string Standalone": (one: Declaration) => one.standalone,
}); // prettier-ignore
define("System.Xml.Linq", "class XDocument : XContainer", {
  "new()": () => new XDocument(),
  "new(params object[] content)": (content: NetArray) => filled(new XDocument(), content),
  "new(XDeclaration declaration, params object[] content)": (
    declaration: Declaration | null,
    content: NetArray,
  ) => {
    const document = filled(new XDocument(), content);
    document.declaration = declaration;
    return document;
  },
  "static XDocument Parse(string text)": (text: string | null) => parseXml(text),
  "static XDocument Parse(string text, LoadOptions options)": (text: string | null, options: number) =>
    parseXml(text, (options & 1) === 1),
  "XElement Root": (one: XDocument) => one.rootElement,
  "XDeclaration Declaration": (one: XDocument) => one.declaration,
});
