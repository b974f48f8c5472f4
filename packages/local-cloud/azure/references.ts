/** Every text in a value, with its path. */
export function* textsIn(
  value: unknown,
  path = "",
): Generator<{ readonly path: string; readonly text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsIn(item, `${path}[${index}]`);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value))
      yield* textsIn(item, path === "" ? key : `${path}.${key}`);
}

const armId = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^?]+$/i;

/** Ids of other resources among the inputs, with where they stand. */
export function armReferences(
  inputs: Readonly<Record<string, unknown>>,
): readonly { readonly path: string; readonly id: string }[] {
  return [...textsIn(inputs)].flatMap(({ path, text }) => (armId.test(text) ? { path, id: text } : []));
}
