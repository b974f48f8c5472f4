import { formatNumber } from "./numbers";
import type { XmlNode } from "./tree";
import { textOf } from "./tree";
import type { Expr } from "./xpathParser";
import { library, evaluate, fail, inOrder, nodesOf, rootOf, toBoolean, toNumber, toText, type XPathContext, type XPathValue, } from "./xpath"; // prettier-ignore

type Implementation = (context: XPathContext, args: readonly XPathValue[]) => XPathValue;

const text = (context: XPathContext, value: XPathValue | undefined): string => {
  const result = value === undefined ? textOf(context.node) : toText(value);
  context.work.grow(result.length);
  return result;
};
const first = (context: XPathContext, value: XPathValue | undefined): XmlNode | undefined =>
  value === undefined ? context.node : nodesOf(value)[0];

/** Name, fewest and most arguments, implementation. XPath 1.0, section 4, and XSLT 1.0, section 12. */
const table: readonly (readonly [string, number, number, Implementation])[] = [
  ["last", 0, 0, ({ size }) => size],
  ["position", 0, 0, ({ position }) => position],
  ["count", 1, 1, (_context, [nodes]) => nodesOf(nodes!).length],
  ["id", 1, 1, () => []],
  ["local-name", 0, 1, (context, [nodes]) => first(context, nodes)?.local ?? ""],
  ["namespace-uri", 0, 1, (context, [nodes]) => first(context, nodes)?.uri ?? ""],
  ["name", 0, 1, (context, [nodes]) => first(context, nodes)?.name ?? ""],
  ["string", 0, 1, (context, [value]) => text(context, value)],
  ["concat", 2, Infinity, (context, parts) => parts.map((part) => text(context, part)).join("")],
  ["starts-with", 2, 2, (context, [a, b]) => text(context, a).startsWith(toText(b!))],
  ["contains", 2, 2, (context, [a, b]) => text(context, a).includes(toText(b!))],
  ["substring-before", 2, 2, (context, [a, b]) => {
    const whole = text(context, a);
    return whole.slice(0, Math.max(0, whole.indexOf(toText(b!))));
  }],
  ["substring-after", 2, 2, (context, [a, b]) => {
    const whole = text(context, a);
    const part = toText(b!);
    const at = whole.indexOf(part);
    return at < 0 ? "" : whole.slice(at + part.length);
  }],
  ["substring", 2, 3, (context, [value, from, length]) => {
    const points = Array.from(text(context, value));
    const start = Math.round(toNumber(from!));
    const end = length === undefined ? Infinity : start + Math.round(toNumber(length));
    return points.filter((_point, index) => index + 1 >= start && index + 1 < end).join("");
  }],
  ["string-length", 0, 1, (context, [value]) => {
    let length = 0;
    for (const _point of text(context, value)) length++;
    return length;
  }],
  ["normalize-space", 0, 1, (context, [value]) => text(context, value).replace(/[ \t\r\n]+/g, " ").replace(/^ | $/g, "")],
  ["translate", 3, 3, (context, [value, from, to]) => {
    const targets = Array.from(toText(to!));
    const map = new Map(Array.from(text(context, from)).reverse().map((point, index, all) => [point, targets[all.length - 1 - index] ?? ""]));
    return Array.from(text(context, value), (point) => map.get(point) ?? point).join("");
  }],
  ["boolean", 1, 1, (_context, [value]) => toBoolean(value!)],
  ["not", 1, 1, (_context, [value]) => !toBoolean(value!)],
  ["true", 0, 0, () => true],
  ["false", 0, 0, () => false],
  ["lang", 1, 1, (context, [value]) => {
    for (let node: XmlNode | undefined = context.node; node; node = node.parent) {
      const own = node.attributes.find(({ name }) => name === "xml:lang")?.value.toLowerCase();
      const wanted = toText(value!).toLowerCase();
      if (own !== undefined) return own === wanted || own.startsWith(`${wanted}-`);
    }
    return false;
  }],
  ["number", 0, 1, (context, [value]) => toNumber(value ?? [context.node])],
  ["sum", 1, 1, ({ work }, [nodes]) => nodesOf(nodes!).reduce((sum, node) => (work.step(), sum + toNumber(textOf(node))), 0)],
  ["floor", 1, 1, (_context, [value]) => Math.floor(toNumber(value!))],
  ["ceiling", 1, 1, (_context, [value]) => Math.ceil(toNumber(value!))],
  ["round", 1, 1, (_context, [value]) => Math.round(toNumber(value!))],
  ["current", 0, 0, ({ current }) => [current]],
  ["generate-id", 0, 1, (context, [nodes]) => {
    const node = first(context, nodes);
    return node ? `id${node.order.toString(36)}` : "";
  }],
  ["format-number", 2, 3, (context, [value, picture, format]) =>
    formatNumber(toNumber(value!), toText(picture!), context.decimalFormat(format === undefined ? "" : toText(format)))],
  ["key", 2, 2, (context, [name, value]) => {
    const wanted = typeof value === "object" ? value.map((node) => textOf(node)) : [toText(value!)];
    const root = rootOf(context.node);
    return inOrder(wanted.flatMap((one) => [...context.keys(toText(name!), one, root)]), context.work);
  }],
  ["system-property", 1, 1, (_context, [name]) =>
    ({ "xsl:version": 1, "xsl:vendor": "azure-genai-gateway" })[toText(name!)] ?? ""],
  ["element-available", 1, 1, (_context, [name]) => /^xsl:/.test(toText(name!))],
  ["function-available", 1, 1, (_context, [name]) => functions.has(toText(name!))],
  ["unparsed-entity-uri", 1, 1, () => ""],
  ["document", 1, 2, () => fail("document() reads other documents, which a stylesheet of a policy has none of")],
]; // prettier-ignore

const functions = new Map(table.map((row) => [row[0], row]));

function call(name: string, args: readonly Expr[], context: XPathContext): XPathValue {
  // Microsoft's and EXSLT's node-set(): a variable's tree is one here anyway.
  if (/^[\w.-]+:node-set$/.test(name) && args.length === 1) return nodesOf(evaluate(args[0]!, context));
  const row = functions.get(name);
  if (!row) fail(`There is no function ${name}()`);
  const [, fewest, most, run] = row;
  if (args.length < fewest || args.length > most) fail(`${name}() does not take ${args.length} arguments`);
  return run(
    context,
    args.map((arg) => evaluate(arg, context)),
  );
}

export function isFunction(name: string, count: number): boolean {
  if (/^[\w.-]+:node-set$/.test(name)) return count === 1;
  const row = functions.get(name);
  return row !== undefined && count >= row[1] && count <= row[2];
}

library.call = call;
