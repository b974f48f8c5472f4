import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/**
 * Resolves once every process that this one has started, and whatever those have started, is asleep: an engine and its
 * program that wait for the provider's answer. It does not look at the clock: a process that a busy machine keeps waiting
 * for a core is not asleep, however long that lasts. Linux tells (proc(5)); elsewhere a pause has to do.
 */
export async function othersAsleep(): Promise<void> {
  if (process.platform !== "linux") return pause(500);
  // Long enough for this process to take in what was on its way when the first look was taken.
  const between = 5;
  let before: string | undefined;
  for (;;) {
    const now = asleep(process.pid);
    if (now !== undefined && now === before) return;
    before = now;
    await pause(between);
  }
}

/** Undefined while one of the processes wants to run; otherwise how often each thread has run so far. */
function asleep(root: number): string | undefined {
  const ran: string[] = [];
  for (const child of childrenOf(root)) {
    for (const thread of list(`/proc/${child}/task`)) {
      const path = `/proc/${child}/task/${thread}`;
      const state = read(`${path}/stat`).replace(/^.*\) /s, "")[0];
      // Running or waiting for a core, or for a disk.
      if (state === "R" || state === "D") return undefined;
      ran.push(`${thread} ${read(`${path}/schedstat`)}`);
    }
    const below = asleep(Number(child));
    if (below === undefined) return undefined;
    ran.push(below);
  }
  return ran.join("\n");
}

function childrenOf(process: number): readonly string[] {
  return list(`/proc/${process}/task`).flatMap(
    (thread) => read(`/proc/${process}/task/${thread}/children`).match(/\d+/g) ?? [],
  );
}

/** What has ended meanwhile has nothing to say. */
function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
