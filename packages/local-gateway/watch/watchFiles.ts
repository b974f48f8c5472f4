import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { debounce, QUIET_MS } from "./debounce";

/**
 * Watches a file, or a folder with all that is in it. Folders are watched and not files: editors put a new file in the
 * place of the old one.
 * @returns what ends it.
 */
export function watchFiles(
  path: string,
  onChange: (changed: readonly string[]) => void,
  clock: Clock = systemClock,
): () => void {
  const { changed, stop } = debounce(clock, QUIET_MS, onChange);
  const watchers = new Map<string, FSWatcher>();
  const isFolder = (one: string) => statSync(one, { throwIfNoEntry: false })?.isDirectory() ?? false;

  function add(folder: string, counts: (name: string) => boolean, deep: boolean): void {
    if (watchers.has(folder) || !isFolder(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (name === null) return;
      const full = join(folder, name);
      if (deep && !ignored(name)) add(full, counts, true);
      if (counts(name)) changed(relative(".", full));
    });
    watcher.on("error", () => {
      watcher.close();
      watchers.delete(folder);
    });
    watchers.set(folder, watcher);
    if (!deep) return;
    for (const name of readdirSync(folder)) if (!ignored(name)) add(join(folder, name), counts, true);
  }

  if (isFolder(path)) add(path, (name) => /^[^.#].*\.(?:xml|json|ya?ml)$/i.test(name), true);
  else {
    // What stands beside a document may be its fragments.
    const own = basename(path);
    add(dirname(path), (name) => name === own || /^[^.#].*\.xml$/i.test(name), false);
  }
  return () => {
    stop();
    for (const watcher of watchers.values()) watcher.close();
  };
}

const ignored = (name: string) => name === "node_modules" || name.startsWith(".");
