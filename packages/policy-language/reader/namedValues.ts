import { MappedText } from "./mappedText";

/**
 * `{{name}}`: letters, digits, periods, dashes and underscores.
 * https://learn.microsoft.com/azure/api-management/api-management-howto-properties
 */
const reference = /\{\{([A-Za-z0-9._-]+)\}\}/g;

export interface NamedValueReference {
  readonly name: string;
  /** Document offset of its first brace. */
  readonly offset: number;
  /** False when no value is known for the name: the reference then stands in the text as written. */
  readonly resolved: boolean;
}

export type NamedValueLookup = (name: string) => string | undefined;

/** Every name that stands in two braces somewhere, each once. */
export function namesIn(text: string): readonly string[] {
  return text.includes("{{") ? [...new Set(Array.from(text.matchAll(reference), (match) => match[1]!))] : [];
}

/** Puts the values in that are known. A value is not searched for further references. */
export function substituteNamedValues(
  input: MappedText,
  lookup: NamedValueLookup | undefined,
): { text: MappedText; references: readonly NamedValueReference[] } {
  const { text } = input;
  if (!text.includes("{{")) return { text: input, references: [] };
  const references: NamedValueReference[] = [];
  const output = new MappedText();
  let from = 0;
  for (const match of text.matchAll(reference)) {
    if (isEscapedBrace(text, match.index, match[0].length)) continue;
    const name = match[1]!;
    const value = lookup?.(name);
    const offset = input.source(match.index);
    references.push({ name, offset, resolved: value !== undefined });
    if (value === undefined) continue;
    output.addSlice(input, from, match.index);
    output.addReplacement(value, offset);
    from = match.index + match[0].length;
  }
  output.addSlice(input, from, text.length);
  return { text: output, references };
}

/** The same on plain text. */
export function substituteInPlainText(text: string, lookup: NamedValueLookup | undefined): string {
  if (!lookup || !text.includes("{{")) return text;
  const replace = (whole: string, name: string, index: number) =>
    isEscapedBrace(text, index, whole.length) ? whole : (lookup(name) ?? whole);
  return text.replace(reference, replace);
}

/** `$"{{{x}}}"` is C#'s way to write a brace before and after a value, not a named value in braces. [I] */
function isEscapedBrace(text: string, index: number, length: number): boolean {
  return text[index - 1] === "{" && text[index + length] === "}";
}
