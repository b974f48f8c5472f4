import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Lets this process load a program that is written in TypeScript, where nothing does yet: with the project's own tsx or
 * ts-node. Throws where the project has neither and its program needs one.
 */
export function useTypeScript(projectDir: string): void {
  const project = createRequire(join(projectDir, "package.json"));
  if (project.extensions[".ts"]) return;
  for (const loader of ["tsx/cjs", "ts-node/register/transpile-only"]) {
    try {
      project(loader);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  // A program in JavaScript needs neither; one in TypeScript is told when it is loaded.
}
