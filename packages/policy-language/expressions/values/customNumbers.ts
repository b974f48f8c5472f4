import { checkSize } from "./runtime";
import { roundDigits, type Digits } from "./numberDigits";

/** What a section of a custom format says about the digits. */
interface Layout {
  /** Placeholders in all, and before the point. */
  digitCount: number;
  pointAt: number;
  /** Which placeholders, counted from the left, show zeros: from the first `0` before the point to the last after. */
  firstZero: number;
  lastZero: number;
  scientific: boolean;
  grouped: boolean;
  /** By how many powers of ten the value is moved: per cent, per mille, commas before the point. */
  shift: number;
}

/** Where section 0 (positive), 1 (negative) or 2 (zero) starts; the first one stands in for an absent one. */
function findSection(format: string, wanted: number): number {
  let left = wanted;
  for (let at = 0; left > 0 && at < format.length; at++) {
    const char = format[at]!;
    if (char === "'" || char === '"') at = endOfQuote(format, at);
    else if (char === "\\") at++;
    else if (char === ";" && --left === 0) {
      const next = format[at + 1];
      return next !== undefined && next !== ";" ? at + 1 : 0;
    }
  }
  return 0;
}

/** The index of the quote that ends the one at `start`. */
function endOfQuote(format: string, start: number): number {
  const end = format.indexOf(format[start]!, start + 1);
  return end < 0 ? format.length : end;
}

const exponentPattern = /[Ee]([+-]?)(0*)/y;

/** The sign and zeros behind an E: a real exponent has at least one zero. */
function exponentAt(format: string, at: number): { all: string; sign: string; zeros: string } {
  exponentPattern.lastIndex = at;
  const [all, sign, zeros] = exponentPattern.exec(format)!;
  return { all, sign: sign!, zeros: zeros! };
}

function readLayout(format: string, section: number): Layout {
  const layout: Layout = { digitCount: 0, pointAt: -1, firstZero: Infinity, lastZero: 0, scientific: false, grouped: false, shift: 0 }; // prettier-ignore
  let commasAt = -1;
  let commas = 0;
  for (let at = section; at < format.length && format[at] !== ";"; at++) {
    switch (format[at]) {
      case "#":
        layout.digitCount++;
        break;
      case "0":
        layout.firstZero = Math.min(layout.firstZero, layout.digitCount);
        layout.lastZero = ++layout.digitCount;
        break;
      case ".":
        if (layout.pointAt < 0) layout.pointAt = layout.digitCount;
        break;
      case ",":
        if (layout.digitCount === 0 || layout.pointAt >= 0) break;
        if (commasAt === layout.digitCount) commas++;
        else {
          if (commasAt >= 0) layout.grouped = true;
          commasAt = layout.digitCount;
          commas = 1;
        }
        break;
      case "%":
        layout.shift += 2;
        break;
      case "\u2030":
        layout.shift += 3;
        break;
      case "'":
      case '"':
        at = endOfQuote(format, at);
        break;
      case "\\":
        at++;
        break;
      case "E":
      case "e":
        {
          const { all, zeros } = exponentAt(format, at);
          if (zeros === "") break;
          layout.scientific = true;
          at += all.length - 1;
        }
        break;
      default:
    }
  }
  if (layout.pointAt < 0) layout.pointAt = layout.digitCount;
  if (commasAt >= 0) {
    // Commas right before the point divide by a thousand each; others ask for groups.
    if (commasAt === layout.pointAt) layout.shift -= commas * 3;
    else layout.grouped = true;
  }
  return layout;
}

/** A number in a custom format. `number` is exact, or has the fifteen (seven) digits that custom formats show. */
export function formatCustom(given: Digits, format: string): string {
  checkSize(format.length);
  let section = findSection(format, given.digits === "" ? 2 : given.negative ? 1 : 0);
  let layout = readLayout(format, section);
  let number = given;
  if (number.digits !== "") {
    number = fitted(given, layout);
    const zero = number.digits === "" ? findSection(format, 2) : section;
    if (zero !== section) {
      section = zero;
      layout = readLayout(format, section);
    }
  }
  const text = new SectionWriter(format, layout, number).write(section);
  return number.negative && section === 0 && text !== "" ? `-${text}` : text;
}

