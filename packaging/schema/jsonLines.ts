/**
 * JSON with a line for each key of the first levels and none for what is below: small, as it is shipped, and a change of
 * one key is a change of one line.
 */
export function jsonLines(value: unknown, levels = 3): string {
  if (levels === 0 || typeof value !== "object" || value === null || Array.isArray(value))
    return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}:${jsonLines(one, levels - 1)}`,
  );
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n}`;
}
