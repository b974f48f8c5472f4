import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { debounce, QUIET_MS } from "./debounce";

export interface FileWatch {
  /** Watches these files too, wherever they stand: those that were read, which may change with each reading. */
  follow(files: readonly string[]): void;
  stop(): void;
}

/**
 * Watches a file, or a folder with all that is in it. Folders are watched and not files: editors put a new file in the
 * place of the old one.
 */
export function watchFiles(
  path: string,
  onChange: (changed: readonly string[]) => void,
  clock: Clock = systemClock,
): FileWatch {
  const { changed, stop } = debounce(clock, QUIET_MS, onChange);
  const watchers = new Map<string, FSWatcher>();
  const followed = new Set<string>();

  /** @param counts whether a file in it is wanted by its name alone; @param deep for its folders as well */
  function add(folder: string, counts: (name: string) => boolean, deep: boolean): void {
    const key = resolve(folder);
    if (watchers.has(key) || !isFolder(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (name === null) return;
      const full = join(folder, name);
      if (deep && !ignored(name)) add(full, counts, true);
      if (counts(name) || followed.has(resolve(full))) changed(relative(".", full));
    });
    watcher.on("error", () => {
      watcher.close();
      watchers.delete(key);
    });
    watchers.set(key, watcher);
    if (!deep) return;
    for (const name of readdirSync(folder)) if (!ignored(name)) add(join(folder, name), counts, true);
  }

  if (isFolder(path)) add(path, (name) => /^[^.#].*\.(?:xml|cshtml|json|ya?ml)$/i.test(name), true);
  else {
    // What stands beside a document, or in a folder of fragments there, may be its fragments.
    const own = basename(path);
    const isPolicy = (name: string) => /^[^.#].*\.(?:xml|cshtml)$/i.test(name);
    add(dirname(path), (name) => name === own || isPolicy(name), false);
    for (const name of ["fragments", "policy-fragments", "policy fragments"])
      add(join(dirname(path), name), isPolicy, false);
  }
  return {
    follow(files) {
      for (const file of files) {
        followed.add(resolve(file));
        add(dirname(file), () => false, false);
      }
    },
    stop() {
      stop();
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

const isFolder = (one: string) => statSync(one, { throwIfNoEntry: false })?.isDirectory() ?? false;
const ignored = (name: string) => name === "node_modules" || name.startsWith(".");
