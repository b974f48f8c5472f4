import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { fragmentFolders, isPolicyFile } from "@azure-genai-gateway/policy-language/policyFiles";
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
  const watchers = new Map<string, { readonly watcher: FSWatcher; readonly identity: string }>();
  const followed = new Set<string>();
  let above: FSWatcher | undefined;

  /**
   * @param counts whether a file in it is wanted by its name alone
   * @param deep for its folders as well
   * @returns whether the folder was not watched before
   */
  function add(folder: string, counts: (name: string) => boolean, deep: boolean): boolean {
    const key = resolve(folder);
    const identity = identityOf(folder);
    const before = watchers.get(key);
    if (before?.identity === identity) return false;
    // The watch of a folder that is gone stays silent, also for the folder that stands in its place afterwards.
    before?.watcher.close();
    watchers.delete(key);
    if (identity === undefined) return false;
    const watcher = watch(folder, (_event, name) => {
      if (name === null) return;
      const full = join(folder, name);
      // What was written into a new folder before it was watched has been told to nobody.
      if (deep && !ignored(name) && add(full, counts, true)) changed(relative(".", full));
      if (counts(name) || followed.has(resolve(full))) changed(relative(".", full));
    });
    watcher.on("error", () => {
      watcher.close();
      watchers.delete(key);
    });
    watchers.set(key, { watcher, identity });
    if (!deep) return true;
    for (const name of readdirSync(folder)) if (!ignored(name)) add(join(folder, name), counts, true);
    return true;
  }

  if (isFolder(path)) {
    const counts = (name: string) => /^[^.#].*\.(?:xml|cshtml|json|ya?ml)$/i.test(name);
    add(path, counts, true);
    above = watchAbove(path, () => {
      add(path, counts, true);
      changed(relative(".", path));
    });
  } else {
    // What stands beside a document, or in a folder of fragments there, may be its fragments.
    const own = basename(path);
    const isPolicy = (name: string) => /^[^.#]/.test(name) && isPolicyFile(name);
    add(dirname(path), (name) => name === own || isPolicy(name), false);
    for (const name of fragmentFolders) add(join(dirname(path), name), isPolicy, false);
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
      for (const { watcher } of watchers.values()) watcher.close();
      above?.close();
    },
  };
}

/** Tells when another folder stands at the path; undefined where what is above it may not be watched. */
function watchAbove(path: string, onChange: () => void): FSWatcher | undefined {
  const full = resolve(path);
  let last = identityOf(full);
  try {
    const watcher = watch(dirname(full), (_event, name) => {
      const identity = identityOf(full);
      if (name !== basename(full) || identity === last) return;
      last = identity;
      onChange();
    });
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

/** Tells a folder from the one that stood there before it; undefined for what is no folder. */
function identityOf(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() ? `${found.ino} ${found.birthtimeMs}` : undefined;
}

const isFolder = (one: string) => statSync(one, { throwIfNoEntry: false })?.isDirectory() ?? false;
const ignored = (name: string) => name === "node_modules" || name.startsWith(".");
