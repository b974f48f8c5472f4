import type { Place } from "@azure-genai-gateway/common/problem";
import { policyCodes } from "./problemCodes";
import { startsExpression } from "./expressionEnd";
import type { MappedText } from "./mappedText";
import { decode } from "./mappedText";
import { substituteInPlainText } from "./namedValues";
import type { PolicyAttribute, PolicyNode, PolicyText } from "./tree";
import { makeText, type ValueContext } from "./valueText";

/** Deeper than any real document by far; keeps whatever walks the tree within the engine's stack. */
const maxDepth = 100;

const textOptions = { entities: true, lineBreaksToSpaces: false };
const endOfSpace = /\S|$/g;

interface OpenElement {
  readonly name: string;
  readonly place: Place;
  readonly attributes: PolicyAttribute[];
  readonly content: (PolicyNode | string)[];
  /** All text so far, over comments and CDATA. */
  text: MappedText | undefined;
  /** Text since the last child. */
  stretch: string;
  contentStart: number;
}

/** Makes nodes of what the parser finds in the masked text, taking every value from the document itself. */
export class TreeBuilder {
  root: PolicyNode | undefined;
  stoppedAt: number | undefined;
  private readonly open: OpenElement[] = [];
  /** Where the last piece of markup ended. */
  private last = 0;

  constructor(
    private readonly document: string,
    private readonly masked: string,
    private readonly format: "rawxml" | "xml",
    private readonly values: ValueContext,
  ) {}

  get stopped(): boolean {
    return this.stoppedAt !== undefined;
  }

  /** From here on nothing is taken in; what is open stays open. */
  stop(position: number): void {
    if (this.stopped) return;
    this.stoppedAt = position;
    while (this.open.length > 0) this.finish(false, position);
  }

  openTag(name: string, position: number): void {
    if (this.stopped) return;
    const start = this.masked.lastIndexOf("<", position - 1);
    this.textUntil(start);
    const place = this.values.lines.place(start);
    if (this.open.length === maxDepth) {
      this.values.problems.push({
        code: policyCodes.tooDeep,
        severity: "error",
        message: `<${name}> stands ${maxDepth} elements deep`,
        hint: "move parts into fragments",
        place,
      });
      this.stop(start);
      return;
    }
    this.open.push({
      name,
      place,
      attributes: [],
      content: [],
      text: undefined,
      stretch: "",
      contentStart: position,
    });
  }

  attribute(name: string, position: number): void {
    const element = this.open[this.open.length - 1];
    if (this.stopped || !element) return;
    const quote = this.masked[position - 1];
    if (quote !== '"' && quote !== "'") return;
    const end = position - 1;
    const start = this.masked.lastIndexOf(quote, end - 1) + 1;
    const value = this.attributeText(start, end);
    const equals = this.masked.lastIndexOf("=", start - 1);
    const nameAt = this.masked.lastIndexOf(name, equals);
    element.attributes.push({ name, place: this.values.lines.place(nameAt), value });
  }

  tagEnd(position: number): void {
    const element = this.open[this.open.length - 1];
    if (this.stopped || !element) return;
    element.contentStart = position;
    this.last = position;
  }

  /** No element is open: before the root, or behind it. */
  get isOutside(): boolean {
    return this.open.length === 0;
  }

  closeTag(name: string, selfClosing: boolean, position: number): void {
    if (this.stopped) return;
    if (selfClosing) {
      this.finish(true, position);
      return;
    }
    const start = this.masked.lastIndexOf("<", position - 1);
    const closing = this.masked.slice(start + 2, position - 1).trim();
    if (closing !== name) {
      this.textUntil(start);
      if (!this.open.some((element) => element.name === closing)) {
        this.reportUnmatched(closing, start);
        this.stop(start);
        return;
      }
      const element = this.open[this.open.length - 1]!;
      this.reportUnclosed(element, `before </${closing}>`, start);
      this.finish(false, start);
      return;
    }
    this.textUntil(start);
    this.last = position;
    this.finish(true, start);
  }

