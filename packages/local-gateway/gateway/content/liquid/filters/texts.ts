import {
  Regex,
  replacement as replacementOf,
} from "@azure-genai-gateway/policy-language/expressions/library/regex";
import { BudgetError, limited } from "@azure-genai-gateway/policy-language/expressions/values/runtime";
import { WorkRefused } from "../../work";
import type { Scope } from "../scope";
import { LiquidError } from "../values";
import { filter, type Filter } from "./filter";

type Text = string | null;
/** Most of them give back what is not there as it is. */
const onText =
  <Rest extends unknown[]>(change: (text: string, ...rest: Rest) => unknown) =>
  (_scope: Scope, text: Text, ...rest: Rest) =>
    text === null ? null : change(text, ...rest);
const isBlank = (text: Text) => text === null || text.trim() === "";

export const textFilters: Readonly<Record<string, Filter>> = {
  Append: filter(
    "text input, text string",
    onText((text, added: Text) => text + (added ?? "")),
  ),
  Prepend: filter(
    "text input, text string",
    onText((text, added: Text) => (added ?? "") + text),
  ),
  Upcase: filter(
    "text input",
    onText((text) => text.toUpperCase()),
  ),
  Downcase: filter(
    "text input",
    onText((text) => text.toLowerCase()),
  ),
  /** Each word, as DotLiquid 2.0 has it. */
  Capitalize: filter(
    "text input",
    onText((text) =>
      text.replace(/(?<![\p{L}\p{Mn}\p{Nd}\p{Pc}])[\p{L}\p{Mn}\p{Nd}\p{Pc}]/gu, (letter) =>
        letter.toUpperCase(),
      ),
    ),
  ),
  Strip: filter(
    "text input",
    onText((text) => text.trim()),
  ),
  Lstrip: filter(
    "text input",
    onText((text) => text.trimStart()),
  ),
  Rstrip: filter(
    "text input",
    onText((text) => text.trimEnd()),
  ),
  StripHtml: filter("text input", onText(stripHtml)),
  StripNewlines: filter(
    "text input",
    onText((text) => text.replace(/\r?\n/g, "")),
  ),
  NewlineToBr: filter(
    "text input",
    onText((text) => text.replace(/\r?\n/g, "<br />$&")),
  ),
  Escape: filter("text input", onText(htmlEncode)),
  H: filter("text input", onText(htmlEncode)),
  UrlEncode: filter("text input", onText(urlEncode)),
  UrlDecode: filter("text input", onText(urlDecode)),
  Truncate: filter(
    'text input, int length = 50, text truncateString = "..."',
    onText((text, length: number, mark: Text) => {
      if (text === "") return text;
      if (length < 0) return mark;
      const end = mark ?? "";
      return text.length > length ? text.slice(0, Math.max(0, length - end.length)) + end : text;
    }),
  ),
  TruncateWords: filter(
    'text input, int words = 15, text truncateString = "..."',
    onText((text, count: number, mark: Text) => {
      if (text === "") return text;
      if (count <= 0) return mark;
      const words = text.split(" ");
      return words.length > count ? words.slice(0, count).join(" ") + (mark ?? "") : text;
    }),
  ),
  Default: filter("text input, text defaultValue", (_scope, text: Text, standard: Text) =>
    isBlank(text) ? standard : text,
  ),
  Remove: filter(
    "text input, text string",
    onText((text, removed: Text) => {
      if (text.trim() === "") return text;
      return text.split(nonEmpty(removed)).join("");
    }),
  ),
  Replace: filter(
    'text input, text string, text replacement = ""',
    (scope, text: Text, pattern: Text, by: Text) => replaced(scope, text, pattern, by ?? "", false),
  ),
  ReplaceFirst: filter(
    'text input, text string, text replacement = ""',
    (scope, text: Text, pattern: Text, by: Text) => replaced(scope, text, pattern, by ?? "", true),
  ),
  RemoveFirst: filter("text input, text string", (scope, text: Text, pattern: Text) =>
    isBlank(text) ? text : replaced(scope, text, pattern, "", true),
  ),
};

function nonEmpty(text: Text): string {
  if (text === null) throw new LiquidError("Value cannot be null. (Parameter 'oldValue')");
  if (text === "") throw new LiquidError("String cannot be of zero length. (Parameter 'oldValue')");
  return text;
}

/** DotLiquid 2.0 takes what is to be replaced as a regular expression of .NET's. */
function replaced(scope: Scope, text: Text, pattern: Text, by: string, once: boolean): Text {
  if (text === null || text === "" || pattern === null || pattern === "") return text;
  scope.work.step(1 + (text.length >> 6));
  try {
    return limited(() => {
      const regex = new Regex(pattern, 0);
      // The first one alone is replaced by the text itself, without $1 and the like.
      return once ? regex.replace(text, () => by, 1) : regex.replace(text, replacementOf(by, regex));
    });
  } catch (error) {
    if (error instanceof BudgetError) throw new WorkRefused("a regular expression takes too many steps");
    throw error;
  }
}

/** Blocks of script and style and comments go with what is in them, of other tags the tags; by hand, so that no text is slow. */
function stripHtml(text: string): string {
  return withoutTags(withoutBlocks(text));
}

const blocks = [
  ["<script", "</script>"],
  ["<!--", "-->"],
  ["<style", "</style>"],
] as const;

function withoutBlocks(text: string): string {
  // Only letters of ASCII change, so that places stay the same.
  const small = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const unclosed = new Set<string>();
  let result = "";
  let at = 0;
  for (let from = text.indexOf("<"); from >= 0; from = text.indexOf("<", from + 1)) {
    const block = blocks.find(([start, end]) => !unclosed.has(end) && small.startsWith(start, from));
    if (!block) continue;
    const end = small.indexOf(block[1], from + block[0].length);
    if (end < 0) unclosed.add(block[1]);
    else {
      result += text.slice(at, from);
      at = end + block[1].length;
      from = at - 1;
    }
  }
  return result + text.slice(at);
}

function withoutTags(text: string): string {
  let result = "";
  let at = 0;
  for (let from = text.indexOf("<"); from >= 0; from = text.indexOf("<", at)) {
    const end = text.indexOf(">", from + 1);
    if (end < 0) break;
    result += text.slice(at, from);
    at = end + 1;
  }
  return result + text.slice(at);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** System.Net.WebUtility.HtmlEncode: also Latin-1's upper half, and what needs a surrogate pair. */
function htmlEncode(text: string): string {
  return text.replace(
    /[&<>"'\u00A0-\u00FF]|[\u{10000}-\u{10FFFF}]/gu,
    (one) => entities[one] ?? `&#${one.codePointAt(0)};`,
  );
}

/** System.Net.WebUtility.UrlEncode. */
function urlEncode(text: string): string {
  let result = "";
  for (const byte of Buffer.from(text)) {
    const one = String.fromCharCode(byte);
    if (one === " ") result += "+";
    else if (/[A-Za-z0-9\-_.!*()]/.test(one)) result += one;
    else result += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return result;
}

function urlDecode(text: string): string {
  return text
    .replace(/\+/g, " ")
    .replace(/(?:%[\dA-Fa-f]{2})+/g, (run) => Buffer.from(run.replace(/%/g, ""), "hex").toString("utf8"));
}
