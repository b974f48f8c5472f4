import { SaxesParser } from "saxes";

export type NodeKind = "root" | "element" | "attribute" | "text" | "comment" | "instruction";

/** A node of XPath 1.0's data model, of a source, a stylesheet or a result. */
export interface XmlNode {
  readonly kind: NodeKind;
  /** With its prefix; of an instruction its target; empty where the kind has none. */
  readonly name: string;
  readonly local: string;
  readonly uri: string;
  /** Of attributes, texts, comments and instructions. */
  value: string;
  parent: XmlNode | undefined;
  readonly children: XmlNode[];
  readonly attributes: XmlNode[];
  /** Prefixes in scope of an element, "" for the default; shared with the parent where it declares none. */
  namespaces: ReadonlyMap<string, string>;
  /** Document order; a later tree comes after an earlier one. */
  readonly order: number;
  /** Where it stands in its text, for messages about a stylesheet. */
  readonly line?: number;
}

export const xmlNamespace = "http://www.w3.org/XML/1998/namespace";
const noNamespaces: ReadonlyMap<string, string> = new Map([["xml", xmlNamespace]]);
const none: XmlNode[] = [];
/** Deeper documents are refused: what walks a tree calls itself. */
const deepest = 400;
let created = 0;

export function makeNode(
  kind: NodeKind,
  { name = "", uri = "", value = "", parent, namespaces, line }: Partial<XmlNode> = {},
): XmlNode {
  const holds = kind === "root" || kind === "element";
  return {
    kind,
    name,
    local: name.slice(name.indexOf(":") + 1),
    uri,
    value,
    parent,
    children: holds ? [] : none,
    attributes: kind === "element" ? [] : none,
    namespaces: namespaces ?? parent?.namespaces ?? noNamespaces,
    order: created++,
    ...(line === undefined ? {} : { line }),
  };
}

/** XPath's string-value. */
export function textOf(node: XmlNode): string {
  if (node.kind !== "root" && node.kind !== "element") return node.value;
  const texts: string[] = [];
  const collect = ({ children }: XmlNode) => {
    for (const child of children) {
      if (child.kind === "text") texts.push(child.value);
      else if (child.kind === "element") collect(child);
    }
  };
  collect(node);
  return texts.join("");
}

/** @throws Error for what is not well-formed, has a DTD or is nested too deep. */
export function parseTree(text: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const root = makeNode("root");
  const open = [root];
  const fail = (message: string): never => {
    throw new Error(`${message} Line ${parser.line}, position ${parser.column + 1}.`);
  };
  const add = (kind: NodeKind, name: string, value: string) => {
    const parent = open.at(-1)!;
    const last = parent.children.at(-1);
    if (kind !== "text") parent.children.push(makeNode(kind, { name, value, parent }));
    else if (open.length === 1) return;
    else if (last?.kind === "text") last.value += value;
    else parent.children.push(makeNode(kind, { value, parent, line: parser.line }));
  };
  parser.on("error", (error) => fail(error.message.replace(/^\d+:\d+: /, "")));
  parser.on("doctype", () => fail("For security reasons DTD is prohibited in this XML document."));
  parser.on("opentag", ({ name, uri, attributes, ns }) => {
    if (open.length > deepest) fail("The document is nested too deep.");
    const parent = open.at(-1)!;
    const declared = Object.entries(ns);
    const namespaces =
      declared.length === 0 ? parent.namespaces : new Map([...parent.namespaces, ...declared]);
    const element = makeNode("element", { name, uri, parent, namespaces, line: parser.line });
    for (const one of Object.values(attributes)) {
      if (one.name === "xmlns" || one.prefix === "xmlns") continue;
      element.attributes.push(
        makeNode("attribute", { name: one.name, uri: one.uri, value: one.value, parent: element }),
      );
    }
    parent.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", (value) => add("text", "", value));
  parser.on("cdata", (value) => add("text", "", value));
  parser.on("comment", (value) => add("comment", "", value));
  parser.on("processinginstruction", ({ target, body }) => add("instruction", target, body));
  parser.write(text.replace(/^\uFEFF/, "")).close();
  if (!root.children.some(({ kind }) => kind === "element")) fail("Root element is missing.");
  return root;
}
