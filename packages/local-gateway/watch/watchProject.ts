import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { debounce, QUIET_MS } from "./debounce";

export interface WatchOptions {
  readonly projectDir: string;
  readonly stack: string;
  /** Files that count too, wherever they stand. Default none. */
  readonly also?: readonly string[];
  readonly onChange: (changed: readonly string[]) => void;
  /** Default the machine's. */
  readonly clock?: Clock;
  readonly onDefect?: (error: unknown) => void;
}

/** Folders that count with all that is in them. */
const FOLDERS = ["policies", "components"];

/**
 * Watches what a stack is made of: policies, components, the entry and the stack's config. Each folder is watched by
 * itself: editors put a new file in the place of the old one, which a watch on the file, or a recursive one of Node 20,
 * does not see a second time. Paths are relative to the project.
 * @returns what ends it.
 */
export function watchProject({
  projectDir,
  stack,
  also = [],
  onChange,
  clock = systemClock,
  onDefect,
}: WatchOptions): () => void {
  const { changed, stop } = debounce(clock, QUIET_MS, onChange);
  const own = new Set(["index.ts", "Pulumi.yaml", `Pulumi.${stack}.yaml`]);
  const watchers = new Map<string, FSWatcher>();

  function add(folder: string, counts: (file: string) => boolean, deep: boolean, isNew = false): void {
    if (watchers.has(folder) || !isFolder(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (name === null) return;
      const path = join(folder, name);
      if (deep) add(path, counts, deep, true);
      if (counts(name)) changed(relative(projectDir, path));
    });
    const gone = () => {
      watcher.close();
      watchers.delete(folder);
    };
    watcher.on("error", (error) => {
      gone();
      onDefect?.(error);
    });
    watchers.set(folder, watcher);
    if (!deep) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) add(path, counts, deep, isNew);
      // What was saved before the watch on a new folder stood.
      else if (isNew && counts(entry.name)) changed(relative(projectDir, path));
    }
  }

  add(projectDir, (name) => own.has(name), false);
  for (const folder of new Set(also.map((file) => dirname(resolve(file))))) {
    const names = new Set(also.map((file) => resolve(file)));
    add(folder, (name) => names.has(join(folder, name)), false);
  }
  for (const folder of FOLDERS) add(join(projectDir, folder), isSource, true);
  return () => {
    stop();
    for (const watcher of watchers.values()) watcher.close();
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Not what editors leave beside a file while they save it. */
function isSource(name: string): boolean {
  return /^[^.#].*\.(xml|ts|json|ya?ml)$/.test(name);
}
