import { constant, define, named } from "../../types/registry";
import { argumentNull, NetObject, raise } from "../../values/runtime";
import { defineException } from "../core/exceptions";

/** System.Xml.Linq.XName: a local name in a namespace, written `{namespace}local`. */
export class XName extends NetObject {
  constructor(
    readonly local: string,
    readonly namespace = "",
  ) {
    super();
  }
  get netType() {
    return named("XName");
  }
  override text(): string {
    return this.namespace ? `{${this.namespace}}${this.local}` : this.local;
  }
  get keyText(): string {
    return `xname${this.text()}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof XName && other.local === this.local && other.namespace === this.namespace;
  }
}

export class XNamespace extends NetObject {
  constructor(readonly name: string) {
    super();
  }
  get netType() {
    return named("XNamespace");
  }
  override text(): string {
    return this.name;
  }
  get keyText(): string {
    return `xns${this.name}`;
  }
  override equals(other: unknown): boolean {
    return other instanceof XNamespace && other.name === this.name;
  }
}

defineException("System.Xml", "XmlException", "SystemException");

const badInName = /[^\p{L}\p{Nd}\p{M}_.\-\u00b7]/u;

export function checkName(local: string): void {
  if (local === "") raise("ArgumentException", "The value cannot be an empty string. (Parameter 'name')");
  const bad = badInName.exec(local)?.[0] ?? (/^[\p{L}_]/u.test(local) ? undefined : local[0]);
  if (bad === undefined) return;
  const code = bad.codePointAt(0)!.toString(16).toUpperCase().padStart(2, "0");
  raise(
    "System.Xml.XmlException",
    `The '${bad}' character, hexadecimal value 0x${code}, cannot be included in a name.`,
  );
}

/** The name that a text means: `{namespace}local` or a local name alone. */
export function nameOf(text: string | null): XName {
  if (text === null) argumentNull("name");
  const match = /^\{([^}]+)\}([\s\S]+)$/.exec(text);
  const name = match ? new XName(match[2]!, match[1]) : new XName(text);
  checkName(name.local);
  return name;
}

const same = (a: NetObject | null, b: NetObject | null) => (a === null ? b === null : a.equals(b));

define("System.Xml.Linq", "class XName", {
  "string LocalName": (name: XName) => name.local,
  "string NamespaceName": (name: XName) => name.namespace,
  "XNamespace Namespace": (name: XName) => new XNamespace(name.namespace),
  "static XName Get(string expandedName)": nameOf,
  "static XName Get(string localName, string namespaceName)": (
    local: string | null,
    namespace: string | null,
  ) => new XName(local ?? argumentNull("localName"), namespace ?? argumentNull("namespaceName")),
  "implicit XName(string expandedName)": (text: string | null) => (text === null ? null : nameOf(text)),
  "operator bool ==(XName left, XName right)": same,
  "operator bool !=(XName left, XName right)": (a: XName | null, b: XName | null) => !same(a, b),
});
const none = new XNamespace("");
define("System.Xml.Linq", "class XNamespace", {
  "XNamespace None": constant(none),
  "XNamespace Xml": constant(new XNamespace("http://www.w3.org/XML/1998/namespace")),
  "XNamespace Xmlns": constant(new XNamespace("http://www.w3.org/2000/xmlns/")),
  "string NamespaceName": (namespace: XNamespace) => namespace.name,
  "static XNamespace Get(string namespaceName)": (name: string | null) =>
    new XNamespace(name ?? argumentNull("namespaceName")),
  "XName GetName(string localName)": (namespace: XNamespace, local: string | null) =>
    new XName(local ?? argumentNull("localName"), namespace.name),
  "implicit XNamespace(string namespaceName)": (name: string | null) =>
    name === null ? null : new XNamespace(name),
  "operator XName +(XNamespace ns, string localName)": (namespace: XNamespace | null, local: string | null) =>
    new XName(local ?? argumentNull("localName"), (namespace ?? argumentNull("ns")).name),
  "operator bool ==(XNamespace left, XNamespace right)": same,
  "operator bool !=(XNamespace left, XNamespace right)": (a: XNamespace | null, b: XNamespace | null) =>
    !same(a, b),
});
