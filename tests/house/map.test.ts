import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

interface Walls {
  readonly arrows: Readonly<Record<string, readonly string[]>>;
  readonly roomOf: (path: string) => string | undefined;
  readonly wrongArrow: (root: string, file: string, specifier: string) => string | undefined;
}

const root = resolve(__dirname, "..", "..");
/** Files that have been added and those that are about to be. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)));

/** Rows of the map in CONTRIBUTING.md: room, and what it may import. */
const rows = new Map(
  readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
    .split("## The map")[1]!
    .split("\n## ")[0]!
    .split("\n")
    .map((line) => /^\| `([^`]+)` \| [^|]+ \| ([^|]*) \|$/.exec(line))
    .filter((row) => row !== null)
    .map(([, room, mayImport]) => [room!.replace(/\/$/, ""), mayImport!.trim()] as const),
);

describe("the map of the house", () => {
  let walls: Walls;
  before(async () => {
    walls = (await import(join(root, "packaging", "arrows.mjs"))) as Walls;
  });

  it("has the rooms of the lint rule, with the same arrows", () => {
    const said = Object.fromEntries(rows);
    const ruled = Object.fromEntries(
      Object.entries(walls.arrows).map(([room, others]) => [
        room,
        others.map((other) => other.replace(/^packages\//, "")).join(", "),
      ]),
    );
    // These two may import what they like but for what their rows say in words.
    for (const free of ["tests", "bench"]) said[free] = ruled[free]!;
    expect(said).to.deep.equal(ruled);
  });

  it("names no room that is not there", () => {
    expect([...rows.keys()].filter((room) => !existsSync(join(root, room)))).to.be.empty;
  });

  it("has a room for every file with code", () => {
    const code = files.filter((file) => /\.tsx?$/.test(file));
    expect(code.length).to.be.above(500);
    expect(code.filter((file) => walls.roomOf(file) === undefined)).to.be.empty;
    // A folder of a package is a room of its own, not swallowed by the package's.
    const folders = new Set(
      code
        .map((file) => /^packages\/[^/]+\/[^/]+(?=\/)/.exec(file)?.[0])
        .filter((folder) => folder !== undefined),
    );
    const flat = /^packages\/(common|catalogue)\//;
    expect([...folders].filter((folder) => !flat.test(folder) && walls.roomOf(folder) !== folder)).to.be
      .empty;
  });

  it("names every folder at the top", () => {
    const top = new Set(files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]!));
    const named = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
      .split("## The map")[1]!
      .split("\n## ")[0]!;
    expect([...top].filter((folder) => !folder.startsWith(".") && !named.includes(`\`${folder}/`))).to.be
      .empty;
  });

  for (const [file, specifier, wrong] of [
    [
      "components/openAi.ts",
      "../packages/local-gateway/openai",
      /components\/ does not import from packages\/local-gateway\/openai/,
    ],
    [
      "components/openAi.ts",
      "@azure-genai-gateway/local-cloud",
      /does not import from packages\/local-cloud/,
    ],
    ["components/openAi.ts", "commander", /commander is not among the dependencies/],
    ["packages/local-gateway/gateway/url.ts", "@azure-genai-gateway/local-cloud", /does not import/],
    [
      "packages/local-gateway/gateway/url.ts",
      "../stack/stack",
      /does not import from packages\/local-gateway\/stack/,
    ],
    ["packages/local-gateway/gateway/url.ts", "@pulumi/pulumi", /@pulumi\/pulumi is not among/],
    ["packages/policy-language/lint/index.ts", "@pulumi/pulumi/automation", /@pulumi\/pulumi is not among/],
    ["packages/local-cloud/index.ts", "../../components", /does not import from components/],
    ["packages/common/clock.ts", "../catalogue", /does not import from packages\/catalogue/],
    ["scenarios/library/new.ts", "@azure-genai-gateway/local-gateway", /does not import/],
    ["somewhere/else.ts", "./x", /is no room of the map/],
    ["packages/local-gateway/gateway/url.ts", "../http/url", undefined],
    ["packages/cli/start/main.ts", "@azure-genai-gateway/local-cloud/useTypeScript", undefined],
    ["packages/common/yaml.ts", "yaml", undefined],
  ] as const)
    it(`${file} → ${specifier}: ${wrong ? "refused" : "taken"}`, () => {
      const found = walls.wrongArrow(root, file, specifier);
      if (wrong) expect(found).to.match(wrong);
      else expect(found).to.equal(undefined);
    });
});

describe("the packages", () => {
  const packages = files.filter((file) => /^packages\/[^/]+\/package\.json$/.test(file));
  const manifestOf = (file: string) =>
    JSON.parse(readFileSync(join(root, file), "utf8")) as {
      name: string;
      version: string;
      exports: Record<string, string>;
      dependencies?: Record<string, string>;
    };
  const { version } = manifestOf("package.json");

  for (const file of packages)
    it(`${file}: its version, its exports, its page`, () => {
      const folder = join(root, file, "..");
      const manifest = manifestOf(file);
      expect(manifest.name).to.equal(`@azure-genai-gateway/${file.split("/")[1]}`);
      expect(manifest.version).to.equal(version);
      for (const [name, wanted] of Object.entries(manifest.dependencies ?? {}))
        if (name.startsWith("@azure-genai-gateway/")) expect(wanted, name).to.equal(version);
      for (const target of Object.values(manifest.exports))
        if (!target.includes("*")) expect(statSync(join(folder, target)).isFile(), target).to.equal(true);
      expect(readFileSync(join(folder, "README.md"), "utf8")).to.match(/^# @azure-genai-gateway\//);
    });

  it("know Pulumi in the local cloud and the command alone", () => {
    const knowing = packages.filter((file) =>
      Object.keys(manifestOf(file).dependencies ?? {}).some((name) => /^(@pulumi\/|@grpc\/)/.test(name)),
    );
    expect(knowing).to.have.members(["packages/local-cloud/package.json", "packages/cli/package.json"]);
  });
});
