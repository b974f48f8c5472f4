import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const docs = resolve(__dirname, "../../docs");

/**
 * The commands of a page, block by block: what stands in ```sh is run by a test, in the order of the page. What cannot be
 * run here (another registry, a sign-in) stands in ```text.
 */
export function commandBlocks(page: string): readonly string[] {
  const text = readFileSync(join(docs, page), "utf8");
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!.trim());
}
