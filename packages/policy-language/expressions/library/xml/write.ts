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
  out.write(node);
  return out.parts.join("");
}

/** An element or document of which some children have been written. */
interface Opened {
  readonly nodes: readonly XNode[];
  next: number;
  readonly prefixes: Prefixes;
  readonly defaultNamespace: string;
  readonly depth: number;
  /** With text among them: then nothing is indented. */
  readonly mixed: boolean;
  /** Of the element; a document has none. */
  readonly end: string | undefined;
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

  /** On a stack of its own: a tree may be deeper than calls can be. */
  private readonly opened: Opened[] = [];

  write(root: XNode): void {
    this.node(root, new Map([[xml, "xml"]]), "", 0);
    for (let last = this.opened.at(-1); last; last = this.opened.at(-1)) {
      const { nodes, next, prefixes, defaultNamespace, depth, mixed, end } = last;
      const inLines = this.indented && !mixed;
      if (next < nodes.length) {
        if (inLines && (depth > 0 || next > 0)) this.put(`\n${"  ".repeat(depth)}`);
        last.next++;
        this.node(nodes[next]!, prefixes, defaultNamespace, depth);
        continue;
      }
      this.opened.pop();
      if (end === undefined) continue;
      if (inLines) this.put(`\n${"  ".repeat(depth - 1)}`);
      this.put(end);
    }
  }

  private node(node: XNode, prefixes: Prefixes, defaultNamespace: string, depth: number): void {
    tick();
    if (node instanceof XElement) this.element(node, prefixes, defaultNamespace, depth);
    else if (node instanceof XDocument)
      this.opened.push({ nodes: node.nodes, next: 0, prefixes, defaultNamespace, depth: 0, mixed: false, end: undefined }); // prettier-ignore
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
    this.opened.push({
      nodes: element.nodes,
      next: 0,
      prefixes,
      defaultNamespace,
      depth: depth + 1,
      mixed,
      end: `</${tag}>`,
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
