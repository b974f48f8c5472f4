import type { Work } from "../work";
import type { XmlNode } from "./tree";

const voidElements = /^(area|base|basefont|br|col|frame|hr|img|input|isindex|link|meta|param)$/i;
const rawElements = /^(script|style)$/i;

/** A result as xsl:output says: as XML, as HTML, or its text alone. */
export function writeResult(result: XmlNode, output: ReadonlyMap<string, string>, work: Work): string {
  const first = result.children.find(({ kind }) => kind === "element");
  const isHtml = first?.local.toLowerCase() === "html" && first.uri === "";
  const method = output.get("method") ?? (isHtml ? "html" : "xml");
  const out = new Writer(
    work,
    method === "html",
    output.get("indent") === "yes",
    new Set((output.get("cdata-section-elements") ?? "").split(/\s+/).filter(Boolean)),
  );
  if (method === "text") {
    out.texts(result);
    return out.parts.join("");
  }
  if (method === "xml" && output.get("omit-xml-declaration") !== "yes") {
    const standalone = output.get("standalone");
    out.put(
      `<?xml version="${output.get("version") ?? "1.0"}" encoding="utf-8"${standalone === undefined ? "" : ` standalone="${standalone}"`}?>`,
    );
  }
  const system = output.get("doctype-system");
  if (system !== undefined && first) out.put(`<!DOCTYPE ${first.name} ${publicId(output)}"${system}">`);
  for (const child of result.children) out.node(child, new Map([["xml", ""]]), 0);
  return out.parts.join("");
}

function publicId(output: ReadonlyMap<string, string>): string {
  const id = output.get("doctype-public");
  return id === undefined ? "SYSTEM " : `PUBLIC "${id}" `;
}

class Writer {
  readonly parts: string[] = [];

  constructor(
    private readonly work: Work,
    private readonly html: boolean,
    private readonly indent: boolean,
    private readonly cdata: ReadonlySet<string>,
  ) {}

  put(text: string): void {
    this.work.grow(text.length);
    this.parts.push(text);
  }

  texts(node: XmlNode): void {
    if (node.kind === "text") this.put(node.value);
    for (const child of node.children) this.texts(child);
  }

  node(node: XmlNode, scope: ReadonlyMap<string, string>, depth: number): void {
    if (node.kind === "text") this.put(this.text(node));
    else if (node.kind === "comment") this.put(`<!--${node.value}-->`);
    else if (node.kind === "instruction") this.put(`<?${node.name} ${node.value}${this.html ? ">" : "?>"}`);
    else if (node.kind === "element") this.element(node, scope, depth);
  }

  private text({ value, parent }: XmlNode): string {
    if (this.html && parent && rawElements.test(parent.name)) return value;
    if (parent && this.cdata.has(parent.name))
      return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
    return escaped(value);
  }

  private element(element: XmlNode, outer: ReadonlyMap<string, string>, depth: number): void {
    this.work.step();
    const { scope, declared, names } = declarations(element, outer);
    this.put(`<${element.name}`);
    for (const [prefix, uri] of declared)
      this.put(` xmlns${prefix === "" ? "" : `:${prefix}`}="${quoted(uri)}"`);
    element.attributes.forEach((one, index) => this.put(` ${names[index]!}="${quoted(one.value)}"`));
    if (this.html && voidElements.test(element.name)) {
      this.put(">");
      return;
    }
    if (element.children.length === 0 && !this.html) {
      this.put(" />");
      return;
    }
    this.put(">");
    const inLines =
      this.indent && element.children.length > 0 && element.children.every(({ kind }) => kind !== "text");
    for (const child of element.children) {
      if (inLines) this.put(`\n${"  ".repeat(Math.min(depth + 1, 100))}`);
      this.node(child, scope, depth + 1);
    }
    if (inLines) this.put(`\n${"  ".repeat(Math.min(depth, 100))}`);
    this.put(`</${element.name}>`);
  }
}

/** What has to be declared at an element, for its own name, those of its attributes and what its source had in scope. */
function declarations(element: XmlNode, outer: ReadonlyMap<string, string>) {
  const declared = new Map<string, string>();
  const known = (prefix: string) =>
    declared.get(prefix) ?? outer.get(prefix) ?? (prefix === "" ? "" : undefined);
  const prefixOf = (name: string) => (name.includes(":") ? name.slice(0, name.indexOf(":")) : "");
  const own = prefixOf(element.name);
  if (known(own) !== element.uri) declared.set(own, element.uri);
  for (const [prefix, uri] of element.namespaces) {
    if (prefix !== "xml" && !declared.has(prefix) && known(prefix) !== uri && prefix !== own)
      declared.set(prefix, uri);
  }
  const names = element.attributes.map(({ name, uri, local }) => {
    if (uri === "" || name.startsWith("xml:")) return uri === "" ? local : name;
    let prefix = prefixOf(name);
    for (let count = 0; prefix === "" || (known(prefix) !== undefined && known(prefix) !== uri); count++)
      prefix = `ns${count}`;
    if (known(prefix) !== uri) declared.set(prefix, uri);
    return `${prefix}:${local}`;
  });
  const scope = declared.size === 0 ? outer : new Map([...outer, ...declared]);
  return { scope, declared, names };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function quoted(text: string): string {
  return escaped(text)
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#xA;")
    .replaceAll("\r", "&#xD;")
    .replaceAll("\t", "&#x9;");
}
