import { define, extend, named } from "../../types/registry";
import { argumentNull, NetObject, raise, tick } from "../../values/runtime";
import { iterate, Lazy, type Sequence } from "../../values/sequences";
import type { Type } from "../../types/types";
import { annotationMembers } from "../core/annotations";
import { hashOf } from "../core/object";
import { ancestors, descendantElements, elements, nodes, contents } from "./members";
import { XNamespace, type XName } from "./names";
import type { XLeaf } from "./nodes";
import { deepEquals, XAttribute, type XContainer, XDocument, XDocumentType, XElement, XInstruction, xmlns, type XNode, type XObject } from "./nodes"; // prettier-ignore

type Types = readonly Type[];
const noFiles = (): never =>
  raise("System.IO.FileNotFoundException", "Policies have no files: parse the text instead.");
const given = (name: XName | null): XName => name ?? argumentNull("name");
const named_ = (all: Iterable<XElement>, name: XName | null) =>
  [...all].filter((one) => one.name.equals(given(name)));
const all = <T>(source: Sequence | null): T[] => [...iterate(source ?? argumentNull("source"))] as T[];

/** -1 where `a` stands before `b` in their tree, 1 behind it, 0 for the same. */
function compareOrder(a: XNode | null, b: XNode | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  const path = (node: XNode): XNode[] => {
    const found: XNode[] = [];
    for (let one: XNode | null = node; one; one = one.parent) {
      tick();
      found.unshift(one);
    }
    return found;
  };
  const [x, y] = [path(a), path(b)];
  if (x[0] !== y[0]) return raise("InvalidOperationException", "A common ancestor is missing.");
  let at = 1;
  while (at < x.length && at < y.length && x[at] === y[at]) at++;
  if (at === x.length || at === y.length) return x.length < y.length ? -1 : 1;
  const around = x[at - 1] as XContainer;
  return around.indexOf(x[at]!) < around.indexOf(y[at]!) ? -1 : 1;
}

class Comparer extends NetObject {
  constructor(private readonly typeName: string) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
  compare(a: unknown, b: unknown): number {
    return compareOrder(a as XNode | null, b as XNode | null);
  }
  same(a: unknown, b: unknown): boolean {
    return deepEquals(a as XNode | null, b as XNode | null);
  }
  keyOf(value: unknown): unknown {
    return value === null ? null : (value as XNode).text();
  }
}
const order = new Comparer("XNodeDocumentOrderComparer");
const equality = new Comparer("XNodeEqualityComparer");
define("System.Xml.Linq", "class XNodeDocumentOrderComparer : IComparer<XNode>", {
  "new()": () => order,
  "int Compare(XNode x, XNode y)": (one: Comparer, a: XNode | null, b: XNode | null) => one.compare(a, b),
});
define("System.Xml.Linq", "class XNodeEqualityComparer : IEqualityComparer<XNode>", {
  "new()": () => equality,
  "bool Equals(XNode x, XNode y)": (one: Comparer, a: XNode | null, b: XNode | null) => one.same(a, b),
  "int GetHashCode(XNode obj)": (one: Comparer, node: XNode | null) => hashOf(one.keyOf(node)),
});

const kinds: Readonly<Record<string, number>> = { XText: 3, XCData: 4, XComment: 8 };
function nodeType(one: XObject): number {
  if (one instanceof XAttribute) return 2;
  if (one instanceof XElement) return 1;
  if (one instanceof XDocument) return 9;
  if (one instanceof XDocumentType) return 10;
  return one instanceof XInstruction ? 7 : (kinds[(one as XLeaf).typeName] ?? 0);
}

