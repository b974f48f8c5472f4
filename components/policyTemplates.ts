import type { Place, Problem } from "@azure-genai-gateway/common/problem";

/** A policy document as it stands in policies/, with placeholders. */
export interface PolicyTemplate {
  /** As the user would type it. */
  readonly file: string;
  readonly text: string;
}

/** A document, or a part of one, with its placeholders filled. Line ends are LF. */
export interface RenderedPolicy {
  readonly file: string;
  readonly text: string;
  /** From a line and column of `text` to the place in the template file that it came from. */
  locate(line: number, column: number): Place;
}

/** What placeholders stand for. A list of rendered parts may be used by `$[xml:name]` only. */
export type TemplateParameters = Readonly<
  Record<string, string | number | boolean | RenderedPolicy | readonly (string | RenderedPolicy)[]>
>;

/** A run of output characters and where they came from. */
interface Piece {
  readonly start: number;
  /** Offset in the template; characters of text run on from it, those of a value all stand for its placeholder. */
  readonly origin: number;
  readonly runs: boolean;
  readonly part?: { readonly rendered: RenderedPolicy; readonly partStart: number };
}

const placeholder = /\$\[(?:([A-Za-z]*):)?([^\]\s]*)\]/g;

/**
 * Fills a template: `$[name]` with a value escaped for XML, `$[cs:name]` with one escaped for a regular C# string
 * inside XML, `$[xml:name]` with XML as it is. `{{name}}` is API Management's own and stays.
 * An `$[xml:]` that is alone on its line takes the line with it when it is empty, and its indentation for every line.
 * @param problems gets a problem for each placeholder that cannot be filled; the text is then not fit to deploy
 */
export function renderTemplate(
  template: PolicyTemplate,
  parameters: TemplateParameters,
  problems: Problem[],
): RenderedPolicy {
  const text = canonicalText(template.text);
  const pieces: Piece[] = [];
  let output = "";
  let at = 0;
  const copyTo = (end: number) => {
    if (end > at) pieces.push({ start: output.length, origin: at, runs: true });
    output += text.slice(at, end);
    at = end;
  };
  const put = (value: string, origin: number, part?: Piece["part"]) => {
    if (value) pieces.push({ start: output.length, origin, runs: false, part });
    output += value;
  };
  for (const match of text.matchAll(placeholder)) {
    const [whole, kind = "", name = ""] = match;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const problem = problemOf(kind, name, value, parameters);
    if (problem) {
      const { line, column } = placeAt(text, match.index);
      problems.push({ ...problem, severity: "error", place: { file: template.file, line, column } });
      continue;
    }
    if (kind !== "xml") {
      copyTo(match.index);
      const plain = typeof value === "object" ? "" : String(value);
      put(kind === "cs" ? escapeXml(escapeCsharpString(plain)) : escapeXml(plain), match.index);
      at = match.index + whole.length;
      continue;
    }
    const parts = partsOf(value);
    const lineStart = text.lastIndexOf("\n", match.index) + 1;
    const indent = text.slice(lineStart, match.index);
    const after = match.index + whole.length;
    const alone = indent.trim() === "" && (text[after] === "\n" || after === text.length);
    if (alone && parts.length === 0) {
      copyTo(lineStart);
      at = Math.min(after + 1, text.length);
      continue;
    }
    copyTo(match.index);
    for (const [index, part] of parts.entries()) {
      if (index > 0) put(alone ? `\n${indent}` : " ", match.index);
      if (typeof part === "string") put(part, match.index);
      else
        putPart(part, alone ? indent : "", (piece, partStart) =>
          put(piece, match.index, { rendered: part, partStart }),
        );
    }
    at = after;
  }
  copyTo(text.length);
  return {
    file: template.file,
    text: output,
    locate: (line, column) => locateIn(template.file, text, output, pieces, line, column),
  };
}

/** Line by line, each with the indentation of the placeholder. */
function putPart(
  part: RenderedPolicy,
  indent: string,
  put: (piece: string, partStart: number) => void,
): void {
  let start = 0;
  const lines = part.text.replace(/\s+$/, "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (index > 0) put(line ? `\n${indent}` : "\n", start - 1);
    put(line, start);
    start += line.length + 1;
  }
}

function partsOf(value: TemplateParameters[string] | undefined): readonly (string | RenderedPolicy)[] {
  const list = Array.isArray(value)
    ? (value as readonly (string | RenderedPolicy)[])
    : [typeof value === "object" ? (value as RenderedPolicy) : String(value)];
  return list.filter((part) => (typeof part === "string" ? part : part.text).trim() !== "");
}

function problemOf(
  kind: string,
  name: string,
  value: unknown,
  parameters: TemplateParameters,
): Pick<Problem, "code" | "message" | "hint"> | undefined {
  if (!["", "cs", "xml"].includes(kind))
    return {
      code: "TEMPLATE_UNKNOWN_KIND",
      message: `$[${kind}:${name}] is no kind of placeholder`,
      hint: `Write $[${name}], $[cs:${name}] or $[xml:${name}]`,
    };
  if (value === undefined)
    return {
      code: "TEMPLATE_UNKNOWN_PARAMETER",
      message: `The template has no parameter "${name}"`,
      hint: `Parameters here: ${Object.keys(parameters).sort().join(", ")}`,
    };
  if (kind !== "xml" && typeof value === "object")
    return {
      code: "TEMPLATE_WRONG_KIND",
      message: `"${name}" is XML, not a value`,
      hint: `Write $[xml:${name}]`,
    };
  return undefined;
}

/** LF line ends and no byte order mark, so that every machine deploys the same text. */
export function canonicalText(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}

/**
 * For element text and attributes in double quotes, which the templates use throughout.
 * An apostrophe stays as it is, so that JSON in single quotes stays readable.
 */
export function escapeXml(value: string): string {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return value.replace(/[&<>"]/g, (character) => names[character]!);
}

/** For a regular C# string literal, "...". https://learn.microsoft.com/dotnet/csharp/programming-guide/strings/ */
export function escapeCsharpString(value: string): string {
  const names: Record<string, string> = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\0": "\\0",
  };
  return value.replace(
    // Control characters cannot stand in XML; {{ would start a named value.
    // eslint-disable-next-line no-control-regex
    /[\\"\u0000-\u001f\u007f-\u009f\u2028\u2029]|\{(?=\{)/g,
    (character) => names[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A regular C# string literal with its quotes. */
export function csharpText(value: string): string {
  return `"${escapeCsharpString(value)}"`;
}

function locateIn(
  file: string,
  text: string,
  output: string,
  pieces: readonly Piece[],
  line: number,
  column: number,
): Place {
  const offset = Math.min(offsetAt(output, line, column), Math.max(0, output.length - 1));
  const piece = pieces.findLast(({ start }) => start <= offset);
  if (!piece) return { file, line: 1, column: 1 };
  const within = offset - piece.start;
  if (piece.part) {
    const { rendered, partStart } = piece.part;
    const inner = placeAt(rendered.text, Math.min(partStart + within, rendered.text.length));
    return rendered.locate(inner.line, inner.column);
  }
  return { file, ...placeAt(text, piece.origin + (piece.runs ? within : 0)) };
}

function placeAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let current = 1; current < line; current++) {
    const end = text.indexOf("\n", start);
    if (end < 0) break;
    start = end + 1;
  }
  return start + column - 1;
}
