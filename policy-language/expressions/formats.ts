import { Decimal } from "./decimal";

/** A double's shortest text, as .NET writes it: exponents from 1E+15 up and below 1E-05. */
export function realText(value: number, single = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (Object.is(value, -0)) return "-0";
  let text = String(value);
  if (single) for (let digits = 1; digits <= 9; digits++) if (Math.fround(Number(value.toPrecision(digits))) === value) { text = String(Number(value.toPrecision(digits))); break; } // prettier-ignore
  const size = Math.abs(value);
  if (value !== 0 && (size >= (single ? 1e7 : 1e15) || size < 1e-4)) {
    const [digits, exponent] = Number(text).toExponential().split("e") as [string, string];
    return `${digits}E${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }
  return text;
}

function decimalOf(value: number | bigint | Decimal): Decimal {
  return value instanceof Decimal
    ? value
    : typeof value === "bigint"
      ? Decimal.of(value, 0)
      : Decimal.parse(String(value));
}

const group = (digits: string) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** A number in a standard or custom format; undefined when the format is none. */
export function formatNumber(
  value: number | bigint | Decimal,
  format: string,
  type: string,
): string | undefined {
  const standard = /^([A-Za-z])(\d{0,3})$/.exec(format);
  if (!standard) return customNumber(value, format);
  const kind = standard[1]!.toUpperCase();
  const given = standard[2] === "" ? undefined : Number(standard[2]);
  const negative = value instanceof Decimal ? value.units < 0n : value < 0;
  if (typeof value === "number" && !Number.isFinite(value)) return realText(value);
  const fixed = (places: number, from = decimalOf(value)) => {
    const text = from.round(places, true).text().replace("-", "");
    const [whole, fraction = ""] = text.split(".");
    return { whole: whole!, fraction: fraction.padEnd(places, "0") };
  };
  const join = ({ whole, fraction }: { whole: string; fraction: string }, grouped: boolean) =>
    `${grouped ? group(whole) : whole}${fraction ? `.${fraction}` : ""}`;
  const sign = negative && !/^[0.]*$/.test(join(fixed(given ?? 2), false)) ? "-" : "";
  switch (kind) {
    case "D": {
      if (typeof value !== "bigint" && (value instanceof Decimal || type === "double" || type === "float"))
        return undefined;
      return (
        (negative ? "-" : "") +
        String(value)
          .replace("-", "")
          .padStart(given ?? 0, "0")
      );
    }
    case "X": {
      if (value instanceof Decimal || type === "double") return undefined;
      const hex = BigInt.asUintN(typeof value === "bigint" ? 64 : 32, BigInt(value))
        .toString(16)
        .padStart(given ?? 0, "0");
      return standard[1] === "X" ? hex.toUpperCase() : hex;
    }
    case "F":
      return sign + join(fixed(given ?? 2), false);
    case "N":
      return sign + join(fixed(given ?? 2), true);
    case "C":
      return negative ? `(¤${join(fixed(given ?? 2), true)})` : `¤${join(fixed(given ?? 2), true)}`;
    case "P":
      return `${sign}${join(fixed(given ?? 2, decimalOf(value).multiply(Decimal.of(100n, 0))), true)} %`;
    case "E": {
      const [digits, exponent] = Number(value instanceof Decimal ? value.text() : value)
        .toExponential(given ?? 6)
        .split("e") as [string, string];
      return `${digits}${standard[1]}${exponent[0]}${exponent.slice(1).padStart(3, "0")}`;
    }
    case "G":
    case "R":
      if (value instanceof Decimal) return value.text();
      return typeof value === "bigint" || (type !== "double" && type !== "float")
        ? String(value)
        : realText(given ? Number(value.toPrecision(given)) : value);
    default:
      return undefined;
  }
}

function customNumber(value: number | bigint | Decimal, format: string): string {
  const number = decimalOf(value);
  const sections = format.split(";");
  let section = sections[0]!;
  let shown = number;
  let negative = number.units < 0n;
  if (sections.length > 1 && negative && sections[1])
    [section, shown, negative] = [sections[1], number.negate(), false];
  else if (sections.length > 2 && number.units === 0n) section = sections[2]!;
  const bare = section.replace(/'[^']*'|"[^"]*"|\\./g, "");
  if (bare.includes("%")) shown = shown.multiply(Decimal.of(100n, 0));
  const [wholeMask = "", fractionMask = ""] = (/[0#,.]+/.exec(bare)?.[0] ?? "").split(".");
  const places = fractionMask.length;
  const [whole = "0", fraction = ""] = shown.round(places, true).text().replace("-", "").split(".");
  const least = (
    wholeMask.replaceAll(",", "").match(/0[0#]*$/)?.[0] ??
    wholeMask.match(/0.*/)?.[0] ??
    ""
  ).replaceAll(",", "").length;
  let digits = (whole === "0" ? "" : whole).padStart(least, "0");
  if (wholeMask.includes(",")) digits = group(digits);
  let decimals = fraction.padEnd(places, "0");
  const required = fractionMask.lastIndexOf("0") + 1;
  while (decimals.length > required && decimals.endsWith("0")) decimals = decimals.slice(0, -1);
  const text = digits + (decimals ? `.${decimals}` : "");
  const isZero = /^[0.,]*$/.test(text);
  return (
    (negative && !isZero ? "-" : "") +
    section.replace(/[0#,.]+/, text).replace(/'([^']*)'|"([^"]*)"|\\(.)/g, "$1$2$3")
  );
}
