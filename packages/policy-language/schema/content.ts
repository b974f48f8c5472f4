/** Elements whose content is data, not policies: XML in it is kept as it stands. */
const rawContent: ReadonlySet<string> = new Set(["set-body"]);

export function hasRawContent(name: string): boolean {
  return rawContent.has(name);
}
