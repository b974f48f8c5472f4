import { Decimal } from "../../values/decimal";
import { inRange, overflow, represent, rangeOf } from "../../values/numbers";
import { argumentNull, checkSize, raise } from "../../values/runtime";

/** System.Globalization.NumberStyles. */
export const NumberStyles = {
  None: 0,
  AllowLeadingWhite: 1,
  AllowTrailingWhite: 2,
  AllowLeadingSign: 4,
  Integer: 7,
  AllowTrailingSign: 8,
  AllowParentheses: 16,
  AllowDecimalPoint: 32,
  AllowThousands: 64,
  Number: 111,
  AllowExponent: 128,
  Float: 167,
  AllowCurrencySymbol: 256,
  Currency: 383,
  Any: 511,
  AllowHexSpecifier: 512,
  HexNumber: 515,
  AllowBinarySpecifier: 1024,
  BinaryNumber: 1027,
} as const;

interface Scanned {
  negative: boolean;
  digits: string;
  /** How many of the digits stand behind the point; negative when zeros are missing. */
  scale: number;
}

const white = /[\t-\r ]/;

/** Reads a number as the styles allow; undefined when the text is none. */
class NumberScanner {
  private at = 0;
  private signSeen = false;
  private open = false;
  private currencySeen = false;
  private negative = false;

  constructor(
    private readonly text: string,
    private readonly styles: number,
    private readonly currency: string,
  ) {}

  scan(): Scanned | undefined {
    this.prefix();
    const number = this.digits();
    if (!number) return undefined;
    const exponent = this.exponent();
    this.suffix();
    if (this.open || !/^\0*$/.test(this.text.slice(this.at))) return undefined;
    return { negative: this.negative, digits: number.digits, scale: number.scale - exponent };
  }

  private has(style: keyof typeof NumberStyles): boolean {
    return (this.styles & NumberStyles[style]) !== 0;
  }

  private prefix(): void {
    for (;;) {
      const char = this.text[this.at] ?? "";
      // "- 1" is no number; "-$ 1" is.
      const mayBeWhite = this.has("AllowLeadingWhite") && (!this.signSeen || this.currencySeen);
      if (!(white.test(char) && mayBeWhite) && !this.sign(this.has("AllowLeadingSign"))) {
        if (char === "(" && this.has("AllowParentheses") && !this.signSeen) {
          this.signSeen = this.open = this.negative = true;
        } else if (!this.symbol()) return;
      }
      this.at++;
    }
  }

  /** Whether a sign stands here; the caller steps over it. */
  private sign(allowed: boolean): boolean {
    const char = this.text[this.at];
    if (!allowed || this.signSeen || !(char === "+" || char === "-" || char === "\u2212")) return false;
    this.signSeen = true;
    this.negative = char !== "+";
    return true;
  }

  private symbol(): boolean {
    if (!this.has("AllowCurrencySymbol") || this.currencySeen) return false;
    if (this.text[this.at] !== this.currency) return false;
    this.currencySeen = true;
    return true;
  }

  private digits(): { digits: string; scale: number } | undefined {
    let digits = "";
    let point = -1;
    for (; ; this.at++) {
      const char = this.text[this.at] ?? "";
      if (char >= "0" && char <= "9") digits += char;
      else if (char === "." && this.has("AllowDecimalPoint") && point < 0) point = digits.length;
      else if (!(char === "," && this.has("AllowThousands") && digits !== "" && point < 0)) break;
    }
    return digits === "" ? undefined : { digits, scale: point < 0 ? 0 : digits.length - point };
  }

  private exponent(): number {
    if (!this.has("AllowExponent")) return 0;
    const match = /^[eE]([+-]?)(\d+)/.exec(this.text.slice(this.at, this.at + 40));
    if (!match) return 0;
    this.at += match[0].length;
    while (/\d/.test(this.text[this.at] ?? "")) this.at++;
    // Anything this large is beyond every type, and must not be computed.
    const size = Math.min(Number(match[2]), 99_999);
    return match[1] === "-" ? -size : size;
  }

  private suffix(): void {
    for (; ; this.at++) {
      const char = this.text[this.at] ?? "";
      if (white.test(char) && this.has("AllowTrailingWhite")) continue;
      if (this.sign(this.has("AllowTrailingSign"))) continue;
      if (char === ")" && this.open) this.open = false;
      else if (!this.symbol()) return;
    }
  }
}

/** What a parse gave when not a value: the text is no number, or does not fit the type. */
export type Failure = "format" | "overflow";
export type Parsed = { readonly value: unknown } | { readonly failure: Failure };

const failed = (failure: Failure): Parsed => ({ failure });

const radixStyles = NumberStyles.AllowHexSpecifier | NumberStyles.AllowBinarySpecifier;
const knownStyles = NumberStyles.Any | radixStyles;

