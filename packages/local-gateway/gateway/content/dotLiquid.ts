import type { Liquid } from "liquidjs";
import { parseDateText } from "@azure-genai-gateway/policy-language/expressions/library/dates";
import { formatNumber } from "@azure-genai-gateway/policy-language/expressions/values/formats";

type Filter = (value: unknown, ...args: unknown[]) => unknown;

const shown = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
const isNone = (value: unknown) => value === null || value === undefined;

/** A date in one of .NET's formats; what is no date stays as it is, and so does one without a format. */
const date: Filter = (value, format) => {
  if (typeof value !== "string" || !shown(format)) return value;
  try {
    return parseDateText(value, 0, false).format(shown(format));
  } catch {
    // Neither is a time alone one: a template has no today.
    return value;
  }
};

/** Money in the invariant culture, which API Management runs in. */
const currency: Filter = (value) => {
  const number = typeof value === "number" ? value : Number(shown(value) || NaN);
  return Number.isFinite(number) ? formatNumber(number, "C", "double") : value;
};

const truncateWords: Filter = (value, count = 15, mark = "...") => {
  if (isNone(value)) return value;
  const words = shown(value).split(" ");
  const most = Math.max(Number(count), 1);
  return words.length > most ? words.slice(0, most).join(" ") + shown(mark) : shown(value);
};

/**
 * What DotLiquid has in its C# mode, in which API Management runs it, and liquidjs has not, or has in Ruby's way:
 * filters by their C# names, dates in .NET's formats.
 * https://learn.microsoft.com/azure/api-management/set-body-policy#using-liquid-templates-with-set-body
 */
export function addCSharpFilters(engine: Liquid): void {
  const escape = engine.filters.escape as never;
  for (const [name, filter] of Object.entries({
    Date: date,
    Currency: currency,
    TruncateWords: truncateWords,
  }))
    engine.registerFilter(name, filter);
  engine.registerFilter("H", escape);
}
