import { checkSize, tick, tickScan } from "../../values/runtime";
import {
  printing,
  XDocument,
  XDocumentType,
  XElement,
  XInstruction,
  XLeaf,
  xmlns,
  type XNode,
} from "./nodes";
import type { XName } from "./names";

/** Prefixes in scope, by namespace. */
type Prefixes = ReadonlyMap<string, string>;

const xml = "http://www.w3.org/XML/1998/namespace";
const escapeText = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#xD;");
const escapeValue = (text: string) =>
  escapeText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#xA;").replaceAll("\t", "&#x9;");

/** XML as XNode.ToString() writes it: indented by two spaces except where text is mixed in. */
export function writeNode(node: XNode, indented: boolean): string {
  const out = new Writer(indented);
  out.node(node, new Map([[xml, "xml"]]), "", 0);
  return out.parts.join("");
}

class Writer {
  readonly parts: string[] = [];
  private size = 0;
  constructor(private readonly indented: boolean) {}

  private put(...texts: readonly string[]): void {
    for (const text of texts) {
      this.size += text.length;
      checkSize(this.size, text.length);
      this.parts.push(text);
    }
  }

  node(node: XNode, prefixes: Prefixes, defaultNamespace: string, depth: number): void {
    tick();
    if (node instanceof XElement) this.element(node, prefixes, defaultNamespace, depth);
    else if (node instanceof XDocument) this.children(node.nodes, prefixes, defaultNamespace, 0, false);
    else if (node instanceof XInstruction) this.put(`<?${node.target}${node.data ? ` ${node.data}` : ""}?>`);
    else if (node instanceof XDocumentType) this.put(node.text());
    else this.leaf(node as XLeaf);
  }

  private leaf({ typeName, value }: XLeaf): void {
    if (typeName === "XText") this.put(escapeText(value));
    else if (typeName === "XCData") this.put(`<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`);
    else this.put(`<!--${value}-->`);
  }

  private element(element: XElement, outer: Prefixes, outerDefault: string, depth: number): void {
    // A copy only where something is declared: elements with many prefixes in scope would each take a copy of all.
    let prefixes = outer;
    let defaultNamespace = outerDefault;
    const declare = (namespace: string, prefix: string) => {
      if (prefixes === outer) {
        tickScan(outer.size * 8);
        prefixes = new Map(outer);
      }
      (prefixes as Map<string, string>).set(namespace, prefix);
    };
    for (const { name, value, isNamespace } of element.attributes)
      if (isNamespace) {
        if (name.namespace === xmlns) declare(value, name.local);
        else defaultNamespace = value;
      }
    const declared: string[] = [];
    const declares = element.attributes.some((one) => one.isNamespace && one.name.namespace === "");
    const { name } = element;
    let tag = name.local;
    if (name.namespace !== defaultNamespace) {
      const prefix = name.namespace === "" ? undefined : prefixes.get(name.namespace);
      if (prefix) tag = `${prefix}:${tag}`;
      else if (!declares) {
        defaultNamespace = name.namespace;
        declared.push(` xmlns="${escapeValue(name.namespace)}"`);
      }
    }
    const attributes = element.attributes.map(
      (one) =>
        ` ${this.attributeName(one.name, one.isNamespace, (uri) => prefixes.get(uri), declare, declared)}="${escapeValue(one.value)}"`,
    );
    this.put(`<${tag}`, ...declared, ...attributes);
    if (element.nodes.length === 0) {
      this.put(" />");
      return;
    }
    this.put(">");
    const mixed = element.nodes.some((node) => node instanceof XLeaf && node.isText);
    this.children(element.nodes, prefixes, defaultNamespace, depth + 1, mixed);
    if (this.indented && !mixed) this.put(`\n${"  ".repeat(depth)}`);
    this.put(`</${tag}>`);
  }

  private children(
    nodes: readonly XNode[],
    prefixes: Prefixes,
    defaultNamespace: string,
    depth: number,
    mixed: boolean,
  ): void {
    nodes.forEach((node, index) => {
      if (this.indented && !mixed && (depth > 0 || index > 0)) this.put(`\n${"  ".repeat(depth)}`);
      this.node(node, prefixes, defaultNamespace, depth);
    });
  }

  private attributeName(
    name: XName,
    isNamespace: boolean,
    prefixOf: (namespace: string) => string | undefined,
    declare: (namespace: string, prefix: string) => void,
    declared: string[],
  ): string {
    if (isNamespace) return name.namespace === xmlns ? `xmlns:${name.local}` : "xmlns";
    if (name.namespace === "") return name.local;
    let prefix = prefixOf(name.namespace);
    if (!prefix) {
      prefix = `p${declared.length + 1}`;
      declare(name.namespace, prefix);
      declared.push(` xmlns:${prefix}="${escapeValue(name.namespace)}"`);
    }
    return `${prefix}:${name.local}`;
  }
}

printing.write = writeNode;
