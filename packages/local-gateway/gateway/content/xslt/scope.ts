import { xsl } from "./stylesheet";
import type { XmlNode } from "./tree";
import type { XPathValue } from "./xpath";

/** Variables as they are in scope at one place of a template. */
export class Scope {
  private readonly own = new Map<string, XPathValue>();
  constructor(private readonly outer?: Scope) {}
  get(name: string): XPathValue | undefined {
    return this.own.get(name) ?? this.outer?.get(name);
  }
  set(name: string, value: XPathValue): void {
    this.own.set(name, value);
  }
}

/** What an instruction works on. */
export interface Focus {
  readonly node: XmlNode;
  readonly position: number;
  readonly size: number;
  readonly scope: Scope;
  readonly mode: string;
}

export type Parameters = ReadonlyMap<string, XPathValue>;

/** Of two sort keys: less than zero, zero or more. */
export function ordered(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
    return a - b;
  }
  return collator.compare(String(a), String(b));
}

const collator = new Intl.Collator("en");

/** Namespaces that a literal element does not hand on: XSLT's own and those that are excluded around it. */
export function excludedNamespaces(node: XmlNode): ReadonlySet<string> {
  const excluded = new Set([xsl, "http://www.w3.org/XML/1998/namespace"]);
  for (let one: XmlNode | undefined = node; one; one = one.parent) {
    for (const { uri, local, name, value } of one.attributes) {
      const own = uri === xsl || (one.uri === xsl && uri === "");
      if (!own || !/^(exclude-result-prefixes|extension-element-prefixes)$/.test(uri === xsl ? local : name))
        continue;
      for (const prefix of value.split(/\s+/).filter(Boolean))
        excluded.add(one.namespaces.get(prefix === "#default" ? "" : prefix) ?? "");
    }
  }
  return excluded;
}
