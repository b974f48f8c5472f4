import { raise } from "../../values/runtime";
import { pad, ticksPer } from "./calendar";
import { patternTokens } from "./patterns";

interface SpanParts {
  readonly negative: boolean;
  readonly days: bigint;
  readonly hours: bigint;
  readonly minutes: bigint;
  readonly seconds: bigint;
  /** Seven digits. */
  readonly fraction: string;
}

function partsOf(ticks: bigint): SpanParts {
  const size = ticks < 0n ? -ticks : ticks;
  return {
    negative: ticks < 0n,
    days: size / ticksPer.day,
    hours: (size / ticksPer.hour) % 24n,
    minutes: (size / ticksPer.minute) % 60n,
    seconds: (size / ticksPer.second) % 60n,
    fraction: pad(size % ticksPer.second, 7),
  };
}

/** A TimeSpan in the formats c (t, T), g and G, or a custom one. */
export function formatSpan(ticks: bigint, format: string): string {
  const parts = partsOf(ticks);
  const { negative, days, hours, minutes, seconds, fraction } = parts;
  const sign = negative ? "-" : "";
  const rest = `${pad(minutes)}:${pad(seconds)}`;
  switch (format) {
    case "c":
    case "t":
    case "T":
      return `${sign}${days ? `${days}.` : ""}${pad(hours)}:${rest}${fraction === "0000000" ? "" : `.${fraction}`}`;
    case "g": {
      const shown = fraction.replace(/0+$/, "");
      return `${sign}${days ? `${days}:` : ""}${hours}:${rest}${shown && `.${shown}`}`;
    }
    case "G":
      return `${sign}${days}:${pad(hours)}:${rest}.${fraction}`;
    default:
      return custom(parts, format);
  }
}

function invalid(): never {
  raise("FormatException", "Input string was not in a correct format.");
}

/** Only the parts that are named, without a sign; any other character must be quoted. */
function custom(parts: SpanParts, format: string): string {
  if (format.length === 1) return invalid();
  const number = (value: bigint, width: number, most: number) =>
    width > most ? invalid() : pad(value, width);
  return patternTokens(format)
    .map((token) => {
      if (token.kind === "literal") return token.quoted ? token.text : invalid();
      const width = token.text.length;
      switch (token.text[0]) {
        case "d":
          return number(parts.days, width, 8);
        case "h":
          return number(parts.hours, width, 2);
        case "m":
          return number(parts.minutes, width, 2);
        case "s":
          return number(parts.seconds, width, 2);
        case "f":
          return width > 7 ? invalid() : parts.fraction.slice(0, width);
        case "F":
          return width > 7 ? invalid() : parts.fraction.slice(0, width).replace(/0+$/, "");
        default:
          return invalid();
      }
    })
    .join("");
}
