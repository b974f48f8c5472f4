import type { XmlElement } from "../xmlTree";
import { Hash } from "./values";

export interface NamedItem {
  readonly name: string;
  readonly value: unknown;
}

export interface XmlOptions {
  /** What an element with xsi:nil="true" is: an empty text, or nothing. */
  readonly nil: "blank" | "null";
}

const local = (name: string) => name.slice(name.indexOf(":") + 1);

/**
 * An element of XML. Names stand without their prefixes, and letters' case makes no difference: templates that the portal
 * makes of a WSDL document read soap:Envelope as `body.envelope`. Several elements of one name are a list; attributes
 * are members, too. [I: from published templates; the page says only that XML is bound.]
 */
export class XmlNode extends Hash {
  private readonly members = new Map<string, unknown[]>();
  private readonly attributes = new Map<string, string>();
  private readonly children: NamedItem[] = [];
  private readonly ownText: string;

  constructor({ attributes, nodes }: XmlElement, options: XmlOptions) {
    super();
    let text = "";
    for (const node of nodes) {
      if (typeof node === "string") text += node;
      else this.add(local(node.name), valueOf(node, options));
    }
    this.ownText = text;
    for (const [name, value] of attributes) this.attributes.set(local(name).toLowerCase(), value);
  }

  private add(name: string, value: unknown): void {
    this.children.push({ name, value });
    const alike = this.members.get(name.toLowerCase());
    if (alike) alike.push(value);
    else this.members.set(name.toLowerCase(), [value]);
  }

  get(name: string): unknown {
    const found = this.members.get(name.toLowerCase());
    if (found) return found.length > 1 ? found : found[0];
    return this.attributes.get(name.toLowerCase()) ?? (name === "#text" ? this.ownText : undefined);
  }
  items(): readonly unknown[] {
    return this.children.map(({ value }) => value);
  }
  named(): readonly NamedItem[] {
    return this.children;
  }
  override text(): string {
    return this.children.length > 0 ? super.text() : this.ownText;
  }
}

/** An element with nothing but text in it is that text. */
export function valueOf(element: XmlElement, options: XmlOptions): unknown {
  const { attributes, nodes } = element;
  if (attributes.some(([name, value]) => local(name) === "nil" && name !== "nil" && /^(true|1)$/.test(value)))
    return options.nil === "null" ? null : "";
  const plain = attributes.every(([name]) => /^(xmlns\b|xsi:)/.test(name));
  if (plain && nodes.every((node) => typeof node === "string")) return nodes.join("");
  return new XmlNode(element, options);
}
