/** Texts, `{{ output }}` and `{% tag %}`, as they stand in a template. */
export function tokenize(template: string): string[] {
  const source = withoutMarkedSpace(longhand(template));
  const tokens: string[] = [];
  let at = 0;
  for (;;) {
    const start = nextStart(source, at);
    if (start < 0) break;
    if (start > at) tokens.push(source.slice(at, start));
    const close = source[start + 1] === "%" ? "%}" : "}}";
    const end = closing(source, start + 2, close);
    // What is not closed is a token of its own, which the parser refuses.
    at = end < 0 ? source.length : end + 2;
    tokens.push(source.slice(start, at));
  }
  if (at < source.length) tokens.push(source.slice(at));
  return tokens;
}

/** `{{{ ... }}}` around a whole template has it written as it is, `{# ... #}` has nothing written. */
function longhand(template: string): string {
  const literal = /^\{\{\{\s?(.*?)\s*\}\}\}$/.exec(template);
  if (literal) return `{% literal %}${literal[1]}{% endliteral %}`;
  const comment = /^\{\s?#\s?(.*?)\s*#\s?\}$/.exec(template);
  return comment ? `{% comment %}${comment[1]}{% endcomment %}` : template;
}

/** `{{-` takes the spaces before it, on its line; `-}}` those behind it, or one end of a line. */
function withoutMarkedSpace(source: string): string {
  const pieces = source.split(/(\{\{|\{%)-/);
  let result = "";
  for (let at = 0; at < pieces.length; at += 2) {
    const last = at + 1 >= pieces.length;
    result += last ? pieces[at]! : trimmedEnd(pieces[at]!) + pieces[at + 1]!;
  }
  return result.replace(/-(\}\}|%\})(\r?\n|[ \t]+)?/g, "$1");
}

function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return text.slice(0, end);
}

function nextStart(source: string, from: number): number {
  for (let at = source.indexOf("{", from); at >= 0; at = source.indexOf("{", at + 1))
    if (source[at + 1] === "{" || source[at + 1] === "%") return at;
  return -1;
}

/** Where the mark stands outside quotes; inside, when quotes do not end before it. */
function closing(source: string, from: number, mark: string): number {
  const first = source.indexOf(mark, from);
  if (first < 0) return -1;
  let at = from;
  for (;;) {
    const end = source.indexOf(mark, at);
    const quote = source.slice(at, end < 0 ? undefined : end).search(/["']/);
    if (quote < 0 || end < 0) return end < 0 ? first : end;
    const close = source.indexOf(source[at + quote]!, at + quote + 1);
    if (close < 0) return first;
    at = close + 1;
  }
}
