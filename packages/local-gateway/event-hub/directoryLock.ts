import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";

/** What stands in the lock file. */
interface Owner {
  /** For messages alone: in another container the same number is another process. */
  readonly pid: number;
  /** The socket in the directory on which the owner listens; empty where the file system has none. */
  readonly socket: string;
}

/**
 * Keeps other processes from writing to the same logs; the returned function gives the directory free. Who holds it
 * listens on a socket in it: the kernel closes that with the process, however it ends, and it answers from every
 * container that has the directory mounted. A process id would do neither.
 * @throws ProblemsError EVENT_LOG_IN_USE
 */
export function lockDirectory(directory: string): () => void {
  const file = path.join(directory, "lock");
  const socket = `.lock-${randomBytes(6).toString("hex")}`;
  const server = listen(directory, socket);
  const owner: Owner = { pid: process.pid, socket: existsSync(path.join(directory, socket)) ? socket : "" };
  const stopListening = () => {
    server.close();
    rmSync(path.join(directory, socket), { force: true });
  };
  if (!tryCreate(file, owner) && !(removeStale(directory, file) && tryCreate(file, owner))) {
    stopListening();
    throw inUse(directory, readOwner(file)?.pid);
  }
  return () => {
    if (readOwner(file)?.socket === owner.socket) rmSync(file, { force: true });
    stopListening();
  };
}

function listen(directory: string, name: string): Server {
  const server = createServer((connection) => connection.destroy());
  // Where the file system has no sockets the lock is left to the process id.
  server.on("error", () => undefined);
  withSocketPath(directory, name, (place) => server.listen(place));
  server.unref();
  return server;
}

/** The address of a socket may have some hundred bytes; a longer one goes by a descriptor of its directory. */
function withSocketPath(directory: string, name: string, use: (place: string) => void): void {
  const place = path.resolve(directory, name);
  if (Buffer.byteLength(place) < 100 || process.platform !== "linux") {
    use(place);
    return;
  }
  const descriptor = openSync(directory, "r");
  try {
    use(`/proc/self/fd/${descriptor}/${name}`);
  } finally {
    closeSync(descriptor);
  }
}

function tryCreate(file: string, owner: Owner): boolean {
  try {
    const descriptor = openSync(file, "wx");
    writeSync(descriptor, JSON.stringify(owner));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Owner> | number;
    // A number alone is what earlier versions wrote.
    return typeof value === "number"
      ? { pid: value, socket: "" }
      : { pid: value.pid ?? 0, socket: value.socket ?? "" };
  } catch {
    return undefined;
  }
}

/** Takes away a lock whose owner has gone; false where it has not. */
function removeStale(directory: string, file: string): boolean {
  const owner = readOwner(file);
  if (owner && isAlive(directory, owner)) return false;
  const aside = `${file}-${randomBytes(6).toString("hex")}`;
  try {
    renameSync(file, aside);
  } catch {
    // Another process was faster; whether it holds the lock now, creating it will show.
    return true;
  }
  const taken = readOwner(aside);
  if (taken?.socket !== owner?.socket) {
    // That was no longer the stale one but the lock of who was faster: back with it.
    try {
      linkSync(aside, file);
    } catch {
      // Somebody has it already.
    }
  } else if (owner?.socket) rmSync(path.join(directory, owner.socket), { force: true });
  rmSync(aside, { force: true });
  return true;
}

function isAlive(directory: string, { pid, socket }: Owner): boolean {
  // Without a socket (an earlier version, a file system that has none) nothing tells but the process' number, and
  // that only where it is not our own: in a container every first process is number 1.
  if (socket === "") return pid !== process.pid && isRunning(pid);
  if (!existsSync(path.join(directory, socket))) return false;
  let answers = false;
  withSocketPath(directory, socket, (place) => {
    // Connecting takes a turn of the event loop, which a lock that is taken at once has none of.
    const local = place.startsWith("/proc/self/fd/") ? path.basename(place) : place;
    const { status } = spawnSync(process.execPath, ["-e", knock, local], { cwd: directory, timeout: 10_000 });
    answers = status !== 1;
  });
  return answers;
}

/** Ends with 1 where nobody listens; a socket that may not be asked, or does not answer in time, counts as held. */
const knock = `require("node:net").connect(process.argv[1])
  .on("connect", () => process.exit(0))
  .on("error", ({ code }) => process.exit(code === "ECONNREFUSED" || code === "ENOENT" ? 1 : 2));`;

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function inUse(directory: string, owner: number | undefined): ProblemsError {
  return new ProblemsError("The events on disk cannot be opened", [
    {
      code: "EVENT_LOG_IN_USE",
      severity: "error",
      message: `${directory} is in use by ${owner ? `process ${owner}` : "another process"}`,
      hint: "stop that process, or keep the events in another directory",
      subject: "event hub",
    },
  ]);
}
