import { argumentNull, checkSize, raise, tick } from "../../values/runtime";
import { formatValue } from "../../values/values";

const whole =
  "Index (zero based) must be greater than or equal to zero and less than the size of the argument list.";
/** Wider fields than this are refused, as indexes are. */
const limit = 1_000_000;

function fail(offset: number, reason: string): never {
  raise(
    "FormatException",
    `Input string was not in a correct format. Failure to parse near offset ${offset}. ${reason}`,
  );
}

/** Pads on the left for a positive width, on the right for a negative one. */
export function aligned(text: string, width: number): string {
  checkSize(Math.abs(width));
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}

/**
 * String.Format: `{index,alignment:format}`, braces doubled to stand for themselves.
 * https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting
 */
export function formatComposite(format: string | null, args: readonly unknown[]): string {
  if (format === null) argumentNull("format");
  let result = "";
  let at = 0;
  for (;;) {
    const brace = nextBrace(format, at);
    result += format.slice(at, brace);
    if (brace === format.length) return result;
    tick();
    const next = format[brace + 1];
    if (next === format[brace]) {
      result += next;
      at = brace + 2;
    } else if (format[brace] === "}")
      return fail(brace + 1, "Unexpected closing brace without a corresponding opening brace.");
    else {
      const hole = readHole(format, brace + 1);
      if (hole.index >= args.length) raise("FormatException", whole);
      result += aligned(formatValue(args[hole.index], hole.spec), hole.width);
      at = hole.end;
    }
    checkSize(result.length);
  }
}

function nextBrace(format: string, from: number): number {
  const found = /[{}]/g;
  found.lastIndex = from;
  return found.exec(format)?.index ?? format.length;
}

function readHole(format: string, start: number) {
  const head = /(\d+) *(?:, *(-?\d+) *)?/y;
  head.lastIndex = start;
  const match = head.exec(format);
  if (!match)
    return start >= format.length
      ? fail(start, "Format item ends prematurely.")
      : fail(start + 1, "Expected an ASCII digit.");
  const index = Number(match[1]);
  const width = Number(match[2] ?? 0);
  if (index >= limit || Math.abs(width) >= limit) raise("FormatException", whole);
  let at = head.lastIndex;
  let spec = "";
  if (format[at] === ":") {
    const end = format.slice(at + 1).search(/[{}]/);
    if (end < 0) fail(format.length, "Format item ends prematurely.");
    spec = format.slice(at + 1, at + 1 + end);
    at += 1 + end;
  }
  if (format[at] !== "}")
    fail(at + 1, at >= format.length ? "Format item ends prematurely." : "Expected an ASCII digit.");
  return { index, width, spec, end: at + 1 };
}
