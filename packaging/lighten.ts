import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

/**
 * Takes half of the indentation out of the JavaScript and the types below a folder, and the comments out of the JavaScript:
 * who reads them reads them in the types, which keep theirs. Names, lines of code and what they do stay.
 * @param leaves files that stay as they are, such as pages' scripts and what is made small already
 */
export function lighten(folder: string, leaves: (path: string) => boolean): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (leaves(path)) continue;
    if (entry.isDirectory()) lighten(path, leaves);
    else if (entry.name.endsWith(".d.ts"))
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(/^ +/gm, (indent) =>
          indent.slice(2 * Math.floor(indent.length / 4)),
        ),
      );
    else if (entry.name.endsWith(".js"))
      writeFileSync(
        path,
        transformSync(readFileSync(path, "utf8"), {
          loader: "js",
          target: "node20",
          charset: "utf8",
          legalComments: "none",
        }).code,
      );
  }
}
