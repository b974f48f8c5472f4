import { entityAt } from "./entities";

/** A stretch of text and where it stands in the document: character by character, or all of it at one place. */
interface Stretch {
  readonly at: number;
  readonly source: number;
  readonly linear: boolean;
}

/** Text whose every character knows the document offset it came from. */
export class MappedText {
  private readonly stretches: Stretch[] = [];
  private joined = "";

  get text(): string {
    return this.joined;
  }

  /** Adds text as it stands in the document at `source`. */
  addSource(text: string, source: number): void {
    this.add(text, source, true);
  }

  /** Adds text that replaces something at `source`: an entity's character, a named value. */
  addReplacement(text: string, source: number): void {
    this.add(text, source, false);
  }

  /** Adds [start, end) of another mapped text. */
  addSlice(other: MappedText, start: number, end: number): void {
    if (start >= end) return;
    const { stretches } = other;
    for (let index = other.stretchAt(start); index < stretches.length; index++) {
      const stretch = stretches[index]!;
      if (stretch.at >= end) break;
      const from = Math.max(start, stretch.at);
      const to = Math.min(end, stretches[index + 1]?.at ?? other.joined.length);
      const source = stretch.linear ? stretch.source + from - stretch.at : stretch.source;
      this.add(other.text.slice(from, to), source, stretch.linear);
    }
  }

  slice(start: number, end: number): MappedText {
    const part = new MappedText();
    part.addSlice(this, start, end);
    return part;
  }

  trim(): MappedText {
    const { text } = this;
    const start = text.length - text.trimStart().length;
    const end = text.trimEnd().length;
    return start === 0 && end === text.length ? this : this.slice(start, end);
  }

  /** The document offset of a character; past the end, the offset after the last one. */
  source(offset: number): number {
    if (this.stretches.length === 0) return 0;
    const stretch = this.stretches[this.stretchAt(offset)]!;
    return stretch.linear
      ? stretch.source + Math.min(offset, this.joined.length) - stretch.at
      : stretch.source;
  }

  private add(text: string, source: number, linear: boolean): void {
    if (text === "") return;
    this.stretches.push({ at: this.joined.length, source, linear });
    this.joined += text;
  }

  private stretchAt(offset: number): number {
    let low = 0;
    let high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.stretches[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

export interface DecodeOptions {
  readonly entities: boolean;
  /** XML's rule for attributes: every line break and tab is a space. */
  readonly lineBreaksToSpaces: boolean;
}

/** Decodes [start, end) of a document: entities once, and line ends as XML reads them. */
export function decode(document: string, start: number, end: number, options: DecodeOptions): MappedText {
  const mapped = new MappedText();
  const special = options.lineBreaksToSpaces ? /[&\r\n\t]/g : /[&\r]/g;
  const lineBreak = options.lineBreaksToSpaces ? " " : "\n";
  const raw = document.slice(start, end);
  let from = 0;
  for (let match = special.exec(raw); match; match = special.exec(raw)) {
    const at = match.index;
    let replacement: string;
    let length = 1;
    if (raw[at] === "&") {
      const entity = options.entities ? entityAt(raw, at) : undefined;
      if (!entity) continue;
      replacement = entity.character;
      length = entity.length;
    } else {
      replacement = raw[at] === "\t" ? " " : lineBreak;
      if (raw[at] === "\r" && raw[at + 1] === "\n") length = 2;
    }
    mapped.addSource(raw.slice(from, at), start + from);
    mapped.addReplacement(replacement, start + at);
    from = at + length;
    special.lastIndex = from;
  }
  mapped.addSource(raw.slice(from), start + from);
  return mapped;
}
