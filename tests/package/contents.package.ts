import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { apiReport, reports } from "../../packaging/apiReport";

const root = join(__dirname, "..", "..");

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

describe("the package", () => {
  const [packed] = JSON.parse(
    execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }),
  ) as [Packed];
  const paths = packed.files.map(({ path }) => path);

  it("holds code, types, policies and the command line, and nothing else", () => {
    const rooms = new Set(
      paths.map((path) =>
        path
          .split("/")
          .slice(0, path.startsWith("dist/") ? 2 : 1)
          .join("/"),
      ),
    );
    expect([...rooms].sort()).to.deep.equal([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "cli",
      "dist/automation",
      "dist/catalogue",
      "dist/cli",
      "dist/common",
      "dist/components",
      "dist/local",
      "dist/plugin",
      "dist/policy-language",
      "dist/scenarios",
      "package.json",
      "policies",
      "queries",
      "schemas",
    ]);
    expect(paths.filter((path) => /(^|\/)(tests?|bench|conformance)(\/|$)|\.test\.|\.engine\./.test(path))).to
      .be.empty;
    expect(paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).to.be.empty;
    expect(paths).to.include.members([
      "dist/components/index.js",
      "dist/components/index.d.ts",
      "dist/automation/index.js",
      "dist/catalogue/catalogue.yaml",
      "dist/local/dashboard/assets/index.html",
      "dist/local/cloud/azure/inputs/types/network.json",
      "dist/scenarios/library/weighted.yaml",
      "dist/plugin/PulumiPlugin.yaml",
      "policies/fragments/forward-to-backends.xml",
      "policies/openapi/azure-openai.json",
      "schemas/Pulumi.stack.schema.json",
    ]);
  });

  it("is small", () => {
    expect(packed.size).to.be.below(1_500_000);
    expect(packed.unpackedSize).to.be.below(6_000_000);
  });

  it("says what it needs and what it offers", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      engines: Record<string, string>;
      exports: Record<string, unknown>;
      dependencies: Record<string, string>;
    };
    expect(manifest.engines).to.have.property("node");
    expect(manifest.exports).to.have.all.keys(
      ".",
      "./automation",
      "./testing",
      "./policies/*",
      "./package.json",
    );
    const builtIn = new Set(["node"]);
    const used = new Set<string>();
    for (const path of paths.filter(
      (file) => file.startsWith("dist/") && file.endsWith(".js") && !file.includes("/assets/"),
    ))
      for (const [, name] of readFileSync(join(root, path), "utf8").matchAll(/require\("([^".][^"]*)"\)/g))
        used.add(name!.startsWith("@") ? name!.split("/").slice(0, 2).join("/") : name!.split(/[/:]/)[0]!);
    const missing = [...used].filter((name) => !builtIn.has(name) && !(name in manifest.dependencies));
    // The calls that `dev` shows, and signing on without the CLI of Azure, are there only where these packages are.
    expect(missing).to.have.members(["openai", "@azure/identity"]);
  });

  for (const [entry, file] of Object.entries(reports))
    it(`offers what ${file} says; a change of it is \`npm run build && npm run api\`, and is reviewed`, () => {
      expect(apiReport(entry)).to.equal(readFileSync(join(root, file), "utf8"));
    });
});
