import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Takes away the declarations that nobody can import: what no entry of the package's exports leads to. They are a third of
 * what the compiler writes, and a block of the disk each.
 */
export function pruneTypes(own: string, folder: string = own): void {
  const { exports } = JSON.parse(readFileSync(join(own, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  const entries = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [] : [target.types],
  );
  // A pattern offers everything.
  if (entries.some((entry) => entry.includes("*"))) return;
  const reached = new Set<string>();
  const waiting = entries.map((entry) => resolve(own, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file) || !existsSync(file)) continue;
    reached.add(file);
    for (const [, target] of readFileSync(file, "utf8").matchAll(/(?:from |import(?: |\())"(\.[^"]*)"/g))
      for (const end of [".d.ts", "/index.d.ts"]) waiting.push(join(dirname(file), `${target!}${end}`));
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (file.endsWith(".d.ts") && !reached.has(file)) rmSync(file);
  }
}