function fitted(number: Digits, layout: Layout): Digits {
  const scale = number.scale + layout.shift;
  const count = layout.scientific ? layout.digitCount : scale + layout.digitCount - layout.pointAt;
  return roundDigits({ ...number, scale }, count, false);
}

/** Writes the digits into the placeholders of one section. */
class SectionWriter {
  private text = "";
  private next = 0;
  /** Places before the point that are still to come; zero or less after it. */
  private place: number;
  /** Digits more (less, when negative) than placeholders before the point. */
  private surplus: number;
  private scientific: boolean;
  private pointWritten = false;
  private readonly firstZero: number;
  private readonly lastZero: number;

  constructor(
    private readonly format: string,
    private readonly layout: Layout,
    private readonly number: Digits,
  ) {
    const { pointAt } = layout;
    this.scientific = layout.scientific;
    this.firstZero = layout.firstZero < pointAt ? pointAt - layout.firstZero : 0;
    this.lastZero = layout.lastZero > pointAt ? pointAt - layout.lastZero : 0;
    this.place = this.scientific ? pointAt : Math.max(number.scale, pointAt);
    this.surplus = this.scientific ? 0 : number.scale - pointAt;
  }

  write(section: number): string {
    const { format } = this;
    for (let at = section; at < format.length && format[at] !== ";"; at++) {
      const char = format[at]!;
      if (this.surplus > 0 && "#0.".includes(char))
        for (; this.surplus > 0; this.surplus--) this.digit(this.number.digits[this.next++] ?? "0");
      if (char === "#" || char === "0") this.placeholder();
      else if (char === ".") this.point();
      else if (char === "'" || char === '"') {
        const end = endOfQuote(format, at);
        this.text += format.slice(at + 1, end);
        at = end;
      } else if (char === "\\") this.text += format[++at] ?? "";
      else if (char === "E" || char === "e") at = this.exponent(at);
      else if (char !== ",") this.text += char;
    }
    return this.text;
  }

  /** A digit, followed by a separator where a group ends. */
  private digit(digit: string): void {
    this.text += digit;
    if (this.layout.grouped && this.place > 1 && (this.place - 1) % 3 === 0) this.text += ",";
    this.place--;
  }

  private placeholder(): void {
    let shown: string | undefined;
    if (this.surplus < 0) {
      this.surplus++;
      shown = this.place <= this.firstZero ? "0" : undefined;
    } else shown = this.number.digits[this.next++] ?? (this.place > this.lastZero ? "0" : undefined);
    if (shown === undefined) this.place--;
    else this.digit(shown);
  }

  private point(): void {
    if (this.place !== 0 || this.pointWritten) return;
    const more = this.layout.pointAt < this.layout.digitCount && this.next < this.number.digits.length;
    if (this.lastZero >= 0 && !more) return;
    this.text += ".";
    this.pointWritten = true;
  }

  /** The exponent, once; a later or malformed one is plain text. Returns the index of its last character. */
  private exponent(at: number): number {
    const { all, sign, zeros } = exponentAt(this.format, at);
    const letter = this.format[at]!;
    if (!this.scientific) {
      this.text += all;
      return at + all.length - 1;
    }
    if (zeros === "") {
      this.text += letter;
      return at;
    }
    this.scientific = false;
    const value = this.number.digits === "" ? 0 : this.number.scale - this.layout.pointAt;
    this.text += exponentText(value, letter, Math.min(zeros.length, 10), sign === "+");
    return at + all.length - 1;
  }
}

/** `E+05`: at least `width` digits, a plus only when asked for. */
export function exponentText(value: number, letter: string, width: number, plus: boolean): string {
  const sign = value < 0 ? "-" : plus ? "+" : "";
  return `${letter}${sign}${String(Math.abs(value)).padStart(width, "0")}`;
}
