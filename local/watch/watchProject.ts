import { existsSync, watch, type FSWatcher } from "node:fs";
import { basename, join, relative } from "node:path";
import { systemClock, type Clock } from "../../common/clock";
import { debounce, QUIET_MS } from "./debounce";

export interface WatchOptions {
  readonly projectDir: string;
  readonly stack: string;
  readonly onChange: (changed: readonly string[]) => void;
  /** Default the machine's. */
  readonly clock?: Clock;
  readonly onDefect?: (error: unknown) => void;
}

/** Folders whose every file counts. */
const FOLDERS = ["policies", "components"];

/**
 * Watches what a stack is made of: policies, components, the entry and the stack's config. Folders are watched rather
 * than files, since editors put a new file in the place of the old one. Paths are relative to the project.
 * @returns what ends it.
 */
export function watchProject({
  projectDir,
  stack,
  onChange,
  clock = systemClock,
  onDefect,
}: WatchOptions): () => void {
  const { changed, stop } = debounce(clock, QUIET_MS, onChange);
  const own = new Set(["index.ts", "Pulumi.yaml", `Pulumi.${stack}.yaml`]);
  const watchers: FSWatcher[] = [];
  const add = (folder: string, recursive: boolean, counts: (file: string) => boolean) => {
    if (!existsSync(folder)) return;
    const watcher = watch(folder, { recursive }, (_event, name) => {
      if (name !== null && counts(name)) changed(relative(projectDir, join(folder, name)));
    });
    watcher.on("error", (error) => onDefect?.(error));
    watchers.push(watcher);
  };
  add(projectDir, false, (name) => own.has(name));
  for (const folder of FOLDERS) add(join(projectDir, folder), true, (name) => !isScratch(name));
  return () => {
    stop();
    for (const watcher of watchers) watcher.close();
  };
}

/** What editors leave beside a file while they save it. */
function isScratch(path: string): boolean {
  const name = basename(path);
  return /^\.|~$|\.(sw[a-z]|tmp)$|^\d+$/.test(name);
}
