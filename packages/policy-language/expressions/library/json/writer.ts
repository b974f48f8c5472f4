import { Decimal } from "../../values/decimal";
import { realText } from "../../values/formats";
import { Boxed, checkSize, maxSize, tick } from "../../values/runtime";
import { toStringOf } from "../../values/values";
import type { JConstructor, JContainer, JProperty, JToken, JValue } from "./tokens";

const named: Readonly<Record<string, string>> = {
  '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}; // prettier-ignore

// eslint-disable-next-line no-control-regex
const escaping = /["\\\u0000-\u001f\u0085\u2028\u2029]/;
const everyEscaping = new RegExp(escaping, "g");

/** A text as Newtonsoft escapes it: what must be, line separators, and nothing else. */
export function quote(text: string): string {
  if (!escaping.test(text)) return `"${text}"`;
  const escaped = text.replace(everyEscaping, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return named[character] ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}

/** A number with a fraction keeps it, so that it is read as one again. */
function real(text: string): string {
  return /[.eENI]/.test(text) ? text : `${text}.0`;
}

/** Values that write themselves in JSON's own way: dates in ISO 8601. */
interface OwnJson {
  readonly json: string;
}

export function writeValue(token: JValue): string {
  const { value, kind } = token;
  switch (kind) {
    case "Null":
      return "null";
    case "Undefined":
      return "undefined";
    case "Comment":
      return `/*${toStringOf(value)}*/`;
    case "Raw":
      return toStringOf(value);
    case "Integer":
      return toStringOf(value instanceof Boxed && value.type.kind === "enum" ? value.value : value);
    case "Boolean":
      return value ? "true" : "false";
    case "Float": {
      if (value instanceof Decimal) return real(value.text());
      const { type, value: number } = value as Boxed;
      const text = realText(number as number, type.name === "float");
      return Number.isFinite(number) ? real(text) : quote(text);
    }
    case "Bytes":
      return quote(Buffer.from((value as { items: number[] }).items).toString("base64"));
    default:
      return quote(
        value !== null && typeof value === "object" && "json" in value
          ? (value as OwnJson).json
          : toStringOf(value),
      );
  }
}

/** JSON on one line for `undefined`, else over lines, each two spaces further in than `indent`. */
export function write(token: JToken, indent: string | undefined): string {
  const text = tokenText(token, indent);
  checkSize(text.length);
  return text;
}

let written = 0;

function tokenText(token: JToken, indent: string | undefined): string {
  // By size, as reading: a long list of numbers is data, and no loop of the expression's.
  if ((++written & 15) === 0) tick();
  const { kind } = token;
  if (kind === "Object" || kind === "Array" || kind === "Constructor")
    return containerText(token as JContainer, indent);
  if (kind !== "Property") return writeValue(token as JValue);
  const { name, value } = token as JProperty;
  return quote(name) + (indent === undefined ? ":" : ": ") + tokenText(value, indent);
}

function brackets(container: JContainer): readonly [string, string] {
  if (container.kind === "Object") return ["{", "}"];
  if (container.kind === "Array") return ["[", "]"];
  return [`new ${(container as JConstructor).name ?? ""}(`, ")"];
}

function containerText(container: JContainer, indent: string | undefined): string {
  const { items } = container;
  const [open, close] = brackets(container);
  if (items.length === 0) return open + close;
  let text = open;
  const inner = indent === undefined ? undefined : `${indent}  `;
  for (let index = 0; index < items.length; index += 1) {
    if (index > 0) text += ",";
    if (inner !== undefined) text += `\n${inner}`;
    text += tokenText(items[index]!, inner);
    // Large values may stand in one tree many times over.
    if (text.length > maxSize) checkSize(text.length);
  }
  return text + (indent === undefined ? close : `\n${indent}${close}`);
}

/** A property's part of a path: in brackets where a dot would not do. */
export function pathPart(name: string): string {
  return /[.\s'/"[\]()\b\\\u0085\u2028\u2029]/.test(name)
    ? `['${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`
    : `.${name}`;
}
