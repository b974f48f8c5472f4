import type { Members } from "../../types/registry";
import { argumentNull, nested, raise } from "../../values/runtime";
import { JArray, JObject, JValue, type JToken } from "../json/tokens";
import { parseJson } from "../json/reader";
import { XName } from "./names";
import { XAttribute, XDocument, XElement, XLeaf, xmlns, type XNode } from "./nodes";

/** Elements as Newtonsoft has them in JSON: attributes by @name, text beside others as #text, equal names as arrays. */
function tokenOf(element: XElement): JToken {
  const { elements, attributes } = element;
  if (elements.length === 0 && attributes.length === 0)
    return element.nodes.length === 0 ? new JValue(null) : new JValue(element.value);
  const object = new JObject();
  for (const one of attributes) object.set(`@${attributeName(one)}`, new JValue(one.value));
  for (const node of element.nodes) {
    if (node instanceof XElement)
      put(
        object,
        node.name.local,
        nested(() => tokenOf(node)),
      );
    else if (node instanceof XLeaf && node.isText)
      put(object, node.typeName === "XCData" ? "#cdata-section" : "#text", new JValue(node.value));
  }
  return object;
}

const attributeName = ({ name }: XAttribute) =>
  name.namespace === xmlns ? `xmlns:${name.local}` : name.local;

/** A second value under the same name makes an array of both. */
function put(object: JObject, name: string, value: JToken): void {
  const known = object.get(name);
  if (known instanceof JArray) known.push(value);
  else if (known) {
    const both = new JArray();
    both.push(known.clone());
    both.push(value);
    object.set(name, both);
  } else object.set(name, value);
}

function serialize(node: XNode | null, formatting: number, omitRoot: boolean): string {
  const root = node instanceof XDocument ? node.rootElement : (node as XElement | null);
  if (!root) return "null";
  const value = tokenOf(root);
  if (omitRoot) return value.write(formatting ? "" : undefined);
  const object = new JObject();
  object.set(root.name.local, value);
  return object.write(formatting ? "" : undefined);
}

function fill(element: XElement, token: JToken): void {
  if (token instanceof JObject)
    for (const { name, value } of token.properties) {
      if (name.startsWith("@")) element.addAttribute(new XAttribute(new XName(name.slice(1)), value.text()));
      else if (name === "#text") element.add(value.text());
      else for (const one of value instanceof JArray ? value.items : [value]) element.add(made(name, one));
    }
  else if (token.kind !== "Null")
    element.add(token.kind === "Boolean" ? token.write(undefined) : token.text());
}

function made(name: string, token: JToken): XElement {
  const element = new XElement(new XName(name));
  fill(element, token);
  return element;
}

function deserialize(text: string | null, rootName: string | null = null): XDocument {
  const token = parseJson(text ?? argumentNull("value"));
  const document = new XDocument();
  if (rootName) document.add(made(rootName, token));
  else {
    if (!(token instanceof JObject) || token.items.length !== 1)
      return raise(
        "JsonSerializationException",
        "JSON root object has multiple properties. The root object must have a single property in order to create a valid XML document. Consider specifying a DeserializeRootElementName. Path '', line 1, position 1.",
      );
    const { name, value } = token.properties[0]!;
    document.add(made(name, value));
  }
  return document;
}

/** The members of JsonConvert that turn XML into JSON and back. */
export const xmlJsonMembers: Members = {
  "static string SerializeXNode(XNode node)": (node: XNode | null) => serialize(node, 0, false),
  "static string SerializeXNode(XNode node, Formatting formatting)": (
    node: XNode | null,
    formatting: number,
  ) => serialize(node, formatting, false),
  "static string SerializeXNode(XNode node, Formatting formatting, bool omitRootObject)": serialize,
  "static XDocument DeserializeXNode(string value)": (text: string | null) => deserialize(text),
  "static XDocument DeserializeXNode(string value, string rootName)": deserialize,
};