extend("System.Xml.Linq.XObject", {
  ...annotationMembers(),
  "string BaseUri": () => "",
  "System.Xml.XmlNodeType NodeType": nodeType,
});
extend("System.Xml.Linq.XNode", {
  "System.Xml.XmlNodeType NodeType": nodeType,
  "static int CompareDocumentOrder(XNode n1, XNode n2)": compareOrder,
  "static XNodeDocumentOrderComparer DocumentOrderComparer": () => order,
  "static XNodeEqualityComparer EqualityComparer": () => equality,
  "bool IsAfter(XNode node)": (one: XNode, other: XNode | null) => compareOrder(one, other) > 0,
  "bool IsBefore(XNode node)": (one: XNode, other: XNode | null) => compareOrder(one, other) < 0,
  "IEnumerable<XElement> ElementsAfterSelf(XName name)": (one: XNode, name: XName | null) => elements(() => named_(beside(one, 1), name)),
  "IEnumerable<XElement> ElementsBeforeSelf(XName name)": (one: XNode, name: XName | null) => elements(() => named_(beside(one, -1), name)),
}); // prettier-ignore

function beside(node: XNode, step: 1 | -1): XElement[] {
  const around = node.parent?.nodes ?? [];
  const at = node.parent?.indexOf(node) ?? -1;
  const part = step > 0 ? around.slice(at + 1) : around.slice(0, Math.max(0, at));
  return part.filter((one) => one instanceof XElement);
}

/** The namespace that a prefix stands for here; the nearest declaration counts. */
function namespaceOf(element: XElement, prefix: string): XNamespace | null {
  if (prefix === "xml") return new XNamespace("http://www.w3.org/XML/1998/namespace");
  if (prefix === "xmlns") return new XNamespace(xmlns);
  for (const one of [element, ...ancestors(element)])
    for (const { name, value } of one.attributes)
      if (name.namespace === xmlns && name.local === prefix) return new XNamespace(value);
  return null;
}

function defaultNamespace(element: XElement): XNamespace {
  for (const one of [element, ...ancestors(element)])
    for (const { name, value } of one.attributes)
      if (name.namespace === "" && name.local === "xmlns") return new XNamespace(value);
  return new XNamespace("");
}

function prefixOf(element: XElement, namespace: XNamespace): string | null {
  if (namespace.name === "http://www.w3.org/XML/1998/namespace") return "xml";
  if (namespace.name === xmlns) return "xmlns";
  for (const one of [element, ...ancestors(element)])
    for (const { name, value } of one.attributes)
      if (name.namespace === xmlns && value === namespace.name && namespaceOf(element, name.local)?.name === value)
        return name.local;
  return null;
} // prettier-ignore

function replaceAttributes(element: XElement, content: unknown): void {
  element.attributes = [];
  for (const one of contents(content)) element.add(one);
}

function* withSelf(node: XElement): Generator<XElement> {
  yield node;
  yield* ancestors(node);
}

extend("System.Xml.Linq.XElement", {
  "IEnumerable<XElement> AncestorsAndSelf(XName name)": (one: XElement, name: XName | null) => elements(() => named_(withSelf(one), name)),
  "IEnumerable<XElement> DescendantsAndSelf(XName name)": (one: XElement, name: XName | null) =>
    elements(() => named_([one, ...descendantElements(one)], name)),
  "IEnumerable<XNode> DescendantNodesAndSelf()": (one: XElement) => nodes(() => [one, ...one.descendants()]),
  "static IEnumerable<XElement> EmptySequence": () => elements(() => []),
  "XNamespace GetDefaultNamespace()": defaultNamespace,
  "XNamespace GetNamespaceOfPrefix(string prefix)": (one: XElement, prefix: string | null) => namespaceOf(one, prefix ?? argumentNull("prefix")),
  "string GetPrefixOfNamespace(XNamespace ns)": (one: XElement, namespace: XNamespace | null) => prefixOf(one, namespace ?? argumentNull("ns")),
  "static XElement Load(string uri)": noFiles,
  "static XElement Load(string uri, LoadOptions options)": noFiles,
  "void Save(string fileName)": noFiles,
  "void Save(string fileName, SaveOptions options)": noFiles,
  "void ReplaceAttributes(object content)": replaceAttributes,
  "void ReplaceAttributes(params object[] content)": replaceAttributes,
}); // prettier-ignore
extend("System.Xml.Linq.XDocument", {
  "XDocumentType DocumentType": (one: XDocument) =>
    one.nodes.find((node) => node instanceof XDocumentType) ?? null,
  "new(XDocument other)": (other: XDocument | null) => (other ?? argumentNull("other")).clone(),
  "static XDocument Load(string uri)": noFiles,
  "static XDocument Load(string uri, LoadOptions options)": noFiles,
  "void Save(string fileName)": noFiles,
  "void Save(string fileName, SaveOptions options)": noFiles,
});
extend("System.Xml.Linq.XAttribute", {
  "new(XAttribute other)": (other: XAttribute | null) => (other ?? argumentNull("other")).clone(),
  "static IEnumerable<XAttribute> EmptySequence": () => new Lazy(named("XAttribute"), () => []),
  "System.Xml.XmlNodeType NodeType": nodeType,
  "XAttribute PreviousAttribute": (one: XAttribute) => {
    const around = (one.parent as XElement | null)?.attributes ?? [];
    return around[around.indexOf(one) - 1] ?? null;
  },
});
for (const name of ["XText", "XCData", "XComment"])
  extend(`System.Xml.Linq.${name}`, {
    [`new(${name} other)`]: (other: XLeaf | null) => (other ?? argumentNull("other")).clone(),
  });
