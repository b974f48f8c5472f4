import type { Place } from "@azure-genai-gateway/common/problem";

/** A document of a template engine, as far as it can be checked. */
export interface Unfilled {
  /** Of the same length, every placeholder a named value without a value, so that places stay. */
  readonly text: string;
  /** Those of other tools than this project's own templates, in order. */
  readonly foreign: readonly { readonly text: string; readonly offset: number }[];
}

/**
 * `$[name]` is this project's; `${…}` Bicep's and Terraform's; `#{name}#` that of token tasks in pipelines; `{{ name }}`,
 * with blanks and alone in an attribute, that of Handlebars and its kin. API Management's own `{{name}}` has no blanks.
 */
const placeholder =
  /\$\[([A-Za-z]*:)?[\w.-]+\]|\$\{(?:[^{}"'<>]|\{[^{}"'<>]*\})*\}|#\{[\w.: -]+\}#|(?<==["'])\{\{\s+[^{}"']*\s\}\}(?=["'])/g;

/**
 * Placeholders as named values: what they stand for is not known here, and the compiler finds stand-ins for them.
 * `$[xml:name]` stands for whole policies and becomes blanks.
 */
export function unfilled(text: string): Unfilled {
  const foreign: { text: string; offset: number }[] = [];
  const filled = text.replace(placeholder, (whole: string, kind: string | undefined, offset: number) => {
    const own = whole.startsWith("$[");
    if (own && kind === "xml:") return " ".repeat(whole.length);
    // Too short for a named value of one letter, and no name of any tool.
    if (whole.length < 5) return whole;
    if (!own) foreign.push({ text: whole, offset });
    return `{{${stands.repeat(whole.length - 4)}}}`;
  });
  return { text: filled, foreign };
}

/** The text alone. */
export function withoutPlaceholders(text: string): string {
  return unfilled(text).text;
}

const stands = "x";

/** Whether a named value's name is that of a placeholder's stand-in. */
export function isStandIn(name: string): boolean {
  return /^x+$/.test(name);
}

export function placeOf(text: string, offset: number, file: string): Place {
  const before = text.slice(text.startsWith("\ufeff") ? 1 : 0, offset).split(/\r\n|\r|\n/);
  return { file, line: before.length, column: before.at(-1)!.length + 1 };
}
