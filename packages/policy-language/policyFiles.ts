import type { PolicyScope } from "./document";

/** Endings that policy documents have: `.cshtml` is what editors for policies give them, for the C# in them. */
const ending = /(?:\.(?:policy|fragment))?\.(?:xml|cshtml)$/i;

/** Whether a file may hold a policy document, by its name. */
export const isPolicyFile = (name: string): boolean => /\.(?:xml|cshtml)$/i.test(name);

/** What folders of fragments beside a document are called in public repositories. */
export const fragmentFolders: readonly string[] = ["fragments", "policy-fragments", "policy fragments"];

/** The name of a file without its folder and its endings: a fragment that stands in it is included by that. */
export const documentName = (file: string): string => file.replace(/^.*[\\/]/, "").replace(ending, "");

/** A text that is a policy document or a fragment, whatever comments stand before its root. */
export function documentRoot(text: string): "policies" | "fragment" | undefined {
  // A comment ends at its first end: what may end at any is tried for all combinations of ends.
  const match = /^\uFEFF?(?:\s|<\?[^>]*\?>|<!--(?:(?!-->)[\s\S])*-->)*<(policies|fragment)[\s/>]/.exec(text);
  return match?.[1] as "policies" | "fragment" | undefined;
}

/** Whose document a file is, by its folders in the layout of APIOps' extractor; undefined in any other. */
export function scopeOfFile(file: string): PolicyScope | undefined {
  const [, folder, inside] =
    /(?:^|[\\/])(products|apis)[\\/][^\\/]+[\\/](operations[\\/][^\\/]+[\\/])?policy\.xml$/i.exec(file) ?? [];
  if (folder === undefined) return undefined;
  if (folder.toLowerCase() === "products") return inside === undefined ? "product" : undefined;
  return inside === undefined ? "api" : "operation";
}
