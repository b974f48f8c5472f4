/** A JSON object, or what a YAML map has become. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether something read from outside has members by name: no list, and not null. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Anything else counts as an object without members. */
export function asRecord(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** Anything else counts as absent. */
export function recordOf(value: unknown): Fields | undefined {
  return isRecord(value) ? value : undefined;
}
