import { findExpressionEnd, startsExpression } from "./expressionEnd";

export interface MaskedDocument {
  /** As long as the document, so that offsets in one are offsets in the other. */
  readonly text: string;
  /** Offsets of expressions without an end. */
  readonly unclosed: readonly number[];
  /** Offsets of `&` in literal values that start no entity. */
  readonly strayAmpersands: readonly number[];
}

/** Outside of expressions only XML's own five names and character references are entities. */
const strayAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)/g;

/**
 * How many expressions without an end are looked into: each may cost a scan to the document's end, and a document
 * with this many has been reported on enough.
 */
const maxUnclosed = 8;

/**
 * Covers everything that an XML parser must not see: in a document of format `rawxml` expressions (which may hold
 * raw `<`, `&` and quotes) and comments (which may hold `--`), in both formats CDATA and stray ampersands, after
 * which the parser would lose its way. Expressions are looked for only where a value starts, because API Management
 * takes no value that is part text and part expression.
 */
export function maskDocument(document: string, format: "rawxml" | "xml"): MaskedDocument {
  return new Masker(document, format === "rawxml").run();
}

class Masker {
  private readonly parts: string[] = [];
  private readonly unclosed: number[] = [];
  private copied = 0;
  private offset = 0;

  constructor(
    private readonly document: string,
    private readonly raw: boolean,
  ) {}

  run(): MaskedDocument {
    const { document } = this;
    while (this.offset < document.length) {
      this.text();
      if (this.offset >= document.length) break;
      if (document.startsWith("<!--", this.offset)) this.covered(4, "-->");
      else if (document.startsWith("<![CDATA[", this.offset)) this.covered(9, "]]>");
      else if (document.startsWith("<?", this.offset)) this.skipPast("?>");
      else this.tag();
    }
    this.parts.push(document.slice(this.copied));
    const masked = this.parts.join("");
    const strayAmpersands = Array.from(masked.matchAll(strayAmpersand), ({ index }) => index);
    const text = strayAmpersands.length > 0 ? masked.replace(strayAmpersand, "x") : masked;
    return { text, unclosed: this.unclosed, strayAmpersands };
  }

  /** From after a tag to the next one. */
  private text(): void {
    const start = this.skipSpace(this.offset);
    if (this.raw && startsExpression(this.document, start)) {
      const end = this.expressionEnd(start) ?? this.indexOf("</", start);
      this.cover(start, end);
      this.offset = end;
    }
    this.offset = this.indexOf("<", this.offset);
  }

  private covered(opening: number, closing: string): void {
    const start = this.offset + opening;
    const end = this.document.indexOf(closing, start);
    if (end < 0) {
      this.offset = this.document.length;
      return;
    }
    // Format `xml` is strict: the parser is to see a comment that holds "--".
    if (this.raw || closing !== "-->" || !this.document.slice(start, end).includes("--"))
      this.cover(start, end);
    this.offset = end + closing.length;
  }

  private skipPast(closing: string): void {
    this.offset = Math.min(this.document.length, this.indexOf(closing, this.offset) + closing.length);
  }

  private tag(): void {
    const { document } = this;
    for (this.offset++; this.offset < document.length; this.offset++) {
      const character = document[this.offset]!;
      if (character === ">") {
        this.offset++;
        return;
      }
      // A tag that was never ended; the parser will say so.
      if (character === "<") return;
      if (character === '"' || character === "'") this.attributeValue(character);
    }
  }

  /** Leaves `offset` at the closing quote. */
  private attributeValue(quote: string): void {
    const opening = this.offset;
    const start = this.skipSpace(opening + 1);
    if (!this.raw || !startsExpression(this.document, start)) {
      this.offset = this.indexOf(quote, opening + 1);
      return;
    }
    const end = this.expressionEnd(start);
    if (end === undefined) {
      this.offset = this.likelyClosingQuote(quote, start);
      this.cover(start, this.offset);
      return;
    }
    this.cover(start, end);
    this.offset = this.indexOf(quote, end);
  }

  private expressionEnd(start: number): number | undefined {
    if (this.unclosed.length >= maxUnclosed) return undefined;
    const end = findExpressionEnd(this.document, start, true);
    if (end === undefined) this.unclosed.push(start);
    return end;
  }

  /** For an expression without an end: the first quote after which a tag could go on. */
  private likelyClosingQuote(quote: string, from: number): number {
    const pattern =
      quote === '"' ? /"(?=\s*\/?>|\s+[\w:-]+\s*=\s*["'])/g : /'(?=\s*\/?>|\s+[\w:-]+\s*=\s*["'])/g;
    pattern.lastIndex = from;
    return pattern.exec(this.document)?.index ?? this.document.length;
  }

  private skipSpace(offset: number): number {
    while (offset < this.document.length && /\s/.test(this.document[offset]!)) offset++;
    return offset;
  }

  private indexOf(wanted: string, from: number): number {
    const index = this.document.indexOf(wanted, from);
    return index < 0 ? this.document.length : index;
  }

  private cover(start: number, end: number): void {
    if (end <= start) return;
    this.parts.push(this.document.slice(this.copied, start), "x".repeat(end - start));
    this.copied = end;
  }
}
