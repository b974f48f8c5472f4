import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect } from "chai";
import { build } from "esbuild";

const root = resolve(__dirname, "..", "..");

/** What each source file imports when it runs; imports of types alone are gone once it is compiled. */
async function runTimeImports(): Promise<ReadonlyMap<string, readonly string[]>> {
  const sources = execFileSync(
    "git",
    [
      "ls-files",
      "--cached",
      "--others",
      "--exclude-standard",
      "components",
      "packages",
      "plugin",
      "scenarios",
    ],
    { cwd: root, encoding: "utf8" },
  )
    .split("\n")
    .filter((file) => file.endsWith(".ts"));
  const { metafile } = await build({
    entryPoints: sources,
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: "dist",
    packages: "external",
    platform: "node",
    format: "cjs",
    metafile: true,
    logLevel: "silent",
  });
  return new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      file,
      imports.filter(({ external }) => !external).map(({ path }) => path),
    ]),
  );
}

/** Groups of files that import each other, by Tarjan's algorithm. */
export function circles(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const path: string[] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    path.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!index.has(next)) visit(next);
      if (path.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = path.splice(path.indexOf(file));
    if (group.length > 1) found.push(group.sort());
  };
  for (const file of imports.keys()) if (!index.has(file)) visit(file);
  return found;
}

describe("imports at run time", () => {
  it("finds a circle where there is one, and none where there is none", () => {
    const of = (lines: Record<string, string[]>) => circles(new Map(Object.entries(lines)));
    expect(of({ a: ["b"], b: ["c"], c: ["b"], d: ["a"] })).to.deep.equal([["b", "c"]]);
    expect(of({ a: ["b", "c"], b: ["c"], c: [] })).to.be.empty;
  });

  it("go round in no circle", async () => {
    const imports = await runTimeImports();
    expect(imports.size).to.be.above(400);
    expect(circles(imports).map((group) => group.join("\n"))).to.deep.equal([]);
  });
});
