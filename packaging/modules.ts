import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Scope of the packages in packages/; each has its folder's name in it. */
export const scope = "@azure-genai-gateway";

/** Folders of the packages. */
export function packageNames(root: string): readonly string[] {
  return readdirSync(join(root, "packages")).filter((name) =>
    existsSync(join(root, "packages", name, "package.json")),
  );
}

type Exports = Readonly<Record<string, string>>;

/**
 * A package's manifest as it is published. In the repository `exports` name sources, so that nothing has to be built before
 * anything runs; what is published has the compiled file and its types in their place.
 */
export function publishedManifest(manifest: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const compiled = (target: string) => {
    if (!target.endsWith(".ts")) return target;
    const base = target.slice(0, -".ts".length);
    return { types: `${base}.d.ts`, default: `${base}.js` };
  };
  return {
    ...manifest,
    exports: Object.fromEntries(
      Object.entries(manifest["exports"] as Exports).map(([name, target]) => [name, compiled(target)]),
    ),
  };
}

/**
 * Gives a copy of the repository in `folder` the modules that are installed in `root`. Links to this repository's own
 * packages go to those of the copy: otherwise the copy would run the original's.
 */
export function linkModules(root: string, folder: string): void {
  const from = join(root, "node_modules");
  const to = join(folder, "node_modules");
  mkdirSync(join(to, scope), { recursive: true });
  for (const name of readdirSync(from)) if (name !== scope) symlinkSync(join(from, name), join(to, name));
  for (const name of packageNames(root))
    symlinkSync(join(folder, "packages", name), join(to, scope, name), "junction");
}