  skipped(opening: string, position: number): void {
    if (this.stopped) return;
    this.textUntil(this.masked.lastIndexOf(opening, position - 1));
    // The parser tells of a comment before it has taken the last character of "-->".
    this.last = this.masked.indexOf(">", position - 1) + 1;
  }

  cdata(position: number): void {
    if (this.stopped) return;
    const opening = "<![CDATA[";
    const start = this.masked.lastIndexOf(opening, position - 1);
    this.textUntil(start);
    const from = start + opening.length;
    this.addText(decode(this.document, from, position - 3, { entities: false, lineBreaksToSpaces: false }));
    this.last = position;
  }

  /** The document has ended: whatever is open has no closing tag. */
  atEnd(): void {
    if (this.stopped) return;
    const innermost = this.open[this.open.length - 1];
    if (innermost) this.reportUnclosed(innermost, "before the document ends");
    const end = this.document.length;
    this.textUntil(end);
    this.stop(end);
  }

  private reportUnclosed(element: OpenElement, when: string, at?: number): void {
    const where = at === undefined ? undefined : this.values.lines.place(at);
    this.values.problems.push({
      code: policyCodes.xml,
      severity: "error",
      message: `<${element.name}> is not closed ${when}${where ? ` on line ${where.line}` : ""}`,
      hint: `add </${element.name}>, or end the tag with />`,
      place: element.place,
    });
  }

  private reportUnmatched(closing: string, at: number): void {
    const innermost = this.open[this.open.length - 1];
    this.values.problems.push({
      code: policyCodes.xml,
      severity: "error",
      message: innermost
        ? `</${closing}> closes no open element; the open one is <${innermost.name}> of line ${innermost.place.line}`
        : `</${closing}> closes no open element`,
      hint: innermost ? `write </${innermost.name}>` : "take it away",
      place: this.values.lines.place(at),
    });
  }

  private attributeText(start: number, end: number): PolicyText {
    // In raw XML an expression keeps its line breaks: `//` comments in it end with their line.
    const keepsBreaks = this.format === "rawxml" && startsExpression(this.document, this.skipSpace(start));
    const options = { entities: true, lineBreaksToSpaces: !keepsBreaks };
    return makeText(decode(this.document, start, end, options), start, this.values);
  }

  private skipSpace(offset: number): number {
    endOfSpace.lastIndex = offset;
    return endOfSpace.exec(this.document)?.index ?? this.document.length;
  }

  private textUntil(end: number): void {
    if (end <= this.last) return;
    // Most stretches are the white space between elements; only beside text is it part of a value.
    const beforeText = !this.open[this.open.length - 1]?.text && this.skipSpace(this.last) >= end;
    if (!beforeText) this.addText(decode(this.document, this.last, end, textOptions));
    this.last = end;
  }

  private addText(text: MappedText): void {
    const element = this.open[this.open.length - 1];
    if (!element) return;
    if (element.text) element.text.addSlice(text, 0, text.text.length);
    else element.text = text;
    element.stretch += text.text;
  }

  private finish(closed: boolean, end: number): void {
    const element = this.open.pop();
    if (!element) return;
    this.endStretch(element);
    const { name, place, attributes, content } = element;
    const text = element.text?.trim();
    const { document, values } = this;
    const node: PolicyNode = {
      name,
      place,
      attributes,
      content,
      children: content.filter((item) => typeof item !== "string"),
      text: text && text.text !== "" ? makeText(text, 0, values) : undefined,
      // Made when asked for: every level repeating what is within would not be linear.
      get rawText() {
        const inner = document.slice(element.contentStart, Math.max(end, element.contentStart));
        return substituteInPlainText(inner, values.namedValues);
      },
      closed,
    };
    const parent = this.open[this.open.length - 1];
    if (!parent) this.root ??= node;
    else {
      this.endStretch(parent);
      parent.content.push(node);
    }
  }

  private endStretch(element: OpenElement): void {
    if (element.stretch.trim() !== "") {
      element.content.push(substituteInPlainText(element.stretch, this.values.namedValues));
    }
    element.stretch = "";
  }
}
