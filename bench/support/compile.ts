import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";
import { withoutLimits } from "./limits";

/** What is measured, and all that it reads. Tests are left out: nothing that ships imports them. */
const rooms = [
  ...["bench", "catalogue", "common", "components", "local", "policies", "policy-language"],
  ...["queries", "scenarios"],
];
const files = ["catalogue.yaml", "package.json", "Pulumi.dev.yaml", "Pulumi.ptu.yaml"];

/**
 * The project as JavaScript in a folder of its own, file by file as the package ships it; `use` is given the folder,
 * which is gone afterwards. Its stacks have limits a thousand times as high: what is measured are answers, not refusals.
 */
export async function compiled<T>(project: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "genai-gateway-bench-"));
  try {
    buildSync({
      entryPoints: ["index.ts", ...rooms.map((room) => `${room}/**/*.ts`)],
      absWorkingDir: project,
      outdir: folder,
      outbase: project,
      format: "cjs",
      platform: "node",
      logLevel: "error",
      sourcemap: true,
    });
    for (const room of rooms)
      cpSync(join(project, room), join(folder, room), {
        recursive: true,
        filter: (path) => !path.endsWith(".ts") && basename(path) !== "node_modules",
      });
    for (const file of files)
      if (existsSync(join(project, file))) cpSync(join(project, file), join(folder, file));
    for (const stack of ["dev", "ptu"]) {
      const settings = join(folder, `Pulumi.${stack}.yaml`);
      writeFileSync(settings, withoutLimits(readFileSync(settings, "utf8")));
    }
    const settings = readFileSync(join(project, "Pulumi.yaml"), "utf8");
    writeFileSync(join(folder, "Pulumi.yaml"), settings.replace("index.ts", "index.js"));
    symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
