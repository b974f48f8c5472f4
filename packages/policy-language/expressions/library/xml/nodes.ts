import { named } from "../../types/registry";
import { argumentNull, checkSize, NetObject, raise, tick, tickScan } from "../../values/runtime";
import { toStringOf } from "../../values/values";
import { checkName } from "./names";
import type { XName } from "./names";
import { type Copying, copyTree } from "../../values/copyTree";

/** ToString() of a node. It asks what kinds of nodes there are, so it imports them, and puts itself in here. */
export const printing = { write: (_node: XNode, _indented: boolean): string => "" };

/** System.Xml.Linq.XObject: anything in a tree, and the tree's place for it. */
export abstract class XObject extends NetObject {
  parent: XContainer | null = null;
  get root(): XContainer | null {
    let one: XContainer | null = this.parent;
    for (let depth = 1; one?.parent; depth++) {
      if (depth % 16 === 0) tick();
      one = one.parent;
    }
    return one;
  }
}

export abstract class XNode extends XObject {
  abstract clone(): XNode;
  override text(): string {
    return printing.write(this, true);
  }
  /** The node that stands `step` places away in the same parent. */
  sibling(step: number): XNode | null {
    return this.parent?.nodes[this.parent.indexOf(this) + step] ?? null;
  }
}

/** Text, CDATA, comments: nodes that are a value. */
export class XLeaf extends XNode {
  constructor(
    readonly typeName: "XText" | "XCData" | "XComment",
    public value: string,
  ) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
  get isText(): boolean {
    return this.typeName !== "XComment";
  }
  clone(): XLeaf {
    return new XLeaf(this.typeName, this.value);
  }
}

export class XInstruction extends XNode {
  constructor(
    public target: string,
    public data: string,
  ) {
    super();
  }
  get netType() {
    return named("XProcessingInstruction");
  }
  clone(): XInstruction {
    return new XInstruction(this.target, this.data);
  }
}

/** <!DOCTYPE ...> */
export class XDocumentType extends XNode {
  constructor(
    readonly name: string,
    readonly publicId: string | null,
    readonly systemId: string | null,
    readonly subset: string | null,
  ) {
    super();
  }
  get netType() {
    return named("XDocumentType");
  }
  override text(): string {
    const system = this.systemId === null ? "" : ` "${this.systemId}"`;
    const ids =
      this.publicId === null ? system && ` SYSTEM${system}` : ` PUBLIC "${this.publicId}"${system || ' ""'}`;
    return `<!DOCTYPE ${this.name}${ids}${this.subset ? `[${this.subset}]` : ids ? "" : " "}>`;
  }
  clone(): XDocumentType {
    return new XDocumentType(this.name, this.publicId, this.systemId, this.subset);
  }
}

export class XAttribute extends XObject {
  constructor(
    readonly name: XName,
    public value: string,
  ) {
    super();
  }
  get netType() {
    return named("XAttribute");
  }
  get isNamespace(): boolean {
    return this.name.namespace === xmlns || (this.name.namespace === "" && this.name.local === "xmlns");
  }
  override text(): string {
    return `${this.name.local}="${this.value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}"`;
  }
  clone(): XAttribute {
    return new XAttribute(this.name, this.value);
  }
}

export const xmlns = "http://www.w3.org/2000/xmlns/";

export abstract class XContainer extends XNode {
  nodes: XNode[] = [];
  private lastFound = 0;

