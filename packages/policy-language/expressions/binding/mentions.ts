/** Whether a lambda or local function stands in the syntax: only those can outlive a pass of a loop. */
export function mentionsFunction(node: unknown): boolean {
  if (node === null || typeof node !== "object") return false;
  if (Array.isArray(node)) return node.some(mentionsFunction);
  const { kind } = node as { kind?: string };
  if (kind === "lambda" || kind === "function") return true;
  return Object.values(node).some(mentionsFunction);
}

/** Whether `yield` stands in the syntax, outside of functions within it. */
export function yields(node: unknown): boolean {
  if (node === null || typeof node !== "object") return false;
  if (Array.isArray(node)) return node.some(yields);
  const { kind } = node as { kind?: string };
  if (kind === "yield") return true;
  return kind !== "lambda" && kind !== "function" && Object.values(node).some(yields);
}
