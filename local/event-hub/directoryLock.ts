import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import path from "node:path";
import { ProblemsError } from "../../common/problem";

/**
 * Keeps other processes from writing to the same logs; the returned function gives the directory free. What a killed
 * process left behind is taken over.
 * @throws ProblemsError EVENT_LOG_IN_USE
 */
export function lockDirectory(directory: string): () => void {
  const file = path.join(directory, "lock");
  if (!tryCreate(file)) {
    const owner = Number(readFileSync(file, "utf8"));
    if (owner === process.pid || isAlive(owner)) throw inUse(directory, owner);
    rmSync(file, { force: true });
    if (!tryCreate(file)) throw inUse(directory, owner);
  }
  return () => rmSync(file, { force: true });
}

function tryCreate(file: string): boolean {
  try {
    const descriptor = openSync(file, "wx");
    writeSync(descriptor, String(process.pid));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function inUse(directory: string, owner: number): ProblemsError {
  return new ProblemsError("The events on disk cannot be opened", [
    {
      code: "EVENT_LOG_IN_USE",
      severity: "error",
      message: `${directory} is in use by process ${owner}`,
      hint: "stop that process, or keep the events in another directory",
      subject: "event hub",
    },
  ]);
}
