import { Decimal } from "../../values/decimal";
import { realText } from "../../values/formats";
import { Boxed, checkSize, maxSize, tick } from "../../values/runtime";
import { toStringOf } from "../../values/values";
import type { JContainer, JProperty, JToken, JValue } from "./tokens";

const named: Readonly<Record<string, string>> = {
  '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}; // prettier-ignore

/** A text as Newtonsoft escapes it: what must be, line separators, and nothing else. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex
  const escaped = text.replace(/["\\\u0000-\u001f\u0085\u2028\u2029]/g, (character) => {
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
  const out: string[] = [];
  new Writer(out).token(token, indent);
  return out.join("");
}

class Writer {
  private tokens = 0;
  private size = 0;

  constructor(private readonly out: string[]) {}

  private put(text: string): void {
    this.size += text.length;
    // Large values may stand in one tree many times over: what they make is refused before it is made.
    if (text.length > 1000 || this.size > maxSize) checkSize(this.size, text.length);
    this.out.push(text);
  }

  /** Costs by size, as reading does. */
  token(token: JToken, indent: string | undefined): void {
    if ((++this.tokens & 15) === 0) tick();
    if (token.kind === "Object" || token.kind === "Array") this.container(token as JContainer, indent);
    else if (token.kind === "Property") {
      const { name, value } = token as JProperty;
      this.put(quote(name));
      this.put(indent === undefined ? ":" : ": ");
      this.token(value, indent);
    } else this.put(writeValue(token as JValue));
  }

  private container({ kind, items }: JContainer, indent: string | undefined): void {
    const [open, close] = kind === "Object" ? ["{", "}"] : ["[", "]"];
    if (items.length === 0) {
      this.put(open + close);
      return;
    }
    const inner = indent === undefined ? undefined : `${indent}  `;
    this.put(open);
    items.forEach((item, index) => {
      if (index > 0) this.put(",");
      if (inner !== undefined) this.put(`\n${inner}`);
      this.token(item, inner);
    });
    this.put(indent === undefined ? close : `\n${indent}${close}`);
  }
}

/** A property's part of a path: in brackets where a dot would not do. */
export function pathPart(name: string): string {
  return /[.\s'/"[\]()\b\\\u0085\u2028\u2029]/.test(name)
    ? `['${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`
    : `.${name}`;
}
