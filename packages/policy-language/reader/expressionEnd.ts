import { entityAt } from "./entities";

const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const COLON = 58;
const AT = 64;
const BACKSLASH = 92;
const LF = 10;
const CR = 13;
const OPEN_ROUND = 40;
const CLOSE_ROUND = 41;
const OPEN_SQUARE = 91;
const CLOSE_SQUARE = 93;
const OPEN_CURLY = 123;
const CLOSE_CURLY = 125;

/** What encloses the scan: C# code up to a closing bracket, or the text of an interpolated string. */
type Frame =
  | { readonly kind: "code"; readonly close: number; readonly hole: boolean; depth: number; inner: number }
  | { readonly kind: "interpolated"; readonly verbatim: boolean };

/** True when `@(` or `@{` stands at `offset`. */
export function startsExpression(text: string, offset: number): boolean {
  const next = text.charCodeAt(offset + 1);
  return text.charCodeAt(offset) === AT && (next === OPEN_ROUND || next === OPEN_CURLY);
}

/**
 * Where the expression ends that starts at `start` with `@(` or `@{`: the offset after its closing bracket, or
 * undefined when it has none. Brackets inside strings (regular, verbatim, interpolated), characters and comments
 * do not count. With `entities`, `&quot;` and its like count as the characters they stand for, because API
 * Management decodes them before C# is parsed.
 */
export function findExpressionEnd(text: string, start: number, entities: boolean): number | undefined {
  return new Scan(text, entities).run(start);
}

class Scan {
  private offset = 0;
  /** A stack of its own, so that nesting of any depth cannot exhaust the engine's. */
  private readonly frames: Frame[] = [];

  constructor(
    private readonly text: string,
    private readonly entities: boolean,
  ) {}

  run(start: number): number | undefined {
    const round = this.text.charCodeAt(start + 1) === OPEN_ROUND;
    this.offset = start + 2;
    this.push(round ? CLOSE_ROUND : CLOSE_CURLY, false);
    while (this.offset < this.text.length) {
      const frame = this.frames[this.frames.length - 1]!;
      const going = frame.kind === "code" ? this.code(frame) : this.interpolated(frame.verbatim);
      if (!going) return undefined;
      if (this.frames.length === 0) return this.offset;
    }
    return undefined;
  }

  private push(close: number, hole: boolean): void {
    this.frames.push({ kind: "code", close, hole, depth: 1, inner: 0 });
  }

  /** Takes one character, an entity counting as one; NaN at the end. */
  private take(): number {
    const code = this.text.charCodeAt(this.offset);
    if (code === 38 && this.entities) {
      const entity = entityAt(this.text, this.offset);
      if (entity) {
        this.offset += entity.length;
        return entity.character.charCodeAt(0);
      }
    }
    this.offset++;
    return code;
  }

  /** Takes the next character when it is the one asked for. */
  private takeIf(wanted: number): boolean {
    const before = this.offset;
    if (this.take() === wanted) return true;
    this.offset = before;
    return false;
  }

  private code(frame: Frame & { kind: "code" }): boolean {
    const code = this.take();
    switch (code) {
      case DOUBLE_QUOTE:
        return this.regularString();
      case APOSTROPHE:
        this.character();
        return true;
      case AT:
        if (this.takeIf(DOUBLE_QUOTE)) return this.verbatimString();
        return this.interpolation(DOLLAR, true);
      case DOLLAR:
        if (this.takeIf(DOUBLE_QUOTE)) {
          this.frames.push({ kind: "interpolated", verbatim: false });
          return true;
        }
        return this.interpolation(AT, true);
      case SLASH:
        this.comment();
        return true;
      case COLON:
        // What follows is a format, not C#: its apostrophes are no characters. `?:` needs brackets inside a hole.
        if (frame.hole && frame.depth === 1 && frame.inner === 0) this.format();
        return true;
      default:
        this.bracket(frame, code);
        return true;
    }
  }

  private bracket(frame: Frame & { kind: "code" }, code: number): void {
    const open = frame.close === CLOSE_ROUND ? OPEN_ROUND : OPEN_CURLY;
    if (code === open) frame.depth++;
    else if (code === frame.close) {
      if (--frame.depth === 0) this.frames.pop();
    } else if (code === OPEN_ROUND || code === OPEN_SQUARE) frame.inner++;
    else if (code === CLOSE_ROUND || code === CLOSE_SQUARE) frame.inner--;
  }

  /** `$@"` and `@$"`, the first character already taken. */
  private interpolation(second: number, verbatim: boolean): boolean {
    const before = this.offset;
    if (this.takeIf(second) && this.takeIf(DOUBLE_QUOTE))
      this.frames.push({ kind: "interpolated", verbatim });
    else this.offset = before;
    return true;
  }

  /** False when the line ends first: such a string is an error in C#, and going on would swallow the document. */
  private regularString(): boolean {
    while (this.offset < this.text.length) {
      const code = this.take();
      if (code === DOUBLE_QUOTE) return true;
      if (code === BACKSLASH) this.take();
      else if (code === LF || code === CR) return false;
    }
    return false;
  }

  private verbatimString(): boolean {
    while (this.offset < this.text.length) {
      if (this.take() === DOUBLE_QUOTE && !this.takeIf(DOUBLE_QUOTE)) return true;
    }
    return false;
  }

  private interpolated(verbatim: boolean): boolean {
    const code = this.take();
    if (code === DOUBLE_QUOTE) {
      if (!verbatim || !this.takeIf(DOUBLE_QUOTE)) this.frames.pop();
    } else if (code === OPEN_CURLY) {
      if (!this.takeIf(OPEN_CURLY)) this.push(CLOSE_CURLY, true);
    } else if (!verbatim) {
      if (code === BACKSLASH) this.take();
      else if (code === LF || code === CR) return false;
    }
    return true;
  }

  /** A character literal, the opening apostrophe already taken; a stray apostrophe is left to the C# compiler. */
  private character(): void {
    const before = this.offset;
    if (this.take() === BACKSLASH) {
      this.take();
      // '\u0041' and '\x41' have up to eight digits.
      for (let digits = 0; digits < 9; digits++)
        if (this.takeIf(APOSTROPHE)) return;
        else if (!this.takeHexDigit()) break;
    } else if (this.takeIf(APOSTROPHE)) return;
    this.offset = before;
  }

  private takeHexDigit(): boolean {
    if (!/[0-9a-fA-F]/.test(this.text.charAt(this.offset))) return false;
    this.offset++;
    return true;
  }

  private comment(): void {
    if (this.takeIf(SLASH)) {
      while (this.offset < this.text.length) {
        const code = this.text.charCodeAt(this.offset);
        if (code === LF || code === CR) return;
        this.offset++;
      }
    } else if (this.takeIf(STAR)) {
      const end = this.text.indexOf("*/", this.offset);
      this.offset = end < 0 ? this.text.length : end + 2;
    }
  }

  private format(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.offset);
      if (Number.isNaN(code) || code === CLOSE_CURLY || code === DOUBLE_QUOTE || code === LF) return;
      this.offset++;
    }
  }
}
