import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** Beside what other tools keep; not a dependency, for @azure/arm-network alone unpacks to 70 MB that nobody runs. */
const cache = resolve("node_modules/.cache/azure-types");

/** Whether a package is there without asking the registry. */
export function isFetched(specifier: string): boolean {
  return existsSync(join(folderOf(specifier), "package.json"));
}

/** The folder of a package of an exact version (`@azure/arm-locks@2.1.0`), from the registry when it is not there yet. */
export function fetchPackage(specifier: string): string {
  const folder = folderOf(specifier);
  if (isFetched(specifier)) return folder;
  mkdirSync(cache, { recursive: true });
  const temporary = mkdtempSync(join(cache, ".new-"));
  try {
    const packed = execFileSync("npm", ["pack", specifier, "--silent", "--pack-destination", temporary], {
      encoding: "utf8",
    });
    const archive = packed.trim().split("\n").at(-1)!;
    execFileSync("tar", ["-xzf", join(temporary, archive), "-C", temporary]);
    mkdirSync(resolve(folder, ".."), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(temporary, "package"), folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

function folderOf(specifier: string): string {
  return join(cache, specifier);
}
