import type { Problem } from "@azure-genai-gateway/common/problem";
import { readPolicy } from "../reader/readPolicy";
import { hasRawContent } from "../schema/content";
import { tokenize, type Token } from "./tokens";

export interface FormatOptions {
  readonly file: string;
  /** Default `rawxml`. */
  readonly format?: "rawxml" | "xml";
  /** Blanks a level is indented by. Default 4. */
  readonly indent?: number;
  /** Longer tags have one attribute a line. Default 120. */
  readonly width?: number;
}

export interface FormatResult {
  /** Absent when the document does not read: then nothing is touched. */
  readonly text?: string;
  readonly problems: readonly Problem[];
}

/**
 * Lays a document out and changes nothing that has a meaning: attributes, expressions, texts, comments, entities and
 * the content of set-body and its like stay as they are written, byte for byte. Line ends and a byte order mark stay.
 */
export function formatPolicy(text: string, options: FormatOptions): FormatResult {
  const { problems } = readPolicy(text, options);
  if (problems.some((problem) => problem.severity === "error")) return { problems };
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const tokens = tokenize(text, options.format ?? "rawxml");
  const layout = new Layout(text, tokens, lineEnd, options.indent ?? 4, options.width ?? 120);
  return { text: mark + layout.document(), problems };
}

type Open = Extract<Token, { kind: "open" }>;

class Layout {
  private readonly out: string[] = [];
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
    private readonly lineEnd: string,
    private readonly indent: number,
    private readonly width: number,
  ) {}

  document(): string {
    this.siblings(0);
    return this.out.join("") + this.lineEnd;
  }

  private text(token: Token): string {
    return this.source.slice(token.start, token.end);
  }

  /** Elements and comments, one a line, until their parent ends; a blank line between two of them stays. */
  private siblings(depth: number): void {
    let blank = false;
    for (;;) {
      const token = this.tokens[this.at];
      if (!token || token.kind === "close") return;
      if (token.kind === "text") {
        blank = /\n\s*\n|\r\s*\r/.test(this.text(token).replaceAll("\r\n", "\n"));
        this.at++;
        continue;
      }
      if (this.out.length) this.out.push(blank && !this.isFirst() ? this.lineEnd : "", this.lineEnd);
      blank = false;
      this.out.push(" ".repeat(depth * this.indent));
      if (token.kind === "open") this.element(token, depth);
      else {
        this.out.push(this.text(token));
        this.at++;
      }
    }
  }

  /** Nothing but white space stands between the parent's tag and here. */
  private isFirst(): boolean {
    let before = this.at - 1;
    while (this.tokens[before]?.kind === "text") before--;
    const token = this.tokens[before];
    return token === undefined || (token.kind === "open" && !token.empty);
  }

  private element(token: Open, depth: number): void {
    this.at++;
    if (token.empty) {
      this.tag(token, depth, " />");
      return;
    }
    const { close, children } = this.content();
    const isEmpty = children.every((one) => one.kind === "text" && !this.isWritten(one));
    if (hasRawContent(token.name) || children.some((one) => this.isWritten(one))) {
      this.tag(token, depth, ">");
      this.out.push(this.source.slice(token.end, this.tokens[close]!.start), `</${token.name}>`);
      this.at = close + 1;
    } else if (isEmpty) {
      this.tag(token, depth, " />");
      this.at = close + 1;
    } else {
      this.tag(token, depth, ">");
      this.siblings(depth + 1);
      this.out.push(this.lineEnd, " ".repeat(depth * this.indent), `</${token.name}>`);
      this.at++;
    }
  }

  /** A text that is more than the white space between elements: an element that has one keeps it as it stands. */
  private isWritten(token: Token): boolean {
    if (token.kind === "text") return this.text(token).trim() !== "";
    return token.kind === "other" && this.source.startsWith("<![CDATA[", token.start);
  }

  /** Where the element that was just opened ends, among the tokens, and what stands in it but in none of its children. */
  private content(): { close: number; children: Token[] } {
    const children: Token[] = [];
    let open = 1;
    for (let index = this.at; index < this.tokens.length; index++) {
      const token = this.tokens[index]!;
      if (token.kind === "close" && --open === 0) return { close: index, children };
      if (open === 1 && token.kind !== "close") children.push(token);
      if (token.kind === "open" && !token.empty) open++;
    }
    return { close: this.tokens.length, children };
  }

  private tag({ name, attributes }: Open, depth: number, end: string): void {
    const oneLine = `<${name}${attributes.map((one) => ` ${one}`).join("")}${end}`;
    const [first = ""] = oneLine.split(/\r\n|\r|\n/, 1);
    if (attributes.length < 2 || depth * this.indent + first.length <= this.width) {
      this.out.push(oneLine);
      return;
    }
    const lead = this.lineEnd + " ".repeat((depth + 1) * this.indent);
    this.out.push(`<${name}`, ...attributes.map((one) => lead + one), end);
  }
}