extend("System.Xml.Linq.XProcessingInstruction", {
  "new(XProcessingInstruction other)": (other: XInstruction | null) =>
    (other ?? argumentNull("other")).clone(),
});
interface Declaration {
  readonly version: string;
}
extend("System.Xml.Linq.XDeclaration", {
  "new(XDeclaration other)": (other: Declaration | null) => ({ ...(other ?? argumentNull("other")) }),
});
define("System.Xml.Linq", "class XDocumentType : XNode", {
  "new(string name, string publicId, string systemId, string internalSubset)": (name: string | null, publicId: string | null, systemId: string | null, subset: string | null) =>
    new XDocumentType(name ?? argumentNull("name"), publicId, systemId, subset),
  "new(XDocumentType other)": (other: XDocumentType | null) => (other ?? argumentNull("other")).clone(),
  "string Name": (one: XDocumentType) => one.name,
  "string PublicId": (one: XDocumentType) => one.publicId,
  "string SystemId": (one: XDocumentType) => one.systemId,
  "string InternalSubset": (one: XDocumentType) => one.subset,
  "System.Xml.XmlNodeType NodeType": nodeType,
}); // prettier-ignore

extend("System.Xml.Linq.Extensions", {
  "static IEnumerable<XElement> Ancestors<T>(this IEnumerable<T> source, XName name)": (source: Sequence | null, name: XName | null) =>
    elements(() => all<XNode>(source).flatMap((one) => named_(ancestors(one), name))),
  "static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source)": (source: Sequence | null) =>
    elements(() => all<XElement>(source).flatMap((one) => [...withSelf(one)])),
  "static IEnumerable<XElement> AncestorsAndSelf(this IEnumerable<XElement> source, XName name)": (source: Sequence | null, name: XName | null) =>
    elements(() => all<XElement>(source).flatMap((one) => named_(withSelf(one), name))),
  "static IEnumerable<XNode> DescendantNodes<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    nodes(() => all<XContainer>(source).flatMap((one) => [...one.descendants()])),
  "static IEnumerable<XNode> DescendantNodesAndSelf(this IEnumerable<XElement> source)": (source: Sequence | null) =>
    nodes(() => all<XElement>(source).flatMap((one) => [one, ...one.descendants()])),
  "static IEnumerable<XElement> Descendants<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    elements(() => all<XContainer>(source).flatMap((one) => [...descendantElements(one)])),
  "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source, XName name)": (source: Sequence | null, name: XName | null) =>
    elements(() => all<XElement>(source).flatMap((one) => named_([one, ...descendantElements(one)], name))),
  "static IEnumerable<T> InDocumentOrder<T>(this IEnumerable<T> source)": (source: Sequence | null, types: Types) =>
    new Lazy(types[0]!, () => all<XNode>(source).sort(compareOrder)),
}); // prettier-ignore
