import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A private registry on 127.0.0.1: what is not ours it fetches from the registry that npm is set up with. */
export class PrivateRegistry {
  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(): Promise<PrivateRegistry> {
    const folder = mkdtempSync(join(tmpdir(), "genai-registry-"));
    const uplink = spawnSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).stdout.trim();
    const rules = "access: $all\n    publish: $authenticated\n    unpublish: $authenticated";
    writeFileSync(
      join(folder, "config.yaml"),
      [
        `storage: ${join(folder, "storage")}`,
        `auth:\n  htpasswd:\n    file: ${join(folder, "htpasswd")}`,
        `uplinks:\n  npm:\n    url: ${uplink}\n    timeout: 120s\n    maxage: 60m`,
        `packages:\n  azure-genai-gateway:\n    ${rules}\n  "@azure-genai-gateway/*":\n    ${rules}\n  "**":\n    access: $all\n    proxy: npm`,
        "max_body_size: 50mb",
        "log: { type: stdout, format: pretty, level: error }",
      ].join("\n"),
    );
    // Verdaccio does not tell which port it got of 0, so somebody else may take the one found free before it does.
    for (let attempt = 1; ; attempt++) {
      const registry = PrivateRegistry.on(await freePort(), folder);
      if (await registry.ready()) return registry;
      if (attempt === 5)
        throw new Error("verdaccio has ended five times before it answered; its errors are above");
    }
  }

  private static on(port: number, folder: string): PrivateRegistry {
    const url = `http://127.0.0.1:${port}`;
    const verdaccio = require.resolve("verdaccio/bin/verdaccio");
    const server = spawn(
      process.execPath,
      [verdaccio, "--config", join(folder, "config.yaml"), "--listen", url],
      { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_NO_WARNINGS: "1" } },
    );
    return new PrivateRegistry(url, folder, server);
  }

  /** A token of a new user, as `npm login` would get it. */
  async token(user: string): Promise<string> {
    const { status, text } = await ask("PUT", `${this.url}/-/user/org.couchdb.user:${user}`, {
      name: user,
      password: `only for tests, ${Math.random()}`,
    });
    const { token } = JSON.parse(text) as { token?: string };
    if (!token) throw new Error(`the registry gave no token: ${status} ${text}`);
    return token;
  }

  async stop(): Promise<void> {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const gone = new Promise((resolve) => this.server.once("exit", resolve));
      this.server.kill();
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Whether it answers, as soon as it does; false once it has ended. */
  private async ready(): Promise<boolean> {
    let ended = false;
    this.server.once("exit", () => (ended = true));
    while (!ended) {
      const answer = await ask("GET", `${this.url}/-/ping`).catch(() => undefined);
      if (answer?.status === 200 && !ended) return true;
      await pause(100);
    }
    return false;
  }
}

/**
 * One call on a connection of its own. The tests block this process for minutes while npm runs; a connection that was kept
 * alive has been closed at its other end by then, and the next call on it fails.
 */
function ask(method: string, url: string, body?: unknown): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const call = request(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.once("end", () => resolve({ status: response.statusCode!, text }));
      response.once("error", reject);
    });
    call.once("error", reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
