import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, extname, join, resolve } from "node:path";
import { build } from "esbuild";
import { lighten } from "./lighten";
import { pruneTypes } from "./pruneTypes";
import { packageNames, publishedManifest, scope } from "./modules";

/**
 * What the compiler leaves behind: files that the code reads beside itself, and a manifest for each package. Afterwards
 * `npm publish dist/packages/NAME` publishes a package, and `npm publish` the component, whose files stand in dist/ itself.
 */
const assets = [
  "packages/catalogue/catalogue.yaml",
  "packages/local-cloud/azure/inputs/types",
  "packages/local-gateway/dashboard/assets",
  "packages/cli/scenarios/report/client.js",
  "packages/cli/scenarios/report/report.css",
  "packages/cli/bin.js",
  "packages/local-gateway/bin.js",
  "packages/policy-language/bin.js",
  "plugin/PulumiPlugin.yaml",
  "plugin/package.json",
];

const root = resolve(__dirname, "..");
const dist = join(root, "dist");
for (const asset of assets) cpSync(join(root, asset), join(dist, asset), { recursive: true });

// The library of scenarios stands at the top, where people look for it; the command has a copy inside.
const scenarios = join(dist, "packages", "cli", "scenarios");
cpSync(join(root, "scenarios", "library"), join(scenarios, "library"), {
  recursive: true,
  filter: (source) => !source.endsWith(".ts"),
});
for (const part of ["library", "support"])
  cpSync(join(dist, "scenarios", part), join(scenarios, part), {
    recursive: true,
    filter: (source) => !source.endsWith(".d.ts"),
  });

/** Packages whose code comes along, by the one package that has it: what that one offers of them, and nothing else. */
const within: Readonly<Record<string, string>> = { schema: "zod" };

/**
 * zod as one file, and its types as they are (docs/decisions/0057-zod-comes-along.md); without the languages of its error
 * messages, which are half of it.
 */
async function takeZodAlong(to: string): Promise<void> {
  const installed = dirname(require.resolve("zod/package.json"));
  await build({
    entryPoints: [join(root, "packages", "schema", "index.ts")],
    outfile: join(to, "index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // The names of functions stay: zod's errors show them.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    allowOverwrite: true,
    plugins: [
      {
        name: "no-languages",
        setup(bundle) {
          bundle.onResolve({ filter: /\/locales\/index\.c?js$/ }, () => ({
            path: "none",
            namespace: "none",
          }));
          bundle.onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "export {};" }));
        },
      },
    ],
  });
  const types = ["index.d.cts", "LICENSE", "v4/classic", "v4/core"];
  for (const part of types)
    cpSync(join(installed, part), join(to, "zod", part), {
      recursive: true,
      filter: (source) => extname(source) === "" || source.endsWith(".d.cts"),
    });
  mkdirSync(join(to, "zod", "v4", "locales"));
  writeFileSync(join(to, "zod", "v4", "locales", "index.d.cts"), "export {};\n");
  writeFileSync(join(to, "index.d.ts"), 'export { z } from "./zod/index.cjs";\n');
}

async function stage(): Promise<void> {
  for (const name of packageNames(root)) {
    const from = join(root, "packages", name);
    const to = join(dist, "packages", name);
    const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Record<string, unknown>;
    const { dependencies, ...published } = publishedManifest(manifest) as {
      dependencies: Readonly<Record<string, string>>;
    };
    const needed = Object.entries(dependencies).filter(([one]) => one !== within[name]);
    writeFileSync(
      join(to, "package.json"),
      `${JSON.stringify({ ...published, dependencies: Object.fromEntries(needed) }, undefined, 2)}\n`,
    );
    cpSync(join(from, "README.md"), join(to, "README.md"));
    cpSync(join(root, "LICENSE"), join(to, "LICENSE"));
  }

  await takeZodAlong(join(dist, "packages", "schema"));
  for (const name of packageNames(root)) pruneTypes(join(dist, "packages", name));
  pruneTypes(root, join(dist, "components"));
  // The dashboard's page runs from its own files; zod is small already; a command's first line is no comment.
  const leaves = /[\\/](dashboard[\\/]assets|packages[\\/]schema|node_modules|bin\.js|client\.js)$/;
  lighten(dist, (path) => leaves.test(path));

  // What has been compiled finds what has been compiled; further up stand the links to the sources.
  const modules = join(dist, "node_modules");
  mkdirSync(modules, { recursive: true });
  if (!existsSync(join(modules, scope)))
    symlinkSync(join(dist, "packages"), join(modules, scope), "junction");
}

stage().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
