/**
 * A template's `$[name]` as a named value of the same length, so that places stay: the value is not known here, and
 * the compiler finds a stand-in for it. `$[xml:name]` stands for whole policies and becomes blanks.
 */
export function withoutPlaceholders(text: string): string {
  return text.replace(/\$\[([A-Za-z]*:)?([\w.-]+)\]/g, (whole, kind: string | undefined) => {
    if (kind === "xml:") return " ".repeat(whole.length);
    return `{{${"x".repeat(whole.length - 4)}}}`;
  });
}
