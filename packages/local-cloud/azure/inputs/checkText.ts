import type { PropertyType } from "./inputTypes";

const formats: Readonly<Record<NonNullable<PropertyType["format"]>, { pattern: RegExp; text: string }>> = {
  uuid: { pattern: /^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i, text: "a UUID" },
  duration: {
    pattern: /^-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
    text: "a duration of ISO 8601, such as PT5M",
  },
  "date-time": {
    pattern: /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i,
    text: "a point in time of ISO 8601, such as 2030-01-31T12:00:00Z",
  },
};

const patterns = new Map<string, RegExp>();

/** What a text has against its type's length, pattern and format; never the text itself. */
export function checkText(
  { minLength, maxLength, pattern, format }: PropertyType,
  value: string,
): readonly string[] {
  const found: string[] = [];
  if (minLength !== undefined && value.length < minLength)
    found.push(`takes ${minLength} characters at least, not ${value.length}`);
  if (maxLength !== undefined && value.length > maxLength)
    found.push(`takes ${maxLength} characters at most, not ${value.length}`);
  if (pattern !== undefined && !compiled(pattern).test(value)) found.push(`takes what matches ${pattern}`);
  if (format !== undefined && !formats[format].pattern.test(value))
    found.push(`takes ${formats[format].text}`);
  return found;
}

function compiled(pattern: string): RegExp {
  let found = patterns.get(pattern);
  if (!found) patterns.set(pattern, (found = new RegExp(pattern)));
  return found;
}
