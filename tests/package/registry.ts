import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
    const port = await freePort();
    const rules = "access: $all\n    publish: $authenticated\n    unpublish: $authenticated";
    writeFileSync(
      join(folder, "config.yaml"),
      [
        `storage: ${join(folder, "storage")}`,
        `auth:\n  htpasswd:\n    file: ${join(folder, "htpasswd")}`,
        `uplinks:\n  npm:\n    url: ${uplink}\n    timeout: 120s\n    maxage: 60m`,
        `packages:\n  azure-genai-gateway:\n    ${rules}\n  "**":\n    access: $all\n    proxy: npm`,
        "max_body_size: 50mb",
        "log: { type: stdout, format: pretty, level: error }",
      ].join("\n"),
    );
    const verdaccio = require.resolve("verdaccio/bin/verdaccio");
    const server = spawn(
      process.execPath,
      [verdaccio, "--config", join(folder, "config.yaml"), "--listen", `http://127.0.0.1:${port}`],
      { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, NODE_NO_WARNINGS: "1" } },
    );
    const registry = new PrivateRegistry(`http://127.0.0.1:${port}`, folder, server);
    await registry.ready();
    return registry;
  }

  /** A token of a new user, as `npm login` would get it. */
  async token(user: string): Promise<string> {
    const response = await fetch(`${this.url}/-/user/org.couchdb.user:${user}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: user, password: `only for tests, ${Math.random()}` }),
    });
    const { token } = (await response.json()) as { token?: string };
    if (!token) throw new Error(`the registry gave no token: ${response.status}`);
    return token;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.server.once("exit", resolve));
    this.server.kill();
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const answered = await fetch(`${this.url}/-/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answered) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("verdaccio has not answered within 20 s");
  }
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