/** Refuses combinations that .NET refuses, before the text is looked at. */
export function checkStyles(styles: number, type: string): void {
  const refuse = (message: string) => raise("ArgumentException", `${message} (Parameter 'style')`);
  if ((styles & ~knownStyles) !== 0) refuse("An undefined NumberStyles value is being used.");
  if ((styles & radixStyles) === 0) return;
  if (type === "double" || type === "float" || type === "decimal")
    refuse(
      "The number styles AllowHexSpecifier and AllowBinarySpecifier are not supported on floating point data types.",
    );
  const allowed = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
  const one = (styles & ~allowed) === NumberStyles.AllowHexSpecifier;
  if (!one && (styles & ~allowed) !== NumberStyles.AllowBinarySpecifier)
    refuse(
      "With the AllowHexSpecifier or AllowBinarySpecifier bit set in the enum bit field, the only other valid bits that can be combined into the enum value must be AllowLeadingWhite and AllowTrailingWhite.",
    );
}

/** The number in the representation of the type `type` (its C# name). */
export function parseNumber(text: string, type: string, styles: number, currency = "¤"): Parsed {
  checkSize(text.length);
  if (styles & radixStyles) return parseRadix(text, type, styles);
  const number = new NumberScanner(text, styles, currency).scan();
  switch (type) {
    case "double":
    case "float":
      return parseReal(text, type, number);
    case "decimal":
      return number ? parseDecimal(number) : failed("format");
    default:
      return number ? parseInteger(number, type) : failed("format");
  }
}

function parseInteger({ negative, digits, scale }: Scanned, type: string): Parsed {
  const cut = digits.length - Math.max(scale, 0);
  if (/[1-9]/.test(digits.slice(Math.max(cut, 0)))) return failed("overflow");
  const whole = digits.slice(0, Math.max(cut, 0)).replace(/^0+/, "");
  if (whole !== "" && whole.length - Math.min(scale, 0) > 20) return failed("overflow");
  const size = whole === "" ? 0n : BigInt(whole) * 10n ** BigInt(-Math.min(scale, 0));
  const value = negative ? -size : size;
  return inRange(value, type) ? { value: represent(value, type) } : failed("overflow");
}

function parseReal(text: string, type: string, number: Scanned | undefined): Parsed {
  const round = type === "float" ? Math.fround : (value: number) => value;
  if (number) {
    const size = round(Number(`${number.digits}e${-number.scale}`));
    return { value: number.negative ? -size : size };
  }
  const named = /^([+-]?)(infinity|nan|∞)$/i.exec(text.trim());
  if (!named) return failed("format");
  if (named[2]!.toLowerCase() === "nan") return { value: NaN };
  return { value: named[1] === "-" ? -Infinity : Infinity };
}

function parseDecimal({ negative, digits, scale }: Scanned): Parsed {
  const value = Decimal.tryDigits(negative, digits, scale);
  return value ? { value } : failed("overflow");
}

function parseRadix(text: string, type: string, styles: number): Parsed {
  const radix = styles & NumberStyles.AllowHexSpecifier ? 16 : 2;
  let [start, end] = [0, text.length];
  while (end > start && text[end - 1] === "\0") end--;
  if (styles & NumberStyles.AllowLeadingWhite) while (white.test(text[start] ?? "")) start++;
  if (styles & NumberStyles.AllowTrailingWhite) while (end > start && white.test(text[end - 1]!)) end--;
  let digits = text.slice(start, end);
  if (!(radix === 16 ? /^[\da-f]+$/i : /^[01]+$/).test(digits)) return failed("format");
  digits = digits.replace(/^0+(?=.)/, "");
  const { low, high } = rangeOf(type);
  const bits = (high - low).toString(2).length;
  if (digits.length > bits / (radix === 16 ? 4 : 1)) return failed("overflow");
  const value = BigInt(`${radix === 16 ? "0x" : "0b"}${digits}`);
  return { value: represent(low < 0n ? BigInt.asIntN(bits, value) : value, type) };
}

/** Parse: the value or .NET's exception. */
export function parseOrThrow(text: string | null, type: string, styles: number, currency?: string): unknown {
  if (text === null) return argumentNull("s");
  // What headers and variables hold nearly always needs none of the styles.
  if (type === "int" && styles === NumberStyles.Integer && /^\d{1,9}$/.test(text)) return Number(text);
  checkStyles(styles, type);
  const result = parseNumber(text, type, styles, currency);
  if ("value" in result) return result.value;
  if (result.failure === "overflow") overflow(type);
  return raise("FormatException", `The input string '${text}' was not in a correct format.`);
}

/** What Parse allows when no styles are given. */
export function defaultStyles(type: string): number {
  if (type === "decimal") return NumberStyles.Number;
  return type === "double" || type === "float"
    ? NumberStyles.Float | NumberStyles.AllowThousands
    : NumberStyles.Integer;
}
