import { maskDocument } from "../reader/mask";

/** A stretch of the document as it is written. */
export type Token =
  | {
      readonly kind: "open";
      readonly name: string;
      readonly attributes: readonly string[];
      readonly start: number;
      readonly end: number;
      readonly empty: boolean;
    }
  | { readonly kind: "close"; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: "other" | "text"; readonly start: number; readonly end: number };

/**
 * Splits a document that reads without errors into tags, text, and the rest (comments, CDATA, instructions).
 * Expressions are masked first: they may hold quotes and brackets of their own.
 */
export function tokenize(text: string, format: "rawxml" | "xml"): Token[] {
  const masked = maskDocument(text, format).text;
  const tokens: Token[] = [];
  let at = 0;
  while (at < masked.length) {
    const token = masked[at] === "<" ? tag(text, masked, at) : textFrom(masked, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function textFrom(masked: string, start: number): Token {
  const end = masked.indexOf("<", start);
  return { kind: "text", start, end: end < 0 ? masked.length : end };
}

const others: readonly (readonly [string, string])[] = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
  ["<!", ">"],
];

function tag(text: string, masked: string, start: number): Token {
  for (const [open, close] of others)
    if (masked.startsWith(open, start)) {
      const end = masked.indexOf(close, start + open.length);
      return { kind: "other", start, end: end < 0 ? masked.length : end + close.length };
    }
  const isClose = masked[start + 1] === "/";
  const name = /[^\s/>]+/y;
  name.lastIndex = start + (isClose ? 2 : 1);
  const tagName = name.exec(masked)?.[0] ?? "";
  let at = name.lastIndex;
  const attributes: string[] = [];
  const attribute = /\s*([^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))/y;
  for (;;) {
    attribute.lastIndex = at;
    const match = attribute.exec(masked);
    if (!match) break;
    at = attribute.lastIndex;
    attributes.push(text.slice(at - match[1]!.length, at));
  }
  const end = masked.indexOf(">", at) + 1;
  if (isClose) return { kind: "close", name: tagName, start, end };
  return { kind: "open", name: tagName, attributes, start, end, empty: masked[end - 2] === "/" };
}
