/** A copy with one place changed: `a.b[0].c`; undefined takes the place away. */
export function changed(
  inputs: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const copy = structuredClone(inputs) as Record<string, unknown>;
  const keys = path.split(/[.[\]]+/).filter((key) => key !== "");
  const last = keys.pop()!;
  let at = copy;
  for (const key of keys) {
    const next = at[key];
    if (typeof next !== "object" || next === null) throw new Error(`nothing at ${key} of ${path}`);
    at = next as Record<string, unknown>;
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
