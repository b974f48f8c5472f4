import { isRecord, type Fields as Json } from "@azure-genai-gateway/common/records";

/** Below it a reference is hardly shorter than what it stands for. */
const worthIt = 300;

/**
 * The schema with what stands in it several times written once, under `definitions`, and referred to: settings of APIs are
 * the same for each. Named by the key that has it first.
 */
export function shareRepeated(root: Json): Json {
  const definitions: Record<string, unknown> = { ...(root.definitions as Json | undefined) };
  const counts = new Map<string, number>();
  count(root, counts);
  const names = new Map<string, string>();

  const write = (schema: unknown, key: string): unknown => {
    if (!isRecord(schema)) return schema;
    const text = JSON.stringify(schema);
    if (text.length < worthIt || (counts.get(text) ?? 0) < 2)
      return children(schema, (child, name) => write(child, name ?? key));
    let name = names.get(text);
    if (name === undefined) {
      for (let number = 1; name === undefined || name in definitions; number++)
        name = `${key.split(":").at(-1)}${number === 1 ? "" : number}`;
      names.set(text, name);
      // Taken before what is within is written, which may have the same key.
      definitions[name] = true;
      definitions[name] = children(schema, (child, own) => write(child, own ?? key));
    }
    return { $ref: `#/definitions/${name}` };
  };
  const written = write(root, "") as Json;
  return Object.keys(definitions).length === 0 ? written : { ...written, definitions };
}

/** How often each schema stands somewhere, of those within a schema that is there twice only once. */
function count(schema: unknown, counts: Map<string, number>): void {
  if (!isRecord(schema)) return;
  const text = JSON.stringify(schema);
  const before = counts.get(text) ?? 0;
  counts.set(text, before + 1);
  if (before === 0) children(schema, (child) => (count(child, counts), child));
}

/** The schema with those within it replaced; each comes with its key, where it has one. */
function children(schema: Json, replaced: (child: unknown, key?: string) => unknown): Json {
  const maps = ["properties", "patternProperties"];
  const single = ["items", "additionalProperties"];
  const lists = ["anyOf", "oneOf", "allOf"];
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (maps.includes(keyword) && isRecord(value))
        return [
          keyword,
          Object.fromEntries(Object.entries(value).map(([key, child]) => [key, replaced(child, key)])),
        ];
      if (single.includes(keyword)) return [keyword, replaced(value)];
      if (lists.includes(keyword) && Array.isArray(value))
        return [keyword, value.map((child) => replaced(child))];
      return [keyword, value];
    }),
  );
}