  get elements(): XElement[] {
    tickScan(this.nodes.length);
    return this.nodes.filter((node) => node instanceof XElement);
  }
  *descendants(): Generator<XNode> {
    const stack: { nodes: readonly XNode[]; at: number }[] = [{ nodes: this.nodes, at: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const node = top.nodes[top.at++];
      if (!node) {
        stack.pop();
        continue;
      }
      tick();
      yield node;
      if (node instanceof XContainer) stack.push({ nodes: node.nodes, at: 0 });
    }
  }
  /** A node like this one with these nodes in it, which stand nowhere yet. */
  protected abstract remade(nodes: readonly XNode[]): XContainer;
  clone(): XContainer {
    return copyTree(this, XContainer.copying) as XContainer;
  }
  private static readonly copying: Copying<XNode> = {
    inside: (node) => (node instanceof XContainer ? node.nodes : undefined),
    remade: (node, copies) => (node as XContainer).remade(copies),
    leaf: (node) => node.clone(),
  };
  /** A node that stands in a tree already is copied, as in .NET. */
  insert(index: number, node: XNode): void {
    const holds = node instanceof XContainer && node.nodes.length > 0;
    const one = node.parent || node === this || (holds && this.root === node) ? node.clone() : node;
    one.parent = this;
    tickScan(this.nodes.length - index);
    this.nodes.splice(index, 0, one);
  }
  /** Where a child stands. The place where it was last found is tried first, so that a walk along children costs little. */
  indexOf(node: XNode): number {
    const { nodes, lastFound } = this;
    for (let at = lastFound; at <= lastFound + 1; at++) if (nodes[at] === node) return (this.lastFound = at);
    tickScan(nodes.length);
    return (this.lastFound = nodes.indexOf(node));
  }
  removeNode(node: XNode): void {
    const at = this.indexOf(node);
    tickScan(this.nodes.length - at);
    this.nodes.splice(at, 1);
    node.parent = null;
  }
  clear(): void {
    for (const node of this.nodes) node.parent = null;
    this.nodes = [];
  }
  /** Adds what a constructor or Add takes; `at` goes on behind what was put in. */
  add(content: unknown, at = this.nodes.length): number {
    if (content === null || content === undefined) return at;
    if (content instanceof XNode) {
      this.insert(at, content);
      return at + 1;
    }
    if (content instanceof XAttribute) {
      if (!(this instanceof XElement)) raise("ArgumentException", "An attribute cannot be added to content.");
      (this as XElement).addAttribute(content);
      return at;
    }
    return this.addText(xmlText(content), at);
  }
  private addText(text: string, at: number): number {
    const before = this.nodes[at - 1];
    if (before instanceof XLeaf && before.typeName === "XText") {
      checkSize(before.value.length + text.length, text.length);
      before.value += text;
      return at;
    }
    if (text === "" && this.nodes.length > 0) return at;
    this.insert(at, new XLeaf("XText", text));
    return at + 1;
  }
}

/** So many attributes are searched one by one. */
const FEW = 16;

export class XElement extends XContainer {
  private all: XAttribute[] = [];
  /** By name, once there are many: looking each up among all the others would be quadratic. */
  private byName: Map<string, XAttribute> | undefined;
  constructor(public name: XName) {
    super();
    tick(4);
    checkName(name.local);
  }
  get netType() {
    return named("XElement");
  }
  get attributes(): readonly XAttribute[] {
    return this.all;
  }
  set attributes(attributes: readonly XAttribute[]) {
    this.all = [...attributes];
    this.byName = undefined;
  }
  get value(): string {
    const texts: string[] = [];
    let size = 0;
    for (const node of this.descendants()) {
      if (!(node instanceof XLeaf) || !node.isText) continue;
      size += node.value.length;
      checkSize(size, node.value.length);
      texts.push(node.value);
    }
    return texts.join("");
  }
  set value(text: string) {
    this.clear();
    this.insert(0, new XLeaf("XText", text));
  }
  attribute(name: XName): XAttribute | null {
    if (this.all.length < FEW) return this.all.find((one) => one.name.equals(name)) ?? null;
    this.byName ??= new Map(this.all.map((one) => [one.name.text(), one]));
    return this.byName.get(name.text()) ?? null;
  }
  removeAttribute(attribute: XAttribute): void {
    const at = this.all.indexOf(attribute);
    if (at < 0) return;
    tickScan(this.all.length);
    this.all.splice(at, 1);
    this.byName?.delete(attribute.name.text());
    attribute.parent = null;
  }
  addAttribute(attribute: XAttribute): void {
    tick(4);
    if (this.attribute(attribute.name)) raise("InvalidOperationException", "Duplicate attribute.");
    const one = attribute.parent ? attribute.clone() : attribute;
    one.parent = this;
    this.all.push(one);
    this.byName?.set(one.name.text(), one);
  }
  protected remade(nodes: readonly XNode[]): XElement {
    // A copy is an object with two lists: dearer than a step of a loop.
    tick(8 + this.all.length);
    const copy = new XElement(this.name);
    for (const attribute of this.attributes) copy.addAttribute(attribute.clone());
    for (const node of nodes) copy.insert(copy.nodes.length, node);
    return copy;
  }
}

export class XDocument extends XContainer {
  declaration: { version: string; encoding: string; standalone: string } | null = null;
  get netType() {
    return named("XDocument");
  }
  get rootElement(): XElement | null {
    return this.elements[0] ?? null;
  }
  override insert(index: number, node: XNode): void {
    if (node instanceof XElement && this.rootElement)
      raise("InvalidOperationException", "This operation would create an incorrectly structured document.");
    if (node instanceof XLeaf && node.isText && node.value.trim() !== "")
      raise("ArgumentException", "Non-whitespace characters cannot be added to content.");
    super.insert(index, node);
  }
  protected remade(nodes: readonly XNode[]): XDocument {
    const copy = new XDocument();
    copy.declaration = this.declaration;
    for (const node of nodes) copy.insert(copy.nodes.length, node);
    return copy;
  }
}

/** A value as XML has it: truth values in lower case, dates in ISO 8601. */
export function xmlText(value: unknown): string {
  if (value === null || value === undefined) return argumentNull("value");
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "object" && "json" in value) return String(value.json);
  return toStringOf(value);
}

/** XNode.DeepEquals, on a stack of its own: trees may be deeper than calls can be. */
export function deepEquals(a: XNode | null, b: XNode | null): boolean {
  if (a === null || b === null) return a === b;
  const left: [XNode, XNode][] = [[a, b]];
  for (let pair = left.pop(); pair; pair = left.pop()) {
    const [one, other] = pair;
    if (one.netType !== other.netType) return false;
    if (one instanceof XElement && !sameHead(one, other as XElement)) return false;
    if (one instanceof XLeaf) {
      if (one.value !== (other as XLeaf).value) return false;
    } else if (!(one instanceof XContainer)) {
      if (one.text() !== other.text()) return false;
    } else {
      const others = (other as XContainer).nodes;
      if (one.nodes.length !== others.length) return false;
      // The first ones come first: what differs early ends it early.
      for (let at = others.length - 1; at >= 0; at--) left.push([one.nodes[at]!, others[at]!]);
    }
  }
  return true;
}

function sameHead(a: XElement, b: XElement): boolean {
  return (
    a.name.equals(b.name) &&
    a.attributes.length === b.attributes.length &&
    a.attributes.every(
      (one, index) => one.name.equals(b.attributes[index]!.name) && one.value === b.attributes[index]!.value,
    )
  );
}
