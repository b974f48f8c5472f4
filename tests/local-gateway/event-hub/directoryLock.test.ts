import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockDirectory } from "../../../packages/local-gateway/event-hub/directoryLock";

describe("the lock of a directory", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "lock-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Another process that holds the lock. */
  async function holder(at = directory) {
    const code = `require("tsx/cjs");
      require(${JSON.stringify(join(process.cwd(), "packages/local-gateway/event-hub/directoryLock"))}).lockDirectory(process.argv[1]);
      console.log("held"); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["-e", code, at], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    return {
      async kill() {
        child.kill("SIGKILL");
        await once(child, "exit");
      },
    };
  }

  it("is held by one, and free when it is given back", () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).to.throw("EVENT_LOG_IN_USE");
    unlock();
    lockDirectory(directory)();
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("is another process' until that is killed", async () => {
    const other = await holder();
    expect(() => lockDirectory(directory)).to.throw("EVENT_LOG_IN_USE");
    await other.kill();
    lockDirectory(directory)();
    expect(readdirSync(directory)).to.deep.equal([]);
  });

  it("holds in a directory whose path is too long for a socket", async () => {
    const deep = join(directory, "a".repeat(100), "b".repeat(100));
    mkdirSync(deep, { recursive: true });
    const other = await holder(deep);
    expect(() => lockDirectory(deep)).to.throw("EVENT_LOG_IN_USE");
    await other.kill();
    lockDirectory(deep)();
    expect(readdirSync(deep)).to.deep.equal([]);
  });

  for (const [what, content] of [
    ["of a process of our own number in another container", JSON.stringify({ pid: process.pid, socket: ".lock-gone" })],
    ["of a living process that is another one by now", JSON.stringify({ pid: process.ppid, socket: ".lock-gone" })],
    ["of an earlier version, with our own number", String(process.pid)],
    ["of an earlier version, whose process has gone", "4194304"],
    ["that is empty", ""],
    ["that is cut off", '{"pid":'],
  ] as const) {
    it(`takes over a lock ${what}`, () => {
      writeFileSync(join(directory, "lock"), content);
      lockDirectory(directory)();
      expect(readdirSync(directory)).to.deep.equal([]);
    });
  } // prettier-ignore
});
