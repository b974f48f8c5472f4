import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes a certificate where clients can be pointed to; its key stays in memory. The same file at every start, in
 * node_modules/.cache of the project, where such things are kept and no tool looks for sources; in a folder of its own
 * below the system's temporary one where the project has no node_modules.
 * @returns the file's absolute path
 */
export function writeCertificate(pem: string, projectDir: string): string {
  const modules = join(projectDir, "node_modules");
  const folder = existsSync(modules)
    ? join(modules, ".cache", "azure-genai-gateway")
    : mkdtempSync(join(tmpdir(), "azure-genai-gateway-"));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "localhost.pem");
  writeFileSync(file, pem);
  return file;
}
