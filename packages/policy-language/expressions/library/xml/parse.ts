import { SaxesParser } from "saxes";
import { argumentNull, checkSize, raise } from "../../values/runtime";
import { XName } from "./names";
import type { XContainer } from "./nodes";
import { XAttribute, XDocument, XElement, XInstruction, XLeaf, xmlns } from "./nodes";

/** Deeper documents than this are refused: everything that walks a tree recurses. */
const deepest = 400;

/** XDocument.Parse; without `preserve` white space between elements goes, as LoadOptions.None has it. */
export function parseXml(text: string | null, preserve = false): XDocument {
  if (text === null) argumentNull("text");
  checkSize(text.length);
  const document = new XDocument();
  const open: XContainer[] = [document];
  const parser = new SaxesParser({ xmlns: true, position: true });
  const fail = (message: string): never =>
    raise("System.Xml.XmlException", `${message} Line ${parser.line}, position ${parser.column + 1}.`);
  const current = () => open.at(-1)!;

  parser.on("error", (error) => fail(error.message.replace(/^\d+:\d+: /, "")));
  // Entities of a DTD could grow without end: none is read.
  parser.on("doctype", () => fail("For security reasons DTD is prohibited in this XML document."));
  parser.on("xmldecl", ({ version, encoding, standalone }) => {
    document.declaration = {
      version: version ?? "1.0",
      encoding: encoding ?? "",
      standalone: standalone ?? "",
    };
  });
  parser.on("opentag", (tag) => {
    if (open.length > deepest) fail("The document is nested too deep.");
    const element = new XElement(new XName(tag.local, tag.uri));
    for (const { name, prefix, local, uri, value } of Object.values(tag.attributes)) {
      const attributeName =
        name === "xmlns" ? new XName("xmlns") : new XName(local, prefix === "xmlns" ? xmlns : uri);
      element.addAttribute(new XAttribute(attributeName, value));
    }
    current().insert(current().nodes.length, element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  const put = (node: XLeaf | XInstruction) => current().insert(current().nodes.length, node);
  parser.on("text", (value) => {
    if (open.length === 1 || (!preserve && value.trim() === "")) return;
    put(new XLeaf("XText", value));
  });
  parser.on("cdata", (value) => put(new XLeaf("XCData", value)));
  parser.on("comment", (value) => put(new XLeaf("XComment", value)));
  parser.on("processinginstruction", ({ target, body }) => put(new XInstruction(target, body)));
  if (text.trim() === "") fail("Root element is missing.");
  parser.write(text.replace(/^\ufeff/, "")).close();
  return document;
}

/** XElement.Parse: the root alone. */
export function parseElement(text: string | null, preserve = false): XElement {
  const root = parseXml(text, preserve).rootElement!;
  root.parent = null;
  return root;
}
