/** Endings that policy documents have: `.cshtml` is what editors for policies give them, for the C# in them. */
const ending = /(?:\.(?:policy|fragment))?\.(?:xml|cshtml)$/i;

/** Whether a file may hold a policy document, by its name. */
export const isPolicyFile = (name: string): boolean => /\.(?:xml|cshtml)$/i.test(name);

/** The name of a file without its folder and its endings: a fragment that stands in it is included by that. */
export const documentName = (file: string): string => file.replace(/^.*[\\/]/, "").replace(ending, "");

/** A text that is a policy document or a fragment, whatever comments stand before its root. */
export function documentRoot(text: string): "policies" | "fragment" | undefined {
  // A comment ends at its first end: what may end at any is tried for all combinations of ends.
  const match = /^\uFEFF?(?:\s|<\?[^>]*\?>|<!--(?:(?!-->)[\s\S])*-->)*<(policies|fragment)[\s/>]/.exec(text);
  return match?.[1] as "policies" | "fragment" | undefined;
}
