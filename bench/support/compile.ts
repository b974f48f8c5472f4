import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import ts from "typescript";
import { linkModules, packageNames, publishedManifest } from "../../packaging/modules";
import { isShort } from "./goals";
import { withoutLimits } from "./limits";

/** What is measured, and all that it reads. Tests are left out: nothing that ships imports them. */
const rooms = ["bench", "components", "packages", "policies", "queries", "scenarios"];
const files = ["catalogue.yaml", "package.json", "Pulumi.dev.yaml", "Pulumi.ptu.yaml"];

/**
 * The project as JavaScript in a folder of its own, file by file as the package ships it; `use` is given the folder,
 * which is gone afterwards. Its stacks have limits a thousand times as high: what is measured are answers, not refusals.
 */
export async function compiled<T>(project: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "genai-gateway-bench-"));
  try {
    if (isShort) quickly(project, folder);
    else asShipped(project, folder);
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
    linkModules(project, folder);
    for (const name of packageNames(project)) {
      const file = join(folder, "packages", name, "package.json");
      const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
      writeFileSync(file, JSON.stringify(publishedManifest(manifest)));
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** File by file with TypeScript itself: what esbuild makes of exports, getters, costs policies a third of their speed. */
function asShipped(project: string, folder: string): void {
  const found = rooms.flatMap((room) =>
    readdirSync(join(project, room), { recursive: true, encoding: "utf8" }).map((name) => join(room, name)),
  );
  for (const file of ["index.ts", ...found]) {
    if (!/(?<!\.d)\.ts$/.test(file)) continue;
    const { outputText } = ts.transpileModule(readFileSync(join(project, file), "utf8"), {
      fileName: file,
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2023,
        esModuleInterop: true,
        inlineSourceMap: true,
      },
    });
    const target = join(folder, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

/** The same in a second, to see that the parts work. */
function quickly(project: string, folder: string): void {
  buildSync({
    entryPoints: ["index.ts", ...rooms.map((room) => `${room}/**/*.ts`)],
    absWorkingDir: project,
    outdir: folder,
    outbase: project,
    format: "cjs",
    platform: "node",
    logLevel: "error",
    sourcemap: "inline",
  });
}
