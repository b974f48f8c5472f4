import { define, named } from "../../types/registry";
import { argumentNull } from "../../values/runtime";
import { iterate, Lazy, type Sequence } from "../../values/sequences";
import { ancestors, descendantElements, elements, nodes, removeNode } from "./members";
import type { XName } from "./names";
import type { XContainer, XElement, XNode, XObject } from "./nodes";

function all<T>(source: Sequence | null): T[] {
  return [...iterate(source ?? argumentNull("source"))] as T[];
}

const matching = (name?: XName | null) => (one: XElement | { name: XName }) => !name || one.name.equals(name);

/** The members that sequences of nodes have. https://learn.microsoft.com/dotnet/api/system.xml.linq.extensions */
define("System.Xml.Linq", "class Extensions", {
  "static IEnumerable<XElement> Elements<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    elements(() => all<XContainer>(source).flatMap((one) => one.elements)),
  "static IEnumerable<XElement> Elements<T>(this IEnumerable<T> source, XName name)": (source: Sequence | null, name: XName | null) =>
    elements(() => all<XContainer>(source).flatMap((one) => one.elements.filter(matching(name)))),
  "static IEnumerable<XElement> Descendants<T>(this IEnumerable<T> source, XName name)": (source: Sequence | null, name: XName | null) =>
    elements(() => all<XContainer>(source).flatMap((one) => [...descendantElements(one, name ?? undefined)])),
  "static IEnumerable<XElement> DescendantsAndSelf(this IEnumerable<XElement> source)": (source: Sequence | null) =>
    elements(() => all<XElement>(source).flatMap((one) => [one, ...descendantElements(one)])),
  "static IEnumerable<XElement> Ancestors<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    elements(() => all<XNode>(source).flatMap((one) => [...ancestors(one)])),
  "static IEnumerable<XNode> Nodes<T>(this IEnumerable<T> source)": (source: Sequence | null) =>
    nodes(() => all<XContainer>(source).flatMap((one) => one.nodes)),
  "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source)": (source: Sequence | null) =>
    new Lazy(named("XAttribute"), () => all<XElement>(source).flatMap((one) => one.attributes)),
  "static IEnumerable<XAttribute> Attributes(this IEnumerable<XElement> source, XName name)": (source: Sequence | null, name: XName | null) =>
    new Lazy(named("XAttribute"), () => all<XElement>(source).flatMap((one) => one.attributes.filter(matching(name)))),
  "static void Remove<T>(this IEnumerable<T> source)": (source: Sequence | null) => all<XObject>(source).forEach(removeNode),
}); // prettier-ignore
