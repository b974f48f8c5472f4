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

/** A container of which some items have been written. */
interface Opened {
  readonly items: readonly JToken[];
  next: number;
  readonly close: string;
  /** In front of each item; undefined on one line. */
  readonly inner: string | undefined;
}

/** On a stack of its own: a tree may be deeper than calls can be. */
function tokenText(root: JToken, indent: string | undefined): string {
  const opened: Opened[] = [];
  let text = "";
  for (let token: JToken | undefined = root; token;) {
    // By size, as reading: a long list of numbers is data, and no loop of the expression's.
    if ((++written & 15) === 0) tick();
    let value: JToken = token;
    if (value.kind === "Property") {
      text += quote((value as JProperty).name) + (indent === undefined ? ":" : ": ");
      value = (value as JProperty).value;
    }
    const { kind } = value;
    if (kind === "Object" || kind === "Array" || kind === "Constructor") {
      const around = opened.length === 0 ? indent : opened[opened.length - 1]!.inner;
      text += opening(value as JContainer);
      opened.push(openedOf(value as JContainer, around));
    } else text += writeValue(value as JValue);
    // What is written next, what ends before it having been closed.
    token = undefined;
    while (token === undefined && opened.length > 0) {
      const last = opened[opened.length - 1]!;
      // Large values may stand in one tree many times over.
      if (text.length > maxSize) checkSize(text.length);
      if (last.next < last.items.length) {
        if (last.next > 0) text += ",";
        if (last.inner !== undefined) text += `\n${last.inner}`;
        token = last.items[last.next++];
      } else {
        text += last.close;
        opened.pop();
      }
    }
  }
  return text;
}

/** @param around the indentation of what the container stands in; undefined on one line */
function openedOf(container: JContainer, around: string | undefined): Opened {
  const { items, kind } = container;
  const bracket = kind === "Object" ? "}" : kind === "Array" ? "]" : ")";
  return around === undefined || items.length === 0
    ? { items, next: 0, close: bracket, inner: undefined }
    : { items, next: 0, close: `\n${around}${bracket}`, inner: `${around}  ` };
}

function opening(container: JContainer): string {
  const { kind } = container;
  return kind === "Object" ? "{" : kind === "Array" ? "[" : `new ${(container as JConstructor).name ?? ""}(`;
}

/** A property's part of a path: in brackets where a dot would not do. */
export function pathPart(name: string): string {
  return /[.\s'/"[\]()\b\\\u0085\u2028\u2029]/.test(name)
    ? `['${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`
    : `.${name}`;
}
