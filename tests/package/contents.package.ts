import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { apiReport, reports } from "../../packaging/apiReport";
import { packageNames } from "../../packaging/modules";

const root = join(__dirname, "..", "..");

interface Packed {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Each published package: where it is published from, the most bytes it may have, some of its files. */
const packages: Readonly<Record<string, readonly [folder: string, most: number, some: readonly string[]]>> = {
  "azure-genai-gateway": [
    ".",
    2_000_000,
    [
      "dist/components/index.js",
      "dist/components/index.d.ts",
      "dist/plugin/PulumiPlugin.yaml",
      "plugin/bin.js",
      "policies/fragments/forward-to-backends.xml",
      "policies/openapi/azure-openai.json",
      "queries/alerts/breaker-open.kql",
      "schemas/Pulumi.stack.schema.json",
    ],
  ],
  common: ["dist/packages/common", 200_000, ["index.js", "problem.js", "problem.d.ts"]],
  schema: ["dist/packages/schema", 1_000_000, ["index.js", "index.d.ts", "zod/LICENSE"]],
  catalogue: ["dist/packages/catalogue", 200_000, ["index.js", "catalogue.yaml"]],
  billing: ["dist/packages/billing", 200_000, ["index.js", "index.d.ts"]],
  "policy-language": ["dist/packages/policy-language", 2_000_000, ["bin.js", "index.js", "lint/index.d.ts"]],
  "local-gateway": [
    "dist/packages/local-gateway",
    2_500_000,
    ["index.js", "dashboard/assets/index.html", "gateway/createGateway.js"],
  ],
  "local-cloud": ["dist/packages/local-cloud", 1_000_000, ["index.js", "azure/inputs/types/network.json"]],
  cli: [
    "dist/packages/cli",
    1_000_000,
    ["bin.js", "automation/index.js", "scenarios/library/weighted.yaml", "scenarios/report/report.css"],
  ],
};

it("every package of packages/ is published", () => {
  expect(Object.keys(packages)).to.have.members(["azure-genai-gateway", ...packageNames(root)]);
});

for (const [name, [folder, most, some]] of Object.entries(packages))
  describe(`the package ${name}`, () => {
    const from = join(root, folder);
    const manifest = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Manifest;
    const [packed] = JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
        cwd: from,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    ) as [Packed];
    const paths = packed.files.map(({ path }) => path);

    it("holds what runs, its types and its page, no sources and no tests", () => {
      expect(paths).to.include.members(["README.md", "LICENSE", "package.json", ...some]);
      expect(paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).to.be.empty;
      expect(
        paths.filter((path) =>
          /(^|\/)(tests?|bench|generate)(\/|$)|\.test\.|\.engine\.|^conformance\//.test(path),
        ),
      ).to.be.empty;
    });

    it(`is no bigger than ${most / 1e6} MB`, () => {
      expect(packed.unpackedSize).to.be.below(most);
    });

    it("has every file that its exports name", () => {
      const targets = JSON.stringify(manifest.exports).match(/"\.\/[^"]*\.\w+"/g) ?? [];
      const files = targets.map((target) => target.slice(3, -1)).filter((target) => !target.includes("*"));
      expect(files).to.not.be.empty;
      expect(files.filter((file) => !paths.includes(file))).to.be.empty;
    });

    it("requires what it declares, and nothing else", () => {
      const used = new Set<string>();
      for (const path of paths.filter((file) => file.endsWith(".js") && !/(^|\/)assets\//.test(file)))
        for (const [, one] of readFileSync(join(from, path), "utf8").matchAll(/require\("([^".][^"]*)"\)/g))
          used.add(one!.startsWith("@") ? one!.split("/").slice(0, 2).join("/") : one!.split(/[/:]/)[0]!);
      const known = { ...manifest.dependencies, ...manifest.peerDependencies };
      // In a clone tsx reads the sources; a published package has none.
      expect([...used].filter((one) => one !== "node" && one !== "tsx" && !(one in known))).to.be.empty;
      expect(Object.keys(manifest.dependencies)).to.not.include("zod");
    });
  });

describe("what the packages offer", () => {
  for (const [entry, file] of Object.entries(reports))
    it(`is what ${file} says; a change of it is \`npm run build && npm run api\`, and is reviewed`, () => {
      expect(apiReport(entry)).to.equal(readFileSync(join(root, file), "utf8"));
    });
});
