import { SaxesParser } from "saxes";
import { Lately } from "@azure-genai-gateway/common/lately";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { policyCodes } from "./problemCodes";
import { LineIndex } from "./lineIndex";
import { maskDocument } from "./mask";
import { namesIn, type NamedValueLookup } from "./namedValues";
import { TreeBuilder } from "./treeBuilder";
import type { PolicyNode } from "./tree";
import { strayAmpersand, unclosedExpression } from "./valueText";
import { describeXmlError } from "./xmlErrors";

export interface ReadOptions {
  readonly file: string;
  readonly format?: "rawxml" | "xml";
  readonly namedValues?: NamedValueLookup;
}

export interface ReadResult {
  /** The root element with all that could be read; absent when there is none. */
  readonly root?: PolicyNode;
  readonly problems: readonly Problem[];
  /** Where reading broke off; what would stand after it is unknown. */
  readonly brokenAt?: number;
  readonly lines: LineIndex;
}

const portion = 4096;

/** Half a character: the parser breaks on one at the end, and takes U+FFFF for what it is, no character of XML's. */
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Twice the largest document that API Management takes: what is longer is refused without reading it for seconds. */
export const mostCharacters = 1024 * 1024;

/** More than this many lines with errors of form are the same mistake again. */
const maxXmlProblems = 10;

/** A document as it was read once, and the named values that it was read with: none where they stayed as they were. */
interface Known {
  readonly values: ReadonlyMap<string, string | undefined>;
  readonly result: ReadResult;
}

/** A document is compiled, reviewed and looked through for names, and the next evaluation brings it again. */
const readLately = new Lately<Known>(2_000_000);

/**
 * Reads a policy document into a tree. Never throws for what a document can hold; goes on past errors as long as
 * what follows can be told apart. One that was read lately, with the same named values, is not read again.
 */
export function readPolicy(document: string, options: ReadOptions): ReadResult {
  const { file, format, namedValues } = options;
  const key = `${format ?? "rawxml"} ${namedValues ? "with values" : "as it is"} ${file}\n${document}`;
  const known = readLately.get(key);
  if (known && [...known.values].every(([name, value]) => namedValues?.(name) === value)) return known.result;
  // The names of raw text are looked up later, when somebody asks for it: by then the values are those of now.
  const values = new Map(namedValues && namesIn(document).map((name) => [name, namedValues(name)]));
  const lookup: NamedValueLookup = (name) => {
    if (!values.has(name)) values.set(name, namedValues!(name));
    return values.get(name);
  };
  const result = read(document, namedValues ? { ...options, namedValues: lookup } : options);
  readLately.set(key, { values, result });
  return result;
}

function read(document: string, options: ReadOptions): ReadResult {
  const lines = new LineIndex(document, options.file);
  const problems: Problem[] = [];
  if (document.length > mostCharacters) return { problems: [farTooLarge(document, options.file)], lines };
  const format = options.format ?? "rawxml";
  const masked = maskDocument(document, format);
  const parsed = masked.text.replace(loneSurrogate, "\uffff");
  for (const offset of masked.unclosed) problems.push(unclosedExpression(lines, offset));
  for (const offset of masked.strayAmpersands.slice(0, maxXmlProblems)) {
    problems.push(strayAmpersand(lines, offset));
  }

  const parser = new SaxesParser({ xmlns: false, position: true });
  const unclosed = new Set(masked.unclosed);
  const values = { lines, problems, namedValues: options.namedValues, unclosed };
  const builder = new TreeBuilder(document, masked.text, format, values);
  const lineWithError = new Set<number>();
  let ended = false;
  parser.on("error", (error) => {
    if (builder.stopped && !ended) return;
    const described = describeXmlError(error.message, builder.isOutside);
    if (!described) return;
    const place = lines.place(Math.max(0, parser.position - 1));
    if (!lineWithError.has(place.line) && lineWithError.size < maxXmlProblems) {
      lineWithError.add(place.line);
      problems.push({ code: policyCodes.xml, severity: "error", place, ...described.problem });
    }
    if (!described.fatal || ended) return;
    builder.stop(parser.position);
  });
  parser.on("opentagstart", (tag) => builder.openTag(tag.name, parser.position));
  parser.on("attribute", (attribute) => builder.attribute(attribute.name, parser.position));
  parser.on("opentag", () => builder.tagEnd(parser.position));
  parser.on("closetag", (tag) => builder.closeTag(tag.name, tag.isSelfClosing, parser.position));
  parser.on("comment", () => builder.skipped("<!--", parser.position));
  parser.on("cdata", () => builder.cdata(parser.position));
  parser.on("processinginstruction", () => builder.skipped("<?", parser.position));
  // In portions, so that a document which broke off early is not parsed to its end for nothing.
  for (let from = 0; from < parsed.length && !builder.stopped; from += portion) {
    parser.write(parsed.slice(from, from + portion));
  }
  if (!builder.stopped) {
    builder.atEnd();
    ended = true;
    parser.close();
  }
  return { root: builder.root, problems, brokenAt: builder.stoppedAt, lines };
}

function farTooLarge(document: string, file: string): Problem {
  return {
    code: policyCodes.tooLarge,
    severity: "error",
    message: `The document has ${Buffer.byteLength(document)} bytes; API Management takes 262144, and of a fragment 524288`,
    hint: "move parts of it into fragments",
    place: { file, line: 1, column: 1 },
  };
}
