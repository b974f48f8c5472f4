import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publishAll } from "./publishAll";
import { PrivateRegistry } from "./registry";

let started: Promise<PrivateRegistry> | undefined;
const folder = mkdtempSync(join(tmpdir(), "genai-shared-"));

/** A registry that has every package in its own version: one for all files that only install, since publishing takes long. */
export function sharedRegistry(): Promise<PrivateRegistry> {
  started ??= (async () => {
    const registry = await PrivateRegistry.start();
    await publishAll(registry, folder);
    return registry;
  })();
  return started;
}

after(async () => {
  await (await started)?.stop();
  rmSync(folder, { recursive: true, force: true });
});
