import { SaxesParser } from "saxes";

/** An element as it stands in a document, names with their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [string, string])[];
  /** Elements and texts, in order. */
  readonly nodes: (XmlElement | string)[];
}

export interface XmlTree {
  readonly root: XmlElement;
  /** Of the declaration: version, encoding, standalone; absent when there is no declaration. */
  readonly declaration?: readonly (readonly [string, string])[];
}

/** Deeper documents are refused: what walks a tree calls itself. */
const DEEPEST = 400;

/**
 * Reads a document. White space between elements is dropped unless it is to be kept.
 * @throws Error for what is not well-formed, has a DTD (entities could grow without end) or is nested too deep.
 */
export function parseXmlTree(text: string, keepWhitespace = false): XmlTree {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const top: XmlElement = { name: "", attributes: [], nodes: [] };
  const open = [top];
  let declaration: XmlTree["declaration"];
  const fail = (message: string): never => {
    throw new Error(`${message} Line ${parser.line}, position ${parser.column + 1}.`);
  };
  const addText = (piece: string) => {
    if (!keepWhitespace && piece.trim() === "") return;
    if (open.length > 1) open.at(-1)!.nodes.push(piece);
  };
  parser.on("error", (error) => fail(error.message.replace(/^\d+:\d+: /, "")));
  parser.on("doctype", () => fail("For security reasons DTD is prohibited in this XML document."));
  parser.on("xmldecl", ({ version, encoding, standalone }) => {
    declaration = Object.entries({ version, encoding, standalone }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (open.length > DEEPEST) fail("The document is nested too deep.");
    const element: XmlElement = { name, attributes: Object.entries(attributes), nodes: [] };
    open.at(-1)!.nodes.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.write(text.replace(/^\uFEFF/, "")).close();
  const root = top.nodes[0];
  if (root === undefined || typeof root === "string") return fail("Root element is missing.");
  return declaration ? { root, declaration } : { root };
}

export function writeXml({ name, attributes, nodes }: XmlElement): string {
  const start = `<${name}${attributes.map(([key, value]) => ` ${key}="${escaped(value, true)}"`).join("")}`;
  if (nodes.length === 0) return `${start} />`;
  const content = nodes.map((node) => (typeof node === "string" ? escaped(node, false) : writeXml(node)));
  return `${start}>${content.join("")}</${name}>`;
}

/** Characters that XML cannot hold in any form. */
// eslint-disable-next-line no-control-regex -- they are what is meant
const impossible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string, inAttribute: boolean): string {
  const plain = text
    .replace(impossible, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
  return inAttribute ? plain.replaceAll('"', "&quot;").replaceAll("\n", "&#xA;") : plain;
}
