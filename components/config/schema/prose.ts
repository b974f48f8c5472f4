import type { KeySchema } from "./jsonSchema";

/** The default as a reader has to know it: `30`, `as in the first location`; undefined for a key that must be there. */
export function defaultText({ default: value, otherwise, properties }: KeySchema): string | undefined {
  if (otherwise !== undefined) return otherwise;
  // An empty map with keys of its own stands for their defaults.
  if (value === undefined || (properties && JSON.stringify(value) === "{}")) return undefined;
  return ["[]", "{}"].includes(JSON.stringify(value)) ? "none" : `\`${written(value)}\``;
}

/** A value as one writes it in YAML or TypeScript; texts in quotes only where they have to be. */
export function written(value: unknown): string {
  if (typeof value === "string") return /^[A-Za-z/][\w./:@ -]*$/.test(value) ? value : JSON.stringify(value);
  return Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(", ")}]` : String(value);
}

/** What a key is, with unit, default and page, in sentences: for readers that take one text. */
export function sentences(schema: KeySchema): string {
  const { description = "", unit, page } = schema;
  const fallback = defaultText(schema);
  return [
    description,
    ...(unit ? [`Unit: ${unit}.`] : []),
    ...(fallback ? [`Default: ${fallback}.`] : []),
    ...(page ? [page] : []),
  ].join(" ");
}
