import type { ScalarTag, Tags } from "yaml";

// How Pulumi reads a scalar without quotes where it differs from YAML 1.2: its stack files go through yaml.v3, which keeps some
// of YAML 1.1 (https://github.com/go-yaml/yaml/blob/v3.0.1/resolve.go).

const whole = /^[-+]?[0-9][0-9a-zA-Z_]*$/;
const broken = /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/;
const dated = /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt ])(\d\d?):(\d\d?):(\d\d?)(?:\.(\d+))?(Z|[-+]\d\d:\d\d)?)?$/;

/**
 * A number without a point, in any base that Go knows by its prefix, a leading zero among them; undefined for what is none. What
 * JavaScript cannot count exactly is a bigint, as far as Go has whole numbers; beyond that one with a prefix is text, and any
 * other the nearest that a float is.
 */
export function pulumiNumber(plain: string): number | bigint | undefined {
  const text = plain.replaceAll("_", "");
  const [, sign = "", prefix = "", digits = ""] = /^([-+]?)(0[xXbBoO]|0(?=[0-7]+$))?(\w*)$/.exec(text) ?? [];
  const size = wholeOf(prefix === "0" ? `0o${digits}` : prefix + digits);
  if (size === undefined) return prefix === "" || prefix === "0" ? finite(text) : undefined;
  const most = sign === "-" ? 2n ** 63n : sign === "+" ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  if (size > most) return prefix === "" || prefix === "0" ? finite(text) : undefined;
  const exact = sign === "-" ? -size : size;
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : exact;
}

function wholeOf(literal: string): bigint | undefined {
  try {
    return literal === "" ? undefined : BigInt(literal);
  } catch {
    return undefined;
  }
}

/** Beyond all floats there is only the text. */
function finite(text: string): number | undefined {
  const number = Number(text.replaceAll("_", ""));
  return Number.isFinite(number) ? number : undefined;
}

/**
 * What becomes of a date: Pulumi reads a time, and hands it over in Go's own words, `2026-03-05 00:00:00 +0000 UTC`. Undefined
 * for what is no date, or none of the calendar.
 */
export function pulumiDate(plain: string): string | undefined {
  const found = dated.exec(plain);
  if (!found) return undefined;
  const [, year = "", month = "", day = "", apart, hour = "0", minute = "0", second = "0", part, zone] =
    found;
  // With a T there has to be a zone, with a space there must be none.
  if (apart !== undefined && (apart === " ") !== (zone === undefined)) return undefined;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const inCalendar = at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day);
  if (!inCalendar || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const fraction = (part ?? "").replace(/0+$/, "");
  const clock = [hour, minute, second].map((number) => number.padStart(2, "0")).join(":");
  const offset = zone === undefined || zone === "Z" ? undefined : zone.replace(":", "");
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")} ${clock}${fraction && `.${fraction}`} ${offset ? `${offset} ${offset}` : "+0000 UTC"}`;
}

/** YAML 1.2's tags with Pulumi's reading before them; for the option `customTags`. */
export function pulumiTags(tags: Tags): Tags {
  // Where neither a calendar nor a base has it, it is text.
  const tag = (name: string, test: RegExp, read: (text: string) => unknown): ScalarTag => ({
    tag: `tag:yaml.org,2002:${name}`,
    default: true,
    test,
    resolve: (text) => read(text) ?? text,
  });
  return [
    tag("timestamp", dated, pulumiDate),
    tag("int", whole, pulumiNumber),
    tag("float", broken, finite),
    ...tags,
  ];
}
